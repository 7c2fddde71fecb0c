#pragma once

/// Returns 1 where this processor has the instructions that the package is compiled for, else 0.
///
/// On x86-64 these are AVX2 and FMA; on any other architecture the compiler's baseline serves. This
/// target alone is compiled for the baseline processor, so that it can be called on any.
int processorHasRequiredInstructions(void);
