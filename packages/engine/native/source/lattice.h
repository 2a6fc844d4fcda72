// Pictures laid out so that shifting a window is one step through memory.
//
// Rows of pixels lie one after the other with a gap of zeros between them, and so do pictures: a shift past an edge falls into a
// gap. Where a convolution strides, its input is split into planes, one for each remainder of row and column, so that neighbours
// of the output are neighbours again. Then each tap of a window is a constant offset, and a convolution is a sum of products of
// the same matrix, shifted. What is computed for the gaps themselves is thrown away.
#pragma once
#include <algorithm>
#include <cstring>
#include <vector>

#include "convolution-geometry.h"
#include "onednn.h"
#include "parallel.h"

namespace capstan {

struct Lattice {
  // Cells of a plane; `gap` cells of zeros follow each row, and `gap` such rows each picture.
  int64_t batch, rows, columns, gap;

  int64_t pitch() const { return columns + gap; }
  int64_t picture() const { return (rows + gap) * pitch(); }
  int64_t plane() const { return batch * picture(); }
  // Zeros that must lie before the first plane and behind the last.
  int64_t margin() const { return gap * pitch() + gap; }
};

// One tap of a window: where its pixels lie from a cell on, in which plane.
struct Tap {
  // Of the filter, row-major over its window.
  int64_t weight;
  int64_t plane, offset;
};

// Which pixels make a plane: row `stride` * y + `row`, column `stride` * x + `column`.
struct Plane {
  int64_t stride, row, column;
};

struct LatticePlan {
  Lattice lattice;
  std::vector<Plane> planes;
  std::vector<Tap> taps;

  // Offsets of the taps from the first plane's first cell.
  std::vector<int64_t> offsets() const {
    std::vector<int64_t> all;
    for (const Tap& tap : taps) all.push_back(tap.plane * lattice.plane() + tap.offset);
    return all;
  }
};

inline int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// The input of a convolution, as its outputs see it: one cell an output.
inline LatticePlan plan_of_input(const Geometry& g) {
  struct Shift {
    int64_t row, column, down, right;
  };
  std::vector<Shift> shifts;
  LatticePlan plan{{g.batch, g.out_height, g.out_width, 0}, {}, {}};
  for (int64_t ky = 0; ky < g.kernel_height; ky++) {
    for (int64_t kx = 0; kx < g.kernel_width; kx++) {
      const int64_t y = ky * g.dilation - g.pad, x = kx * g.dilation - g.pad;
      const int64_t down = floor_div(y, g.stride), right = floor_div(x, g.stride);
      shifts.push_back({y - down * g.stride, x - right * g.stride, down, right});
      plan.lattice.gap = std::max({plan.lattice.gap, std::abs(down), std::abs(right)});
      plan.lattice.rows = std::max(plan.lattice.rows, (g.height - shifts.back().row + g.stride - 1) / g.stride);
      plan.lattice.columns = std::max(plan.lattice.columns, (g.width - shifts.back().column + g.stride - 1) / g.stride);
    }
  }
  for (size_t i = 0; i < shifts.size(); i++) {
    const Shift& s = shifts[i];
    const auto same = [&](const Plane& plane) { return plane.row == s.row && plane.column == s.column; };
    const auto found = std::find_if(plan.planes.begin(), plan.planes.end(), same);
    const int64_t number = found - plan.planes.begin();
    if (found == plan.planes.end()) plan.planes.push_back({g.stride, s.row, s.column});
    plan.taps.push_back({static_cast<int64_t>(i), number, s.down * plan.lattice.pitch() + s.right});
  }
  return plan;
}

// The output's gradient, as the input's pixels of one remainder see it: one cell such a pixel.
inline LatticePlan plan_of_output(const Geometry& g, int64_t row, int64_t column) {
  LatticePlan plan{{g.batch, g.out_height, g.out_width, 0}, {{1, 0, 0}}, {}};
  Lattice& lattice = plan.lattice;
  lattice.rows = std::max(lattice.rows, (g.height + g.stride - 1) / g.stride);
  lattice.columns = std::max(lattice.columns, (g.width + g.stride - 1) / g.stride);
  // Of all remainders, so that they share one layout.
  for (int64_t k = 0; k < std::max(g.kernel_height, g.kernel_width); k++) {
    for (int64_t rest = 0; rest < g.stride; rest++) {
      const int64_t shift = rest + g.pad - k * g.dilation;
      if (shift % g.stride == 0) lattice.gap = std::max(lattice.gap, std::abs(shift / g.stride));
    }
  }
  for (int64_t ky = 0; ky < g.kernel_height; ky++) {
    for (int64_t kx = 0; kx < g.kernel_width; kx++) {
      const int64_t down = row + g.pad - ky * g.dilation, right = column + g.pad - kx * g.dilation;
      if (down % g.stride != 0 || right % g.stride != 0) continue;
      plan.taps.push_back({ky * g.kernel_width + kx, 0, down / g.stride * lattice.pitch() + right / g.stride});
    }
  }
  return plan;
}

// Whether the pictures lie so already.
inline bool is_plain(const LatticePlan& plan, int64_t height, int64_t width) {
  const Lattice& l = plan.lattice;
  return l.gap == 0 && l.rows == height && l.columns == width && plan.planes.size() == 1 && plan.planes[0].stride == 1;
}

// Pictures [batch, height, width, channels], laid out and rounded. The first plane's first cell: margins lie around, and 64 cells
// of zeros more at the end, so that whole blocks may be read.
inline BFloat16* lay_out(Scratch& scratch, const LatticePlan& plan, const Values& pictures, int64_t height, int64_t width, int64_t channels) {
  const Lattice l = plan.lattice;
  const int64_t cells = static_cast<int64_t>(plan.planes.size()) * l.plane(), behind = l.margin() + 64;
  auto* const memory = static_cast<BFloat16*>(scratch.take(static_cast<size_t>((l.margin() + cells + behind) * channels) * sizeof(BFloat16)));
  BFloat16* const first = memory + l.margin() * channels;
  const auto clear = [&](BFloat16* from, int64_t count) { std::memset(from, 0, static_cast<size_t>(count * channels) * sizeof(BFloat16)); };
  clear(memory, l.margin());
  clear(first + cells * channels, behind);
  const int64_t lines = l.rows + l.gap;
  pictures.visit([&](const auto* from) {
    in_parallel(static_cast<int64_t>(plan.planes.size()) * l.batch * lines, cells * channels, [&](int64_t begin, int64_t end) {
      for (int64_t line = begin; line < end; line++) {
        const Plane& plane = plan.planes[static_cast<size_t>(line / lines / l.batch)];
        const int64_t picture = line / lines % l.batch, y = line % lines * plane.stride + plane.row;
        BFloat16* to = first + line * l.pitch() * channels;
        const int64_t inside = width > plane.column ? (width - plane.column + plane.stride - 1) / plane.stride : 0;
        const int64_t count = line % lines < l.rows && y < height ? std::min(l.columns, inside) : 0;
        const auto* row = from + ((picture * height + y) * width + plane.column) * channels;
        for (int64_t x = 0; x < count; x++) {
          const auto* pixel = row + x * plane.stride * channels;
          for (int64_t c = 0; c < channels; c++) store(to[x * channels + c], load(pixel[c]));
        }
        clear(to + count * channels, l.pitch() - count);
      }
    });
  });
  return first;
}

// For each cell of a lattice the pixel [height, width] that it stands for, counted over all pictures, or -1.
inline const int32_t* pixels_of_cells(Scratch& scratch, const Lattice& l, const Plane& plane, int64_t height, int64_t width) {
  auto* const pixels = static_cast<int32_t*>(scratch.take(static_cast<size_t>(l.plane()) * sizeof(int32_t)));
  int32_t* to = pixels;
  for (int64_t picture = 0; picture < l.batch; picture++) {
    for (int64_t row = 0; row < l.rows + l.gap; row++) {
      const int64_t y = row * plane.stride + plane.row;
      for (int64_t column = 0; column < l.pitch(); column++) {
        const int64_t x = column * plane.stride + plane.column;
        const bool inside = row < l.rows && column < l.columns && y < height && x < width;
        *to++ = inside ? static_cast<int32_t>((picture * height + y) * width + x) : -1;
      }
    }
  }
  return pixels;
}

}  // namespace capstan
