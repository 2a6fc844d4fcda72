// What kernels do to one row of values.
#pragma once
#include <cmath>
#include <cstdint>

#include "exponential.h"

namespace capstan {

// to = softmax(from), over `count` values; they may be the same.
inline void softmax_row(const float* from, float* to, int64_t count) {
  float highest = from[0], sum = 0;
  for (int64_t i = 1; i < count; i++) highest = from[i] > highest ? from[i] : highest;
  for (int64_t i = 0; i < count; i++) to[i] = exponential(from[i] - highest);
  for (int64_t i = 0; i < count; i++) sum += to[i];
  const float inverse = 1.0f / sum;
  for (int64_t i = 0; i < count; i++) to[i] *= inverse;
}

struct Moments {
  // The inverse is that of the deviation.
  float mean, inverse;
};

// to = (from - mean) / deviation * scale + shift; from and to are not the same.
inline Moments normalise_row(const float* from, const float* scale, const float* shift, double epsilon, int64_t width, float* to) {
  float sum = 0, squares = 0;
  for (int64_t i = 0; i < width; i++) sum += from[i];
  const float mean = sum / static_cast<float>(width);
  for (int64_t i = 0; i < width; i++) squares += (from[i] - mean) * (from[i] - mean);
  const float inverse = static_cast<float>(1.0 / std::sqrt(squares / static_cast<double>(width) + epsilon));
  for (int64_t i = 0; i < width; i++) to[i] = (from[i] - mean) * inverse * scale[i] + shift[i];
  return {mean, inverse};
}

}  // namespace capstan
