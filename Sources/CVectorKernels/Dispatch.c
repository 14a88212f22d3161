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
#include "Variant.inc"
#undef ISA

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define ISA v3
#include "Variant.inc"
#undef ISA
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define ISA v4
#include "Variant.inc"
#undef ISA
#pragma clang attribute pop
#endif

const vk_kernels_f32 *vk_f32_active = &table_f32_baseline;
const vk_kernels_f64 *vk_f64_active = &table_f64_baseline;
static const char *active_name = "baseline";

const char *vk_active_name(void) { return active_name; }

int vk_select(const char *name) {
  if (strcmp(name, "baseline") == 0) {
    vk_f32_active = &table_f32_baseline;
    vk_f64_active = &table_f64_baseline;
    active_name = "baseline";
    return 1;
  }
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (strcmp(name, "x86-64-v3") == 0 && __builtin_cpu_supports("x86-64-v3")) {
    vk_f32_active = &table_f32_v3;
    vk_f64_active = &table_f64_v3;
    active_name = "x86-64-v3";
    return 1;
  }
  if (strcmp(name, "x86-64-v4") == 0 && __builtin_cpu_supports("x86-64-v4")) {
    vk_f32_active = &table_f32_v4;
    vk_f64_active = &table_f64_v4;
    active_name = "x86-64-v4";
    return 1;
  }
#endif
  return 0;
}

__attribute__((constructor)) static void pick_widest(void) {
  if (!vk_select("x86-64-v4")) vk_select("x86-64-v3");
}
