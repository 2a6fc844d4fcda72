// Leave to compute on matrix tiles, and each thread's own memory for it.
#include "tile-product.h"

#if defined(CAPSTAN_TILES)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

#include "huge-pages.h"
#endif

namespace capstan {

#if defined(CAPSTAN_TILES)
namespace {

// arch_prctl's words, which older headers lack: the state of tiles is 8 KB, so Linux wants to be asked for it.
constexpr long kAskForState = 0x1023, kTileData = 18;
// AMX-BF16 and AMX-TILE.
constexpr unsigned kMultipliesTiles = 1 << 22 | 1 << 24;

struct Held {
  void* data = nullptr;
  size_t bytes = 0;
  ~Held() { std::free(data); }
};

}  // namespace

// The processor is asked itself: oneDNN is told that there are none.
bool tiles_ready() {
  static const bool ready = [] {
    unsigned a = 0, b = 0, c = 0, has = 0;
    const bool known = __get_cpuid_count(7, 0, &a, &b, &c, &has) != 0 && (has & kMultipliesTiles) == kMultipliesTiles;
    return known && syscall(SYS_arch_prctl, kAskForState, kTileData) == 0;
  }();
  return ready;
}

void* thread_scratch(size_t bytes) {
  thread_local Held held;
  if (held.bytes < bytes) {
    std::free(held.data);
    held.data = nullptr;
    held.bytes = 0;
    held.data = allocate_large(bytes);
    held.bytes = bytes;
  }
  return held.data;
}
#else
bool tiles_ready() { return false; }
#endif

}  // namespace capstan
