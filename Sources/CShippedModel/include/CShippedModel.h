// The files of the models that ship in the executable, with what they are heard by. `scripts/ship-model` makes Files/
// from runs; settings and taxonomy are those in Experiments/.
#ifndef CSHIPPEDMODEL_H
#define CSHIPPEDMODEL_H

#include <stddef.h>

/// The bytes of a file.
typedef struct {
  const unsigned char *_Nonnull bytes;
  size_t count;
} shipped_file;

/// The files of a model.
typedef struct {
  /// `model.json`.
  shipped_file document;
  /// `model.safetensors`.
  shipped_file weights;
} shipped_model;

/// Generation 7: one class for every window.
shipped_model shipped_generation7(void);
/// The detector: every class is heard in a window or not.
shipped_model shipped_detector(void);
/// Whom the clips are owed to that they were trained on: Markdown.
shipped_file shipped_credits(void);
/// `Experiments/recognition.json`.
shipped_file shipped_recognition(void);
/// `Experiments/recognition/detector.json`.
shipped_file shipped_detector_recognition(void);
/// `Experiments/taxonomy.json`.
shipped_file shipped_taxonomy(void);

#endif
