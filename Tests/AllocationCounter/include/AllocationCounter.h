#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// Memory blocks that the calling thread has asked for since it started: calls of malloc, calloc, realloc,
/// posix_memalign and aligned_alloc.
///
/// The functions are replaced for the whole test process by ones that count and then call the C library's own.
long allocationCount(void);

#endif
