// The counter-based generator of src/ops/random-bits.ts, bit for bit.
#pragma once
#include <cstdint>

namespace capstan {

inline uint32_t mix_bits(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x85ebca6bu;
  x = (x ^ (x >> 13)) * 0xc2b2ae35u;
  return x ^ (x >> 16);
}

struct DropMask {
  uint32_t start;
  uint32_t threshold;
  float scale;

  DropMask(double rate, uint32_t seed) : start(mix_bits(seed)), scale(static_cast<float>(1.0 / (1.0 - rate))) {
    const double limit = rate * 4294967296.0 + 0.5;
    threshold = limit >= 4294967295.0 ? 4294967295u : static_cast<uint32_t>(limit);
  }
  // 0 where dropped, 1 / (1 - rate) elsewhere.
  float at(uint32_t index) const { return mix_bits(index * 0x9e3779b1u + start) >= threshold ? scale : 0.0f; }
};

}  // namespace capstan
