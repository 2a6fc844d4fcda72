// Convolutions by oneDNN, straight on TensorFlow.js's layouts.
#include "kernels.h"
#include "onednn.h"
#include "parallel.h"

namespace capstan {
namespace {

// Arguments from `first` on: batch, height, width, channels, outHeight, outWidth, outChannels, kernelHeight, kernelWidth,
// stride, pad, dilation.
struct Geometry {
  int64_t batch, height, width, channels, out_height, out_width, out_channels, kernel_height, kernel_width, stride, pad, dilation;

  Geometry(const Arguments& a, size_t first)
      : batch(a.integer(first)), height(a.integer(first + 1)), width(a.integer(first + 2)), channels(a.integer(first + 3)),
        out_height(a.integer(first + 4)), out_width(a.integer(first + 5)), out_channels(a.integer(first + 6)),
        kernel_height(a.integer(first + 7)), kernel_width(a.integer(first + 8)), stride(a.integer(first + 9)),
        pad(a.integer(first + 10)), dilation(a.integer(first + 11)) {}

  Memory::dims input() const { return {batch, channels, height, width}; }
  Memory::dims filter() const { return {out_channels, channels, kernel_height, kernel_width}; }
  Memory::dims output() const { return {batch, out_channels, out_height, out_width}; }
  Memory::dims strides() const { return {stride, stride}; }
  Memory::dims dilations() const { return {dilation - 1, dilation - 1}; }
  Memory::dims pad_before() const { return {pad, pad}; }
  // What the outputs need beyond the last pixel: less than `pad` when a stride leaves pixels over.
  Memory::dims pad_after() const {
    return {(out_height - 1) * stride + dilation * (kernel_height - 1) + 1 - height - pad,
            (out_width - 1) * stride + dilation * (kernel_width - 1) + 1 - width - pad};
  }
  int64_t multiplications() const { return batch * out_height * out_width * out_channels * kernel_height * kernel_width * channels; }
  std::string key(int64_t kind, bool rounded, const Team& team) const {
    return key_of(kind, rounded, team.threads(), batch, height, width, channels, out_height, out_width, out_channels, kernel_height,
                  kernel_width, stride, pad, dilation);
  }
};

using Forward = dnnl::convolution_forward;
using BackwardInput = dnnl::convolution_backward_data;
using BackwardFilter = dnnl::convolution_backward_weights;
constexpr auto kDirect = dnnl::algorithm::convolution_direct;

// Extras of a forward convolution, and part of its key.
constexpr int64_t kPlain = 0, kBias = 1, kResidual = 2, kWithRelu = 4;

Forward::primitive_desc describe_forward(const Geometry& g, const Layout& x, const Layout& filter, const Layout& bias, const Layout& y,
                                         int64_t extras) {
  dnnl::post_ops after;
  if (extras & kResidual) after.append_sum(1.0f);
  if (extras & kWithRelu) append_relu(after);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  constexpr auto training = dnnl::prop_kind::forward_training;
#if DNNL_VERSION_MAJOR >= 3
  if (extras & kBias)
    return {processor(), training, kDirect, x, filter, bias, y, g.strides(), g.dilations(), g.pad_before(), g.pad_after(), attributes};
  return {processor(), training, kDirect, x, filter, y, g.strides(), g.dilations(), g.pad_before(), g.pad_after(), attributes};
#else
  if (extras & kBias)
    return {{training, kDirect, x, filter, bias, y, g.strides(), g.dilations(), g.pad_before(), g.pad_after()}, attributes, processor()};
  return {{training, kDirect, x, filter, y, g.strides(), g.dilations(), g.pad_before(), g.pad_after()}, attributes, processor()};
#endif
}

BackwardInput::primitive_desc describe_backward_input(const Geometry& g, const Layout& dx, const Layout& filter, const Layout& dy,
                                                      const Forward::primitive_desc& hint) {
#if DNNL_VERSION_MAJOR >= 3
  return {processor(), kDirect, dx, filter, dy, g.strides(), g.dilations(), g.pad_before(), g.pad_after(), hint};
#else
  return {{kDirect, dx, filter, dy, g.strides(), g.dilations(), g.pad_before(), g.pad_after()}, processor(), hint};
#endif
}

BackwardFilter::primitive_desc describe_backward_filter(const Geometry& g, const Layout& x, const Layout& filter, const Layout& dy,
                                                        const Forward::primitive_desc& hint) {
#if DNNL_VERSION_MAJOR >= 3
  return {processor(), kDirect, x, filter, dy, g.strides(), g.dilations(), g.pad_before(), g.pad_after(), hint};
#else
  return {{kDirect, x, filter, dy, g.strides(), g.dilations(), g.pad_before(), g.pad_after()}, processor(), hint};
#endif
}

template <class Description, class Primitive>
struct Prepared {
  Description description;
  Primitive primitive;
  explicit Prepared(const Description& made) : description(made), primitive(made) {}
};

struct Layouts {
  Type type;
  Layout x, y, filter, bias, plain_x, plain_y, plain_filter;

  Layouts(const Geometry& g, bool rounded)
      : type(rounded ? Type::bf16 : Type::f32),
        x(g.input(), type, Tag::nhwc), y(g.output(), type, Tag::nhwc), filter(g.filter(), type, Tag::any),
        bias({g.out_channels}, Type::f32, Tag::a),
        plain_x(g.input(), Type::f32, Tag::nhwc), plain_y(g.output(), Type::f32, Tag::nhwc),
        plain_filter(g.filter(), Type::f32, Tag::hwio) {}
};

Forward::primitive_desc hint_for(const Geometry& g, const Layouts& layouts) {
  return describe_forward(g, layouts.x, layouts.filter, layouts.bias, layouts.plain_y, kPlain);
}

}  // namespace

// convolution(x, filter, bias | null, residual | null, y, relu, geometry...).
napi_value convolution(const Arguments& arguments) {
  const Geometry g(arguments, 6);
  float *bias = arguments.floats_or_null(2), *residual = arguments.floats_or_null(3);
  int64_t length;
  float* y = arguments.floats(4, &length);
  const bool rounded = computes_in_bf16();
  const Team team(g.multiplications() < kParallelProductFrom);
  const Layouts layouts(g, rounded);
  const int64_t extras = (bias ? kBias : 0) | (residual ? kResidual : 0) | (arguments.flag(5) ? kWithRelu : 0);
  using Kept = Prepared<Forward::primitive_desc, Forward>;
  Kept& kept = cached<Kept>(g.key(extras, rounded, team), [&] {
    return Kept(describe_forward(g, layouts.x, layouts.filter, layouts.bias, layouts.plain_y, extras));
  });

  if (residual) {
    in_parallel(length, length, [&](int64_t begin, int64_t end) { std::copy(residual + begin, residual + end, y + begin); });
  }
  Scratch scratch;
  const Memory x(layouts.plain_x, processor(), arguments.floats(0));
  const Memory filter(layouts.plain_filter, processor(), arguments.floats(1));
  std::unordered_map<int, Memory> operands = {
      {DNNL_ARG_SRC, rearranged(scratch, x, kept.description.src_desc())},
      {DNNL_ARG_WEIGHTS, rearranged(scratch, filter, kept.description.weights_desc())},
      {DNNL_ARG_DST, Memory(layouts.plain_y, processor(), y)},
  };
  if (bias) operands.emplace(DNNL_ARG_BIAS, Memory(layouts.bias, processor(), bias));
  kept.primitive.execute(queue(), operands);
  queue().wait();
  return nullptr;
}

// convolutionInputGradient(dy, filter, dx, geometry...).
napi_value convolution_input_gradient(const Arguments& arguments) {
  const Geometry g(arguments, 3);
  const bool rounded = computes_in_bf16();
  const Team team(g.multiplications() < kParallelProductFrom);
  const Layouts layouts(g, rounded);
  using Kept = Prepared<BackwardInput::primitive_desc, BackwardInput>;
  Kept& kept = cached<Kept>(g.key(0, rounded, team), [&] {
    return Kept(describe_backward_input(g, layouts.plain_x, layouts.filter, layouts.y, hint_for(g, layouts)));
  });
  Scratch scratch;
  const Memory dy(layouts.plain_y, processor(), arguments.floats(0));
  const Memory filter(layouts.plain_filter, processor(), arguments.floats(1));
  kept.primitive.execute(queue(), {
      {DNNL_ARG_DIFF_DST, rearranged(scratch, dy, kept.description.diff_dst_desc())},
      {DNNL_ARG_WEIGHTS, rearranged(scratch, filter, kept.description.weights_desc())},
      {DNNL_ARG_DIFF_SRC, Memory(layouts.plain_x, processor(), arguments.floats(2))},
  });
  queue().wait();
  return nullptr;
}

// convolutionFilterGradient(x, dy, dfilter, geometry...).
napi_value convolution_filter_gradient(const Arguments& arguments) {
  const Geometry g(arguments, 3);
  const bool rounded = computes_in_bf16();
  const Team team(g.multiplications() < kParallelProductFrom);
  const Layouts layouts(g, rounded);
  using Kept = Prepared<BackwardFilter::primitive_desc, BackwardFilter>;
  Kept& kept = cached<Kept>(g.key(0, rounded, team), [&] {
    const Layout any_filter(g.filter(), Type::f32, Tag::any);
    return Kept(describe_backward_filter(g, layouts.x, any_filter, layouts.y, hint_for(g, layouts)));
  });
  Scratch scratch;
  const Memory x(layouts.plain_x, processor(), arguments.floats(0));
  const Memory dy(layouts.plain_y, processor(), arguments.floats(1));
  Memory filter(layouts.plain_filter, processor(), arguments.floats(2));
  const Layout made = kept.description.diff_weights_desc();
  const bool other = made != layouts.plain_filter;
  Memory gradient = other ? Memory(made, processor(), scratch.take(made.get_size())) : filter;
  kept.primitive.execute(queue(), {
      {DNNL_ARG_SRC, rearranged(scratch, x, kept.description.src_desc())},
      {DNNL_ARG_DIFF_DST, rearranged(scratch, dy, kept.description.diff_dst_desc())},
      {DNNL_ARG_DIFF_WEIGHTS, gradient},
  });
  if (other) dnnl::reorder(gradient, filter).execute(queue(), gradient, filter);
  queue().wait();
  return nullptr;
}

}  // namespace capstan
