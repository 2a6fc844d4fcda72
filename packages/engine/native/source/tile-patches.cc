#include "tile-patches.h"

#include "parallel.h"
#include "tile-packing.h"

namespace capstan {

#if defined(CAPSTAN_TILES)
namespace {

// Values of a window, and of its row in a matrix of patches: whole tiles, zeros at the end.
int64_t window_of(const Geometry& g) { return g.kernel_height * g.kernel_width * g.channels; }
int64_t row_of(const Geometry& g) { return round_up(window_of(g), kTileDepth); }

// A picture's patches, convolved with a window of one.
Geometry pointwise(const Geometry& g) {
  Geometry one = g;
  one.batch = one.kernel_height = one.kernel_width = one.stride = one.dilation = 1;
  one.pad = 0;
  one.height = g.out_height;
  one.width = g.out_width;
  one.channels = row_of(g);
  return one;
}

// Part `number` of so many that values are cut into.
Values part_of(const Values& values, int64_t number, int64_t count) {
  const int64_t length = values.length / count, size = values.rounded ? sizeof(BFloat16) : sizeof(float);
  return {static_cast<char*>(values.data) + number * length * size, length, values.rounded};
}

// The windows of one picture [height, width, channels], a row for each output: [outHeight * outWidth, row_of(g)], rounded.
Values patches_of(Scratch& scratch, const Geometry& g, const Values& picture) {
  const int64_t row = row_of(g), line = g.kernel_width * g.channels, rest = row - window_of(g), count = g.out_height * g.out_width;
  auto* const patches = static_cast<BFloat16*>(scratch.take(static_cast<size_t>(count * row) * sizeof(BFloat16)));
  picture.visit([&](const auto* pixels) {
    in_parallel(g.out_height, count * row, [&](int64_t begin, int64_t end) {
      for (int64_t cell = begin * g.out_width; cell < end * g.out_width; cell++) {
        const int64_t top = cell / g.out_width * g.stride - g.pad, left = cell % g.out_width * g.stride - g.pad;
        const int64_t from = std::clamp<int64_t>(-left, 0, g.kernel_width) * g.channels;
        const int64_t to = std::clamp<int64_t>(g.width - left, 0, g.kernel_width) * g.channels;
        const __mmask32 inside = to > from ? first_values(to) & ~first_values(from) : 0, whole = first_values(line);
        BFloat16* target = patches + cell * row;
        for (int64_t y = top; y < top + g.kernel_height; y++, target += line) {
          const bool here = y >= 0 && y < g.height;
          _mm512_mask_storeu_epi16(target, whole, load_values(pixels + (y * g.width + left) * g.channels, here ? inside : 0, nullptr));
        }
        _mm512_mask_storeu_epi16(target, first_values(rest), _mm512_setzero_si512());
      }
    });
  });
  return {patches, count * row, true};
}

}  // namespace

bool suits_patches(const Geometry& g) {
  return g.channels % kTileBlock != 0 && g.dilation == 1 && g.kernel_width * g.channels <= kTileBlock && suits_tiles(pointwise(g));
}

// One picture at a time: its patches stay in the caches.
void convolve_patches(Scratch& scratch, const Geometry& g, const TileForward& given) {
  const Geometry one = pointwise(g);
  const size_t size = static_cast<size_t>(row_of(g) * g.out_channels), here = static_cast<size_t>(window_of(g) * g.out_channels);
  auto* const filter = static_cast<float*>(scratch.take(size * sizeof(float)));
  std::copy_n(given.filter, here, filter);
  std::fill_n(filter + here, size - here, 0.0f);
  for (int64_t picture = 0; picture < g.batch; picture++) {
    Scratch its;
    const Values residual = given.residual == nullptr ? given.y : part_of(*given.residual, picture, g.batch);
    convolve_on_tiles(its, one, {patches_of(its, g, part_of(given.x, picture, g.batch)), part_of(given.y, picture, g.batch),
                                 given.residual == nullptr ? nullptr : &residual, filter, given.scale, given.shift, given.relu, given.kept});
  }
}

void filter_gradient_of_patches(Scratch& scratch, const Geometry& g, const Values& x, const Values& dy, const float* scale, float* gradient) {
  const Geometry one = pointwise(g);
  const int64_t here = window_of(g) * g.out_channels;
  auto* const sums = static_cast<float*>(scratch.take(static_cast<size_t>(row_of(g) * g.out_channels) * sizeof(float)));
  std::fill_n(gradient, here, 0.0f);
  for (int64_t picture = 0; picture < g.batch; picture++) {
    Scratch its;
    filter_gradient_on_tiles(its, one, patches_of(its, g, part_of(x, picture, g.batch)), part_of(dy, picture, g.batch), scale, sums);
    for (int64_t i = 0; i < here; i++) gradient[i] += sums[i];
  }
}
#else
bool suits_patches(const Geometry&) { return false; }
void convolve_patches(Scratch&, const Geometry&, const TileForward&) {}
void filter_gradient_of_patches(Scratch&, const Geometry&, const Values&, const Values&, const float*, float*) {}
#endif

}  // namespace capstan
