// How two arrays are walked over one shape: what broadcasting, transposing and slicing have in common.
#pragma once
#include <cstdint>

namespace capstan {

// From JavaScript: [rank, size..., stride of the first array..., stride of the second array...], rank >= 1.
class Strides {
 public:
  explicit Strides(const int32_t* packed) : rank_(packed[0]), sizes_(packed + 1) {}

  int64_t inner() const { return sizes_[rank_ - 1]; }
  int64_t rows() const {
    int64_t count = 1;
    for (int32_t axis = 0; axis < rank_ - 1; axis++) count *= sizes_[axis];
    return count;
  }
  // Of array `which` (0 or 1) along the last axis.
  int64_t stride(int which) const { return strides(which)[rank_ - 1]; }
  // Where array `which` starts the row with this number.
  int64_t offset(int which, int64_t row) const {
    const int32_t* of = strides(which);
    int64_t at = 0;
    for (int32_t axis = rank_ - 2; axis >= 0; axis--) {
      at += row % sizes_[axis] * of[axis];
      row /= sizes_[axis];
    }
    return at;
  }

 private:
  const int32_t* strides(int which) const { return sizes_ + rank_ * (1 + which); }

  int32_t rank_;
  const int32_t* sizes_;
};

}  // namespace capstan
