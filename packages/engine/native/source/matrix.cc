// Matrix products by oneDNN, and the settings that all of oneDNN's kernels share.
#include <cstdlib>
#include <cstring>
#include <string>

#include "huge-pages.h"
#include "kept-weights.h"
#include "kernels.h"
#include "onednn.h"
#include "parallel.h"
#include "processors.h"
#include "tile-matrix.h"
#include "tiles.h"

namespace capstan {
namespace {

bool bf16 = false;
// Below this many multiplications rounding the operands costs more than it saves.
constexpr int64_t kBf16From = 1 << 24;
// Below this many rows a product takes as long as reading its matrix, which rounding would do twice.
constexpr int64_t kBf16Rows = 16;
// On tiles rounding costs little and multiplying hardly anything.
constexpr int64_t kTilesFrom = 1 << 19;
// A matrix of this many values is beyond the caches: two threads read it faster, however little they multiply.
constexpr int64_t kParallelMatrixFrom = 1 << 22;

struct Block {
  void* data = nullptr;
  size_t bytes = 0;
};
std::vector<Block> blocks;
size_t blocks_taken = 0;

struct Product {
  dnnl::matmul::primitive_desc description;
  dnnl::matmul primitive;
};

struct Shape {
  int64_t batch, rows, inner, columns;
  bool transpose_a, transpose_b, bias, relu;
};

dnnl::matmul::primitive_desc describe_product(const Layout& a, const Layout& b, const Layout* bias, const Layout& c, bool relu) {
  dnnl::primitive_attr attributes;
  if (relu) {
    dnnl::post_ops after;
    append_relu(after);
    attributes.set_post_ops(after);
  }
#if DNNL_VERSION_MAJOR >= 3
  return bias == nullptr ? dnnl::matmul::primitive_desc(processor(), a, b, c, attributes)
                         : dnnl::matmul::primitive_desc(processor(), a, b, *bias, c, attributes);
#else
  return bias == nullptr ? dnnl::matmul::primitive_desc({a, b, c}, attributes, processor())
                         : dnnl::matmul::primitive_desc({a, b, *bias, c}, attributes, processor());
#endif
}

// c = relu(a b + bias), the operands transposed where the shape says so. `kept` numbers a b that stays as it is.
void multiply(const Shape& s, const Values& a, const Values& b, float* bias, const Values& c, int64_t kept = 0) {
  if (s.batch == 0 || s.rows == 0 || s.columns == 0) return;
  if (s.inner == 0) {
    // The gradient of a weight over an empty batch. oneDNN divides by it; bits of 0 are 0 in both types. There is no bias then.
    std::memset(c.data, 0, static_cast<size_t>(c.length) * (c.rounded ? 2 : 4));
    return;
  }
  const bool flat = s.batch == 1;
  const int64_t multiplications = s.batch * s.rows * s.inner * s.columns;
  if (bf16 && flat && s.rows >= kBf16Rows && multiplications >= kTilesFrom && tiles_ready()) {
    const Team team(multiplications < kParallelTilesFrom);
    Scratch scratch;
    multiply_on_tiles(scratch, {a, b, c, bias, s.rows, s.inner, s.columns, s.transpose_a, s.transpose_b, s.relu, kept});
    return;
  }
  const bool rounded = bf16 && s.rows >= kBf16Rows && (a.rounded || b.rounded || c.rounded || multiplications >= kBf16From);
  const Team team(multiplications < kParallelProductFrom && s.inner * s.columns < kParallelMatrixFrom);
  const Memory::dims dims_a = flat ? Memory::dims{s.rows, s.inner} : Memory::dims{s.batch, s.rows, s.inner};
  const Memory::dims dims_b = flat ? Memory::dims{s.inner, s.columns} : Memory::dims{s.batch, s.inner, s.columns};
  const Memory::dims dims_c = flat ? Memory::dims{s.rows, s.columns} : Memory::dims{s.batch, s.rows, s.columns};
  const Memory::dims dims_bias = flat ? Memory::dims{1, s.columns} : Memory::dims{1, 1, s.columns};
  const Tag plain = flat ? Tag::ab : Tag::abc;
  const Tag turned = flat ? Tag::ba : Tag::acb;
  const Tag tag_a = s.transpose_a ? turned : plain;
  const Tag tag_b = s.transpose_b ? turned : plain;

  // oneDNN rounds only what it multiplied from rounded operands.
  const Layout layout_c(dims_c, rounded ? type_of(c) : Type::f32, plain), layout_bias(dims_bias, Type::f32, plain);
  const Type type = rounded ? Type::bf16 : Type::f32;
  const std::string key = key_of(s.batch, s.rows, s.inner, s.columns, s.transpose_a, s.transpose_b, s.bias, s.relu, rounded, c.rounded,
                                 team.threads(), kept != 0);
  Product& product = cached<Product>(key, [&] {
    // A turned left operand multiplies as fast as a straight one; the right one is copied into oneDNN's own order anyway.
    const Layout wanted_a(dims_a, type, flat || !rounded ? tag_a : plain);
    const Layout wanted_b(dims_b, type, (flat && rounded) || kept != 0 ? Tag::any : rounded ? plain : tag_b);
    const auto description = describe_product(wanted_a, wanted_b, s.bias ? &layout_bias : nullptr, layout_c, s.relu);
    return Product{description, dnnl::matmul(description)};
  });

  Scratch scratch;
  const Memory given_a({dims_a, type_of(a), tag_a}, processor(), a.data);
  const Memory given_b({dims_b, type_of(b), tag_b}, processor(), b.data);
  const Layout wanted = product.description.weights_desc();
  std::unordered_map<int, Memory> operands = {
      {DNNL_ARG_SRC, rearranged(scratch, given_a, product.description.src_desc())},
      {DNNL_ARG_WEIGHTS, wanted == given_b.get_desc() ? given_b : kept_weight(kept, wanted, [&] { return rearranged(scratch, given_b, wanted); })},
  };
  const Memory given_c({dims_c, type_of(c), plain}, processor(), c.data);
  Memory product_c = given_c.get_desc() == layout_c ? given_c : Memory(layout_c, processor(), scratch.take(layout_c.get_size()));
  operands.emplace(DNNL_ARG_DST, product_c);
  if (s.bias) operands.emplace(DNNL_ARG_BIAS, Memory(layout_bias, processor(), bias));
  product.primitive.execute(queue(), operands);
  if (product_c.get_data_handle() != c.data) {
    Memory target = given_c;
    dnnl::reorder(product_c, target).execute(queue(), product_c, target);
  }
  queue().wait();
}

}  // namespace

dnnl::engine& processor() {
  static dnnl::engine engine = [] {
#if DNNL_VERSION_MAJOR < 3
    // Its kernels for matrix tiles reach beyond the memory of small pictures. Tiles are used by tile-*.cc alone.
    dnnl::set_max_cpu_isa(dnnl::cpu_isa::avx512_core_bf16);
#endif
    return dnnl::engine(dnnl::engine::kind::cpu, 0);
  }();
  return engine;
}
dnnl::stream& queue() {
  static dnnl::stream stream(processor());
  return stream;
}
bool computes_in_bf16() { return bf16; }

Scratch::Scratch() : before_(blocks_taken) {}
Scratch::~Scratch() { blocks_taken = before_; }
void* Scratch::take(size_t bytes) {
  if (blocks_taken == blocks.size()) blocks.emplace_back();
  Block& block = blocks[blocks_taken++];
  if (block.bytes < bytes) {
    std::free(block.data);
    block = {};
    block.data = allocate_large(bytes);
    block.bytes = bytes;
  }
  return block.data;
}

Memory rearranged(Scratch& scratch, const Memory& source, const Layout& wanted) {
  if (source.get_desc() == wanted) return source;
  Memory copy(wanted, processor(), scratch.take(wanted.get_size()));
  Memory from = source;
  dnnl::reorder(from, copy).execute(queue(), from, copy);
  return copy;
}

// configure(threads, bf16) -> whether bf16 is on: it needs a processor that multiplies bfloat16.
napi_value configure(const Arguments& arguments) {
  omp_set_dynamic(0);
  omp_set_num_threads(static_cast<int>(arguments.integer(0)));
  processor();
  // An instruction set's number holds the bits of those that it includes.
  const int has = static_cast<int>(dnnl::get_effective_cpu_isa()), needs = static_cast<int>(dnnl::cpu_isa::avx512_core_bf16);
  const bool able = (has & needs) == needs;
  bf16 = arguments.flag(1) && able;
  processors.prepare(omp_get_max_threads());
#pragma omp parallel
  {
    if (omp_get_thread_num() != 0) {
      flush_denormals_for_good();
      processors.tie_thread(omp_get_thread_num());
    }
  }
  napi_value result;
  napi_get_boolean(arguments.env(), bf16, &result);
  return result;
}

// describe() -> oneDNN's version.
napi_value describe(const Arguments& arguments) {
  const dnnl_version_t* version = dnnl_version();
  const std::string text = std::to_string(version->major) + "." + std::to_string(version->minor) + "." + std::to_string(version->patch);
  napi_value result;
  napi_create_string_utf8(arguments.env(), text.c_str(), text.size(), &result);
  return result;
}

// a, b and c are values.
// matrixProduct(a, b, c, batch, rows, inner, columns, transposeA, transposeB).
napi_value matrix_product(const Arguments& arguments) {
  const Shape shape = {arguments.integer(3), arguments.integer(4), arguments.integer(5), arguments.integer(6),
                       arguments.flag(7),    arguments.flag(8),    false,                false};
  multiply(shape, arguments.values(0), arguments.values(1), nullptr, arguments.values(2));
  return nullptr;
}

// linear(x, weight, bias, y, rows, inputs, outputs, relu, kept); x and y are values, `kept` numbers a weight that stays as it is.
napi_value linear(const Arguments& arguments) {
  const Shape shape = {1, arguments.integer(4), arguments.integer(5), arguments.integer(6), false, false, true, arguments.flag(7)};
  multiply(shape, arguments.values(0), arguments.values(1), arguments.floats(2), arguments.values(3), arguments.integer(8));
  return nullptr;
}

}  // namespace capstan
