#include "kept-weights.h"

#include <cstdlib>
#include <cstring>

#include "huge-pages.h"
#include "kernels.h"
#include "parallel.h"

namespace capstan {
namespace {

struct Kept {
  explicit Kept(size_t bytes) : data(allocate_large(bytes)) {}
  ~Kept() { std::free(data); }
  Kept(const Kept&) = delete;

  void* data;
  Memory memory;
};

std::unordered_map<int64_t, std::unique_ptr<Kept>>& all_kept() {
  static std::unordered_map<int64_t, std::unique_ptr<Kept>> kept;
  return kept;
}

}  // namespace

const Memory* find_kept(int64_t number, const Layout& wanted) {
  const auto found = all_kept().find(number);
  return found != all_kept().end() && found->second->memory.get_desc() == wanted ? &found->second->memory : nullptr;
}

const Memory& keep(int64_t number, const Memory& made) {
  const Layout layout = made.get_desc();
  const auto bytes = static_cast<int64_t>(layout.get_size());
  auto own = std::make_unique<Kept>(layout.get_size());
  // What `made` is of may still be on its way.
  queue().wait();
  const char* from = static_cast<const char*>(made.get_data_handle());
  in_parallel(bytes, bytes / 4, [&](int64_t begin, int64_t end) {
    std::memcpy(static_cast<char*>(own->data) + begin, from + begin, static_cast<size_t>(end - begin));
  });
  own->memory = Memory(layout, processor(), own->data);
  auto& entry = all_kept()[number];
  entry = std::move(own);
  return entry->memory;
}

// forgetWeight(number): it may also be unknown.
napi_value forget_weight(const Arguments& arguments) {
  all_kept().erase(arguments.integer(0));
  return nullptr;
}

}  // namespace capstan
