#include "tile-convolution.h"

#include "lattice.h"
#include "tile-product.h"

namespace capstan {

#if defined(CAPSTAN_TILES)
namespace {

constexpr int64_t kTilesFrom = 1 << 19;
// Cells of a chunk, at most, when a filter's gradient is summed: what it holds of the input and of the output stays in the second cache.
constexpr int64_t kChunkCells = 512;
// Panels of the output's gradient that are packed at once: their pixels are then read in longer lines.
constexpr int64_t kPairPanels = 8;
constexpr int64_t kStretch = 256;
// From so many cells on threads share them, if their sums are small enough to be added afterwards.
constexpr int64_t kShareCellsFrom = 4096, kSharedSums = 1 << 20;

struct Rows {
  const BFloat16* first;
  bool bounded;
};

// The pictures on their lattice: where they lie when they lie so already, else a copy.
Rows rows_on(Scratch& scratch, const LatticePlan& plan, const Values& pictures, int64_t height, int64_t width, int64_t channels) {
  if (pictures.rounded && is_plain(plan, height, width)) return {static_cast<const BFloat16*>(pictures.data), true};
  return {lay_out(scratch, plan, pictures, height, width, channels), false};
}

// body(r, pixel) for each row r of a block of cells that stands for a pixel.
template <class Body>
void each_pixel(const int32_t* pixels, int64_t row, int64_t count, Body body) {
  for (int64_t r = 0; r < count; r++) {
    const int64_t pixel = pixels == nullptr ? row + r : pixels[row + r];
    if (pixel >= 0) body(r, pixel);
  }
}

// Zeros for pixels that no window saw; their bits are 0 in both types.
void clear_pixels(const Geometry& g, const Plane& plane, const Values& pictures) {
  const size_t bytes = static_cast<size_t>(g.channels) * (pictures.rounded ? sizeof(BFloat16) : sizeof(float));
  for (int64_t row = 0; row < g.batch * g.height; row++) {
    if (row % g.height % plane.stride != plane.row) continue;
    for (int64_t x = plane.column; x < g.width; x += plane.stride) {
      std::memset(static_cast<char*>(pictures.data) + static_cast<size_t>(row * g.width + x) * bytes, 0, bytes);
    }
  }
}

// 0 where the gate is not positive; not a number is not.
__m512 where_positive(__m512 gate, __m512 value) { return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(gate, _mm512_setzero_ps(), _CMP_GT_OQ), value); }

void scale_block(float* block, int64_t lead, const float* factors) {
  const __m512 low = _mm512_loadu_ps(factors), high = _mm512_loadu_ps(factors + 16);
  for (int64_t row = 0; row < kTileBlock; row++, block += lead) {
    _mm512_storeu_ps(block, _mm512_mul_ps(_mm512_loadu_ps(block), low));
    _mm512_storeu_ps(block + 16, _mm512_mul_ps(_mm512_loadu_ps(block + 16), high));
  }
}

}  // namespace

bool suits_tiles(const Geometry& g) {
  return computes_in_bf16() && g.channels % kTileBlock == 0 && g.out_channels % kTileBlock == 0 && g.multiplications() >= kTilesFrom && tiles_ready();
}

void convolve_on_tiles(Scratch& scratch, const Geometry& g, const TileForward& given) {
  const LatticePlan plan = plan_of_input(g);
  const std::vector<int64_t> offsets = plan.offsets();
  const int64_t I = g.channels, O = g.out_channels, taps = static_cast<int64_t>(offsets.size());
  const Rows rows = rows_on(scratch, plan, given.x, g.height, g.width, I);
  const int32_t* pixels = rows.bounded ? nullptr : pixels_of_cells(scratch, plan.lattice, {1, 0, 0}, g.out_height, g.out_width);
  const auto pack = [&](int64_t panel, int64_t count, BFloat16* to) {
    const int64_t column = panel * kTileBlock;
    for (int64_t tap = 0; tap < taps; tap++) {
      pack_panels(given.filter + tap * I * O + column, O, I, count * kTileBlock, given.scale + column, to + tap * I * kTileBlock, taps * I * kTileBlock);
    }
  };
  given.y.visit([&](auto* y) {
    const auto finish_with = [&](const auto* residual) {
      multiply_rows(scratch, {rows.first, I, offsets.data(), taps, I}, plan.lattice.plane(), O, rows.bounded, given.kept, pack, [&](const TileSums& sums) {
        each_pixel(pixels, sums.row, sums.rows, [&](int64_t r, int64_t pixel) {
          const float* from = sums.first + r * sums.lead;
          for (int64_t column = sums.column; column < sums.column + sums.columns; column += kTileBlock, from += kTileBlock) {
            __m512 low = _mm512_add_ps(_mm512_load_ps(from), _mm512_loadu_ps(given.shift + column));
            __m512 high = _mm512_add_ps(_mm512_load_ps(from + 16), _mm512_loadu_ps(given.shift + column + 16));
            if (residual != nullptr) {
              low = _mm512_add_ps(low, load_floats(residual + pixel * O + column));
              high = _mm512_add_ps(high, load_floats(residual + pixel * O + column + 16));
            }
            if (given.relu) {
              // In this order not a number stays so.
              low = _mm512_max_ps(_mm512_setzero_ps(), low);
              high = _mm512_max_ps(_mm512_setzero_ps(), high);
            }
            store_values(y + pixel * O + column, ~__mmask32{0}, low, high);
          }
        });
      });
    };
    if (given.residual != nullptr) {
      given.residual->visit(finish_with);
    } else {
      finish_with(static_cast<const float*>(nullptr));
    }
  });
}

void input_gradient_on_tiles(Scratch& scratch, const Geometry& g, const TileInputGradient& given) {
  const int64_t I = g.channels, O = g.out_channels;
  const Values& dx = given.dx;
  const LatticePlan whole = plan_of_output(g, 0, 0);
  const Rows rows = rows_on(scratch, whole, given.dy, g.out_height, g.out_width, O);
  for (int64_t rest = 0; rest < g.stride * g.stride; rest++) {
    const Plane plane = {g.stride, rest / g.stride, rest % g.stride};
    const LatticePlan plan = plan_of_output(g, plane.row, plane.column);
    const std::vector<int64_t> offsets = plan.offsets();
    const int64_t taps = static_cast<int64_t>(offsets.size());
    if (taps == 0) {
      clear_pixels(g, plane, dx);
      continue;
    }
    const bool plain = is_plain(plan, g.height, g.width) && g.stride == 1;
    const int32_t* pixels = plain ? nullptr : pixels_of_cells(scratch, plan.lattice, plane, g.height, g.width);
    const auto pack = [&](int64_t panel, int64_t count, BFloat16* to) {
      for (int64_t tap = 0; tap < taps; tap++) {
        const float* weights = given.filter + (plan.taps[static_cast<size_t>(tap)].weight * I + panel * kTileBlock) * O;
        pack_turned_panels(weights, O, O, count * kTileBlock, given.scale, to + tap * O * kTileBlock, taps * O * kTileBlock);
      }
    };
    dx.visit([&](auto* to) {
      using Stored = decltype(to);
      const auto* addend = given.addend == nullptr ? nullptr : static_cast<Stored>(given.addend->data);
      const auto* gate = given.gate == nullptr ? nullptr : static_cast<Stored>(given.gate->data);
      multiply_rows(scratch, {rows.first, O, offsets.data(), taps, O}, plan.lattice.plane(), I, rows.bounded, 0, pack, [&](const TileSums& sums) {
        each_pixel(pixels, sums.row, sums.rows, [&](int64_t r, int64_t pixel) {
          const float* from = sums.first + r * sums.lead;
          for (int64_t column = sums.column; column < sums.column + sums.columns; column += kTileBlock, from += kTileBlock) {
            __m512 low = _mm512_load_ps(from), high = _mm512_load_ps(from + 16);
            if (addend != nullptr) {
              low = _mm512_add_ps(low, load_floats(addend + pixel * I + column));
              high = _mm512_add_ps(high, load_floats(addend + pixel * I + column + 16));
            }
            if (gate != nullptr) {
              low = where_positive(load_floats(gate + pixel * I + column), low);
              high = where_positive(load_floats(gate + pixel * I + column + 16), high);
            }
            store_values(to + pixel * I + column, ~__mmask32{0}, low, high);
          }
        });
      });
    });
  }
}

// The input is transposed, so that its cells are the inner values of a product; the output's gradient is shifted against it, not the
// other way round: its rows stay whole lines of the cache wherever a tile begins, if there is a second copy for odd shifts.
void filter_gradient_on_tiles(Scratch& scratch, const Geometry& g, const Values& x, const Values& dy, const float* scale, float* gradient) {
  const LatticePlan plan = plan_of_input(g);
  const Lattice& lattice = plan.lattice;
  const LatticePlan of_outputs = {lattice, {{1, 0, 0}}, {}};
  const int64_t I = g.channels, O = g.out_channels, cells = lattice.plane(), planes = static_cast<int64_t>(plan.planes.size());
  const Rows inputs = rows_on(scratch, plan, x, g.height, g.width, I), outputs = rows_on(scratch, of_outputs, dy, g.out_height, g.out_width, O);
  int64_t before = 0, after = 0;
  for (const Tap& tap : plan.taps) {
    before = std::max(before, tap.offset);
    after = std::max(after, -tap.offset);
  }
  const bool odd = std::any_of(plan.taps.begin(), plan.taps.end(), [](const Tap& tap) { return tap.offset % 2 != 0; });
  const int64_t sums = static_cast<int64_t>(plan.taps.size()) * I * O, threads = omp_get_max_threads();
  // Threads share the cells and add their sums, or share the channels. Chunks are of one size, and as many for each thread.
  const bool may_share = threads > 1 && cells >= kShareCellsFrom && sums <= kSharedSums;
  const int64_t wished = round_up(quotient_up(cells, kChunkCells), may_share ? threads : 1);
  const int64_t chunk = round_up(quotient_up(cells, wished), kTileDepth), chunks = quotient_up(cells, chunk);
  const bool shares_cells = may_share && chunks >= threads;
  float* const others = shares_cells ? static_cast<float*>(scratch.take(static_cast<size_t>((threads - 1) * sums) * sizeof(float))) : nullptr;
  // The taps of a window read the same cells: so few at a time that they stay in the first cache.
  const int64_t stretch = plan.taps.size() > 1 ? kStretch : chunk;
  // Rows of the transposed input; not a multiple of 4 KB apart.
  const int64_t lead = chunk + kTileDepth;
  const int64_t half = round_up(before + chunk + after, 2) * 16, copy = 2 * half, panel_size = odd ? 2 * copy : copy;
#pragma omp parallel if (threads > 1)
  {
    const int64_t thread = omp_get_thread_num();
    const bool by_input = !shares_cells && I >= O;
    const Share all_chunks = {0, chunks}, all_inputs = {0, I / kTileBlock}, all_outputs = {0, O / kTileBlock};
    const Share mine = shares_cells ? share_of_thread(chunks) : all_chunks;
    const Share blocks = by_input ? share_of_thread(I / kTileBlock) : all_inputs;
    const Share panels = !shares_cells && !by_input ? share_of_thread(O / kTileBlock) : all_outputs;
    const int64_t own = (blocks.end - blocks.begin) * kTileBlock, turned_size = planes * own * lead;
    auto* const turned = static_cast<BFloat16*>(thread_scratch(static_cast<size_t>(turned_size + kPairPanels * panel_size) * sizeof(BFloat16)));
    BFloat16* const packed = turned + turned_size;
    float* const to = shares_cells && thread > 0 ? others + (thread - 1) * sums : gradient;
    const TileSession session;
    for (int64_t at = mine.begin; at < mine.end; at++) {
      const int64_t from = at * chunk, count = std::min(chunk, cells - from), depth = round_up(count, kTileDepth);
      for (int64_t plane = 0; plane < planes; plane++) {
        const BFloat16* source = inputs.first + (plane * cells + from) * I + blocks.begin * kTileBlock;
        transpose_rows(source, I, count, own, turned + plane * own * lead, lead);
      }
      for (int64_t group = panels.begin; group < panels.end; group += kPairPanels) {
        const int64_t together = std::min(kPairPanels, panels.end - group);
        const BFloat16* source = outputs.first + (from - before) * O + group * kTileBlock;
        const int64_t rows = before + depth + after, here = outputs.bounded ? count : rows;
        pack_pairs(source, O, together, here, rows, packed, half, panel_size);
        if (odd) pack_pairs(source + O, O, together, here, rows, packed + copy, half, panel_size);
        for (int64_t panel = group; panel < group + together; panel++) {
          const BFloat16* pairs = packed + (panel - group) * panel_size;
          for (int64_t block = blocks.begin; block < blocks.end; block++) {
            for (int64_t k = 0; k < depth; k += stretch) {
              const int64_t inner = std::min(stretch, depth - k);
              for (const Tap& tap : plan.taps) {
                const BFloat16* a = turned + (tap.plane * own + (block - blocks.begin) * kTileBlock) * lead + k;
                const int64_t shifted = k + before - tap.offset;
                const BFloat16* low = pairs + (shifted % 2 == 0 ? 0 : copy) + shifted / 2 * 32;
                float* sum = to + (tap.weight * I + block * kTileBlock) * O + panel * kTileBlock;
                if (at == mine.begin && k == 0) {
                  add_block<true>(a, lead, inner, {low, low + half, kTileDepth * 16}, sum, O);
                } else {
                  add_block<false>(a, lead, inner, {low, low + half, kTileDepth * 16}, sum, O);
                }
              }
            }
            if (others != nullptr || at + 1 < mine.end) continue;
            for (const Tap& tap : plan.taps) scale_block(gradient + (tap.weight * I + block * kTileBlock) * O + panel * kTileBlock, O, scale + panel * kTileBlock);
          }
        }
      }
    }
  }
  if (others == nullptr) return;
  in_parallel(sums / O, sums * threads, [&](int64_t begin, int64_t end) {
    for (int64_t line = begin; line < end; line++) {
      float* row = gradient + line * O;
      for (int64_t thread = 0; thread < threads - 1; thread++) {
        const float* other = others + thread * sums + line * O;
        for (int64_t o = 0; o < O; o++) row[o] += other[o];
      }
      for (int64_t o = 0; o < O; o++) row[o] *= scale[o];
    }
  });
}
#else
bool suits_tiles(const Geometry&) { return false; }
void convolve_on_tiles(Scratch&, const Geometry&, const TileForward&) {}
void input_gradient_on_tiles(Scratch&, const Geometry&, const TileInputGradient&) {}
void filter_gradient_on_tiles(Scratch&, const Geometry&, const Values&, const Values&, const float*, float*) {}
#endif

}  // namespace capstan
