// A linear layer over a few rows, and weights rounded for it once.
#if defined(__AVX512F__) && defined(__GNUC__) && !defined(__clang__)
// GCC holds back half of each vector unless told: here twice the width is nearly twice the speed.
#pragma GCC target("prefer-vector-width=512")
#endif
#include "few-rows.h"

#include "kernels.h"
#include "parallel.h"

namespace capstan {

// roundValues(x, y): y is bfloat16.
napi_value round_values(const Arguments& arguments) {
  int64_t count;
  const float* x = arguments.floats(0, &count);
  const Values y = arguments.values(1);
  if (!y.rounded || y.length != count) throw std::invalid_argument("roundValues: y must hold as many values as x, in bfloat16");
  auto* to = static_cast<BFloat16*>(y.data);
  in_parallel(count, count, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) store(to[i], x[i]);
  });
  return nullptr;
}

// fewRowsLinear(x, weight, bias, y, rows, inputs, outputs, relu): relu(x weight + bias); weight is values.
napi_value few_rows_linear(const Arguments& arguments) {
  const float *x = arguments.floats(0), *bias = arguments.floats(2);
  float* y = arguments.floats(3);
  const int64_t rows = arguments.integer(4), inputs = arguments.integer(5), outputs = arguments.integer(6);
  const bool relu = arguments.flag(7);
  arguments.values(1).visit([&](const auto* weight) {
    in_parallel(outputs, inputs * outputs, [&](int64_t begin, int64_t end) {
      for (int64_t row = 0; row < rows; row++) std::copy(bias + begin, bias + end, y + row * outputs + begin);
      add_few_rows(rows, x, inputs, Part<std::decay_t<decltype(*weight)>>{weight + begin, inputs, end - begin, outputs}, y + begin, outputs);
      if (!relu) return;
      for (int64_t row = 0; row < rows; row++) {
        for (int64_t i = begin; i < end; i++) y[row * outputs + i] = std::max(y[row * outputs + i], 0.0f);
      }
    });
  });
  return nullptr;
}

}  // namespace capstan
