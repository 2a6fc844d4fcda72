// oneDNN behind one face: version 2 describes an operation first, version 3 does not.
#pragma once
#include <dnnl.hpp>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "bfloat16.h"

namespace capstan {

using Memory = dnnl::memory;
using Layout = dnnl::memory::desc;
using Type = dnnl::memory::data_type;
using Tag = dnnl::memory::format_tag;

dnnl::engine& processor();
dnnl::stream& queue();
// True when products and convolutions compute in bfloat16 (operands rounded, sums and results fp32).
bool computes_in_bf16();

inline Type type_of(const Values& values) { return values.rounded ? Type::bf16 : Type::f32; }

// Memory for one kernel call's rearranged operands, as long as it lives; reused by the next one.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  void* take(size_t bytes);

 private:
  // Blocks that an outer one has taken.
  size_t before_;
};

// `source` itself when it has that layout, else a copy in scratch memory that has.
Memory rearranged(Scratch& scratch, const Memory& source, const Layout& wanted);

// Building a primitive takes far longer than running a small one: they are kept by a key that names all of its shape.
template <class Primitive, class Make>
Primitive& cached(const std::string& key, Make make) {
  static std::unordered_map<std::string, std::unique_ptr<Primitive>> known;
  auto& entry = known[key];
  if (entry == nullptr) entry = std::make_unique<Primitive>(make());
  return *entry;
}

template <class... Numbers>
std::string key_of(Numbers... numbers) {
  const int64_t all[] = {static_cast<int64_t>(numbers)...};
  return std::string(reinterpret_cast<const char*>(all), sizeof all);
}

#if DNNL_VERSION_MAJOR >= 3
inline void append_relu(dnnl::post_ops& after) { after.append_eltwise(dnnl::algorithm::eltwise_relu, 0.0f, 0.0f); }
#else
inline void append_relu(dnnl::post_ops& after) { after.append_eltwise(1.0f, dnnl::algorithm::eltwise_relu, 0.0f, 0.0f); }
#endif

}  // namespace capstan
