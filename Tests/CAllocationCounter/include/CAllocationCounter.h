#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Whether allocations are counted at all: on glibc, and not under a sanitizer, which has an allocator of
/// its own. Where this is false the counts below are 0 and prove nothing.
bool allocation_counter_is_active(void);

/// Begins to count the allocations of the calling thread.
void allocation_counter_start_thread(void);

/// Ends what `allocation_counter_start_thread` began.
/// Returns the number of calls of malloc, calloc, realloc, aligned_alloc, memalign and posix_memalign that
/// the calling thread made in between.
uint64_t allocation_counter_stop_thread(void);

/// Begins to count the allocations of all threads; several threads may each do so at the same time.
void allocation_counter_start(void);

/// Ends what `allocation_counter_start` began on the same thread.
/// Returns the number of allocations of all threads in between; other tests that run at the same time
/// are among them, so that only a count of 0 says something.
uint64_t allocation_counter_stop(void);

#ifdef __cplusplus
}
#endif
