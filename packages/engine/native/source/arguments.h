// What JavaScript passes to a kernel: typed arrays and numbers, in order.
#pragma once
#include <node_api.h>

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "bfloat16.h"

namespace capstan {

class Arguments {
 public:
  Arguments(napi_env env, napi_callback_info info) : env_(env), count_(kMost) {
    napi_get_cb_info(env, info, &count_, values_, nullptr, nullptr);
  }
  napi_env env() const { return env_; }

  // The values of a Float32Array; `length`, when wanted, is their number.
  float* floats(size_t index, int64_t* length = nullptr) const {
    return static_cast<float*>(data(index, napi_float32_array, length));
  }
  // The same, or null for JavaScript's null.
  float* floats_or_null(size_t index) const {
    return is_null(index) ? nullptr : floats(index);
  }
  // A Float32Array or a Uint16Array of bfloat16.
  Values values(size_t index) const { return values_of(at(index)); }
  Values values_of(napi_value array) const {
    napi_typedarray_type type;
    size_t count;
    void* values;
    if (napi_get_typedarray_info(env_, array, &type, &count, &values, nullptr, nullptr) != napi_ok ||
        (type != napi_float32_array && type != napi_uint16_array))
      throw std::invalid_argument("a kernel expected values in fp32 or bfloat16");
    return {values, static_cast<int64_t>(count), type == napi_uint16_array};
  }
  // An array of such.
  std::vector<Values> list(size_t index) const {
    uint32_t length;
    if (napi_get_array_length(env_, at(index), &length) != napi_ok) throw std::invalid_argument("a kernel expected an array");
    std::vector<Values> found;
    for (uint32_t i = 0; i < length; i++) {
      napi_value element;
      napi_get_element(env_, at(index), i, &element);
      found.push_back(values_of(element));
    }
    return found;
  }
  bool is_null(size_t index) const {
    napi_valuetype type;
    napi_typeof(env_, at(index), &type);
    return type == napi_null;
  }
  int32_t* integers(size_t index, int64_t* length = nullptr) const {
    return static_cast<int32_t*>(data(index, napi_int32_array, length));
  }
  int64_t integer(size_t index) const {
    int64_t value;
    if (napi_get_value_int64(env_, at(index), &value) != napi_ok) throw std::invalid_argument("a kernel expected a whole number");
    return value;
  }
  double number(size_t index) const {
    double value;
    if (napi_get_value_double(env_, at(index), &value) != napi_ok) throw std::invalid_argument("a kernel expected a number");
    return value;
  }
  bool flag(size_t index) const { return integer(index) != 0; }

 private:
  static constexpr size_t kMost = 24;

  napi_value at(size_t index) const {
    if (index >= count_) throw std::invalid_argument("a kernel got too few arguments");
    return values_[index];
  }
  void* data(size_t index, napi_typedarray_type wanted, int64_t* length) const {
    napi_typedarray_type type;
    size_t count;
    void* values;
    if (napi_get_typedarray_info(env_, at(index), &type, &count, &values, nullptr, nullptr) != napi_ok || type != wanted)
      throw std::invalid_argument("a kernel expected another typed array");
    if (length != nullptr) *length = static_cast<int64_t>(count);
    return values;
  }

  napi_env env_;
  size_t count_;
  napi_value values_[kMost];
};

// A kernel returns what JavaScript gets: most return nothing.
using Kernel = napi_value (*)(const Arguments&);

}  // namespace capstan
