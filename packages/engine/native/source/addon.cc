// The addon's front door: JavaScript names, and C++ exceptions turned into JavaScript's.
#include <exception>

#include "kernels.h"
#include "parallel.h"
#include "processors.h"

namespace capstan {
namespace {

template <Kernel kernel>
napi_value call(napi_env env, napi_callback_info info) {
  try {
    const FlushDenormals flush;
    processors.place_caller();
    return kernel(Arguments(env, info));
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
    return nullptr;
  }
}

template <Kernel kernel>
void add(napi_env env, napi_value exports, const char* name) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, call<kernel>, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

napi_value start(napi_env env, napi_value exports) {
  add<allocate>(env, exports, "allocate");
  add<configure>(env, exports, "configure");
  add<describe>(env, exports, "describe");
  add<matrix_product>(env, exports, "matrixProduct");
  add<linear>(env, exports, "linear");
  add<convolution>(env, exports, "convolution");
  add<convolution_input_gradient>(env, exports, "convolutionInputGradient");
  add<convolution_filter_gradient>(env, exports, "convolutionFilterGradient");
  add<forget_weight>(env, exports, "forgetWeight");
  add<round_values>(env, exports, "roundValues");
  add<few_rows_linear>(env, exports, "fewRowsLinear");
  add<decoder_step>(env, exports, "decoderStep");
  add<best_tokens>(env, exports, "bestTokens");
  add<max_pool>(env, exports, "maxPool");
  add<max_pool_gradient>(env, exports, "maxPoolGradient");
  add<unary>(env, exports, "unary");
  add<binary>(env, exports, "binary");
  add<add_values>(env, exports, "addValues");
  add<widen>(env, exports, "widen");
  add<relu_gradient>(env, exports, "reluGradient");
  add<drop>(env, exports, "drop");
  add<reduce_rows>(env, exports, "reduceRows");
  add<reduce_columns>(env, exports, "reduceColumns");
  add<sum_of_squares>(env, exports, "sumOfSquares");
  add<copy_strided>(env, exports, "copyStrided");
  add<gather_rows>(env, exports, "gatherRows");
  add<add_rows>(env, exports, "addRows");
  add<softmax>(env, exports, "softmax");
  add<layer_norm>(env, exports, "layerNorm");
  add<layer_norm_gradient>(env, exports, "layerNormGradient");
  add<attention>(env, exports, "attention");
  add<attention_gradient>(env, exports, "attentionGradient");
  add<cross_entropy>(env, exports, "crossEntropy");
  add<adam_w>(env, exports, "adamW");
  return exports;
}

}  // namespace
}  // namespace capstan

NAPI_MODULE(capstan_native, capstan::start)
