// The first convolution of a network, on matrix tiles: so few channels that a window's row fills no tile.
#pragma once
#include "tile-convolution.h"

namespace capstan {

// Whether the pixels of each window are put into one row and multiplied as such.
bool suits_patches(const Geometry& g);

// As their namesakes for whole tiles of channels.
void convolve_patches(Scratch& scratch, const Geometry& g, const TileForward& given);
void filter_gradient_of_patches(Scratch& scratch, const Geometry& g, const Values& x, const Values& dy, const float* scale, float* gradient);

}  // namespace capstan
