{
  "targets": [
    {
      "target_name": "capstan_native",
      "sources": [
        "source/addon.cc",
        "source/memory.cc",
        "source/matrix.cc",
        "source/tile-product.cc",
        "source/tile-matrix.cc",
        "source/tile-convolution.cc",
        "source/tile-patches.cc",
        "source/convolution.cc",
        "source/kept-weights.cc",
        "source/few-rows.cc",
        "source/decoder-step.cc",
        "source/best-tokens.cc",
        "source/pooling.cc",
        "source/elementwise.cc",
        "source/reduction.cc",
        "source/arrangement.cc",
        "source/normalisation.cc",
        "source/attention.cc",
        "source/loss.cc",
        "source/optimizer.cc"
      ],
      "defines": ["NAPI_VERSION=8"],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++17", "-std=gnu++20"],
      "cflags_cc": [
        "-std=c++17", "-fexceptions", "-O3", "-march=native", "-fopenmp", "-Wall", "-Wextra", "-Wno-maybe-uninitialized", "-fvisibility=hidden",
        "-fno-math-errno", "-fno-trapping-math", "-fassociative-math", "-fno-signed-zeros", "-freciprocal-math", "-ffp-contract=fast"
      ],
      "libraries": ["-ldnnl", "-fopenmp"]
    }
  ]
}
