// Memory that is read from end to end, on huge pages where it is large: they keep walks through page tables out of it.
#pragma once
#include <cstdlib>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace capstan {

constexpr size_t kHugePage = 2 << 20;

// At least `bytes`, aligned for vector instructions; to be freed by std::free.
inline void* allocate_large(size_t bytes) {
  const size_t page = bytes < kHugePage ? 64 : kHugePage, rounded = (bytes + page - 1) / page * page;
  void* const data = std::aligned_alloc(page, rounded);
  if (data == nullptr) throw std::bad_alloc();
#if defined(__linux__)
  if (page == kHugePage) madvise(data, rounded, MADV_HUGEPAGE);
#endif
  return data;
}

}  // namespace capstan
