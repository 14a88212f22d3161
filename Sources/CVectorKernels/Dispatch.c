#define _GNU_SOURCE  // sched_getcpu
// Compiles the kernels once for each instruction set and picks the widest at load time.
#include "CVectorKernels.h"

#include <math.h>
#include <string.h>

// Loops over the C library's functions of doubles stay scalar, as they should.
#pragma clang diagnostic ignored "-Wpass-failed"

#define GLUE2_(a, b) a##b
#define GLUE2(a, b) GLUE2_(a, b)
#define GLUE3_(a, b, c) a##b##c
#define GLUE3(a, b, c) GLUE3_(a, b, c)
#define GLUE4_(a, b, c, d) a##_##b##c##d
#define GLUE4(a, b, c, d) GLUE4_(a, b, c, d)

#define ISA baseline
#define VECTOR_BYTES 0  // no product of matrices: OpenBLAS has one for every processor
#include "Variant.inc"
#undef ISA
#undef VECTOR_BYTES

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define ISA v3
#define VECTOR_BYTES 32
#include "Variant.inc"
#undef ISA
#undef VECTOR_BYTES
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define ISA v4
#define VECTOR_BYTES 64
#include "Variant.inc"
#undef ISA
#undef VECTOR_BYTES
#pragma clang attribute pop
#endif

// One row for each instruction set of this build, the widest first.
static const struct {
  const char *name;
  const vk_kernels_f32 *f32;
  const vk_kernels_f64 *f64;
} variants[] = {
#if defined(__x86_64__)
    {"x86-64-v4", &table_f32_v4, &table_f64_v4},
    {"x86-64-v3", &table_f32_v3, &table_f64_v3},
#endif
    {"baseline", &table_f32_baseline, &table_f64_baseline},
};
enum { VARIANTS = sizeof variants / sizeof variants[0] };

static int machine_has(const char *name) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (strcmp(name, "x86-64-v4") == 0) return __builtin_cpu_supports("x86-64-v4") != 0;
  if (strcmp(name, "x86-64-v3") == 0) return __builtin_cpu_supports("x86-64-v3") != 0;
#endif
  return strcmp(name, "baseline") == 0;
}

// The row of that name, or −1 if this machine or this build lacks it.
static int find(const char *name) {
  for (int i = 0; i < VARIANTS; i++)
    if (strcmp(name, variants[i].name) == 0) return machine_has(name) ? i : -1;
  return -1;
}

const vk_kernels_f32 *vk_f32_active = &table_f32_baseline;
const vk_kernels_f64 *vk_f64_active = &table_f64_baseline;
static const char *active_name = "baseline";

const char *vk_active_name(void) { return active_name; }

const vk_kernels_f32 *vk_f32_named(const char *name) {
  int i = find(name);
  return i < 0 ? NULL : variants[i].f32;
}

const vk_kernels_f64 *vk_f64_named(const char *name) {
  int i = find(name);
  return i < 0 ? NULL : variants[i].f64;
}

int vk_select(const char *name) {
  int i = find(name);
  if (i < 0) return 0;
  vk_f32_active = variants[i].f32;
  vk_f64_active = variants[i].f64;
  active_name = variants[i].name;
  return 1;
}

__attribute__((constructor)) static void pick_widest(void) {
  for (int i = 0; i < VARIANTS; i++)
    if (vk_select(variants[i].name)) return;
}

#if defined(__linux__)
#include <sched.h>
int vk_current_processor(void) { return sched_getcpu(); }
#else
int vk_current_processor(void) { return -1; }
#endif
