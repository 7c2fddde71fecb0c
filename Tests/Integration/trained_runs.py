"""Runs on real recordings, recomputed by others: librosa for the features, PyTorch for the network."""

import csv
import functools
import hashlib
import json
import multiprocessing
import os
import sqlite3
import struct
import subprocess

import audio_front_end
import jsonschema
import numpy
import torch
from checklist import Skipped
from peer_network import PeerNetwork, train
from random_streams import permutation, stream
from safetensors.numpy import load_file

GENERATIONS = ["gen1", "gen6"]
SHUFFLING = 2
BIN_COUNT = 257
EPOCHS = 5
# Of a clip's largest value: 19 clips of 20, and every clip. Where a bin's level lies within rounding of the gate's
# threshold it falls to either side, in librosa's single precision as in ours, and takes its neighbours along.
FEATURE_TOLERANCE, GREATEST_FEATURE_TOLERANCE = 1e-4, 5e-3
# The features' differences, in a network that was trained to be sure of itself.
PROBABILITY_TOLERANCE = 1e-3
# By epoch. Adam divides by the root of squared gradients, so that a value whose gradient is rounding noise still
# takes whole steps: single and double precision part a little further with every epoch.
LOSS_TOLERANCE = [1e-5, 1e-4, 1e-3, 5e-3, 1e-2]
SUMMARY_COLUMNS = [
    "id", "experiment", "corpus", "seed", "fold", "status", "epochs", "trainAccuracy", "validationAccuracy",
    "bestValidationAccuracy", "bestEpoch", "validationLoss", "validationCrossEntropy", "parameters", "macs",
    "seconds", "startedAt",
]


class Runs:
    """A folder of runs, made once when the first check asks for it."""

    def __init__(self, root, earshot, folder, esc10):
        self.root, self.earshot, self.folder, self.esc10 = root, earshot, folder, esc10

    def run(self, name, *arguments):
        """Trains in the folder `name` and returns it."""
        runs = self.folder / name
        result = subprocess.run(
            [str(self.earshot), "run", *arguments, "--corpus", str(self.esc10), "--runs", str(runs),
             "--cache", str(self.folder / "cache"), "--quiet"],
            capture_output=True, text=True, cwd=self.root, timeout=600)
        if result.returncode != 0:
            raise AssertionError(f"earshot run {' '.join(arguments)}: exit {result.returncode}: {result.stderr}")
        return runs

    @functools.cached_property
    def documented(self):
        """One run of each generation as declared, seed 1, documented fold."""
        if not self.esc10.is_dir():
            raise Skipped("ESC-10 is not beside the package")
        return self.run("documented", *GENERATIONS)

    @functools.cached_property
    def clips(self):
        """Every clip in the corpus' order: id, fold, label."""
        if not self.esc10.is_dir():
            raise Skipped("ESC-10 is not beside the package")
        with open(next((self.esc10 / "meta").glob("*.csv")), newline="") as file:
            rows = list(csv.DictReader(file))
        classes = sorted({row["category"] for row in rows})
        return sorted(
            (os.path.splitext(row["filename"])[0], int(row["fold"]), classes.index(row["category"]))
            for row in rows)

    @functools.cached_property
    def kept_features(self):
        """The features that earshot keeps in its cache, `[file, bin]`, in no order."""
        self.documented
        files = [file for file in sorted((self.folder / "cache/features").rglob("*")) if file.is_file()]
        return numpy.stack([numpy.frombuffer(file.read_bytes()[-4 * BIN_COUNT:], "<f4") for file in files])

    @functools.cached_property
    def features(self):
        """The features of all clips by librosa and the reference gate, `[clip, bin]`."""
        files = [str(self.esc10 / "audio" / f"{clip}.ogg") for clip, _, _ in self.clips]
        with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
            vectors = pool.map(audio_front_end.features, files, chunksize=8)
        return torch.tensor(numpy.stack(vectors), dtype=torch.float64)

    @functools.cached_property
    def matched_features(self):
        """Earshot's features of all clips, `[clip, bin]`: of each, those nearest to librosa's."""
        kept = torch.tensor(self.kept_features, dtype=torch.float64)
        return kept[torch.cdist(self.features, kept).argmin(1)]

    @functools.cached_property
    def labels(self):
        return torch.tensor([label for _, _, label in self.clips])

    def clips_in(self, folds):
        return [index for index, (_, fold, _) in enumerate(self.clips) if fold in folds]


def folder_of(runs, experiment):
    found = sorted(runs.glob(f"{experiment}-*"))
    if len(found) != 1:
        raise AssertionError(f"{len(found)} folders of {experiment}; expected one")
    return found[0]


def network_in(folder):
    document = json.loads((folder / "model.json").read_text())
    return document, PeerNetwork(document["model"]["layers"], load_file(folder / "model.safetensors"))


def query(runs, text, *arguments):
    connection = sqlite3.connect(f"file:{runs / 'earshot.sqlite'}?mode=ro", uri=True)
    try:
        return connection.execute(text, arguments).fetchall()
    finally:
        connection.close()


def digest(document, tensors):
    """The digest of weights as `weightsDigest(of:)` describes it, layer by layer, weight before bias."""
    hasher = hashlib.sha256()
    for layer in document["model"]["layers"]:
        for kind in ["weight", "bias"]:
            name = f"{layer['name']}.{kind}"
            if name in tensors:
                values = tensors[name]
                hasher.update(struct.pack(
                    f"<{values.ndim + 3}q", len(name), values.ndim, *values.shape, values.size))
                hasher.update(name.encode() + values.astype("<f4").tobytes())
    return hasher.hexdigest()


def add_checks(checklist, root, earshot, folder, esc10):
    runs = Runs(root, earshot, folder, esc10)

    @checklist.check("ESC-10: earshot trains gen1 and gen6")
    def trains():
        rows = query(runs.documented, "SELECT experiment, status, epochs, validationAccuracy FROM runSummary")
        if sorted(row[:3] for row in rows) != [("gen1", "completed", 100), ("gen6", "completed", 200)]:
            raise AssertionError(f"runSummary holds {rows}")
        return ", ".join(f"{row[0]} {row[3]}" for row in sorted(rows))

    @checklist.check("store: the sqlite3 shell reads runSummary")
    def summary():
        printed = subprocess.run(
            ["sqlite3", "-readonly", "-json", str(runs.documented / "earshot.sqlite"), "select * from runSummary"],
            capture_output=True, text=True, check=True, timeout=60).stdout
        rows = json.loads(printed)
        if len(rows) != 2 or any(list(row) != SUMMARY_COLUMNS for row in rows):
            raise AssertionError(f"{len(rows)} rows with columns {list(rows[0])}; expected {SUMMARY_COLUMNS}")
        integrity = subprocess.run(
            ["sqlite3", "-readonly", str(runs.documented / "earshot.sqlite"),
             "pragma integrity_check; pragma foreign_key_check"],
            capture_output=True, text=True, check=True, timeout=60).stdout.strip()
        if integrity != "ok":
            raise AssertionError(f"integrity: {integrity}")
        return "; ".join(f"{row['id']} {row['status']} {row['validationAccuracy']}" for row in rows)

    @checklist.check("schemas: the experiment.json of every run is valid")
    def resolved():
        schema = json.loads((root / "Experiments/schema/experiment.schema.json").read_text())
        for experiment in GENERATIONS:
            document = json.loads((folder_of(runs.documented, experiment) / "experiment.json").read_text())
            jsonschema.Draft202012Validator(schema).validate(document)

    @checklist.check("features: librosa and the reference gate give those that earshot kept, of every clip")
    def features():
        expected, found = runs.features, runs.matched_features
        differences = (expected - found).abs().amax(1) / expected.abs().amax(1)
        worst = int(differences.argmax())
        near = int((differences <= FEATURE_TOLERANCE).sum())
        finding = (f"{near} of {len(expected)} clips within {FEATURE_TOLERANCE} of their maximum, median "
                   f"{differences.median():.1g}, greatest {differences[worst]:.1g} in {runs.clips[worst][0]}")
        if near < 0.95 * len(expected) or not differences[worst] <= GREATEST_FEATURE_TOLERANCE:
            raise AssertionError(f"{finding}; tolerance {GREATEST_FEATURE_TOLERANCE}, and 95 % of clips")
        return finding

    for experiment in GENERATIONS:

        @checklist.check(f"weights: the safetensors package reads those of {experiment}")
        def weights(experiment=experiment):
            folder = folder_of(runs.documented, experiment)
            tensors = load_file(folder / "model.safetensors")
            document = json.loads((folder / "model.json").read_text())
            count = sum(tensor.size for tensor in tensors.values())
            stored = query(
                runs.documented, "SELECT parameters FROM runSummary WHERE experiment = ?", experiment)[0][0]
            if count != stored:
                raise AssertionError(f"{count} values in the file; the store says {stored}")
            if any(tensor.dtype != numpy.float32 or not numpy.isfinite(tensor).all() for tensor in tensors.values()):
                raise AssertionError("a tensor is not float32 or not finite")
            if digest(document, tensors) != document["weightsDigest"]:
                raise AssertionError("their digest is not that of model.json")
            return f"{len(tensors)} tensors, {count} values, digest {document['weightsDigest'][:12]}"

        @checklist.check(f"predictions: librosa and PyTorch give those that {experiment} stored")
        def predictions(experiment=experiment):
            document, network = network_in(folder_of(runs.documented, experiment))
            rows = query(runs.documented, """
                SELECT example.clip, prediction.label, prediction.predicted, prediction.probabilities
                FROM prediction JOIN run ON run.sequence = prediction.run
                JOIN experiment USING (experimentID) JOIN example ON example.exampleID = prediction.example
                WHERE experiment.name = ? AND prediction.split = 'validation' ORDER BY example.clip""", experiment)
            examples = runs.clips_in(document["validationFolds"])
            if [(row[0], row[1]) for row in rows] != [(runs.clips[i][0], runs.clips[i][2]) for i in examples]:
                raise AssertionError(f"{len(rows)} predictions are not those of the {len(examples)} validation clips")
            stored = numpy.stack([numpy.frombuffer(row[3], "<f4") for row in rows])
            expected = network.probabilities(runs.features[examples]).numpy()
            if network.used != set(network.parameters):
                raise AssertionError(f"tensors no layer asks for: {set(network.parameters) - network.used}")
            greatest = numpy.abs(stored - expected).max()
            agreeing = sum(row[2] == best for row, best in zip(rows, expected.argmax(1)))
            if greatest > PROBABILITY_TOLERANCE or agreeing != len(rows):
                raise AssertionError(f"greatest difference {greatest:.2g}, {agreeing} of {len(rows)} classes agree; "
                                     f"tolerance {PROBABILITY_TOLERANCE}, all")
            return f"{len(rows)} clips, greatest difference of a probability {greatest:.2g}, every class agrees"

        @checklist.check(f"training: PyTorch in double precision follows {experiment} for {EPOCHS} epochs")
        def training(experiment=experiment):
            if not esc10.is_dir():
                raise Skipped("ESC-10 is not beside the package")
            changes = ["-S", f"training.epochs={EPOCHS}"]
            declared = json.loads(
                (folder_of(runs.documented, experiment) / "experiment.json").read_text())
            for layer in declared["model"]["layers"]:
                if layer["type"] == "dropout":
                    changes += ["-S", f"model.layers.{layer['name']}.rate=0"]
            # Steps too short to change a weight: the run ends with the weights it began with.
            first = runs.run(f"first-{experiment}", experiment, *changes, "-S", "training.epochs=1",
                             "-S", "training.optimizer.learningRate=1e-30")
            _, network = network_in(folder_of(first, experiment))
            trained = runs.run(f"trained-{experiment}", experiment, *changes)
            folder = folder_of(trained, experiment)
            settings = json.loads((folder / "experiment.json").read_text())
            seed = settings["training"]["seeds"][0]
            learning = runs.clips_in(settings["split"]["train"])

            def order(epoch):
                return [learning[i] for i in permutation(stream(seed, SHUFFLING, epoch, 0), len(learning))]

            stored = {(epoch, f"{split}.{name}"): value for epoch, split, name, value in query(
                trained, "SELECT epoch, split, name, value FROM learningCurve")}
            lines, parted, greatest = [], False, []
            followed = train(network, settings["training"], runs.matched_features, runs.labels, order,
                             runs.clips_in(settings["split"]["validation"]))
            for epoch, metrics in enumerate(followed, 1):
                relative = {
                    name: abs(stored[epoch, name] - metrics[name]) / metrics[name]
                    for name in ["train.loss", "validation.loss"]}
                greatest.append(max(relative.values()))
                parted |= not greatest[-1] <= LOSS_TOLERANCE[epoch - 1]
                lines += [f"epoch {epoch} {name}: {stored[epoch, name]:.7g}, PyTorch {metrics[name]:.7g}, "
                          f"difference {relative[name]:.2g}, tolerance {LOSS_TOLERANCE[epoch - 1]}"
                          for name in relative]
            if parted or len(greatest) != EPOCHS:
                raise AssertionError("\n".join(lines))
            return "relative differences of the losses by epoch: " + ", ".join(f"{value:.1g}" for value in greatest)
