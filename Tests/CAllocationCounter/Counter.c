#include "CAllocationCounter.h"

#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) \
    || __has_feature(memory_sanitizer)
#define APUS_SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(APUS_SANITIZED)

#include <errno.h>
#include <stdatomic.h>

// The functions below take the place of glibc's for the whole process and pass every call on to glibc's own
// entry points. `free` stays glibc's, since the memory is.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_int counts_all_threads;
static atomic_uint_fast64_t all_threads_count;

// In the initial TLS block, so that no access allocates.
#define THREAD_LOCAL static _Thread_local __attribute__((tls_model("initial-exec")))
THREAD_LOCAL bool counts_this_thread;
THREAD_LOCAL uint64_t this_thread_count;
THREAD_LOCAL uint64_t count_at_start;

static void count(void) {
  if (counts_this_thread) this_thread_count += 1;
  if (atomic_load_explicit(&counts_all_threads, memory_order_relaxed)) {
    atomic_fetch_add_explicit(&all_threads_count, 1, memory_order_relaxed);
  }
}

void *malloc(size_t size) {
  count();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count();
  return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
  count();
  return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) {
    return EINVAL;
  }
  count();
  void *result = __libc_memalign(alignment, size);
  if (result == NULL) return ENOMEM;
  *memory = result;
  return 0;
}

bool allocation_counter_is_active(void) { return true; }

void allocation_counter_start_thread(void) {
  this_thread_count = 0;
  counts_this_thread = true;
}

uint64_t allocation_counter_stop_thread(void) {
  counts_this_thread = false;
  return this_thread_count;
}

void allocation_counter_start(void) {
  count_at_start = atomic_load(&all_threads_count);
  atomic_fetch_add(&counts_all_threads, 1);
}

uint64_t allocation_counter_stop(void) {
  atomic_fetch_sub(&counts_all_threads, 1);
  return atomic_load(&all_threads_count) - count_at_start;
}

#else

bool allocation_counter_is_active(void) { return false; }
void allocation_counter_start_thread(void) {}
uint64_t allocation_counter_stop_thread(void) { return 0; }
void allocation_counter_start(void) {}
uint64_t allocation_counter_stop(void) { return 0; }

#endif
