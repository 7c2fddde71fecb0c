#include "CArchive.h"

#include "CLoadedLibrary.h"

#include <archive.h>
#include <archive_entry.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
  struct archive *(*read_new)(void);
  int (*support_zip)(struct archive *);
  int (*open_filename)(struct archive *, const char *, size_t);
  int (*next_header)(struct archive *, struct archive_entry **);
  la_ssize_t (*read_data)(struct archive *, void *, size_t);
  int (*read_free)(struct archive *);
  const char *(*error_string)(struct archive *);
  const char *(*pathname_utf8)(struct archive_entry *);
  const char *(*pathname)(struct archive_entry *);
  const char *(*hardlink)(struct archive_entry *);
  const char *(*symlink)(struct archive_entry *);
  __LA_MODE_T (*filetype)(struct archive_entry *);
} library;

static char refusal[256];
static int is_loaded;
static pthread_once_t loading = PTHREAD_ONCE_INIT;

static void load(void) {
  const struct loaded_symbol symbols[] = {
      {"archive_read_new", (void **)&library.read_new},
      {"archive_read_support_format_zip", (void **)&library.support_zip},
      {"archive_read_open_filename", (void **)&library.open_filename},
      {"archive_read_next_header", (void **)&library.next_header},
      {"archive_read_data", (void **)&library.read_data},
      {"archive_read_free", (void **)&library.read_free},
      {"archive_error_string", (void **)&library.error_string},
      {"archive_entry_pathname_utf8", (void **)&library.pathname_utf8},
      {"archive_entry_pathname", (void **)&library.pathname},
      {"archive_entry_hardlink", (void **)&library.hardlink},
      {"archive_entry_symlink", (void **)&library.symlink},
      {"archive_entry_filetype", (void **)&library.filetype},
  };
  is_loaded =
      loaded_library_open("libarchive.so.13", symbols, sizeof symbols / sizeof *symbols, refusal, sizeof refusal);
}

struct archive_reading {
  struct archive *archive;
};

const char *archive_reading_words(struct archive_reading *reading) {
  const char *words = library.error_string(reading->archive);
  return words ? words : "libarchive gives no reason";
}

struct archive_reading *archive_reading_open(const char *path, char *words, size_t capacity) {
  pthread_once(&loading, load);
  if (!is_loaded) {
    snprintf(words, capacity, "%s", refusal);
    return NULL;
  }
  struct archive_reading *reading = calloc(1, sizeof *reading);
  if (reading) reading->archive = library.read_new();
  if (!reading || !reading->archive) {
    snprintf(words, capacity, "no memory");
    free(reading);
    return NULL;
  }
  if (library.support_zip(reading->archive) != ARCHIVE_OK ||
      library.open_filename(reading->archive, path, 1 << 16) != ARCHIVE_OK) {
    snprintf(words, capacity, "%s", archive_reading_words(reading));
    archive_reading_close(reading);
    return NULL;
  }
  return reading;
}

int archive_reading_next(struct archive_reading *reading, struct archive_entry_description *description) {
  struct archive_entry *entry = NULL;
  int status = library.next_header(reading->archive, &entry);
  if (status == ARCHIVE_EOF) return 0;
  // A warning is about names and times, not about bytes.
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return -1;
  const char *path = library.pathname_utf8(entry);
  if (!path) path = library.pathname(entry);
  description->path = path ? path : "";
  int is_link = library.hardlink(entry) || library.symlink(entry);
  description->kind = is_link                                  ? archive_other
                      : library.filetype(entry) == AE_IFREG ? archive_file
                      : library.filetype(entry) == AE_IFDIR ? archive_folder
                                                               : archive_other;
  return 1;
}

ptrdiff_t archive_reading_read(struct archive_reading *reading, void *bytes, size_t count) {
  la_ssize_t length = library.read_data(reading->archive, bytes, count);
  return length < 0 ? -1 : length;
}

void archive_reading_close(struct archive_reading *reading) {
  library.read_free(reading->archive);
  free(reading);
}
