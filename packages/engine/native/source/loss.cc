// Cross-entropy and its gradient in one pass over the logits.
#include <cmath>
#include <cstring>
#include <vector>

#include "exponential.h"
#include "kernels.h"
#include "parallel.h"

namespace capstan {

// crossEntropy(logits, targets, gradient, rows, columns, ignoredId, smoothing) -> mean loss; -1 ignores nothing. gradient: values.
napi_value cross_entropy(const Arguments& arguments) {
  const float* logits = arguments.floats(0);
  const int32_t* targets = arguments.integers(1);
  const Values gradient = arguments.values(2);
  const int64_t rows = arguments.integer(3), columns = arguments.integer(4), ignored = arguments.integer(5);
  const double smoothing = arguments.number(6);

  int64_t counted = 0;
  for (int64_t row = 0; row < rows; row++) {
    if (targets[row] < 0 || targets[row] >= columns) throw std::out_of_range("crossEntropy: a target is outside the vocabulary");
    counted += targets[row] != ignored;
  }
  const double weight = 1.0 / static_cast<double>(counted > 0 ? counted : 1);
  const float spread = static_cast<float>(smoothing / static_cast<double>(columns));
  std::vector<double> losses(static_cast<size_t>(rows), 0.0);
  in_parallel(rows, 4 * rows * columns, [&](int64_t begin, int64_t end) {
    std::vector<float> values(static_cast<size_t>(columns));
    float* to = values.data();
    for (int64_t row = begin; row < end; row++) {
      const float* from = logits + row * columns;
      const int32_t target = targets[row];
      if (target == ignored) {
        gradient.visit([&](auto* all) { std::memset(all + row * columns, 0, static_cast<size_t>(columns) * sizeof *all); });
        continue;
      }
      float highest = from[0], exponentials = 0, shifted = 0;
      for (int64_t i = 1; i < columns; i++) highest = from[i] > highest ? from[i] : highest;
      for (int64_t i = 0; i < columns; i++) to[i] = exponential(from[i] - highest);
      for (int64_t i = 0; i < columns; i++) exponentials += to[i];
      if (smoothing > 0) {
        for (int64_t i = 0; i < columns; i++) shifted += from[i] - highest;
      }
      const double total = std::log(static_cast<double>(exponentials));
      const double wanted = (1 - smoothing) * (from[target] - highest) + smoothing * shifted / static_cast<double>(columns);
      losses[static_cast<size_t>(row)] = total - wanted;
      const float scale = static_cast<float>(weight / exponentials), each = static_cast<float>(weight) * spread;
      const float hit = to[target] * scale - each - static_cast<float>(weight * (1 - smoothing));
      gradient.visit([&](auto* all) {
        auto* mine = all + row * columns;
        for (int64_t i = 0; i < columns; i++) store(mine[i], to[i] * scale - each);
        store(mine[target], hit);
      });
    }
  });
  double sum = 0;
  for (const double loss : losses) sum += loss;
  napi_value result;
  napi_create_double(arguments.env(), sum * weight, &result);
  return result;
}

}  // namespace capstan
