// Products of a few rows with a matrix: as long as reading the matrix takes, once, from end to end. Plain loops, which compilers
// turn into whatever vectors the processor has.
#pragma once
#include <algorithm>
#include <cstdint>

#include "bfloat16.h"

namespace capstan {

// A part of a matrix [inputs, columns] by rows.
template <class Weight>
struct Part {
  const Weight* values;
  int64_t inputs, columns;
  // From one row to the next.
  int64_t stride;
};

// Processors fetch ahead in each page that they see read in order: several pages at a time bring twice what one does.
constexpr int64_t kPageBytes = 4096;

// y [rows, columns] += x [rows, inputs] w, for Rows rows. Inner rows of the matrix at a time, each in pages of its own: each pass
// over y costs as much as one over a row of the matrix.
template <int Rows, int Inner, class Weight>
void add_rows_product(const float* x, int64_t x_stride, const Part<Weight>& w, float* y, int64_t y_stride) {
  const int64_t groups = w.inputs / Inner;
  const bool narrow = w.stride * static_cast<int64_t>(sizeof(Weight)) < kPageBytes;
  const int64_t apart = narrow ? groups : 1;
  for (int64_t group = 0; group < groups; group++) {
    const int64_t i = narrow ? group : group * Inner;
    float factors[Rows][Inner];
    for (int row = 0; row < Rows; row++) {
      for (int k = 0; k < Inner; k++) factors[row][k] = x[row * x_stride + i + k * apart];
    }
    const Weight* from = w.values + i * w.stride;
#pragma omp simd
    for (int64_t column = 0; column < w.columns; column++) {
      float sums[Rows];
      for (int row = 0; row < Rows; row++) sums[row] = y[row * y_stride + column];
      for (int k = 0; k < Inner; k++) {
        const float weight = load(from[k * apart * w.stride + column]);
        for (int row = 0; row < Rows; row++) sums[row] += factors[row][k] * weight;
      }
      for (int row = 0; row < Rows; row++) y[row * y_stride + column] = sums[row];
    }
  }
}

template <int Rows, class Weight>
void add_product_of(const float* x, int64_t x_stride, const Part<Weight>& w, float* y, int64_t y_stride) {
  constexpr int kInner = Rows == 1 ? 8 : 4;
  // What y takes of a chunk stays in the first cache.
  constexpr int64_t kColumns = 4096 / Rows;
  const int64_t whole = w.inputs / kInner * kInner;
  for (int64_t column = 0; column < w.columns; column += kColumns) {
    const int64_t count = std::min(kColumns, w.columns - column);
    const Part<Weight> most{w.values + column, whole, count, w.stride};
    const Part<Weight> rest{w.values + column + whole * w.stride, w.inputs - whole, count, w.stride};
    add_rows_product<Rows, kInner>(x, x_stride, most, y + column, y_stride);
    add_rows_product<Rows, 1>(x + whole, x_stride, rest, y + column, y_stride);
  }
}

// y [rows, columns] += x [rows, inputs] w.
template <class Weight>
void add_few_rows(int64_t rows, const float* x, int64_t x_stride, const Part<Weight>& w, float* y, int64_t y_stride) {
  while (rows >= 4) {
    add_product_of<4>(x, x_stride, w, y, y_stride);
    rows -= 4;
    x += 4 * x_stride;
    y += 4 * y_stride;
  }
  if (rows == 3) add_product_of<3>(x, x_stride, w, y, y_stride);
  if (rows == 2) add_product_of<2>(x, x_stride, w, y, y_stride);
  if (rows == 1) add_product_of<1>(x, x_stride, w, y, y_stride);
}

}  // namespace capstan
