"""The shipped JSON Schemas against the files they describe, by the jsonschema package."""

import copy
import json
import pathlib
import subprocess
import tempfile

import jsonschema


def without_required(schema):
    """The schema of a file that others extend: each key as it must be, none of them demanded."""
    if isinstance(schema, dict):
        return {key: without_required(value) for key, value in schema.items()
                if not (key == "required" and isinstance(value, list))}
    return [without_required(item) for item in schema] if isinstance(schema, list) else schema


def problems(schema, document):
    validator = jsonschema.Draft202012Validator(schema)
    return [f"{'.'.join(map(str, error.path)) or '(top)'}: {error.message[:200]}"
            for error in validator.iter_errors(document)]


def require_valid(schema, file):
    found = problems(schema, json.loads(file.read_text()))
    if found:
        raise AssertionError("\n".join(f"{file.name}: {problem}" for problem in found[:5]))


# What in Experiments/ablations is no experiment: questions about pairs of them.
STUDIES = ["ablations", "statistics"]


def add_checks(checklist, root, earshot, runs):
    experiments = root / "Experiments"
    schema = {
        name: json.loads((experiments / f"schema/{name}.schema.json").read_text())
        for name in ["experiment", "history", "ablations", "sweep", "corpus", "soundscapes", "taxonomy", "recognition"]
    }

    for name in schema:
        @checklist.check(f"schemas: {name}.schema.json is a schema, and what earshot prints")
        def is_current(name=name):
            jsonschema.Draft202012Validator.check_schema(schema[name])
            printed = subprocess.run(
                [str(earshot), "schema", name], capture_output=True, text=True, check=True, timeout=60).stdout
            if json.loads(printed) != schema[name]:
                raise AssertionError("it differs from what earshot prints; remake it with: make schema")

    @checklist.check("schemas: every declared experiment is valid")
    def declared():
        files = sorted(experiments.glob("gen*.json"))
        files += sorted(file for file in experiments.glob("ablations/*.json") if file.stem not in STUDIES)
        if len(files) < 6:
            raise AssertionError(f"{len(files)} experiments; expected six or more")
        for file in files:
            # A file that extends another need not repeat what that one holds.
            extends = "extends" in json.loads(file.read_text())
            require_valid({**without_required(schema["experiment"]), "required": schema["experiment"]["required"]}
                          if extends else schema["experiment"], file)
        return f"{len(files)} files"

    @checklist.check("schemas: every file that experiments extend is valid as a part")
    def bases():
        files = sorted((experiments / "base").glob("*.json"))
        for file in files:
            require_valid(without_required(schema["experiment"]), file)
        return f"{len(files)} files"

    @checklist.check("schemas: history.json is valid")
    def history():
        require_valid(schema["history"], experiments / "history.json")

    @checklist.check("schemas: taxonomy.json and the settings of recognition are valid, and spoilt ones are not")
    def listening():
        require_valid(schema["taxonomy"], experiments / "taxonomy.json")
        files = [experiments / "recognition.json", *sorted((experiments / "recognition").glob("*.json"))]
        for file in files:
            require_valid(schema["recognition"], file)
        spoilt = {
            "window.hop": lambda d: d["window"].update(hop=0),
            "thresholds": lambda d: d.update(thresholds={"dog": 0.5}),
            "floor.level": lambda d: d["floor"].update(level=-50),
        }
        for what, spoil in spoilt.items():
            document = json.loads(files[0].read_text())
            spoil(document)
            if not problems(schema["recognition"], document):
                raise AssertionError(f"{what} is accepted")
        return f"{len(files)} files of settings"

    @checklist.check("schemas: every study of ablations is valid")
    def ablations():
        for name in STUDIES:
            require_valid(schema["ablations"], experiments / f"ablations/{name}.json")

    @checklist.check("schemas: every shipped sweep is valid, and a misspelt or spoilt one is not")
    def sweeps():
        files = sorted((experiments / "sweeps").glob("*.json"))
        if len(files) < 3:
            raise AssertionError(f"{len(files)} sweeps; expected three or more")
        for file in files:
            require_valid(schema["sweep"], file)
        spoilt = {
            "space.x.type": lambda d: next(iter(d["space"].values())).update(type="unifrom"),
            "objectives.0.metric": lambda d: d["objectives"][0].update(metric="test.accuracy"),
            "sampler.seeds": lambda d: d["sampler"].update(seeds=1),
            "budget.trials": lambda d: d["budget"].update(trials=0),
        }
        for what, spoil in spoilt.items():
            document = json.loads(files[0].read_text())
            spoil(document)
            if not problems(schema["sweep"], document):
                raise AssertionError(f"{what} is accepted")
        return f"{len(files)} files"

    @checklist.check("schemas: a manifest that earshot writes is valid, and a spoilt one is not")
    def manifest():
        with tempfile.TemporaryDirectory() as folder:
            written = pathlib.Path(folder) / "corpus"
            for command in [["synthesize", written, "--sources", "5", "--takes", "1", "--quiet"],
                            ["import", written, "--licence", "CC0", "--folds", "4", "--quiet"]]:
                subprocess.run([str(earshot), "corpus", *map(str, command)],
                               capture_output=True, text=True, check=True, timeout=600)
            document = json.loads((written / "earshot-corpus.json").read_text())
        found = problems(schema["corpus"], document)
        if found:
            raise AssertionError("\n".join(found[:5]))
        spoilt = {
            "clips.0.file": lambda d: d["clips"][0].update(file="../x.wav"),
            "clips.0.sha256": lambda d: d["clips"][0].update(sha256="0"),
            "layout": lambda d: d.update(layout="manifest"),
            "clips": lambda d: d.update(clips=[]),
        }
        for what, spoil in spoilt.items():
            copied = copy.deepcopy(document)
            spoil(copied)
            if not problems(schema["corpus"], copied):
                raise AssertionError(f"{what} is accepted")
        return f"{len(document['clips'])} clips"

    @checklist.check("schemas: experiments as earshot resolves them are valid in full")
    def resolved():
        result = subprocess.run(
            [str(earshot), "run", "all", "--dry-run", "--json", "--runs", str(runs)],
            capture_output=True, text=True, cwd=root, timeout=300)
        if result.returncode != 0:
            raise AssertionError(f"exit {result.returncode}: {result.stderr.strip()}")
        documents = [json.loads(plan["resolved"]) for plan in json.loads(result.stdout)]
        for document in documents:
            found = problems(schema["experiment"], document)
            if found:
                raise AssertionError(f"{document.get('name')}: " + "\n".join(found[:5]))
        return f"{len(documents)} experiments"

    @checklist.check("schemas: a misspelt key, a wrong type and a value out of range are refused")
    def refused():
        result = json.loads((experiments / "gen6.json").read_text())
        result.pop("extends")
        spoilt = {
            "training.epochz": lambda d: d.setdefault("training", {}).update(epochz=3),
            "model.layers.0.units": lambda d: d["model"]["layers"][0].update(units="many"),
            "model.layers.1.rate": lambda d: d["model"]["layers"][1].update(rate=1.5),
        }
        part = without_required(schema["experiment"])
        if problems(part, result):
            raise AssertionError(f"the file is refused before it is spoilt: {problems(part, result)}")
        for what, spoil in spoilt.items():
            document = copy.deepcopy(result)
            spoil(document)
            if not problems(part, document):
                raise AssertionError(f"{what} is accepted")
