// AdamW in one pass over parameter, gradient and both moments.
#include <cmath>

#include "kernels.h"
#include "parallel.h"

namespace capstan {

// adamW(parameter, next, gradient, first, second, beta1, beta2, gradientScale, keep, rate, floor): next may be parameter itself.
//   next = parameter * keep - rate * first / (sqrt(second) + floor), the bias corrections folded into rate and floor.
napi_value adam_w(const Arguments& arguments) {
  int64_t length;
  const float* parameter = arguments.floats(0, &length);
  float* next = arguments.floats(1);
  const float* gradient = arguments.floats(2);
  float *first = arguments.floats(3), *second = arguments.floats(4);
  const float beta1 = static_cast<float>(arguments.number(5)), beta2 = static_cast<float>(arguments.number(6));
  const float rest1 = static_cast<float>(1 - arguments.number(5)), rest2 = static_cast<float>(1 - arguments.number(6));
  const float scale = static_cast<float>(arguments.number(7)), keep = static_cast<float>(arguments.number(8));
  const float rate = static_cast<float>(arguments.number(9)), floor = static_cast<float>(arguments.number(10));
  in_parallel(length, length, [&](int64_t begin, int64_t end) {
#pragma omp simd
    for (int64_t i = begin; i < end; i++) {
      const float g = gradient[i] * scale;
      const float m = first[i] * beta1 + g * rest1;
      const float v = second[i] * beta2 + g * g * rest2;
      first[i] = m;
      second[i] = v;
      next[i] = parameter[i] * keep - rate * m / (std::sqrt(v) + floor);
    }
  });
  return nullptr;
}

}  // namespace capstan
