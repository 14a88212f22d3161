#include <math.h>

#include "CVectorKernels.h"

// Memory that several threads read and write without locks. Every element is loaded and stored by a relaxed atomic, so
// none is ever torn and there is no data race; an update that another thread makes in between may be lost. Between
// load and store a block is worked on in local memory, so that the compiler vectorises it.
enum { block = 64 };

void vk_shared_load(float *out, const float *shared, size_t n) {
  for (size_t i = 0; i < n; i++) __atomic_load(&shared[i], &out[i], __ATOMIC_RELAXED);
}

void vk_shared_store(float *shared, const float *in, size_t n) {
  for (size_t i = 0; i < n; i++) {
    float x = in[i];
    __atomic_store(&shared[i], &x, __ATOMIC_RELAXED);
  }
}

void vk_shared_rmsprop(float *theta, float *v, const float *g, size_t n, float scale, float rate,
                       float decay, float epsilon) {
  float t[block], s[block];
  for (size_t from = 0; from < n; from += block) {
    size_t count = n - from < block ? n - from : block;
    vk_shared_load(t, theta + from, count);
    vk_shared_load(s, v + from, count);
    for (size_t i = 0; i < count; i++) {
      float x = scale * g[from + i];
      s[i] = decay * s[i] + (1 - decay) * x * x;
      t[i] -= rate * x / (sqrtf(s[i]) + epsilon);
    }
    vk_shared_store(v + from, s, count);
    vk_shared_store(theta + from, t, count);
  }
}
