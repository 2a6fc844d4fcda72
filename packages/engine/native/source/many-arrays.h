// Work on the values of many arrays, shared among the threads as if the arrays were one.
#pragma once
#include <algorithm>
#include <vector>

#include "bfloat16.h"
#include "parallel.h"

namespace capstan {

// Calls body(array, begin, end) for pieces of the arrays, each thread's in their order.
template <class Body>
void in_parallel_over(const std::vector<Values>& arrays, Body body) {
  int64_t total = 0;
  for (const Values& array : arrays) total += array.length;
  in_parallel(total, total, [&](int64_t begin, int64_t end) {
    int64_t before = 0;
    for (size_t which = 0; which < arrays.size() && before < end; which++) {
      const int64_t length = arrays[which].length, from = std::max(begin - before, int64_t{0}), to = std::min(end - before, length);
      if (from < to) body(which, from, to);
      before += length;
    }
  });
}

}  // namespace capstan
