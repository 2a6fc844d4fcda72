// AdamW in one pass over parameters, gradients and both moments.
#include <cmath>

#include "kernels.h"
#include "many-arrays.h"

namespace capstan {

// adamW(parameters, gradients, first, second, [keep, rate]..., beta1, beta2, gradientScale, floor), keep and rate of each parameter:
//   parameter = parameter * keep - rate * first / (sqrt(second) + floor), the bias corrections folded into rate and floor.
napi_value adam_w(const Arguments& arguments) {
  const std::vector<Values> parameters = arguments.list(0), gradients = arguments.list(1), firsts = arguments.list(2), seconds = arguments.list(3);
  int64_t coefficients;
  const float* keep_and_rate = arguments.floats(4, &coefficients);
  const size_t count = parameters.size();
  if (gradients.size() != count || firsts.size() != count || seconds.size() != count || coefficients != static_cast<int64_t>(2 * count))
    throw std::invalid_argument("adamW: each parameter needs a gradient, two moments and two coefficients");
  const float beta1 = static_cast<float>(arguments.number(5)), beta2 = static_cast<float>(arguments.number(6));
  const float rest1 = static_cast<float>(1 - arguments.number(5)), rest2 = static_cast<float>(1 - arguments.number(6));
  const float scale = static_cast<float>(arguments.number(7)), floor = static_cast<float>(arguments.number(8));
  in_parallel_over(parameters, [&](size_t which, int64_t begin, int64_t end) {
    float *parameter = static_cast<float*>(parameters[which].data), *first = static_cast<float*>(firsts[which].data);
    float* second = static_cast<float*>(seconds[which].data);
    const float* gradient = static_cast<const float*>(gradients[which].data);
    const float keep = keep_and_rate[2 * which], rate = keep_and_rate[2 * which + 1];
#pragma omp simd
    for (int64_t i = begin; i < end; i++) {
      const float g = gradient[i] * scale;
      const float m = first[i] * beta1 + g * rest1;
      const float v = second[i] * beta2 + g * g * rest2;
      first[i] = m;
      second[i] = v;
      parameter[i] = parameter[i] * keep - rate * m / (std::sqrt(v) + floor);
    }
  });
  return nullptr;
}

}  // namespace capstan
