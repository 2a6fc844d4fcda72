// Every kernel that JavaScript may call; addon.cc lists them under their JavaScript names.
// Layouts are TensorFlow.js's: row-major, pictures [N, H, W, C], filters [kH, kW, I, O]. Values are fp32,
// or bfloat16 where a kernel says "values".
#pragma once
#include "arguments.h"

namespace capstan {

// memory.cc
napi_value allocate(const Arguments&);
// matrix.cc
napi_value configure(const Arguments&);
napi_value describe(const Arguments&);
napi_value matrix_product(const Arguments&);
napi_value linear(const Arguments&);
// convolution.cc
napi_value convolution(const Arguments&);
napi_value convolution_input_gradient(const Arguments&);
napi_value convolution_filter_gradient(const Arguments&);
// kept-weights.cc
napi_value forget_weight(const Arguments&);
// few-rows.cc
napi_value round_values(const Arguments&);
napi_value few_rows_linear(const Arguments&);
// decoder-step.cc
napi_value decoder_step(const Arguments&);
// best-tokens.cc
napi_value best_tokens(const Arguments&);
// pooling.cc
napi_value max_pool(const Arguments&);
napi_value max_pool_gradient(const Arguments&);
// elementwise.cc
napi_value unary(const Arguments&);
napi_value binary(const Arguments&);
napi_value add_values(const Arguments&);
napi_value widen(const Arguments&);
napi_value relu_gradient(const Arguments&);
napi_value drop(const Arguments&);
// reduction.cc
napi_value reduce_rows(const Arguments&);
napi_value reduce_columns(const Arguments&);
napi_value sum_of_squares(const Arguments&);
// arrangement.cc
napi_value copy_strided(const Arguments&);
napi_value gather_rows(const Arguments&);
napi_value add_rows(const Arguments&);
// normalisation.cc
napi_value softmax(const Arguments&);
napi_value layer_norm(const Arguments&);
napi_value layer_norm_gradient(const Arguments&);
// attention.cc
napi_value attention(const Arguments&);
napi_value attention_gradient(const Arguments&);
// loss.cc
napi_value cross_entropy(const Arguments&);
// optimizer.cc
napi_value adam_w(const Arguments&);

}  // namespace capstan
