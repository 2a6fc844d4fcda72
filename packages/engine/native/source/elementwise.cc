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

// reluGradient(dy, y, dx): dy where y > 0.
napi_value relu_gradient(const Arguments& arguments) {
  int64_t length;
  const float *dy = arguments.floats(0, &length), *y = arguments.floats(1);
  float* dx = arguments.floats(2);
  in_parallel(length, length, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) dx[i] = y[i] > 0 ? dy[i] : 0.0f;
  });
  return nullptr;
}

// drop(x, y, rate, seed).
napi_value drop(const Arguments& arguments) {
  int64_t length;
  const float* x = arguments.floats(0, &length);
  float* y = arguments.floats(1);
  const DropMask mask(arguments.number(2), static_cast<uint32_t>(arguments.integer(3)));
  in_parallel(length, length, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) y[i] = x[i] * mask.at(static_cast<uint32_t>(i));
  });
  return nullptr;
}

}  // namespace capstan
