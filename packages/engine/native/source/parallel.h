// Threads: how work is divided, and how denormal numbers are kept out of it.
#pragma once
#include <omp.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace capstan {

// Waking a second thread takes microseconds on an idle machine and milliseconds on a busy one: work that one thread does in
// about a tenth of a millisecond stays with the caller. In values passed over, and in multiplications of a matrix product.
constexpr int64_t kParallelFrom = 1 << 19;
constexpr int64_t kParallelProductFrom = 1 << 23;
// In those of a product on matrix tiles.
constexpr int64_t kParallelTilesFrom = 1 << 24;

// While it lives, oneDNN works with one thread if the work is small.
class Team {
 public:
  explicit Team(bool small) : all_(omp_get_max_threads()) {
    if (small) omp_set_num_threads(1);
  }
  ~Team() { omp_set_num_threads(all_); }
  int threads() const { return omp_get_max_threads(); }

 private:
  int all_;
};

// For OpenMP's own threads: they run nothing but kernels, so the setting stays.
inline void flush_denormals_for_good() {
#if defined(__x86_64__)
  _mm_setcsr(_mm_getcsr() | 0x8040);
#elif defined(__aarch64__)
  uint64_t control;
  asm volatile("mrs %0, fpcr" : "=r"(control));
  asm volatile("msr fpcr, %0" ::"r"(control | (1ull << 24)));
#endif
}

// Denormal operands slow products down a hundredfold. JavaScript's own arithmetic needs them, so the caller's setting comes back.
class FlushDenormals {
 public:
#if defined(__x86_64__)
  FlushDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040); }
  ~FlushDenormals() { _mm_setcsr(before_); }

 private:
  unsigned before_;
#elif defined(__aarch64__)
  FlushDenormals() {
    asm volatile("mrs %0, fpcr" : "=r"(before_));
    asm volatile("msr fpcr, %0" ::"r"(before_ | (1ull << 24)));
  }
  ~FlushDenormals() { asm volatile("msr fpcr, %0" ::"r"(before_)); }

 private:
  uint64_t before_;
#endif
};

// Where the threads of a region wait for each other when they part again within microseconds: OpenMP's barrier puts whoever comes
// first to sleep, and waking takes longer than the work did. Who waits long lets others have the processor.
class Meeting {
 public:
  explicit Meeting(int64_t threads) : threads_(threads) {}
  void wait() {
    const int64_t round = round_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      return;
    }
    for (int looks = 0; round_.load(std::memory_order_acquire) == round; looks++) {
      if (looks < kLooks) {
        pause();
      } else {
        std::this_thread::yield();
      }
    }
  }

 private:
  // Some tens of microseconds.
  static constexpr int kLooks = 1000;
  static void pause() {
#if defined(__x86_64__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }

  const int64_t threads_;
  std::atomic<int64_t> arrived_{0}, round_{0};
};

// [begin, end) of the calling thread's share of `count` items: the same for a number of threads, run after run.
struct Share {
  int64_t begin;
  int64_t end;
};
inline Share share_of_thread(int64_t count) {
  const int64_t threads = omp_get_num_threads(), thread = omp_get_thread_num();
  return {count * thread / threads, count * (thread + 1) / threads};
}

// Hands out `count` items, `step` at a time, to whichever thread asks: one that woke late or was held up takes fewer. For work whose
// result does not depend on who does it.
class Turns {
 public:
  Turns(int64_t count, int64_t step) : count_(count), step_(step) {}
  // False when nothing is left.
  bool take(Share& share) {
    const int64_t begin = next_.fetch_add(step_, std::memory_order_relaxed);
    share = {begin, std::min(begin + step_, count_)};
    return begin < count_;
  }

 private:
  const int64_t count_, step_;
  std::atomic<int64_t> next_{0};
};
// How many of `count` items to hand out at once, that each thread may come twice.
inline int64_t turn_of(int64_t count, int64_t most) {
  const int64_t turns = 2 * omp_get_max_threads();
  return std::clamp((count + turns - 1) / turns, int64_t{1}, std::max(most, int64_t{1}));
}

// Calls body(begin, end) for shares of `count` items; `cost` is the number of values that are passed over, or as much work.
template <class Body>
void in_parallel(int64_t count, int64_t cost, Body body) {
  if (cost < kParallelFrom || count < 2 || omp_get_max_threads() == 1) {
    body(int64_t{0}, count);
    return;
  }
#pragma omp parallel
  {
    const Share share = share_of_thread(count);
    if (share.begin < share.end) body(share.begin, share.end);
  }
}

}  // namespace capstan
