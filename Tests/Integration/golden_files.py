"""Golden files are made anew by the kept scripts and compared with the committed ones."""

import json
import math
import re
import subprocess
import sys

from checklist import Skipped
from safetensors import safe_open

# Texts that the reports themselves render; they are read by people, not made by another implementation.
SNAPSHOTS = {"ReportingTests"}
# Who made a file, and when, may differ; what is in it may not.
PROVENANCE = {"provenance", "versions"}
# How files end that are made from recordings, which the package does not hold.
FROM_ESC10 = "-recordings.json"
# Of the largest number in a list. Sums lose some of their digits from one processor's instructions to the next:
# the front end's values are computed in single precision, all others in double.
SINGLE_PRECISION = {"AudioFrontEndTests"}
SINGLE_TOLERANCE, DOUBLE_TOLERANCE = 2e-6, 1e-9
# Measured of the synthetic corpus as 16-bit files, whose steps are 3e-5; libm and FFTW may round otherwise elsewhere.
FROM_SYNTHESIS, SYNTHESIS_TOLERANCE = "DatasetsTests/Golden/synthetic-clips.json", 1e-4


def differences(committed, remade, tolerance, path="", scale=0.0):
    """Yields where two JSON values differ by more than `tolerance`."""
    if isinstance(committed, dict) and isinstance(remade, dict):
        for key in sorted(committed.keys() | remade.keys()):
            if key in PROVENANCE:
                continue
            if key not in committed or key not in remade:
                yield f"{path}.{key}: only in the {'committed' if key in committed else 'remade'} file"
            else:
                yield from differences(committed[key], remade[key], tolerance, f"{path}.{key}")
    elif isinstance(committed, list) and isinstance(remade, list):
        if len(committed) != len(remade):
            yield f"{path}: {len(committed)} values committed, {len(remade)} remade"
            return
        numbers = [abs(value) for value in committed if isinstance(value, (int, float))]
        for index, pair in enumerate(zip(committed, remade)):
            yield from differences(*pair, tolerance, f"{path}[{index}]", max(numbers, default=0.0))
    elif isinstance(committed, float) and isinstance(remade, (int, float)) and not isinstance(remade, bool):
        if not math.isclose(committed, remade, rel_tol=tolerance, abs_tol=tolerance * scale):
            yield f"{path}: {committed!r} committed, {remade!r} remade"
    elif committed != remade or type(committed) is not type(remade):
        yield f"{path}: {committed!r} committed, {remade!r} remade"


def tensors(file):
    with safe_open(file, framework="numpy") as content:
        metadata = {key: value for key, value in (content.metadata() or {}).items() if key != "package"}
        return metadata, {name: content.get_tensor(name) for name in content.keys()}


def compare_tensors(committed, remade):
    (left_metadata, left), (right_metadata, right) = tensors(committed), tensors(remade)
    if left_metadata != right_metadata:
        raise AssertionError(f"metadata {left_metadata} committed, {right_metadata} remade")
    if left.keys() != right.keys():
        raise AssertionError(f"tensors {sorted(left)} committed, {sorted(right)} remade")
    for name in left:
        if left[name].dtype != right[name].dtype or left[name].tobytes() != right[name].tobytes():
            raise AssertionError(f"tensor {name} differs")
    return f"{len(left)} tensors, bit for bit"


def compare(committed, remade, tolerance):
    if committed.suffix == ".safetensors":
        return compare_tensors(committed, remade)
    found = list(differences(json.loads(committed.read_text()), json.loads(remade.read_text()), tolerance))
    if found:
        raise AssertionError("\n".join([f"{len(found)} differences", *found[:5]]))
    return None


def run_script(script, *options):
    # -P keeps the script's folder off the path, where a file has the name of a module of Python's own.
    result = subprocess.run(
        [sys.executable, "-P", str(script), *map(str, options)], capture_output=True, text=True, timeout=600)
    if result.returncode != 0:
        raise AssertionError(f"exit {result.returncode}: {result.stderr.strip()[-600:]}")
    return result.stdout


def add_checks(checklist, root, earshot, folder, esc10):
    tests = root / "Tests"
    scripts = tests / "ReferenceImplementations"
    synthetic = folder / "synthetic"
    options = {
        "audio_front_end": ["--esc10", esc10], "clip_statistics": ["--esc10", esc10],
        "frame_features": ["--esc10", esc10], "noise_gates": ["--esc10", esc10], "synthesis": ["--corpus", synthetic],
    }

    @checklist.check("golden values: earshot writes the synthetic corpus")
    def synthesize():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([earshot, "corpus", "synthesize", synthetic, "-q"], check=True, timeout=600)

    printing = {"random_streams", "seeds_to_decide"}
    for script in sorted(scripts.glob("*.py")):
        if script.stem in printing:
            continue

        @checklist.check(f"golden values: {script.name} runs")
        def remake(script=script):
            run_script(script, "--output", folder, *options.get(script.stem, []))

    @checklist.check("golden values: random_streams.py prints what RandomStreamTests.swift holds")
    def random_streams():
        printed = run_script(scripts / "random_streams.py")
        held = (tests / "SeededRandomTests/RandomStreamTests.swift").read_text()
        words = [int(word, 16) for word in re.findall(r"'(0x[0-9a-f]+)'", printed)]
        held_words = {int(word, 16) for word in re.findall(r"0x[0-9a-fA-F_]+", held)}
        absent = [hex(word) for word in words if word not in held_words]
        permutation = printed.strip().splitlines()[-1]
        if permutation not in held:
            absent.append(permutation)
        if len(words) < 8 or absent:
            raise AssertionError(f"printed {len(words)} words; absent from the test: {absent}")
        return f"{len(words)} words, one permutation"

    @checklist.check("golden values: seeds_to_decide.py prints what ClaimJudgeTests.swift holds")
    def seeds_to_decide():
        cases = run_script(scripts / "seeds_to_decide.py").strip().splitlines()[1:]
        held = (tests / "ReportingTests/ClaimJudgeTests.swift").read_text()
        absent = [case for case in cases if case not in held]
        if not cases or absent:
            raise AssertionError(f"printed {len(cases)} cases; absent from the test: {absent}")
        return f"{len(cases)} cases"

    for golden in sorted(tests.glob("*Tests/Golden/**/*")):
        name = golden.relative_to(tests)
        if not golden.is_file() or name.parts[0] in SNAPSHOTS:
            continue

        @checklist.check(f"golden values: {name} is reproduced")
        def reproduce(golden=golden, name=name):
            if name.name.endswith(FROM_ESC10) and not esc10.is_dir():
                raise Skipped("ESC-10 is not beside the package")
            if not (folder / name).is_file():
                raise AssertionError("no kept script makes it")
            tolerance = SINGLE_TOLERANCE if name.parts[0] in SINGLE_PRECISION else DOUBLE_TOLERANCE
            if str(name) == FROM_SYNTHESIS:
                tolerance = SYNTHESIS_TOLERANCE
            return compare(golden, folder / name, tolerance)

    @checklist.check("golden values: a change in the fifth decimal is noticed")
    def noticed():
        if not list(differences([[1.0, 2.0, 3.0]], [[1.0, 2.00002, 3.0]], SINGLE_TOLERANCE)):
            raise AssertionError("2.0 and 2.00002 pass as equal")
        if not list(differences({"p": 1e-9}, {"p": 1.1e-9}, SINGLE_TOLERANCE)):
            raise AssertionError("a small p value may change unseen")
        if not list(differences({"trim": [0, 640]}, {"trim": [0, 641]}, SINGLE_TOLERANCE)):
            raise AssertionError("a bound may move by a sample unseen")
