// Matrix products on tiles: what matrix.cc asks for where a processor has them.
#pragma once
#include "bfloat16.h"
#include "onednn.h"

namespace capstan {

// c [rows, columns] = relu(a b + bias); `turned` operands lie transposed. `kept` numbers a b that stays as it is, or is 0.
struct TileMatrix {
  Values a, b, c;
  const float* bias;
  int64_t rows, inner, columns;
  bool turned_a, turned_b, relu;
  int64_t kept;
};

// Only where tiles_ready().
void multiply_on_tiles(Scratch& scratch, const TileMatrix& product);

}  // namespace capstan
