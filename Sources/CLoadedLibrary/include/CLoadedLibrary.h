// Libraries that are loaded when they are first needed: linked, they would make every start of the program wait for them.
#pragma once

#include <stddef.h>

// A function of a library, and where its address goes.
struct loaded_symbol {
  const char *name;
  void **place;
};

// Loads the library `name` and finds `count` functions of it; zero, and the reason in `words`, where that fails.
int loaded_library_open(
    const char *name, const struct loaded_symbol *symbols, size_t count, char *words, size_t capacity);
