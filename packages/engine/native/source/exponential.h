// exp() that compilers vectorise: range reduction and a polynomial, as in Cephes' expf (S. Moshier), about 2 ulp.
#pragma once
#include <cstdint>
#include <cstring>

namespace capstan {

inline float exponential(float x) {
  // Out of range on the low side gives 0 (a masked score), NaN stays NaN.
  const bool vanishes = x < -87.0f;
  x = x > 88.0f ? 88.0f : x;
  x = vanishes ? -87.0f : x;
  const float rounded = __builtin_floorf(x * 1.44269504088896341f + 0.5f);
  const float rest = (x - rounded * 0.693359375f) + rounded * 2.12194440e-4f;
  float y = 1.9875691500e-4f;
  y = y * rest + 1.3981999507e-3f;
  y = y * rest + 8.3334519073e-3f;
  y = y * rest + 4.1665795894e-2f;
  y = y * rest + 1.6666665459e-1f;
  y = y * rest + 5.0000001201e-1f;
  y = y * rest * rest + rest + 1.0f;
  // Not a number has no whole part: the polynomial carries it on.
  const int32_t whole = static_cast<int32_t>(rounded == rounded ? rounded : 0.0f);
  const uint32_t exponent = static_cast<uint32_t>(whole + 127) << 23;
  float power;
  std::memcpy(&power, &exponent, sizeof power);
  return vanishes ? 0.0f : y * power;
}

}  // namespace capstan
