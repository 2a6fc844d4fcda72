// Weights in a primitive's own order, kept from call to call while they stay as they are: putting them into it takes longer
// than a product of few rows. JavaScript numbers them, and says when one is no longer true.
#pragma once
#include "onednn.h"

namespace capstan {

// Null when there is none in that layout.
const Memory* find_kept(int64_t number, const Layout& wanted);
// Copies `made`, in place of what had the number before.
const Memory& keep(int64_t number, const Memory& made);

// The weight of that number in the layout `wanted`; `make` gives it where there is none yet. Of number 0 nothing is kept.
template <class Make>
Memory kept_weight(int64_t number, const Layout& wanted, Make make) {
  if (number == 0) return make();
  const Memory* found = find_kept(number, wanted);
  return found != nullptr ? *found : keep(number, make());
}

}  // namespace capstan
