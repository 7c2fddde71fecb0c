// The files of the model that ships in the executable, with what it is heard by. `scripts/ship-model` makes Files/ from a
// run; settings and taxonomy are those in Experiments/.
#ifndef CSHIPPEDMODEL_H
#define CSHIPPEDMODEL_H

#include <stddef.h>

/// The bytes of a file.
typedef struct {
  const unsigned char *_Nonnull bytes;
  size_t count;
} shipped_file;

/// `model.json`.
shipped_file shipped_model(void);
/// `model.safetensors`.
shipped_file shipped_weights(void);
/// Whom the clips are owed to that it was trained on: Markdown.
shipped_file shipped_credits(void);
/// `Experiments/recognition.json`.
shipped_file shipped_recognition(void);
/// `Experiments/taxonomy.json`.
shipped_file shipped_taxonomy(void);

#endif
