// Values as they lie in memory: fp32, or bfloat16, which is fp32's upper half. Arithmetic is in fp32 always.
#pragma once
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace capstan {

struct BFloat16 {
  uint16_t bits;
};

inline float load(float value) { return value; }
inline float load(BFloat16 value) {
  const uint32_t bits = static_cast<uint32_t>(value.bits) << 16;
  float result;
  std::memcpy(&result, &bits, sizeof result);
  return result;
}

inline void store(float& to, float value) { to = value; }
// To the nearest, ties to even; a NaN keeps its upper half, made quiet, so that rounding cannot turn it into a number.
inline void store(BFloat16& to, float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  const uint32_t quiet = (bits >> 16) | 0x40u;
  to.bits = static_cast<uint16_t>((bits & 0x7fffffffu) > 0x7f800000u ? quiet : rounded);
}

// A Float32Array, or a Uint16Array that holds bfloat16.
struct Values {
  void* data;
  int64_t length;
  bool rounded;

  // Calls visit with a pointer to the values as they are stored.
  template <class Visit>
  void visit(Visit visit) const {
    if (rounded) {
      visit(static_cast<BFloat16*>(data));
    } else {
      visit(static_cast<float*>(data));
    }
  }
};

}  // namespace capstan
