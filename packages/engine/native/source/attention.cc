// Multi-head attention: one (picture or caption, head) after the other, so that scores stay in the cache.
#include <dnnl.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels.h"
#include "parallel.h"
#include "random-bits.h"
#include "rows.h"

namespace capstan {
namespace {

struct Sizes {
  int64_t batch, queries, keys, heads, width;
  bool causal;
  double rate;
  uint32_t seed;

  Sizes(const Arguments& a, size_t first)
      : batch(a.integer(first)), queries(a.integer(first + 1)), keys(a.integer(first + 2)), heads(a.integer(first + 3)),
        width(a.integer(first + 4)), causal(a.flag(first + 5)), rate(a.number(first + 6)),
        seed(static_cast<uint32_t>(a.integer(first + 7))) {}

  int64_t row() const { return heads * width; }
  // Sixteen multiplications take about as long as passing over a value.
  int64_t cost() const { return batch * heads * queries * keys * width / 16; }
  float scale() const { return static_cast<float>(1.0 / std::sqrt(static_cast<double>(width))); }
};

// c [rows, columns] = alpha * a b, row-major, with leading dimensions; 't' turns an operand.
void multiply(char turn_a, char turn_b, int64_t rows, int64_t columns, int64_t inner, float alpha, const float* a, int64_t lead_a,
              const float* b, int64_t lead_b, float* c, int64_t lead_c) {
  if (dnnl_sgemm(turn_a, turn_b, rows, columns, inner, alpha, a, lead_a, b, lead_b, 0.0f, c, lead_c) != dnnl_success)
    throw std::runtime_error("attention: a matrix product failed");
}

// Scores to weights in place. Where every key of a query is hidden, all keys weigh the same.
void weigh(float* scores, const Sizes& s, const float* hidden) {
  for (int64_t query = 0; query < s.queries; query++) {
    float* row = scores + query * s.keys;
    if (hidden != nullptr) {
      for (int64_t key = 0; key < s.keys; key++) row[key] = hidden[key] != 0 ? -1e9f : row[key];
    }
    if (s.causal) std::fill(row + std::min(s.keys, std::max<int64_t>(0, query + 1 + s.keys - s.queries)), row + s.keys, -1e9f);
    softmax_row(row, row, s.keys);
  }
}

void drop_into(const float* from, float* to, int64_t first, int64_t length, const DropMask& mask) {
  // A local copy and a 32-bit counter let compilers vectorise.
  const DropMask local = mask;
  const uint32_t start = static_cast<uint32_t>(first);
#pragma omp simd
  for (int32_t i = 0; i < static_cast<int32_t>(length); i++) to[i] = from[i] * local.at(start + static_cast<uint32_t>(i));
}

}  // namespace

// attention(q, k, v, keyPadding | null, weights, output, sizes...): q, output [B, T, H*d], k, v [B, S, H*d], weights [B, H, T, S].
napi_value attention(const Arguments& arguments) {
  const float *q = arguments.floats(0), *k = arguments.floats(1), *v = arguments.floats(2), *padding = arguments.floats_or_null(3);
  float *weights = arguments.floats(4), *output = arguments.floats(5);
  const Sizes s(arguments, 6);
  const DropMask mask(s.rate, s.seed);
  const Team team(s.cost() < kParallelFrom);
  in_parallel(s.batch * s.heads, s.cost(), [&](int64_t begin, int64_t end) {
    std::vector<float> dropped(s.rate > 0 ? static_cast<size_t>(s.queries * s.keys) : 0);
    for (int64_t at = begin; at < end; at++) {
      const int64_t b = at / s.heads, column = at % s.heads * s.width, square = s.queries * s.keys;
      const int64_t first_query = b * s.queries * s.row() + column, first_key = b * s.keys * s.row() + column;
      float* mine = weights + at * square;
      multiply('n', 't', s.queries, s.keys, s.width, s.scale(), q + first_query, s.row(), k + first_key, s.row(), mine, s.keys);
      weigh(mine, s, padding == nullptr ? nullptr : padding + b * s.keys);
      const float* used = mine;
      if (s.rate > 0) {
        drop_into(mine, dropped.data(), at * square, square, mask);
        used = dropped.data();
      }
      multiply('n', 'n', s.queries, s.width, s.keys, 1.0f, used, s.keys, v + first_key, s.row(), output + first_query, s.row());
    }
  });
  return nullptr;
}

// attentionGradient(dy, q, k, v, weights, dq, dk, dv, sizes...).
napi_value attention_gradient(const Arguments& arguments) {
  const float *dy = arguments.floats(0), *q = arguments.floats(1), *k = arguments.floats(2), *v = arguments.floats(3);
  const float* weights = arguments.floats(4);
  float *dq = arguments.floats(5), *dk = arguments.floats(6), *dv = arguments.floats(7);
  const Sizes s(arguments, 8);
  const DropMask mask(s.rate, s.seed);
  const Team team(2 * s.cost() < kParallelFrom);
  in_parallel(s.batch * s.heads, 2 * s.cost(), [&](int64_t begin, int64_t end) {
    const int64_t square = s.queries * s.keys;
    std::vector<float> scores(static_cast<size_t>(square)), dropped(s.rate > 0 ? static_cast<size_t>(square) : 0);
    for (int64_t at = begin; at < end; at++) {
      const int64_t b = at / s.heads, column = at % s.heads * s.width;
      const int64_t first_query = b * s.queries * s.row() + column, first_key = b * s.keys * s.row() + column;
      const float *mine = weights + at * square, *used = mine;
      if (s.rate > 0) {
        drop_into(mine, dropped.data(), at * square, square, mask);
        used = dropped.data();
      }
      multiply('t', 'n', s.keys, s.width, s.queries, 1.0f, used, s.keys, dy + first_query, s.row(), dv + first_key, s.row());
      multiply('n', 't', s.queries, s.keys, s.width, 1.0f, dy + first_query, s.row(), v + first_key, s.row(), scores.data(), s.keys);
      if (s.rate > 0) drop_into(scores.data(), scores.data(), at * square, square, mask);
      for (int64_t query = 0; query < s.queries; query++) {
        float* row = scores.data() + query * s.keys;
        const float* weight = mine + query * s.keys;
        float along = 0;
        for (int64_t key = 0; key < s.keys; key++) along += row[key] * weight[key];
        for (int64_t key = 0; key < s.keys; key++) row[key] = weight[key] * (row[key] - along) * s.scale();
      }
      multiply('n', 'n', s.queries, s.width, s.keys, 1.0f, scores.data(), s.keys, k + first_key, s.row(), dq + first_query, s.row());
      multiply('t', 'n', s.keys, s.width, s.queries, 1.0f, scores.data(), s.keys, q + first_query, s.row(), dk + first_key, s.row());
    }
  });
  return nullptr;
}

}  // namespace capstan
