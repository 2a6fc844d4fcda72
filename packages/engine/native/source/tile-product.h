// Whole products on matrix tiles: who packs what, which thread takes which blocks, what stays in the caches.
#pragma once
#include "tile-packing.h"

#if defined(CAPSTAN_TILES)
#include <algorithm>
#include <cstring>

#include "kept-weights.h"
#include "onednn.h"
#include "parallel.h"

namespace capstan {

// What is passed over again and again: a part of the second cache, which two threads may share.
constexpr int64_t kCacheBytes = 384 * 1024;
// Panels that a thread packs at a time: rows of a wide matrix lie pages apart, and a page is better read more than once a visit.
constexpr int64_t kPanelGroup = 8;

// Memory of one thread, reused by its next call.
void* thread_scratch(size_t bytes);

inline int64_t panels_of(int64_t columns) { return round_up(columns, kTileBlock) / kTileBlock; }

// The last rows, copied with zeros below them to whole blocks, where reading past the operand's end is not allowed.
inline TileRows padded_tail(Scratch& scratch, const TileRows& left, int64_t rows) {
  static constexpr int64_t kNone[1] = {0};
  const int64_t from = rows / kTileBlock * kTileBlock, count = rows - from;
  const size_t bytes = static_cast<size_t>(kTileBlock * left.inner) * sizeof(BFloat16);
  auto* copy = static_cast<BFloat16*>(scratch.take(bytes));
  std::memset(copy, 0, bytes);
  for (int64_t row = 0; row < count; row++) {
    std::memcpy(copy + row * left.inner, left.first + (from + row) * left.lead, static_cast<size_t>(left.inner) * sizeof(BFloat16));
  }
  return {copy, left.inner, kNone, 1, left.inner};
}

// The panels of that number; where there are none yet, `pack_all` makes them.
template <class PackAll>
const BFloat16* kept_panels(Scratch& scratch, int64_t number, int64_t count, PackAll pack_all) {
  const Layout layout({count}, Type::bf16, Tag::a);
  const Memory memory = kept_weight(number, layout, [&] {
    auto* const packed = static_cast<BFloat16*>(scratch.take(layout.get_size()));
    pack_all(packed);
    return Memory(layout, processor(), packed);
  });
  return static_cast<const BFloat16*>(memory.get_data_handle());
}

inline constexpr auto kFetchNothing = [](int64_t, int64_t, int64_t) {};

// left * right, block by block. `bounded`: there is one tap, and nothing may be read beyond the last row. `kept` numbers a right
// operand that stays as it is, or is 0.
//   pack(panel, count, to) writes panels of the right operand, each for all taps.
//   fetch(row, rows, column) comes before a block is computed, to ask for memory that `finish` will want.
//   finish(row, rows, column, block) gets blocks [32, 32] of which `rows` rows count, each block once.
template <class Pack, class Fetch, class Finish>
void multiply_rows(Scratch& scratch, const TileRows& left, int64_t rows, int64_t columns, bool bounded, int64_t kept, Pack pack, Fetch fetch,
                   Finish finish) {
  const int64_t panels = panels_of(columns), panel_size = left.taps * left.inner * kTileBlock;
  const bool has_tail = bounded && rows % kTileBlock != 0;
  const TileRows tail = has_tail ? padded_tail(scratch, left, rows) : left;
  const auto block = [&](int64_t row, int64_t panel, const BFloat16* packed) {
    alignas(64) float out[kTileBlock * kTileBlock];
    const int64_t count = std::min(kTileBlock, rows - row);
    const bool last = has_tail && count < kTileBlock;
    fetch(row, count, panel * kTileBlock);
    if (count > 16) {
      multiply_block<true>(last ? tail : left, last ? 0 : row, packed, out);
    } else {
      multiply_block<false>(last ? tail : left, last ? 0 : row, packed, out);
    }
    finish(row, count, panel * kTileBlock, out);
  };
  const bool parallel = omp_get_max_threads() > 1;
  const auto pack_all = [&](BFloat16* to) {
    in_parallel(panels, panels * panel_size, [&](int64_t begin, int64_t end) { pack(begin, end - begin, to + begin * panel_size); });
  };
  const BFloat16* ready = kept == 0 ? nullptr : kept_panels(scratch, kept, panels * panel_size, pack_all);
  if (rows * left.lead <= panels * panel_size && panels > 1) {
    // The right operand is the larger: each thread packs its own panels, a few at a time, uses them once and forgets them.
    const int64_t group = turn_of(panels, std::min(kCacheBytes / (panel_size * 2), kPanelGroup));
    Turns turns(panels, group);
#pragma omp parallel if (parallel)
    {
      auto* packed = static_cast<BFloat16*>(thread_scratch(static_cast<size_t>(group * panel_size) * sizeof(BFloat16)));
      const TileSession session;
      for (Share share{}; turns.take(share);) {
        const int64_t first = share.begin, count = share.end - share.begin;
        if (ready == nullptr) pack(first, count, packed);
        const BFloat16* used = ready == nullptr ? packed : ready + first * panel_size;
        for (int64_t row = 0; row < rows; row += kTileBlock) {
          for (int64_t panel = 0; panel < count; panel++) block(row, first + panel, used + panel * panel_size);
        }
      }
    }
    return;
  }
  if (ready == nullptr) {
    auto* const packed = static_cast<BFloat16*>(scratch.take(static_cast<size_t>(panels * panel_size) * sizeof(BFloat16)));
    pack_all(packed);
    ready = packed;
  }
  // Where all panels stay in the cache, a row of blocks is finished at once, and its output written as it lies.
  const bool all_stay = panels * panel_size * 2 <= kCacheBytes;
  const int64_t blocks = round_up(rows, kTileBlock) / kTileBlock, fitting = kCacheBytes / ((left.lead + columns) * 2) / kTileBlock;
  Turns turns(blocks, turn_of(blocks, all_stay ? 8 : fitting));
#pragma omp parallel if (parallel)
  {
    const TileSession session;
    for (Share share{}; turns.take(share);) {
      for (int64_t panel = 0; panel < panels; panel++) {
        for (int64_t at = share.begin; at < share.end; at++) block(at * kTileBlock, panel, ready + panel * panel_size);
      }
    }
  }
}

}  // namespace capstan
#endif
