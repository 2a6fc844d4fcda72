// Operands put in the order of matrix tiles: rounded to bfloat16, interleaved by two rows, transposed.
#pragma once
#include "tiles.h"

#if defined(CAPSTAN_TILES)
namespace capstan {

inline __mmask32 first_values(int64_t count) { return count >= 32 ? ~__mmask32{0} : (__mmask32{1} << (count > 0 ? count : 0)) - 1; }

// 32 values as bfloat16, times their factors where there are some; beyond `here` they are 0.
inline __m512i load_values(const float* from, __mmask32 here, const float* factors) {
  const __mmask16 low = static_cast<__mmask16>(here), high = static_cast<__mmask16>(here >> 16);
  __m512 a = _mm512_maskz_loadu_ps(low, from), b = _mm512_maskz_loadu_ps(high, from + 16);
  if (factors != nullptr) {
    a = _mm512_mul_ps(a, _mm512_maskz_loadu_ps(low, factors));
    b = _mm512_mul_ps(b, _mm512_maskz_loadu_ps(high, factors + 16));
  }
  return reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(b, a));
}
inline __m512i load_values(const BFloat16* from, __mmask32 here, const float*) { return _mm512_maskz_loadu_epi16(here, from); }

inline __m512 load_floats(const float* from) { return _mm512_loadu_ps(from); }
inline __m512 load_floats(const BFloat16* from) {
  const __m256i bits = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
}

// 32 sums, rounded where the target is; only those that are `here`.
inline void store_values(float* to, __mmask32 here, __m512 low, __m512 high) {
  _mm512_mask_storeu_ps(to, static_cast<__mmask16>(here), low);
  _mm512_mask_storeu_ps(to + 16, static_cast<__mmask16>(here >> 16), high);
}
inline void store_values(BFloat16* to, __mmask32 here, __m512 low, __m512 high) {
  _mm512_mask_storeu_epi16(to, here, reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(high, low)));
}

// Two rows of 32 values become two rows of 16 pairs: (first[i], second[i]).
inline void interleave(__m512i first, __m512i second, __m512i& low, __m512i& high) {
  const __m512i counting = _mm512_set_epi32(0x002f000f, 0x002e000e, 0x002d000d, 0x002c000c, 0x002b000b, 0x002a000a, 0x00290009, 0x00280008,
                                            0x00270007, 0x00260006, 0x00250005, 0x00240004, 0x00230003, 0x00220002, 0x00210001, 0x00200000);
  low = _mm512_permutex2var_epi16(first, counting, second);
  high = _mm512_permutex2var_epi16(first, _mm512_add_epi16(counting, _mm512_set1_epi16(16)), second);
}

// Transposes 16 rows of 16 pairs in place.
inline void transpose_pairs(__m512i (&r)[16]) {
  __m512i t[16];
  for (int i = 0; i < 16; i += 2) {
    t[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
  }
  for (int i = 0; i < 16; i += 4) {
    r[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
    r[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
    r[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
    r[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
  }
  for (int i = 0; i < 4; i++) {
    t[i] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0x88);
    t[i + 4] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0xdd);
    t[i + 8] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0x88);
    t[i + 12] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0xdd);
  }
  for (int i = 0; i < 4; i++) {
    r[i] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0x88);
    r[i + 8] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0xdd);
    r[i + 4] = _mm512_shuffle_i32x4(t[i + 4], t[i + 12], 0x88);
    r[i + 12] = _mm512_shuffle_i32x4(t[i + 4], t[i + 12], 0xdd);
  }
}

// Panels of 32 columns of b [inner, columns] (row-major, `lead` values a row), `size` values from one to the next, times a factor
// for each column where there are some. A panel has round_up(inner, 32) * 32 values; what is not there is 0.
template <class Source>
void pack_panels(const Source* b, int64_t lead, int64_t inner, int64_t columns, const float* factors, BFloat16* to, int64_t size) {
  for (int64_t step = 0; step < inner; step += kTileDepth, to += kPanelStep) {
    for (int64_t pair = 0; pair < 16; pair++) {
      const int64_t k = step + 2 * pair;
      BFloat16* panel = to + pair * 32;
      for (int64_t column = 0; column < columns; column += kTileBlock, panel += size) {
        const __mmask32 here = first_values(columns - column);
        const float* scale = factors == nullptr ? nullptr : factors + column;
        const __m512i first = k < inner ? load_values(b + k * lead + column, here, scale) : _mm512_setzero_si512();
        const __m512i second = k + 1 < inner ? load_values(b + (k + 1) * lead + column, here, scale) : _mm512_setzero_si512();
        __m512i low, high;
        interleave(first, second, low, high);
        _mm512_store_si512(panel, low);
        _mm512_store_si512(panel + kPanelStep / 2, high);
      }
    }
  }
}

// `rows` rows of `panels` times 32 values, `lead` apart, by pairs: of each panel the first 16 values of a pair to `to`, the others
// `half` values behind, 32 values a pair; panels are `size` apart. A product may begin at any pair. Rows up to `count` are 0.
inline void pack_pairs(const BFloat16* b, int64_t lead, int64_t panels, int64_t rows, int64_t count, BFloat16* to, int64_t half, int64_t size) {
  for (int64_t row = 0; row < count; row += 2, to += 32) {
    BFloat16* pairs = to;
    for (int64_t panel = 0; panel < panels; panel++, pairs += size) {
      const BFloat16* from = b + row * lead + panel * kTileBlock;
      const __m512i first = row < rows ? _mm512_loadu_si512(from) : _mm512_setzero_si512();
      const __m512i second = row + 1 < rows ? _mm512_loadu_si512(from + lead) : _mm512_setzero_si512();
      __m512i left, right;
      interleave(first, second, left, right);
      _mm512_store_si512(pairs, left);
      _mm512_store_si512(pairs + half, right);
    }
  }
}

// The same as pack_panels of b's transpose: b is [columns, inner], with a factor for each inner value.
template <class Source>
void pack_turned_panels(const Source* b, int64_t lead, int64_t inner, int64_t columns, const float* factors, BFloat16* to, int64_t size) {
  for (int64_t first = 0; first < columns; first += 16) {
    BFloat16* panel = to + first / kTileBlock * size + first % kTileBlock * kTileDepth;
    for (int64_t step = 0; step < inner; step += kTileDepth, panel += kPanelStep) {
      const __mmask32 here = first_values(inner - step);
      const float* scale = factors == nullptr ? nullptr : factors + step;
      __m512i rows[16];
      for (int64_t i = 0; i < 16; i++) {
        rows[i] = first + i < columns ? load_values(b + (first + i) * lead + step, here, scale) : _mm512_setzero_si512();
      }
      transpose_pairs(rows);
      for (int64_t i = 0; i < 16; i++) _mm512_store_si512(panel + i * 32, rows[i]);
    }
  }
  // Blocks have 32 columns always.
  if (columns % kTileBlock > 0 && columns % kTileBlock <= 16) {
    BFloat16* panel = to + columns / kTileBlock * size + kPanelStep / 2;
    for (int64_t step = 0; step < inner; step += kTileDepth, panel += kPanelStep) {
      for (int64_t i = 0; i < kPanelStep / 2; i += 32) _mm512_store_si512(panel + i, _mm512_setzero_si512());
    }
  }
}

// to [columns, rows] = the transpose of from [rows, columns]; both counts are rounded up to 32, and what is not there is 0.
// `to` has `lead_to` values a row. Rows that are not a multiple of 32 write zeros up to the next.
template <class Source>
void transpose_rows(const Source* from, int64_t lead, int64_t rows, int64_t columns, BFloat16* to, int64_t lead_to) {
  for (int64_t row = 0; row < rows; row += 32) {
    for (int64_t column = 0; column < columns; column += 32) {
      const __mmask32 here = first_values(columns - column);
      __m512i left[16], right[16];
      for (int64_t pair = 0; pair < 16; pair++) {
        const int64_t r = row + 2 * pair;
        const Source* at = from + r * lead + column;
        const __m512i first = r < rows ? load_values(at, here, nullptr) : _mm512_setzero_si512();
        const __m512i second = r + 1 < rows ? load_values(at + lead, here, nullptr) : _mm512_setzero_si512();
        interleave(first, second, left[pair], right[pair]);
      }
      transpose_pairs(left);
      transpose_pairs(right);
      for (int64_t i = 0; i < 16; i++) {
        if (column + i < columns) _mm512_storeu_si512(to + (column + i) * lead_to + row, left[i]);
        if (column + 16 + i < columns) _mm512_storeu_si512(to + (column + 16 + i) * lead_to + row, right[i]);
      }
    }
  }
}

// to [rows, round_up(columns, 32)] = from, rounded, and 0 beyond `columns`; the leads are the distances between rows.
template <class Source>
void round_rows(const Source* from, int64_t lead, int64_t rows, int64_t columns, BFloat16* to, int64_t lead_to) {
  for (int64_t row = 0; row < rows; row++) {
    for (int64_t column = 0; column < columns; column += 32) {
      _mm512_storeu_si512(to + row * lead_to + column, load_values(from + row * lead + column, first_values(columns - column), nullptr));
    }
  }
}

}  // namespace capstan
#endif
