// Buffers for tensors: aligned for vector instructions, and not zeroed, because every kernel overwrites its output.
#include <cstdlib>
#include <new>

#include "kernels.h"

namespace capstan {
namespace {

void release(napi_env env, void* data, void* bytes) {
  std::free(data);
  int64_t total;
  napi_adjust_external_memory(env, -reinterpret_cast<intptr_t>(bytes), &total);
}

}  // namespace

// allocate(bytes) -> ArrayBuffer; `bytes` a multiple of 64.
napi_value allocate(const Arguments& arguments) {
  const int64_t bytes = arguments.integer(0);
  void* data = std::aligned_alloc(64, static_cast<size_t>(bytes));
  if (data == nullptr) throw std::bad_alloc();
  napi_value buffer;
  void* const hint = reinterpret_cast<void*>(bytes);
  if (napi_create_external_arraybuffer(arguments.env(), data, static_cast<size_t>(bytes), release, hint, &buffer) != napi_ok) {
    std::free(data);
    throw std::runtime_error("could not hand memory to JavaScript");
  }
  int64_t total;
  napi_adjust_external_memory(arguments.env(), bytes, &total);
  return buffer;
}

}  // namespace capstan
