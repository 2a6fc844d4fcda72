#include "tile-matrix.h"

#include "tile-product.h"

namespace capstan {

#if defined(CAPSTAN_TILES)
namespace {

constexpr int64_t kNoOffset[1] = {0};

constexpr int64_t kDeepFrom = 8192, kDeepChunk = 1024;

// a as rows of bfloat16 whose length is a multiple of a tile's: itself where it is so already. `whole`: blocks of rows may be read.
TileRows rows_of(Scratch& scratch, const TileMatrix& p, bool whole) {
  const int64_t inner = round_up(p.inner, kTileDepth);
  const bool is_ready = p.a.rounded && !p.turned_a && inner == p.inner && (!whole || p.rows % kTileBlock == 0);
  if (is_ready) return {static_cast<const BFloat16*>(p.a.data), inner, kNoOffset, 1, inner};
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

// Where b's columns from `column` on are, `from` rows down; b lies transposed or not.
template <class Source>
void pack_columns(const TileMatrix& p, const Source* b, int64_t from, int64_t inner, int64_t column, int64_t count, BFloat16* to, int64_t size) {
  const int64_t columns = std::min(count * kTileBlock, p.columns - column);
  if (p.turned_b) {
    pack_turned_panels(b + column * p.inner + from, p.inner, std::min(inner, p.inner - from), columns, nullptr, to, size);
  } else {
    pack_panels(b + from * p.columns + column, p.columns, std::min(inner, p.inner - from), columns, nullptr, to, size);
  }
}

// Takes a block of sums, `lead` values from row to row, into c.
template <class Target>
void finish_block(const TileMatrix& p, Target* c, int64_t row, int64_t rows, int64_t column, const float* block, int64_t lead) {
  const __mmask32 here = first_values(p.columns - column);
  for (int64_t r = 0; r < rows; r++) {
    __m512 low = _mm512_load_ps(block + r * lead), high = _mm512_load_ps(block + r * lead + 16);
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
}

// An inner length of thousands (the gradient through a vocabulary): threads share it and add their sums, which stay in the cache
// while the operands pass by once.
template <class Source, class Target>
void multiply_deep(Scratch& scratch, const TileMatrix& p, const TileRows& left, const Source* b, Target* c) {
  const int64_t rows = round_up(p.rows, kTileBlock), columns = round_up(p.columns, kTileBlock), threads = omp_get_max_threads();
  auto* const sums = static_cast<float*>(scratch.take(static_cast<size_t>(threads * rows * columns) * sizeof(float)));
  const int64_t chunks = (left.inner + kDeepChunk - 1) / kDeepChunk;
#pragma omp parallel if (threads > 1)
  {
    const Share share = share_of_thread(chunks);
    float* const own = sums + omp_get_thread_num() * rows * columns;
    auto* const packed = static_cast<BFloat16*>(thread_scratch(static_cast<size_t>(kDeepChunk * kTileBlock) * sizeof(BFloat16)));
    const TileSession session;
    for (int64_t chunk = share.begin; chunk < share.end; chunk++) {
      const int64_t from = chunk * kDeepChunk, inner = std::min(kDeepChunk, left.inner - from);
      for (int64_t column = 0; column < columns; column += kTileBlock) {
        pack_columns(p, b, from, inner, column, 1, packed, 0);
        for (int64_t row = 0; row < rows; row += kTileBlock) {
          const BFloat16* a = left.first + row * left.lead + from;
          float* sum = own + row * columns + column;
          if (chunk == share.begin) {
            add_block<true>(a, left.lead, inner, {packed, packed + kPanelStep / 2, kPanelStep}, sum, columns);
          } else {
            add_block<false>(a, left.lead, inner, {packed, packed + kPanelStep / 2, kPanelStep}, sum, columns);
          }
        }
      }
    }
  }
  in_parallel(p.rows, threads * p.rows * columns, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      float* sum = sums + row * columns;
      for (int64_t thread = 1; thread < threads; thread++) {
        const float* other = sum + thread * rows * columns;
        for (int64_t i = 0; i < columns; i++) sum[i] += other[i];
      }
      for (int64_t column = 0; column < columns; column += kTileBlock) finish_block(p, c, row, 1, column, sum + column, columns);
    }
  });
}

}  // namespace

void multiply_on_tiles(Scratch& scratch, const TileMatrix& p) {
  const bool deep = p.inner >= kDeepFrom;
  const TileRows left = rows_of(scratch, p, deep);
  const bool bounded = left.first == p.a.data;
  p.b.visit([&](const auto* b) {
    p.c.visit([&](auto* c) {
      if (deep) {
        multiply_deep(scratch, p, left, b, c);
        return;
      }
      const auto pack = [&](int64_t panel, int64_t count, BFloat16* to) {
        pack_columns(p, b, 0, p.inner, panel * kTileBlock, count, to, left.inner * kTileBlock);
      };
      multiply_rows(scratch, left, p.rows, p.columns, bounded, p.kept, pack, [&](const TileSums& sums) {
        for (int64_t r = 0; r < sums.rows; r++) {
          const float* from = sums.first + r * sums.lead;
          for (int64_t at = 0; at < sums.columns; at += kTileBlock) finish_block(p, c, sums.row + r, 1, sums.column + at, from + at, sums.lead);
        }
      });
    });
  });
}
#else
void multiply_on_tiles(Scratch&, const TileMatrix&) {}
#endif

}  // namespace capstan
