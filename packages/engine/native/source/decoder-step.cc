// All layers of a pre-norm transformer decoder for one more token of each caption. Every thread has its share of the heads and of
// the hidden units from end to end, so that they meet only where their parts are summed: three times a layer.
#if defined(__AVX512F__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC target("prefer-vector-width=512")
#endif
#include <cmath>
#include <vector>

#include "few-rows.h"
#include "kernels.h"
#include "parallel.h"
#include "rows.h"

namespace capstan {
namespace {

// In values of the matrices. A layer of a small model is done before a second thread has woken.
constexpr int64_t kParallelLayerFrom = 1 << 19;

struct Sizes {
  // `captions` of `pictures` being written, `past` tokens read before this one, room for `capacity`; `cells` of a picture's grid.
  int64_t captions, pictures, width, heads, hidden, past, capacity, cells;
  // Of the norms.
  double epsilon;

  Sizes(const Arguments& a, size_t first)
      : captions(a.integer(first)), pictures(a.integer(first + 1)), width(a.integer(first + 2)), heads(a.integer(first + 3)),
        hidden(a.integer(first + 4)), past(a.integer(first + 5)), capacity(a.integer(first + 6)), cells(a.integer(first + 7)),
        epsilon(a.number(first + 8)) {}
  int64_t head() const { return width / heads; }
};

struct Norm {
  const float *scale, *shift;
};
template <class Weight>
struct Linear {
  const Weight* weight;
  const float* bias;
};

// What JavaScript lists of a layer, in this order: first the norm's scale and shift, then matrices and biases.
constexpr size_t kWeightsOfLayer = 22, kCachesOfLayer = 4;
template <class Weight>
struct Layer {
  Norm self_norm;
  Linear<Weight> q, k, v, out;
  Norm cross_norm;
  Linear<Weight> cross_q, cross_out;
  Norm feed_norm;
  Linear<Weight> first, second;
  // Of the captions [captions, capacity, width], and of the pictures [pictures, cells, width].
  float *keys, *values;
  const float *cross_keys, *cross_values;

  Layer(const std::vector<Values>& weights, const std::vector<Values>& caches, size_t number) {
    size_t at = number * kWeightsOfLayer;
    const auto floats = [&] { return static_cast<const float*>(weights.at(at++).data); };
    const auto norm = [&] {
      const float* scale = floats();
      return Norm{scale, floats()};
    };
    const auto linear = [&] {
      const auto* weight = static_cast<const Weight*>(weights.at(at++).data);
      return Linear<Weight>{weight, floats()};
    };
    self_norm = norm(), q = linear(), k = linear(), v = linear(), out = linear();
    cross_norm = norm(), cross_q = linear(), cross_out = linear();
    feed_norm = norm(), first = linear(), second = linear();
    const size_t cache = number * kCachesOfLayer;
    const auto kept = [&](size_t which) { return static_cast<float*>(caches.at(cache + which).data); };
    keys = kept(0), values = kept(1), cross_keys = kept(2), cross_values = kept(3);
  }
};

// What the threads share.
struct Shared {
  const Sizes sizes;
  const float* position;
  // history[caption, token]: in which caption's row of the cache its token lies. Beams go on from each other's.
  const int32_t* history;
  const float* padding;
  // [captions, cells], the heads' mean in the last layer; null when nobody asks.
  float* shown;
  // [3, threads, captions, width]: parts of a sub-layer's output, to be summed. [threads, captions, width]: each thread's own x.
  std::vector<float> parts, states;
  // [heads, captions, cells].
  std::vector<float> weights;
  int64_t threads = 1;
};

// One query of one head over `count` keys; key(i) and value(i) point to `width` numbers. Hidden keys weigh nothing.
template <class Key, class Value>
void look(const float* query, int64_t width, int64_t count, const float* hidden, Key key, Value value, float* scores, float* output) {
  const float scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(width)));
  for (int64_t i = 0; i < count; i++) {
    const float* at = key(i);
    float sum = 0;
    for (int64_t j = 0; j < width; j++) sum += query[j] * at[j];
    scores[i] = hidden != nullptr && hidden[i] != 0 ? -1e9f : sum * scale;
  }
  softmax_row(scores, scores, count);
  std::fill(output, output + width, 0.0f);
  for (int64_t i = 0; i < count; i++) {
    const float* at = value(i);
    const float weight = scores[i];
    for (int64_t j = 0; j < width; j++) output[j] += weight * at[j];
  }
}

// One thread's way through the layers.
template <class Weight>
class Walk {
 public:
  Walk(Shared& shared, int64_t thread, const float* x)
      : shared_(shared), s_(shared.sizes), thread_(thread), rows_(s_.captions), width_(s_.width), first_head_(s_.heads * thread / shared.threads),
        end_head_(s_.heads * (thread + 1) / shared.threads), first_unit_(s_.hidden * thread / shared.threads),
        end_unit_(s_.hidden * (thread + 1) / shared.threads), x_(shared.states.data() + thread * rows_ * width_),
        normal_(rows_ * width_), placed_(rows_ * width_), query_(rows_ * width_), mixed_(rows_ * width_),
        hidden_(rows_ * std::max<int64_t>(1, end_unit_ - first_unit_)), scores_(std::max(s_.cells, s_.past + 1)) {
    std::copy(x, x + rows_ * width_, x_);
  }

  void self_attention(const Layer<Weight>& layer) {
    place(layer.self_norm);
    float *k = layer.keys + s_.past * width_ + column(), *v = layer.values + s_.past * width_ + column();
    project(layer.q, placed_.data(), query_.data(), columns());
    project(layer.k, placed_.data(), k, s_.capacity * width_);
    project(layer.v, normal_.data(), v, s_.capacity * width_);
    for (int64_t row = 0; row < rows_; row++) {
      const int32_t* history = shared_.history + row * s_.capacity;
      for (int64_t head = first_head_; head < end_head_; head++) {
        const int64_t at = head * s_.head();
        const auto in = [&](const float* cache) {
          return [=](int64_t token) { return cache + ((token == s_.past ? row : history[token]) * s_.capacity + token) * width_ + at; };
        };
        const int64_t own = row * columns() + at - column();
        look(query_.data() + own, s_.head(), s_.past + 1, nullptr, in(layer.keys), in(layer.values), scores_.data(), mixed_.data() + own);
      }
    }
    add_part(0, mixed_.data(), columns(), layer.out, column(), columns());
  }

  void cross_attention(const Layer<Weight>& layer, bool shows) {
    take_parts(0, layer.out.bias);
    place(layer.cross_norm);
    project(layer.cross_q, placed_.data(), query_.data(), columns());
    for (int64_t row = 0; row < rows_; row++) {
      const int64_t picture = row * s_.pictures / rows_;
      const float* padding = shared_.padding == nullptr ? nullptr : shared_.padding + picture * s_.cells;
      for (int64_t head = first_head_; head < end_head_; head++) {
        const int64_t at = head * s_.head(), own = row * columns() + at - column();
        const auto in = [&](const float* cache) {
          return [=](int64_t cell) { return cache + (picture * s_.cells + cell) * width_ + at; };
        };
        look(query_.data() + own, s_.head(), s_.cells, padding, in(layer.cross_keys), in(layer.cross_values), scores_.data(), mixed_.data() + own);
        if (shows) std::copy(scores_.begin(), scores_.begin() + s_.cells, shared_.weights.begin() + (head * rows_ + row) * s_.cells);
      }
    }
    add_part(1, mixed_.data(), columns(), layer.cross_out, column(), columns());
  }

  void feed_forward(const Layer<Weight>& layer) {
    take_parts(1, layer.cross_out.bias);
    normalise(layer.feed_norm);
    const int64_t units = end_unit_ - first_unit_;
    for (int64_t row = 0; row < rows_; row++) {
      std::copy(layer.first.bias + first_unit_, layer.first.bias + end_unit_, hidden_.begin() + row * units);
    }
    add_few_rows(rows_, normal_.data(), width_, Part<Weight>{layer.first.weight + first_unit_, width_, units, s_.hidden}, hidden_.data(), units);
    // In this order not a number stays so.
    for (float& value : hidden_) value = value < 0 ? 0 : value;
    add_part(2, hidden_.data(), units, layer.second, first_unit_, units);
  }

  void finish_layer(const Layer<Weight>& layer) { take_parts(2, layer.second.bias); }

 private:
  int64_t column() const { return first_head_ * s_.head(); }
  int64_t columns() const { return (end_head_ - first_head_) * s_.head(); }
  float* part(int64_t which, int64_t thread) { return shared_.parts.data() + (which * shared_.threads + thread) * rows_ * width_; }

  void normalise(const Norm& norm) {
    for (int64_t row = 0; row < rows_; row++) {
      normalise_row(x_ + row * width_, norm.scale, norm.shift, s_.epsilon, width_, normal_.data() + row * width_);
    }
  }
  void place(const Norm& norm) {
    normalise(norm);
    for (int64_t row = 0; row < rows_; row++) {
      for (int64_t i = 0; i < width_; i++) placed_[row * width_ + i] = normal_[row * width_ + i] + shared_.position[i];
    }
  }
  // This thread's columns of x W + b.
  void project(const Linear<Weight>& linear, const float* x, float* y, int64_t y_stride) {
    for (int64_t row = 0; row < rows_; row++) std::copy(linear.bias + column(), linear.bias + column() + columns(), y + row * y_stride);
    add_few_rows(rows_, x, width_, Part<Weight>{linear.weight + column(), width_, columns(), width_}, y, y_stride);
  }
  // What this thread's inputs give of x W.
  void add_part(int64_t which, const float* x, int64_t x_stride, const Linear<Weight>& linear, int64_t first, int64_t count) {
    float* mine = part(which, thread_);
    std::fill(mine, mine + rows_ * width_, 0.0f);
    add_few_rows(rows_, x, x_stride, Part<Weight>{linear.weight + first * width_, count, width_, width_}, mine, width_);
  }
  // Adds all threads' parts, in their order, to this thread's x.
  void take_parts(int64_t which, const float* bias) {
    for (int64_t row = 0; row < rows_; row++) {
      for (int64_t i = 0; i < width_; i++) x_[row * width_ + i] += bias[i];
    }
    for (int64_t thread = 0; thread < shared_.threads; thread++) {
      const float* theirs = part(which, thread);
      for (int64_t i = 0; i < rows_ * width_; i++) x_[i] += theirs[i];
    }
  }

  Shared& shared_;
  const Sizes& s_;
  const int64_t thread_, rows_, width_, first_head_, end_head_, first_unit_, end_unit_;
  float* x_;
  std::vector<float> normal_, placed_, query_, mixed_, hidden_, scores_;
};

template <class Weight>
void step(Shared& shared, const std::vector<Layer<Weight>>& layers, const float* x, float* y) {
  const Sizes& s = shared.sizes;
  const bool small = s.width * (6 * s.width + 2 * s.hidden) < kParallelLayerFrom;
  const Team team(small);
  shared.threads = team.threads();
  const int64_t values = s.captions * s.width;
  shared.parts.resize(static_cast<size_t>(3 * shared.threads * values));
  shared.states.resize(static_cast<size_t>(shared.threads * values));
  Meeting meeting(shared.threads);
#pragma omp parallel num_threads(static_cast<int>(shared.threads))
  {
    Walk<Weight> walk(shared, omp_get_thread_num(), x);
    for (const Layer<Weight>& layer : layers) {
      walk.self_attention(layer);
      meeting.wait();
      walk.cross_attention(layer, shared.shown != nullptr && &layer == &layers.back());
      meeting.wait();
      walk.feed_forward(layer);
      meeting.wait();
      walk.finish_layer(layer);
    }
  }
  std::copy(shared.states.begin(), shared.states.begin() + values, y);
  if (shared.shown == nullptr) return;
  const int64_t rows = s.captions * s.cells;
  std::fill(shared.shown, shared.shown + rows, 0.0f);
  for (int64_t head = 0; head < s.heads; head++) {
    for (int64_t i = 0; i < rows; i++) shared.shown[i] += shared.weights[static_cast<size_t>(head * rows + i)] / static_cast<float>(s.heads);
  }
}

template <class Weight>
void step_of(Shared& shared, const std::vector<Values>& weights, const std::vector<Values>& caches, const float* x, float* y) {
  std::vector<Layer<Weight>> layers;
  for (size_t i = 0; i < caches.size() / kCachesOfLayer; i++) layers.emplace_back(weights, caches, i);
  step(shared, layers, x, y);
}

}  // namespace

// decoderStep(x, position, y, history, keyPadding | null, shown | null, [weights...], [caches...], sizes...): x and y [captions, width].
// Matrices are values, all of one type. Writes this token's keys and values into the caches.
napi_value decoder_step(const Arguments& arguments) {
  const Sizes sizes(arguments, 8);
  Shared shared{sizes, arguments.floats(1), arguments.integers(3), arguments.floats_or_null(4), arguments.floats_or_null(5), {}, {}, {}};
  const std::vector<Values> weights = arguments.list(6), caches = arguments.list(7);
  if (weights.size() / kWeightsOfLayer != caches.size() / kCachesOfLayer) throw std::invalid_argument("decoderStep: a layer's weights or caches are missing");
  if (shared.shown != nullptr) shared.weights.resize(static_cast<size_t>(sizes.heads * sizes.captions * sizes.cells));
  const float* x = arguments.floats(0);
  float* y = arguments.floats(2);
  if (weights.size() > 2 && weights[2].rounded) {
    step_of<BFloat16>(shared, weights, caches, x, y);
  } else {
    step_of<float>(shared, weights, caches, x, y);
  }
  return nullptr;
}

}  // namespace capstan
