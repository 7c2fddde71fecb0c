#include "CLoadedLibrary.h"

#include <dlfcn.h>
#include <stdio.h>

int loaded_library_open(
    const char *name, const struct loaded_symbol *symbols, size_t count, char *words, size_t capacity) {
  void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    snprintf(words, capacity, "%s", dlerror());
    return 0;
  }
  for (size_t index = 0; index < count; index++) {
    *symbols[index].place = dlsym(handle, symbols[index].name);
    if (!*symbols[index].place) {
      snprintf(words, capacity, "%s has no %s", name, symbols[index].name);
      return 0;
    }
  }
  return 1;
}
