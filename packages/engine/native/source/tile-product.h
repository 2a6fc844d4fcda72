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

// Panels that stay in the second cache while rows pass by; and how many of them make a strip of sums.
constexpr int64_t kPanelsBytes = 768 * 1024, kStripPanels = 32;
inline size_t strip_bytes(int64_t panels) { return static_cast<size_t>(panels * kTileBlock * kTileBlock) * sizeof(float); }

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

// Sums of a product: rows of fp32, `lead` apart, that stand for columns from `column` on of the output's rows from `row` on.
struct TileSums {
  const float* first;
  int64_t lead;
  int64_t row, rows, column, columns;
};

// left * right. `bounded`: there is one tap, and nothing may be read beyond the last row. `kept` numbers a right operand that stays as
// it is, or is 0.
//   pack(panel, count, to) writes panels of the right operand, each for all taps.
//   finish(sums) gets each sum once, in strips of up to 32 rows and several panels: what it reads and writes is then passed over in
//   long lines. Block by block, 64 bytes of a row at a time, wide and shallow products took up to three times as long.
template <class Pack, class Finish>
void multiply_rows(Scratch& scratch, const TileRows& left, int64_t rows, int64_t columns, bool bounded, int64_t kept, Pack pack, Finish finish) {
  const int64_t panels = panels_of(columns), panel_size = left.taps * left.inner * kTileBlock;
  const bool has_tail = bounded && rows % kTileBlock != 0;
  const TileRows tail = has_tail ? padded_tail(scratch, left, rows) : left;
  // Computes one strip: `count` panels from number `panel` on, whose packed values begin at `packed`.
  const auto strip = [&](int64_t row, int64_t panel, int64_t count, const BFloat16* packed, float* sums) {
    const int64_t here = std::min(kTileBlock, rows - row), lead = count * kTileBlock;
    const bool last = has_tail && here < kTileBlock;
    for (int64_t at = 0; at < count; at++) {
      if (here > 16) {
        multiply_block<true>(last ? tail : left, last ? 0 : row, packed + at * panel_size, sums + at * kTileBlock, lead);
      } else {
        multiply_block<false>(last ? tail : left, last ? 0 : row, packed + at * panel_size, sums + at * kTileBlock, lead);
      }
    }
    finish(TileSums{sums, lead, row, here, panel * kTileBlock, lead});
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
      auto* const sums = static_cast<float*>(thread_scratch(strip_bytes(group) + static_cast<size_t>(group * panel_size) * sizeof(BFloat16)));
      auto* const packed = reinterpret_cast<BFloat16*>(sums + group * kTileBlock * kTileBlock);
      const TileSession session;
      for (Share share{}; turns.take(share);) {
        const int64_t first = share.begin, count = share.end - share.begin;
        if (ready == nullptr) pack(first, count, packed);
        const BFloat16* used = ready == nullptr ? packed : ready + first * panel_size;
        for (int64_t row = 0; row < rows; row += kTileBlock) strip(row, first, count, used, sums);
      }
    }
    return;
  }
  if (ready == nullptr) {
    auto* const packed = static_cast<BFloat16*>(scratch.take(static_cast<size_t>(panels * panel_size) * sizeof(BFloat16)));
    pack_all(packed);
    ready = packed;
  }
  // Where all panels stay in the cache, rows are finished one after the other, else panels are.
  const bool all_stay = panels * panel_size * 2 <= kPanelsBytes;
  const int64_t blocks = round_up(rows, kTileBlock) / kTileBlock, fitting = kCacheBytes / ((left.lead + columns) * 2) / kTileBlock;
  const int64_t group = all_stay ? std::min(panels, kStripPanels) : 1;
  Turns turns(blocks, turn_of(blocks, all_stay ? 8 : fitting));
#pragma omp parallel if (parallel)
  {
    auto* const sums = static_cast<float*>(thread_scratch(strip_bytes(group)));
    const TileSession session;
    for (Share share{}; turns.take(share);) {
      if (all_stay) {
        for (int64_t at = share.begin; at < share.end; at++) {
          for (int64_t panel = 0; panel < panels; panel += group) {
            strip(at * kTileBlock, panel, std::min(group, panels - panel), ready + panel * panel_size, sums);
          }
        }
      } else {
        for (int64_t panel = 0; panel < panels; panel++) {
          for (int64_t at = share.begin; at < share.end; at++) strip(at * kTileBlock, panel, 1, ready + panel * panel_size, sums);
        }
      }
    }
  }
}

}  // namespace capstan
#endif
