#include "tile-matrix.h"

#include "tile-product.h"

namespace capstan {

#if defined(CAPSTAN_TILES)
namespace {

constexpr int64_t kNoOffset[1] = {0};

// a as rows of bfloat16 whose length is a multiple of a tile's: itself where it is so already.
TileRows rows_of(Scratch& scratch, const TileMatrix& p) {
  const int64_t inner = round_up(p.inner, kTileDepth);
  if (p.a.rounded && !p.turned_a && inner == p.inner) return {static_cast<const BFloat16*>(p.a.data), inner, kNoOffset, 1, inner};
  // Not a multiple of 4 KB, or the rows of a tile would all fall on the same lines of a cache.
  const int64_t lead = inner % 2048 == 0 ? inner + kTileDepth : inner;
  const int64_t rows = round_up(p.rows, kTileBlock);
  auto* copy = static_cast<BFloat16*>(scratch.take(static_cast<size_t>(rows * lead) * sizeof(BFloat16)));
  p.a.visit([&](const auto* a) {
    in_parallel(rows / kTileBlock, rows * inner, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin * kTileBlock; row < end * kTileBlock; row += kTileBlock) {
        const int64_t count = std::min(kTileBlock, p.rows - row);
        if (p.turned_a) {
          transpose_rows(a + row, p.rows, p.inner, count, copy + row * lead, lead);
        } else {
          round_rows(a + row * p.inner, p.inner, count, p.inner, copy + row * lead, lead);
        }
        // What lies below is multiplied too, and thrown away; it must only be there.
        std::memset(copy + (row + count) * lead, 0, static_cast<size_t>((kTileBlock - count) * lead) * sizeof(BFloat16));
      }
    });
  });
  return {copy, lead, kNoOffset, 1, inner};
}

}  // namespace

void multiply_on_tiles(Scratch& scratch, const TileMatrix& p) {
  const TileRows left = rows_of(scratch, p);
  const bool bounded = left.first == p.a.data;
  p.b.visit([&](const auto* b) {
    const auto pack = [&](int64_t panel, BFloat16* to) {
      const int64_t column = panel * kTileBlock, columns = std::min(kTileBlock, p.columns - column);
      if (p.turned_b) {
        pack_turned_panel(b + column * p.inner, p.inner, p.inner, columns, nullptr, to);
      } else {
        pack_panel(b + column, p.columns, p.inner, columns, nullptr, to);
      }
    };
    p.c.visit([&](auto* c) {
      multiply_rows(scratch, left, p.rows, p.columns, bounded, pack, [&](int64_t row, int64_t rows, int64_t column, const float* block) {
        const __mmask32 here = first_values(p.columns - column);
        for (int64_t r = 0; r < rows; r++) {
          __m512 low = _mm512_load_ps(block + r * kTileBlock), high = _mm512_load_ps(block + r * kTileBlock + 16);
          if (p.bias != nullptr) {
            low = _mm512_add_ps(low, _mm512_maskz_loadu_ps(static_cast<__mmask16>(here), p.bias + column));
            high = _mm512_add_ps(high, _mm512_maskz_loadu_ps(static_cast<__mmask16>(here >> 16), p.bias + column + 16));
          }
          if (p.relu) {
            // In this order not a number stays so.
            low = _mm512_max_ps(_mm512_setzero_ps(), low);
            high = _mm512_max_ps(_mm512_setzero_ps(), high);
          }
          store_values(c + (row + r) * p.columns + column, here, low, high);
        }
      });
    });
  });
}
#else
void multiply_on_tiles(Scratch&, const TileMatrix&) {}
#endif

}  // namespace capstan
