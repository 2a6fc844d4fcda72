// Sums, means and largest values. The order of addition depends on the number of threads alone.
#include <algorithm>
#include <vector>

#include "kernels.h"
#include "many-arrays.h"
#include "parallel.h"

namespace capstan {
namespace {

enum Operation : int64_t { kSum = 0, kMean = 1, kMax = 2 };

float largest(const float* x, int64_t length) {
  float best = x[0];
  for (int64_t i = 1; i < length; i++) best = x[i] > best || x[i] != x[i] ? x[i] : best;
  return best;
}
float total(const float* x, int64_t length) {
  float sum = 0;
  for (int64_t i = 0; i < length; i++) sum += x[i];
  return sum;
}

// So few that fp32 adds them without harm, in as many chains of additions as keep a processor busy.
constexpr int64_t kSquares = 4096, kChains = 64;
float squares(const float* x, int64_t length) {
  float chains[kChains] = {}, sum = 0;
  const int64_t whole = length / kChains * kChains;
  for (int64_t i = 0; i < whole; i += kChains) {
    for (int64_t chain = 0; chain < kChains; chain++) chains[chain] += x[i + chain] * x[i + chain];
  }
  for (int64_t i = whole; i < length; i++) sum += x[i] * x[i];
  for (const float chain : chains) sum += chain;
  return sum;
}

template <class Value>
void add_rows_into(const Value* x, float* sums, int64_t begin, int64_t end, int64_t columns) {
  for (int64_t row = begin; row < end; row++) {
    const Value* from = x + row * columns;
    for (int64_t column = 0; column < columns; column++) sums[column] += load(from[column]);
  }
}

template <class Value>
void sum_columns(const Value* x, float* y, int64_t rows, int64_t columns) {
  std::fill(y, y + columns, 0.0f);
  if (rows * columns < kParallelFrom) {
    add_rows_into(x, y, 0, rows, columns);
    return;
  }
  const int64_t threads = omp_get_max_threads();
  std::vector<float> parts(static_cast<size_t>(threads * columns), 0.0f);
#pragma omp parallel
  {
    const Share share = share_of_thread(rows);
    add_rows_into(x, parts.data() + omp_get_thread_num() * columns, share.begin, share.end, columns);
  }
  add_rows_into(parts.data(), y, 0, threads, columns);
}

}  // namespace

// reduceRows(operation, x, y, rows, columns): y[row] from x[row, :].
napi_value reduce_rows(const Arguments& arguments) {
  const int64_t operation = arguments.integer(0), rows = arguments.integer(3), columns = arguments.integer(4);
  const float* x = arguments.floats(1);
  float* y = arguments.floats(2);
  if (rows == 1 && operation != kMax) {
    // One long row: threads take columns, and the parts are added in their order.
    std::vector<float> parts(static_cast<size_t>(omp_get_max_threads()), 0.0f);
    in_parallel(columns, columns, [&](int64_t begin, int64_t end) {
      parts[static_cast<size_t>(omp_in_parallel() ? omp_get_thread_num() : 0)] = total(x + begin, end - begin);
    });
    y[0] = total(parts.data(), static_cast<int64_t>(parts.size())) / (operation == kMean ? static_cast<float>(columns) : 1.0f);
    return nullptr;
  }
  in_parallel(rows, rows * columns, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      const float* from = x + row * columns;
      const float divisor = operation == kMean ? static_cast<float>(columns) : 1.0f;
      y[row] = operation == kMax ? largest(from, columns) : total(from, columns) / divisor;
    }
  });
  return nullptr;
}

// reduceColumns(operation, x, y, outer, rows, columns): y[o, column] = the sum or mean of x[o, :, column]; x: values.
napi_value reduce_columns(const Arguments& arguments) {
  const int64_t outer = arguments.integer(3), rows = arguments.integer(4), columns = arguments.integer(5);
  float* y = arguments.floats(2);
  arguments.values(1).visit([&](const auto* x) {
    if (outer == 1) {
      sum_columns(x, y, rows, columns);
      return;
    }
    in_parallel(outer, outer * rows * columns, [&](int64_t begin, int64_t end) {
      std::fill(y + begin * columns, y + end * columns, 0.0f);
      for (int64_t o = begin; o < end; o++) add_rows_into(x + o * rows * columns, y + o * columns, 0, rows, columns);
    });
  });
  if (arguments.integer(0) == kMean) {
    for (int64_t i = 0; i < outer * columns; i++) y[i] /= static_cast<float>(rows);
  }
  return nullptr;
}

// sumOfSquares(arrays) -> number, of the values of all.
napi_value sum_of_squares(const Arguments& arguments) {
  const std::vector<Values> all = arguments.list(0);
  std::vector<double> parts(static_cast<size_t>(omp_get_max_threads()), 0.0);
  in_parallel_over(all, [&](size_t which, int64_t begin, int64_t end) {
    const float* x = static_cast<const float*>(all[which].data);
    double& sum = parts[static_cast<size_t>(omp_in_parallel() ? omp_get_thread_num() : 0)];
    for (int64_t i = begin; i < end; i += kSquares) sum += squares(x + i, std::min(kSquares, end - i));
  });
  double sum = 0;
  for (const double part : parts) sum += part;
  napi_value result;
  napi_create_double(arguments.env(), sum, &result);
  return result;
}

}  // namespace capstan
