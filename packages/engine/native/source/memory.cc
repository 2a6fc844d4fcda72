// Buffers for tensors: aligned for vector instructions, and not zeroed, because every kernel overwrites its output.
#include <cstdlib>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "kernels.h"

namespace capstan {
namespace {

// From here on memory comes in pages of its own: it takes room only where it was written, and may lie on huge pages, which
// cost one fault where small ones cost five hundred.
[[maybe_unused]] constexpr int64_t kOwnPagesFrom = 1 << 20;

void release(napi_env env, void* data, void* bytes) {
  std::free(data);
  int64_t total;
  napi_adjust_external_memory(env, -reinterpret_cast<intptr_t>(bytes), &total);
}

napi_value wrap(napi_env env, void* data, int64_t bytes, napi_finalize finalize) {
  napi_value buffer;
  void* const hint = reinterpret_cast<void*>(bytes);
  if (napi_create_external_arraybuffer(env, data, static_cast<size_t>(bytes), finalize, hint, &buffer) != napi_ok) {
    throw std::runtime_error("could not hand memory to JavaScript");
  }
  return buffer;
}

// AddressSanitizer knows nothing of mmap.
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__)
void unmap(napi_env, void* data, void* bytes) { munmap(data, reinterpret_cast<size_t>(bytes)); }

napi_value allocate_pages(napi_env env, int64_t bytes) {
  void* data = mmap(nullptr, static_cast<size_t>(bytes), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED) throw std::bad_alloc();
  madvise(data, static_cast<size_t>(bytes), MADV_HUGEPAGE);
  return wrap(env, data, bytes, unmap);
}
#endif

}  // namespace

// allocate(bytes) -> ArrayBuffer; `bytes` a multiple of 64.
napi_value allocate(const Arguments& arguments) {
  const int64_t bytes = arguments.integer(0);
  if (bytes <= 0 || bytes % 64 != 0) throw std::invalid_argument("allocate: the bytes must be a positive multiple of 64");
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__)
  if (bytes >= kOwnPagesFrom) return allocate_pages(arguments.env(), bytes);
#endif
  void* data = std::aligned_alloc(64, static_cast<size_t>(bytes));
  if (data == nullptr) throw std::bad_alloc();
  const napi_value buffer = wrap(arguments.env(), data, bytes, release);
  int64_t total;
  napi_adjust_external_memory(arguments.env(), bytes, &total);
  return buffer;
}

}  // namespace capstan
