// Kernels that compute each value on its own.
#include <algorithm>
#include <cmath>

#include "exponential.h"
#include "kernels.h"
#include "parallel.h"
#include "random-bits.h"
#include "strides.h"

namespace capstan {
namespace {

template <class Function>
void map(const float* x, float* y, int64_t length, Function function) {
  in_parallel(length, length, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) y[i] = function(x[i]);
  });
}

// One row of the output: an operand advances by 1, or stays (0) where it repeats.
template <class Function>
void combine_row(const float* a, int64_t stride_a, const float* b, int64_t stride_b, float* y, int64_t length, Function function) {
  if (stride_a == 1 && stride_b == 1) {
    for (int64_t i = 0; i < length; i++) y[i] = function(a[i], b[i]);
  } else if (stride_a == 1 && stride_b == 0) {
    const float constant = *b;
    for (int64_t i = 0; i < length; i++) y[i] = function(a[i], constant);
  } else if (stride_a == 0 && stride_b == 1) {
    const float constant = *a;
    for (int64_t i = 0; i < length; i++) y[i] = function(constant, b[i]);
  } else {
    for (int64_t i = 0; i < length; i++) y[i] = function(a[i * stride_a], b[i * stride_b]);
  }
}

template <class Function>
void combine(const Strides& s, const float* a, const float* b, float* y, Function function) {
  const int64_t inner = s.inner(), rows = s.rows();
  if (rows == 1) {
    in_parallel(inner, inner, [&](int64_t begin, int64_t end) {
      const int64_t stride_a = s.stride(0), stride_b = s.stride(1);
      combine_row(a + begin * stride_a, stride_a, b + begin * stride_b, stride_b, y + begin, end - begin, function);
    });
    return;
  }
  in_parallel(rows, rows * inner, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      combine_row(a + s.offset(0, row), s.stride(0), b + s.offset(1, row), s.stride(1), y + row * inner, inner, function);
    }
  });
}

}  // namespace

// unary(operation, x, y); the operations' numbers are those of src/native/kernels/elementwise.ts.
napi_value unary(const Arguments& arguments) {
  int64_t length;
  const float* x = arguments.floats(1, &length);
  float* y = arguments.floats(2);
  switch (arguments.integer(0)) {
    case 0: map(x, y, length, [](float v) { return v > 0 ? v : v != v ? v : 0.0f; }); break;
    case 1: map(x, y, length, [](float v) { return v > 0 ? 1.0f : v != v ? v : 0.0f; }); break;
    case 2: map(x, y, length, [](float v) { return v > 88.0f ? std::exp(v) : exponential(v); }); break;
    case 3: map(x, y, length, [](float v) { return v * v; }); break;
    case 4: map(x, y, length, [](float v) { return std::sqrt(v); }); break;
    case 5: map(x, y, length, [](float v) { return 1.0f / std::sqrt(v); }); break;
    case 6: map(x, y, length, [](float v) { return -v; }); break;
    case 7: map(x, y, length, [](float v) { return std::log(v); }); break;
    case 8: map(x, y, length, [](float v) { return std::fabs(v); }); break;
    case 9: map(x, y, length, [](float) { return 0.0f; }); break;
    case 10: map(x, y, length, [](float) { return 1.0f; }); break;
    default: throw std::invalid_argument("unary: unknown operation");
  }
  return nullptr;
}

// binary(operation, a, b, y, strides): numbers as in src/native/kernels/elementwise.ts.
napi_value binary(const Arguments& arguments) {
  const float *a = arguments.floats(1), *b = arguments.floats(2);
  float* y = arguments.floats(3);
  const Strides strides(arguments.integers(4));
  switch (arguments.integer(0)) {
    case 0: combine(strides, a, b, y, [](float p, float q) { return p + q; }); break;
    case 1: combine(strides, a, b, y, [](float p, float q) { return p - q; }); break;
    case 2: combine(strides, a, b, y, [](float p, float q) { return p * q; }); break;
    case 3: combine(strides, a, b, y, [](float p, float q) { return p / q; }); break;
    case 4: combine(strides, a, b, y, [](float p, float q) { return p > q || p != p ? p : q; }); break;
    case 5: combine(strides, a, b, y, [](float p, float q) { return p < q || p != p ? p : q; }); break;
    default: throw std::invalid_argument("binary: unknown operation");
  }
  return nullptr;
}

// addValues(a, b, y): y = a + b, values of one length.
napi_value add_values(const Arguments& arguments) {
  const Values a = arguments.values(0), b = arguments.values(1), y = arguments.values(2);
  a.visit([&](const auto* first) {
    b.visit([&](const auto* second) {
      y.visit([&](auto* sum) {
        in_parallel(y.length, y.length, [&](int64_t begin, int64_t end) {
#pragma omp simd
          for (int64_t i = begin; i < end; i++) store(sum[i], load(first[i]) + load(second[i]));
        });
      });
    });
  });
  return nullptr;
}

// widen(x, y): values to fp32.
napi_value widen(const Arguments& arguments) {
  const Values x = arguments.values(0);
  float* y = arguments.floats(1);
  x.visit([&](const auto* from) {
    in_parallel(x.length, x.length, [&](int64_t begin, int64_t end) {
#pragma omp simd
      for (int64_t i = begin; i < end; i++) y[i] = load(from[i]);
    });
  });
  return nullptr;
}

// reluGradient(dy, y, dx): dy where y > 0; values.
napi_value relu_gradient(const Arguments& arguments) {
  const Values dy = arguments.values(0), y = arguments.values(1), dx = arguments.values(2);
  dy.visit([&](const auto* from) {
    y.visit([&](const auto* output) {
      dx.visit([&](auto* to) {
        in_parallel(dx.length, dx.length, [&](int64_t begin, int64_t end) {
#pragma omp simd
          for (int64_t i = begin; i < end; i++) {
            const float value = load(from[i]), passed = load(output[i]);
            store(to[i], passed > 0 ? value : 0.0f);
          }
        });
      });
    });
  });
  return nullptr;
}

// drop(x, y, rate, seed); values.
napi_value drop(const Arguments& arguments) {
  const Values x = arguments.values(0), y = arguments.values(1);
  const DropMask mask(arguments.number(2), static_cast<uint32_t>(arguments.integer(3)));
  x.visit([&](const auto* from) {
    y.visit([&](auto* to) {
      in_parallel(y.length, y.length, [&](int64_t begin, int64_t end) {
        // Local copies and a 32-bit counter let compilers vectorise.
        const DropMask local = mask;
        const auto* source = from + begin;
        auto* target = to + begin;
        const uint32_t first = static_cast<uint32_t>(begin);
        const int32_t count = static_cast<int32_t>(end - begin);
#pragma omp simd
        for (int32_t i = 0; i < count; i++) {
          const float value = load(source[i]);
          store(target[i], value * local.at(first + static_cast<uint32_t>(i)));
        }
      });
    });
  });
  return nullptr;
}

}  // namespace capstan
