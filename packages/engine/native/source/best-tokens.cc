// The best of a large vocabulary, without handing all of it to JavaScript.
#include <algorithm>
#include <cmath>
#include <vector>

#include "exponential.h"
#include "kernels.h"
#include "parallel.h"

namespace capstan {
namespace {

// ln(sum of e^x).
float log_sum(const float* x, int64_t count) {
  float highest = x[0], sum = 0;
  for (int64_t i = 1; i < count; i++) highest = x[i] > highest ? x[i] : highest;
  for (int64_t i = 0; i < count; i++) sum += exponential(x[i] - highest);
  return highest + std::log(sum);
}

}  // namespace

// bestTokens(logits, never, ids, logProbabilities, rows, columns, count): of each row the `count` largest, largest first, and of equals
// the first; `never` are left out, though they have their share of the probability. Where fewer are left, the id is -1.
napi_value best_tokens(const Arguments& arguments) {
  const float* logits = arguments.floats(0);
  int64_t never_count;
  const int32_t* never = arguments.integers(1, &never_count);
  int32_t* ids = arguments.integers(2);
  float* log_probabilities = arguments.floats(3);
  const int64_t rows = arguments.integer(4), columns = arguments.integer(5), count = arguments.integer(6);
  if (columns == 0) throw std::invalid_argument("bestTokens: there is no token to choose");
  in_parallel(rows, 4 * rows * columns, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      const float* x = logits + row * columns;
      const float whole = log_sum(x, columns);
      int32_t* best = ids + row * count;
      float* values = log_probabilities + row * count;
      int64_t found = 0;
      for (int64_t i = 0; i < columns; i++) {
        // Nearly all of them end here.
        if (found == count && !(x[i] > values[count - 1])) continue;
        if (std::find(never, never + never_count, i) != never + never_count) continue;
        int64_t at = found < count ? found++ : count - 1;
        for (; at > 0 && values[at - 1] < x[i]; at--) {
          values[at] = values[at - 1];
          best[at] = best[at - 1];
        }
        values[at] = x[i];
        best[at] = static_cast<int32_t>(i);
      }
      for (int64_t i = 0; i < found; i++) values[i] -= whole;
      std::fill(best + found, best + count, -1);
      std::fill(values + found, values + count, 0.0f);
    }
  });
  return nullptr;
}

}  // namespace capstan
