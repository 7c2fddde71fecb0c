#include "CShippedModel.h"

static const unsigned char generation7_document[] = {
#embed "Files/gen7/model.json"
};
static const unsigned char generation7_weights[] = {
#embed "Files/gen7/model.safetensors"
};
static const unsigned char detector_document[] = {
#embed "Files/detector/model.json"
};
static const unsigned char detector_weights[] = {
#embed "Files/detector/model.safetensors"
};
static const unsigned char credits[] = {
#embed "Files/credits.md"
};
static const unsigned char recognition[] = {
#embed "../../Experiments/recognition.json"
};
static const unsigned char detector_recognition[] = {
#embed "../../Experiments/recognition/detector.json"
};
static const unsigned char taxonomy[] = {
#embed "../../Experiments/taxonomy.json"
};

#define FILE_OF(name) ((shipped_file){name, sizeof name})

shipped_model shipped_generation7(void) {
  return (shipped_model){FILE_OF(generation7_document), FILE_OF(generation7_weights)};
}
shipped_model shipped_detector(void) {
  return (shipped_model){FILE_OF(detector_document), FILE_OF(detector_weights)};
}
shipped_file shipped_credits(void) { return FILE_OF(credits); }
shipped_file shipped_recognition(void) { return FILE_OF(recognition); }
shipped_file shipped_detector_recognition(void) { return FILE_OF(detector_recognition); }
shipped_file shipped_taxonomy(void) { return FILE_OF(taxonomy); }
