// Convolutions by oneDNN, straight on TensorFlow.js's layouts.
#include "kept-weights.h"
#include "kernels.h"
#include "onednn.h"
#include "parallel.h"
#include "tile-convolution.h"
#include "tile-patches.h"

namespace capstan {
namespace {

Memory::dims input_of(const Geometry& g) { return {g.batch, g.channels, g.height, g.width}; }
Memory::dims filter_of(const Geometry& g) { return {g.out_channels, g.channels, g.kernel_height, g.kernel_width}; }
Memory::dims output_of(const Geometry& g) { return {g.batch, g.out_channels, g.out_height, g.out_width}; }
Memory::dims strides_of(const Geometry& g) { return {g.stride, g.stride}; }
Memory::dims dilations_of(const Geometry& g) { return {g.dilation - 1, g.dilation - 1}; }
Memory::dims pad_before(const Geometry& g) { return {g.pad, g.pad}; }
// What the outputs need beyond the last pixel: less than `pad` when a stride leaves pixels over.
Memory::dims pad_after(const Geometry& g) {
  return {(g.out_height - 1) * g.stride + g.dilation * (g.kernel_height - 1) + 1 - g.height - g.pad,
          (g.out_width - 1) * g.stride + g.dilation * (g.kernel_width - 1) + 1 - g.width - g.pad};
}
std::string key_for(const Geometry& g, int64_t kind, bool rounded, const Team& team) {
  return key_of(kind, rounded, team.threads(), g.batch, g.height, g.width, g.channels, g.out_height, g.out_width, g.out_channels,
                g.kernel_height, g.kernel_width, g.stride, g.pad, g.dilation);
}

using Forward = dnnl::convolution_forward;
using BackwardInput = dnnl::convolution_backward_data;
using BackwardFilter = dnnl::convolution_backward_weights;
constexpr auto kDirect = dnnl::algorithm::convolution_direct;

// Extras of a forward convolution, and part of its key.
constexpr int64_t kPlain = 0, kShift = 1, kResidual = 2, kWithRelu = 4;

Forward::primitive_desc describe_forward(const Geometry& g, const Layout& x, const Layout& filter, const Layout& shift,
                                         const Layout& residual, const Layout& y, int64_t extras) {
  dnnl::post_ops after;
  if (extras & kResidual) after.append_binary(dnnl::algorithm::binary_add, residual);
  if (extras & kWithRelu) append_relu(after);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  constexpr auto training = dnnl::prop_kind::forward_training;
#if DNNL_VERSION_MAJOR >= 3
  if (extras & kShift)
    return {processor(), training, kDirect, x, filter, shift, y, strides_of(g), dilations_of(g), pad_before(g), pad_after(g), attributes};
  return {processor(), training, kDirect, x, filter, y, strides_of(g), dilations_of(g), pad_before(g), pad_after(g), attributes};
#else
  if (extras & kShift)
    return {{training, kDirect, x, filter, shift, y, strides_of(g), dilations_of(g), pad_before(g), pad_after(g)}, attributes, processor()};
  return {{training, kDirect, x, filter, y, strides_of(g), dilations_of(g), pad_before(g), pad_after(g)}, attributes, processor()};
#endif
}

BackwardInput::primitive_desc describe_backward_input(const Geometry& g, const Layout& dx, const Layout& filter, const Layout& dy,
                                                      const Forward::primitive_desc& hint) {
#if DNNL_VERSION_MAJOR >= 3
  return {processor(), kDirect, dx, filter, dy, strides_of(g), dilations_of(g), pad_before(g), pad_after(g), hint};
#else
  return {{kDirect, dx, filter, dy, strides_of(g), dilations_of(g), pad_before(g), pad_after(g)}, processor(), hint};
#endif
}

BackwardFilter::primitive_desc describe_backward_filter(const Geometry& g, const Layout& x, const Layout& filter, const Layout& dy,
                                                        const Forward::primitive_desc& hint) {
#if DNNL_VERSION_MAJOR >= 3
  return {processor(), kDirect, x, filter, dy, strides_of(g), dilations_of(g), pad_before(g), pad_after(g), hint};
#else
  return {{kDirect, x, filter, dy, strides_of(g), dilations_of(g), pad_before(g), pad_after(g)}, processor(), hint};
#endif
}

template <class Description, class Primitive>
struct Prepared {
  Description description;
  Primitive primitive;
  explicit Prepared(const Description& made) : description(made), primitive(made) {}
};

// Operands as the primitives want them: pictures in the type of the computation, results as JavaScript's array stores them.
struct Layouts {
  Type type;
  Layout x, y, filter, shift;

  Layouts(const Geometry& g, bool rounded)
      : type(rounded ? Type::bf16 : Type::f32),
        x(input_of(g), type, Tag::nhwc), y(output_of(g), type, Tag::nhwc), filter(filter_of(g), type, Tag::any),
        shift({g.out_channels}, Type::f32, Tag::a) {}
};

Layout pictures(const Memory::dims& dims, const Values& values) { return {dims, type_of(values), Tag::nhwc}; }

Forward::primitive_desc hint_for(const Geometry& g, const Layouts& layouts) {
  return describe_forward(g, layouts.x, layouts.filter, layouts.shift, layouts.y, layouts.y, kPlain);
}

// filter * scale, one factor for each output, in the layout that a primitive wants.
Memory folded(Scratch& scratch, const Geometry& g, const float* filter, const float* scale, Type type, const Layout& wanted) {
  const int64_t rows = g.kernel_height * g.kernel_width * g.channels, columns = g.out_channels;
  const Layout plain(filter_of(g), type, Tag::hwio);
  const Values product{scratch.take(plain.get_size()), rows * columns, type == Type::bf16};
  product.visit([&](auto* to) {
    in_parallel(rows, rows * columns, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; row++) {
        const float* from = filter + row * columns;
        for (int64_t column = 0; column < columns; column++) store(to[row * columns + column], from[column] * scale[column]);
      }
    });
  });
  return rearranged(scratch, Memory(plain, processor(), product.data), wanted);
}

// dx += addend, then 0 where the gate is not positive; each where there is one.
void finish_gradient(const Values& dx, const Values* addend, const Values* gate) {
  const auto change = [&](const Values* by, auto with) {
    if (by == nullptr) return;
    dx.visit([&](auto* to) {
      by->visit([&](const auto* from) {
        in_parallel(dx.length, dx.length, [&](int64_t begin, int64_t end) {
#pragma omp simd
          for (int64_t i = begin; i < end; i++) store(to[i], with(load(to[i]), load(from[i])));
        });
      });
    });
  };
  change(addend, [](float value, float more) { return value + more; });
  change(gate, [](float value, float passed) { return passed > 0 ? value : 0.0f; });
}

}  // namespace

// convolution(x, filter, scale, shift, residual | null, y, relu, geometry..., kept): relu(conv(x, filter * scale) + shift + residual).
// x, residual and y are values; `kept` numbers filter * scale when that stays as it is, and is 0 when it does not.
napi_value convolution(const Arguments& arguments) {
  const Geometry g(arguments, 7);
  const bool has_residual = !arguments.is_null(4);
  const Values x = arguments.values(0), y = arguments.values(5), residual = has_residual ? arguments.values(4) : y;
  const bool patches = suits_patches(g);
  if (patches || suits_tiles(g)) {
    const Team team(g.multiplications() < kParallelTilesFrom);
    Scratch scratch;
    (patches ? convolve_patches : convolve_on_tiles)(scratch, g, {x, y, has_residual ? &residual : nullptr, arguments.floats(1), arguments.floats(2),
                                                                  arguments.floats(3), arguments.flag(6), arguments.integer(19)});
    return nullptr;
  }
  const bool rounded = computes_in_bf16();
  const Team team(g.multiplications() < kParallelProductFrom);
  const Layouts layouts(g, rounded);
  const Layout layout_y = pictures(output_of(g), y), layout_residual = pictures(output_of(g), residual);
  const int64_t extras = kShift | (has_residual ? kResidual : 0) | (arguments.flag(6) ? kWithRelu : 0);
  using Kept = Prepared<Forward::primitive_desc, Forward>;
  Kept& kept = cached<Kept>(key_for(g, extras | y.rounded << 3 | residual.rounded << 4, rounded, team), [&] {
    return Kept(describe_forward(g, layouts.x, layouts.filter, layouts.shift, layout_residual, layout_y, extras));
  });

  Scratch scratch;
  const Memory given(pictures(input_of(g), x), processor(), x.data);
  const Layout wanted = kept.description.weights_desc();
  std::unordered_map<int, Memory> operands = {
      {DNNL_ARG_SRC, rearranged(scratch, given, kept.description.src_desc())},
      {DNNL_ARG_WEIGHTS, kept_weight(arguments.integer(19), wanted, [&] {
         return folded(scratch, g, arguments.floats(1), arguments.floats(2), layouts.type, wanted);
       })},
      {DNNL_ARG_BIAS, Memory(layouts.shift, processor(), arguments.floats(3))},
      {DNNL_ARG_DST, Memory(layout_y, processor(), y.data)},
  };
  if (has_residual) {
    operands.emplace(DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1, Memory(layout_residual, processor(), residual.data));
  }
  kept.primitive.execute(queue(), operands);
  queue().wait();
  return nullptr;
}

// convolutionInputGradient(dy, filter, scale, dx, addend | null, gate | null, geometry...): the gradient plus the addend, where the
// gate is positive. All but filter and scale are values.
napi_value convolution_input_gradient(const Arguments& arguments) {
  const Geometry g(arguments, 6);
  const Values dy = arguments.values(0), dx = arguments.values(3);
  const bool has_addend = !arguments.is_null(4), has_gate = !arguments.is_null(5);
  const Values given_addend = has_addend ? arguments.values(4) : dx, given_gate = has_gate ? arguments.values(5) : dx;
  const Values *addend = has_addend ? &given_addend : nullptr, *gate = has_gate ? &given_gate : nullptr;
  if (suits_tiles(g)) {
    const Team team(g.multiplications() < kParallelTilesFrom);
    Scratch scratch;
    const bool at_once = g.stride == 1 && given_addend.rounded == dx.rounded && given_gate.rounded == dx.rounded;
    input_gradient_on_tiles(scratch, g, {dy, dx, arguments.floats(1), arguments.floats(2), at_once ? addend : nullptr, at_once ? gate : nullptr});
    if (!at_once) finish_gradient(dx, addend, gate);
    return nullptr;
  }
  const bool rounded = computes_in_bf16();
  const Team team(g.multiplications() < kParallelProductFrom);
  const Layouts layouts(g, rounded);
  const Layout layout_dx = pictures(input_of(g), dx);
  using Kept = Prepared<BackwardInput::primitive_desc, BackwardInput>;
  Kept& kept = cached<Kept>(key_for(g, dx.rounded, rounded, team), [&] {
    return Kept(describe_backward_input(g, layout_dx, layouts.filter, layouts.y, hint_for(g, layouts)));
  });
  Scratch scratch;
  const Memory given(pictures(output_of(g), dy), processor(), dy.data);
  kept.primitive.execute(queue(), {
      {DNNL_ARG_DIFF_DST, rearranged(scratch, given, kept.description.diff_dst_desc())},
      {DNNL_ARG_WEIGHTS, folded(scratch, g, arguments.floats(1), arguments.floats(2), layouts.type, kept.description.weights_desc())},
      {DNNL_ARG_DIFF_SRC, Memory(layout_dx, processor(), dx.data)},
  });
  queue().wait();
  finish_gradient(dx, addend, gate);
  return nullptr;
}

// convolutionFilterGradient(x, dy, scale, dfilter, geometry...); x and dy are values.
napi_value convolution_filter_gradient(const Arguments& arguments) {
  const Geometry g(arguments, 4);
  const Values x = arguments.values(0), dy = arguments.values(1);
  const float* scale = arguments.floats(2);
  float* gradient = arguments.floats(3);
  const bool patches = suits_patches(g);
  if (patches || suits_tiles(g)) {
    const Team team(g.multiplications() < kParallelTilesFrom);
    Scratch scratch;
    (patches ? filter_gradient_of_patches : filter_gradient_on_tiles)(scratch, g, x, dy, scale, gradient);
    return nullptr;
  }
  const bool rounded = computes_in_bf16();
  const Team team(g.multiplications() < kParallelProductFrom);
  const Layouts layouts(g, rounded);
  const Layout plain(filter_of(g), Type::f32, Tag::hwio);
  using Kept = Prepared<BackwardFilter::primitive_desc, BackwardFilter>;
  Kept& kept = cached<Kept>(key_for(g, 0, rounded, team), [&] {
    const Layout any_filter(filter_of(g), Type::f32, Tag::any);
    return Kept(describe_backward_filter(g, layouts.x, any_filter, layouts.y, hint_for(g, layouts)));
  });
  Scratch scratch;
  const Memory given_x(pictures(input_of(g), x), processor(), x.data), given_dy(pictures(output_of(g), dy), processor(), dy.data);
  Memory filter(plain, processor(), gradient);
  const bool direct = kept.description.diff_weights_desc() == plain;
  const Memory computed = direct ? filter
      : Memory(kept.description.diff_weights_desc(), processor(), scratch.take(kept.description.diff_weights_desc().get_size()));
  kept.primitive.execute(queue(), {
      {DNNL_ARG_SRC, rearranged(scratch, given_x, kept.description.src_desc())},
      {DNNL_ARG_DIFF_DST, rearranged(scratch, given_dy, kept.description.diff_dst_desc())},
      {DNNL_ARG_DIFF_WEIGHTS, computed},
  });
  if (!direct) {
    Memory from = computed;
    dnnl::reorder(from, filter).execute(queue(), from, filter);
  }
  queue().wait();
  const int64_t rows = g.kernel_height * g.kernel_width * g.channels, columns = g.out_channels;
  in_parallel(rows, rows * columns, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      for (int64_t column = 0; column < columns; column++) gradient[row * columns + column] *= scale[column];
    }
  });
  return nullptr;
}

}  // namespace capstan
