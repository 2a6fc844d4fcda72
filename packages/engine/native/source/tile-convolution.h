// Convolutions on matrix tiles: what convolution.cc asks for where a processor has them. Arguments are as there.
#pragma once
#include "bfloat16.h"
#include "convolution-geometry.h"
#include "onednn.h"

namespace capstan {

// Whether tiles compute this convolution: in bfloat16, with whole tiles of channels, and enough of them to be worth packing.
bool suits_tiles(const Geometry& g);

struct TileForward {
  Values x, y;
  const Values* residual;
  const float *filter, *scale, *shift;
  bool relu;
  // Numbers filter * scale when that stays as it is, or is 0.
  int64_t kept;
};
void convolve_on_tiles(Scratch& scratch, const Geometry& g, const TileForward& given);
struct TileInputGradient {
  Values dy, dx;
  const float *filter, *scale;
  // Null, or stored as dx is; only with stride 1.
  const Values *addend, *gate;
};
void input_gradient_on_tiles(Scratch& scratch, const Geometry& g, const TileInputGradient& given);
void filter_gradient_on_tiles(Scratch& scratch, const Geometry& g, const Values& x, const Values& dy, const float* scale, float* gradient);

}  // namespace capstan
