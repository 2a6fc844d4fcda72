// Max pooling of a residual network's stem: window 3x3, stride 2, one pixel of padding that never wins.
#include <algorithm>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "kernels.h"
#include "parallel.h"

namespace capstan {
namespace {

struct Sides {
  int64_t batch, height, width, channels;
  Sides(const Arguments& a, size_t first)
      : batch(a.integer(first)), height(a.integer(first + 1)), width(a.integer(first + 2)), channels(a.integer(first + 3)) {}
  // Also of no pixels, where (height - 1) / 2 + 1 is 1 in C++.
  int64_t out_height() const { return (height + 1) / 2; }
  int64_t out_width() const { return (width + 1) / 2; }
  int64_t out_picture() const { return out_height() * out_width() * channels; }
};

// Calls visit(offset of the pixel in its picture) for each pixel of a window, in row-major order.
template <class Visit>
void for_window(const Sides& s, int64_t row, int64_t column, Visit visit) {
  for (int64_t y = std::max<int64_t>(2 * row - 1, 0); y <= std::min(2 * row + 1, s.height - 1); y++) {
    for (int64_t x = std::max<int64_t>(2 * column - 1, 0); x <= std::min(2 * column + 1, s.width - 1); x++) {
      visit((y * s.width + x) * s.channels);
    }
  }
}

}  // namespace

// maxPool(x, y, batch, height, width, channels); values, x and y stored alike.
napi_value max_pool(const Arguments& arguments) {
  const Sides s(arguments, 2);
  const Values output = arguments.values(1);
  arguments.values(0).visit([&](const auto* x) {
    using Value = std::remove_const_t<std::remove_pointer_t<decltype(x)>>;
    if (output.rounded != std::is_same_v<Value, BFloat16>) throw std::invalid_argument("maxPool: x and y must be stored alike");
    Value* y = static_cast<Value*>(output.data);
    in_parallel(s.batch * s.out_height(), s.batch * s.out_picture(), [&](int64_t begin, int64_t end) {
      std::vector<float> best(static_cast<size_t>(s.channels));
      for (int64_t line = begin; line < end; line++) {
        const int64_t row = line % s.out_height();
        const Value* picture = x + line / s.out_height() * s.height * s.width * s.channels;
        for (int64_t column = 0; column < s.out_width(); column++) {
          std::fill(best.begin(), best.end(), -__builtin_huge_valf());
          for_window(s, row, column, [&](int64_t pixel) {
            const Value* from = picture + pixel;
            for (int64_t c = 0; c < s.channels; c++) {
              const float value = load(from[c]), so_far = best[static_cast<size_t>(c)];
              best[static_cast<size_t>(c)] = value > so_far || value != value ? value : so_far;
            }
          });
          Value* to = y + (line * s.out_width() + column) * s.channels;
          for (int64_t c = 0; c < s.channels; c++) store(to[c], best[static_cast<size_t>(c)]);
        }
      }
    });
  });
  return nullptr;
}

// maxPoolGradient(dy, x, y, dx, batch, height, width, channels): to the first of equal values.
napi_value max_pool_gradient(const Arguments& arguments) {
  const float *dy = arguments.floats(0), *x = arguments.floats(1), *y = arguments.floats(2);
  float* dx = arguments.floats(3);
  const Sides s(arguments, 4);
  const int64_t picture_size = s.height * s.width * s.channels;
  // Windows overlap inside a picture, so a thread takes whole pictures.
  in_parallel(s.batch, s.batch * picture_size, [&](int64_t begin, int64_t end) {
    std::fill(dx + begin * picture_size, dx + end * picture_size, 0.0f);
    for (int64_t n = begin; n < end; n++) {
      const float* picture = x + n * picture_size;
      float* gradient = dx + n * picture_size;
      for (int64_t row = 0; row < s.out_height(); row++) {
        for (int64_t column = 0; column < s.out_width(); column++) {
          const int64_t out = n * s.out_picture() + (row * s.out_width() + column) * s.channels;
          for (int64_t c = 0; c < s.channels; c++) {
            bool found = false;
            for_window(s, row, column, [&](int64_t pixel) {
              if (!found && picture[pixel + c] == y[out + c]) {
                gradient[pixel + c] += dy[out + c];
                found = true;
              }
            });
          }
        }
      }
    }
  });
  return nullptr;
}

}  // namespace capstan
