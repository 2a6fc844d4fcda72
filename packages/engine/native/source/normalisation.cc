// Softmax and layer normalisation over the last dimension.
#include <vector>

#include "kernels.h"
#include "parallel.h"
#include "rows.h"

namespace capstan {

// softmax(x, y, rows, columns).
napi_value softmax(const Arguments& arguments) {
  const float* x = arguments.floats(0);
  float* y = arguments.floats(1);
  const int64_t rows = arguments.integer(2), columns = arguments.integer(3);
  in_parallel(rows, 4 * rows * columns, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      softmax_row(x + row * columns, y + row * columns, columns);
    }
  });
  return nullptr;
}

// layerNorm(x, gamma, beta, y, mean, inverseDeviation, rows, width, epsilon): also fills mean and inverse deviation per row.
napi_value layer_norm(const Arguments& arguments) {
  const float *x = arguments.floats(0), *gamma = arguments.floats(1), *beta = arguments.floats(2);
  float *y = arguments.floats(3), *means = arguments.floats(4), *inverses = arguments.floats(5);
  const int64_t rows = arguments.integer(6), width = arguments.integer(7);
  const double epsilon = arguments.number(8);
  in_parallel(rows, 2 * rows * width, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      const Moments moments = normalise_row(x + row * width, gamma, beta, epsilon, width, y + row * width);
      means[row] = moments.mean;
      inverses[row] = moments.inverse;
    }
  });
  return nullptr;
}

// layerNormGradient(dy, x, gamma, mean, inverseDeviation, dx, dgamma, dbeta, rows, width).
napi_value layer_norm_gradient(const Arguments& arguments) {
  const float *dy = arguments.floats(0), *x = arguments.floats(1), *gamma = arguments.floats(2);
  const float *means = arguments.floats(3), *inverses = arguments.floats(4);
  float *dx = arguments.floats(5), *dgamma = arguments.floats(6), *dbeta = arguments.floats(7);
  const int64_t rows = arguments.integer(8), width = arguments.integer(9);
  const int64_t threads = omp_get_max_threads();
  // Each thread sums its rows' share of dgamma and dbeta; the shares are added in the threads' order.
  std::vector<float> parts(static_cast<size_t>(threads * 2 * width), 0.0f);
  in_parallel(rows, 2 * rows * width, [&](int64_t begin, int64_t end) {
    float* part = parts.data() + (omp_in_parallel() ? omp_get_thread_num() : 0) * 2 * width;
    for (int64_t row = begin; row < end; row++) {
      const float *g = dy + row * width, *from = x + row * width;
      float* to = dx + row * width;
      const float mean = means[row], inverse = inverses[row];
      float sum = 0, along = 0;
      for (int64_t i = 0; i < width; i++) {
        const float normalised = (from[i] - mean) * inverse, scaled = g[i] * gamma[i];
        sum += scaled;
        along += scaled * normalised;
      }
      const float mean_sum = sum / static_cast<float>(width), mean_along = along / static_cast<float>(width);
      for (int64_t i = 0; i < width; i++) {
        const float normalised = (from[i] - mean) * inverse;
        to[i] = inverse * (g[i] * gamma[i] - mean_sum - normalised * mean_along);
        part[i] += g[i] * normalised;
        part[width + i] += g[i];
      }
    }
  });
  for (int64_t i = 0; i < width; i++) {
    float scale = 0, shift = 0;
    for (int64_t thread = 0; thread < threads; thread++) {
      scale += parts[static_cast<size_t>(thread * 2 * width + i)];
      shift += parts[static_cast<size_t>(thread * 2 * width + width + i)];
    }
    dgamma[i] = scale;
    dbeta[i] = shift;
  }
  return nullptr;
}

}  // namespace capstan
