// Which processor each thread runs on.
//
// Some of oneDNN's kernels spin until the other threads arrive: two threads that a scheduler packs on one processor then wait
// out whole time slices, a hundred times longer than the kernel takes. So OpenMP's threads are tied to a processor each. The
// caller's is moved off theirs before a kernel and stays free, because the threads that it starts would inherit its ties.
#pragma once
#if defined(__linux__)
#include <sched.h>
#endif

namespace capstan {

#if defined(__linux__)
class Processors {
 public:
  // Ties only when the threads need every processor: with some to spare, a second process would be tied to the same few.
  // Called once by the caller's thread; tie_thread by each of OpenMP's.
  void prepare(int threads) {
    if (!known_) known_ = sched_getaffinity(0, sizeof allowed_, &allowed_) == 0;
    active_ = known_ && threads > 1 && CPU_COUNT(&allowed_) == threads;
    first_ = nth(0);
  }
  void tie_thread(int thread) const {
    const cpu_set_t own = active_ ? nth(thread) : allowed_;
    if (known_) sched_setaffinity(0, sizeof own, &own);
  }
  // A running thread seldom moves by itself, so being in the right place at the start is enough.
  void place_caller() const {
    if (!active_ || CPU_ISSET(sched_getcpu(), &first_)) return;
    sched_setaffinity(0, sizeof first_, &first_);
    sched_setaffinity(0, sizeof allowed_, &allowed_);
  }

 private:
  cpu_set_t nth(int number) const {
    cpu_set_t own;
    CPU_ZERO(&own);
    for (int processor = 0; processor < CPU_SETSIZE; processor++) {
      if (CPU_ISSET(processor, &allowed_) && number-- == 0) CPU_SET(processor, &own);
    }
    return own;
  }

  cpu_set_t allowed_, first_;
  bool known_ = false;
  bool active_ = false;
};
#else
class Processors {
 public:
  void prepare(int) {}
  void tie_thread(int) const {}
  void place_caller() const {}
};
#endif

inline Processors processors;

}  // namespace capstan
