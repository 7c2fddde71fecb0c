# demo and test are the two commands of the README; each installs what is missing, builds and does its job.
# All of them share one release build.

EARSHOT := .build/release/earshot
BUILD := swift build -c release
TEST := swift test -c release --disable-testable-imports

.PHONY: all demo test soak integration bench format check schema build bootstrap

all: build

bootstrap:
	@scripts/bootstrap

build: bootstrap
	@$(BUILD)

demo: build
	@scripts/demo $(EARSHOT)

test: bootstrap
	@scripts/test

# Half an hour, before a release: the crash tests with trials by the hundred.
soak: bootstrap
	@scripts/soak

integration: build
	@scripts/integration

bench: build
	@scripts/bench $(EARSHOT)

# The JSON Schemas beside the experiments, from the definitions that decode them.
schema: build
	@$(EARSHOT) schema experiment > Experiments/schema/experiment.schema.json
	@$(EARSHOT) schema history > Experiments/schema/history.schema.json
	@$(EARSHOT) schema ablations > Experiments/schema/ablations.schema.json
	@$(EARSHOT) schema sweep > Experiments/schema/sweep.schema.json
	@$(EARSHOT) schema soundscapes > Experiments/schema/soundscapes.schema.json
	@$(EARSHOT) schema taxonomy > Experiments/schema/taxonomy.schema.json
	@$(EARSHOT) schema recognition > Experiments/schema/recognition.schema.json
	@$(EARSHOT) schema corpus > Experiments/schema/corpus.schema.json

format:
	@swift format --in-place --recursive Package.swift Sources Tests Benchmarks

check: bootstrap
	@scripts/check
