// Kernels that only move values.
#include <algorithm>
#include <string>

#include "kernels.h"
#include "parallel.h"
#include "strides.h"

namespace capstan {

// copyStrided(x, y, strides, xOffset, yOffset): transposing, slicing, tiling, concatenating, padding and reversing.
napi_value copy_strided(const Arguments& arguments) {
  const float* x = arguments.floats(0) + arguments.integer(3);
  float* y = arguments.floats(1) + arguments.integer(4);
  const Strides s(arguments.integers(2));
  const int64_t inner = s.inner(), rows = s.rows(), from = s.stride(0), to = s.stride(1);
  in_parallel(rows, rows * inner, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      const float* source = x + s.offset(0, row);
      float* target = y + s.offset(1, row);
      if (from == 1 && to == 1) {
        std::copy(source, source + inner, target);
      } else {
        for (int64_t i = 0; i < inner; i++) target[i * to] = source[i * from];
      }
    }
  });
  return nullptr;
}

// gatherRows(table, ids, y, rows, width).
napi_value gather_rows(const Arguments& arguments) {
  const float* table = arguments.floats(0);
  int64_t count;
  const int32_t* ids = arguments.integers(1, &count);
  float* y = arguments.floats(2);
  const int64_t rows = arguments.integer(3), width = arguments.integer(4);
  for (int64_t i = 0; i < count; i++) {
    if (ids[i] < 0 || ids[i] >= rows)
      throw std::out_of_range("embedding: id " + std::to_string(ids[i]) + " is outside the table of " + std::to_string(rows) + " rows.");
  }
  in_parallel(count, count * width, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) std::copy(table + ids[i] * width, table + (ids[i] + 1) * width, y + i * width);
  });
  return nullptr;
}

// addRows(dy, ids, table, rows, width, paddingId): table[id] = the sum of dy's rows of that id; -1 pads nothing.
napi_value add_rows(const Arguments& arguments) {
  const float* dy = arguments.floats(0);
  int64_t count;
  const int32_t* ids = arguments.integers(1, &count);
  float* table = arguments.floats(2);
  const int64_t rows = arguments.integer(3), width = arguments.integer(4), padding = arguments.integer(5);
  in_parallel(rows, rows * width, [&](int64_t begin, int64_t end) { std::fill(table + begin * width, table + end * width, 0.0f); });
  // Threads take columns: two positions may hold the same id.
  in_parallel(width, count * width, [&](int64_t begin, int64_t end) {
    for (int64_t i = 0; i < count; i++) {
      if (ids[i] == padding || ids[i] < 0 || ids[i] >= rows) continue;
      float* to = table + ids[i] * width;
      const float* from = dy + i * width;
      for (int64_t column = begin; column < end; column++) to[column] += from[column];
    }
  });
  return nullptr;
}

}  // namespace capstan
