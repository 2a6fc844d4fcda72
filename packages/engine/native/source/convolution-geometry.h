// The sizes of a convolution, as JavaScript passes them.
#pragma once
#include "arguments.h"

namespace capstan {

// Arguments from `first` on: batch, height, width, channels, outHeight, outWidth, outChannels, kernelHeight, kernelWidth,
// stride, pad, dilation.
struct Geometry {
  int64_t batch, height, width, channels, out_height, out_width, out_channels, kernel_height, kernel_width, stride, pad, dilation;

  Geometry(const Arguments& a, size_t first)
      : batch(a.integer(first)), height(a.integer(first + 1)), width(a.integer(first + 2)), channels(a.integer(first + 3)),
        out_height(a.integer(first + 4)), out_width(a.integer(first + 5)), out_channels(a.integer(first + 6)),
        kernel_height(a.integer(first + 7)), kernel_width(a.integer(first + 8)), stride(a.integer(first + 9)),
        pad(a.integer(first + 10)), dilation(a.integer(first + 11)) {}

  int64_t multiplications() const { return batch * out_height * out_width * out_channels * kernel_height * kernel_width * channels; }
};

}  // namespace capstan
