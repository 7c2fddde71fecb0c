// Reading zip archives by libarchive, which is loaded when it is first needed, as libcurl is.
#pragma once

#include <stddef.h>
#include <stdint.h>

// An archive that is being read.
struct archive_reading;

// What an entry is. Links of both kinds, devices and pipes are `archive_other`.
enum archive_entry_kind { archive_file, archive_folder, archive_other };

// The entry that is being read.
struct archive_entry_description {
  // Its path as the archive has it; valid until the next entry.
  const char *path;
  enum archive_entry_kind kind;
};

// Opens the archive at `path`; null, and the reason in `words`, where that fails.
struct archive_reading *archive_reading_open(const char *path, char *words, size_t capacity);

// Goes on to the next entry: 1 where there is one, 0 at the end, -1 where the archive is damaged.
int archive_reading_next(struct archive_reading *reading, struct archive_entry_description *entry);

// Reads bytes of the entry: their number, 0 at its end, -1 where the archive is damaged.
ptrdiff_t archive_reading_read(struct archive_reading *reading, void *bytes, size_t count);

// What is wrong, in the library's words.
const char *archive_reading_words(struct archive_reading *reading);

// Closes the archive.
void archive_reading_close(struct archive_reading *reading);
