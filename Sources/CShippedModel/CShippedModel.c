#include "CShippedModel.h"

static const unsigned char model[] = {
#embed "Files/model.json"
};
static const unsigned char weights[] = {
#embed "Files/model.safetensors"
};
static const unsigned char credits[] = {
#embed "Files/credits.md"
};
static const unsigned char recognition[] = {
#embed "../../Experiments/recognition.json"
};
static const unsigned char taxonomy[] = {
#embed "../../Experiments/taxonomy.json"
};

shipped_file shipped_model(void) { return (shipped_file){model, sizeof model}; }
shipped_file shipped_weights(void) { return (shipped_file){weights, sizeof weights}; }
shipped_file shipped_credits(void) { return (shipped_file){credits, sizeof credits}; }
shipped_file shipped_recognition(void) { return (shipped_file){recognition, sizeof recognition}; }
shipped_file shipped_taxonomy(void) { return (shipped_file){taxonomy, sizeof taxonomy}; }
