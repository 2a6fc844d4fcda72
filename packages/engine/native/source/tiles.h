// Products of bfloat16 on a processor's matrix tiles (Intel AMX), summed in fp32.
//
// A tile is 16 rows of 64 bytes. A block of a product is two tiles by two: 32 rows by 32 columns. The left operand is read where
// it lies, row by row; of the right one, panels of 32 columns are packed as the tiles want them: two rows interleaved.
#pragma once
#if defined(__AMX_BF16__) && defined(__AMX_TILE__) && defined(__AVX512BF16__) && defined(__AVX512BW__) && defined(__linux__)
#define CAPSTAN_TILES 1
#endif

#include <cstdint>

#include "bfloat16.h"

namespace capstan {

// Values of a tile's row, and so the unit of a product's inner length; rows and columns of a block.
constexpr int64_t kTileDepth = 32, kTileBlock = 32;
constexpr int64_t kPanelStep = kTileDepth * kTileBlock;

constexpr int64_t quotient_up(int64_t value, int64_t unit) { return (value + unit - 1) / unit; }
constexpr int64_t round_up(int64_t value, int64_t unit) { return quotient_up(value, unit) * unit; }

// Whether this process may compute on tiles: the code was compiled for them, the processor has them, the kernel lets us.
// Asked once, by the thread that computes first; later threads inherit the leave.
bool tiles_ready();

}  // namespace capstan

#if defined(CAPSTAN_TILES)
#include <immintrin.h>

namespace capstan {

// What the processor is told of its tiles, 64 bytes. Constant, because compilers do not see that all of it is read.
struct alignas(64) TileSetting {
  uint8_t palette = 1, start_row = 0, reserved[14] = {};
  uint16_t bytes_of_row[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
inline constexpr TileSetting kAllTiles;

// While it lives, this thread's tiles are set up. They are the thread's alone: let go before oneDNN sets up its own.
class TileSession {
 public:
  TileSession() { _tile_loadconfig(&kAllTiles); }
  ~TileSession() { _tile_release(); }
  TileSession(const TileSession&) = delete;
  TileSession& operator=(const TileSession&) = delete;
};

// Rows that a product reads: row r of tap t begins at first + (r + offsets[t]) * lead.
struct TileRows {
  const BFloat16* first;
  int64_t lead;
  const int64_t* offsets;
  int64_t taps;
  // Values of a row that count; a multiple of kTileDepth.
  int64_t inner;
};

// Values ahead of the tile that is multiplied: rows lie apart, so that no processor guesses their next line.
constexpr int64_t kAhead = 2 * kTileDepth;

// Asks for a line of each row; past a row's end for the next one's, which is wanted soon, or for nothing.
template <int rows>
inline void fetch_rows(const BFloat16* from, int64_t lead) {
  for (int row = 0; row < rows; row++) _mm_prefetch(reinterpret_cast<const char*>(from + row * lead), _MM_HINT_T0);
}

// out [32, 32], rows `lead_out` apart, = the sum over taps of rows * panel, in fp32; rows 16 to 31 only when `tall`.
template <bool tall>
inline void multiply_block(const TileRows& rows, int64_t row, const BFloat16* panel, float* out, int64_t lead_out) {
  _tile_zero(0);
  _tile_zero(1);
  if (tall) {
    _tile_zero(2);
    _tile_zero(3);
  }
  for (int64_t tap = 0; tap < rows.taps; tap++) {
    const BFloat16* a = rows.first + (row + rows.offsets[tap]) * rows.lead;
    for (int64_t k = 0; k < rows.inner; k += kTileDepth, panel += kPanelStep) {
      fetch_rows<tall ? 32 : 16>(a + k + kAhead, rows.lead);
      _tile_loadd(4, a + k, rows.lead * 2);
      _tile_loadd(6, panel, 64);
      _tile_loadd(7, panel + kPanelStep / 2, 64);
      _tile_dpbf16ps(0, 4, 6);
      _tile_dpbf16ps(1, 4, 7);
      if (tall) {
        _tile_loadd(5, a + 16 * rows.lead + k, rows.lead * 2);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
      }
    }
  }
  _tile_stored(0, out, lead_out * 4);
  _tile_stored(1, out + 16, lead_out * 4);
  if (tall) {
    _tile_stored(2, out + 16 * lead_out, lead_out * 4);
    _tile_stored(3, out + 16 * lead_out + 16, lead_out * 4);
  }
}

// 32 columns of a right operand: pairs of rows, of 16 columns each half, `step` values on from one 32 rows to the next.
struct TilePairs {
  const BFloat16 *low, *high;
  int64_t step;
};

// out [32, 32], rows `lead_out` apart, += a [32, inner] * pairs; `first` begins from 0 instead.
template <bool first>
inline void add_block(const BFloat16* a, int64_t lead, int64_t inner, TilePairs pairs, float* out, int64_t lead_out) {
  float *low = out, *below = out + 16 * lead_out;
  if (first) {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
  } else {
    _tile_loadd(0, low, lead_out * 4);
    _tile_loadd(1, low + 16, lead_out * 4);
    _tile_loadd(2, below, lead_out * 4);
    _tile_loadd(3, below + 16, lead_out * 4);
  }
  for (int64_t k = 0; k < inner; k += kTileDepth, pairs.low += pairs.step, pairs.high += pairs.step) {
    _tile_loadd(4, a + k, lead * 2);
    _tile_loadd(5, a + 16 * lead + k, lead * 2);
    _tile_loadd(6, pairs.low, 64);
    _tile_loadd(7, pairs.high, 64);
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(0, low, lead_out * 4);
  _tile_stored(1, low + 16, lead_out * 4);
  _tile_stored(2, below, lead_out * 4);
  _tile_stored(3, below + 16, lead_out * 4);
}

}  // namespace capstan
#endif
