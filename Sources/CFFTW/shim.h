#include <fftw3.h>

/* Swift does not import arrays of unknown length. */
static inline const char *fftwf_version_text(void) { return fftwf_version; }
