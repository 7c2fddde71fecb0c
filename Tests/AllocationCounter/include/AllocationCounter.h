#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// Memory blocks that the calling thread has asked for since it started: calls of malloc, calloc, realloc,
/// posix_memalign and aligned_alloc.
///
/// They are replaced for the whole test process by ones that count and then call the C library's own; under a
/// sanitizer, which brings its own, nothing is replaced and the count is -1.
long allocationCount(void);

/// The same of all threads of the process.
long processAllocationCount(void);

#endif
