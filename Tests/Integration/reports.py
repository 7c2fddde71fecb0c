"""Reports are held against scipy and scikit-learn, from the numbers in the store that they were made of."""

import json
import sqlite3
import subprocess

import numpy
from scipy import stats
from sklearn import metrics

EXPERIMENTS = ["gen3", "gen4", "gen6"]
SEEDS, FOLDS = [1, 2], [1, 2, 3, 4, 5]


def holm(values):
    order = numpy.argsort(values, kind="stable")
    corrected = numpy.empty(len(values))
    steps = (len(values) - numpy.arange(len(values))) * numpy.asarray(values)[order]
    corrected[order] = numpy.minimum(1, numpy.maximum.accumulate(steps))
    return corrected


def require_close(found, expected, what, tolerance=1e-9):
    if not numpy.allclose(found, expected, rtol=tolerance, atol=1e-12):
        raise AssertionError(f"{what}: the report has {found}, expected {expected}")


class Store:
    """The store, read by SQLite alone."""

    def __init__(self, file):
        self.database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)

    def accuracies(self, experiment):
        """Final validation accuracies, [seed, fold]."""
        rows = self.database.execute(
            "SELECT seed, fold, validationAccuracy FROM run JOIN experiment USING (experimentID) WHERE name = ?",
            [experiment])
        values = {(seed, fold): value for seed, fold, value in rows}
        return numpy.array([[values[seed, fold] for fold in FOLDS] for seed in SEEDS])

    def predictions(self, where, arguments):
        """Labels by clip, and every run's probabilities of it."""
        rows = self.database.execute(
            "SELECT example, prediction.label, probabilities FROM prediction JOIN run ON run.sequence = prediction.run "
            f"JOIN experiment USING (experimentID) WHERE {where} ORDER BY example, run.sequence", arguments)
        labels, probabilities = {}, {}
        for example, label, blob in rows:
            labels[example] = label
            probabilities.setdefault(example, []).append(numpy.frombuffer(blob, "<f4").astype(float))
        return labels, probabilities

    def hits(self, experiment):
        labels, probabilities = self.predictions("experiment.name = ?", [experiment])
        return numpy.array([numpy.mean(probabilities[clip], 0).argmax() == labels[clip] for clip in sorted(labels)])


def heard_targets(database, run):
    """What is heard in each clip of a run, [clip, class], and what the model said of it."""
    rows = database.execute(
        "SELECT example.heard, probabilities FROM prediction JOIN run ON run.sequence = prediction.run "
        "JOIN example ON exampleID = prediction.example WHERE run.id = ? AND prediction.split = 'validation' "
        "ORDER BY clip", [run]).fetchall()
    scores = numpy.array([numpy.frombuffer(blob, "<f4").astype(float) for _, blob in rows])
    targets = numpy.zeros(scores.shape, int)
    for row, (heard, _) in enumerate(rows):
        targets[row, json.loads(heard)] = 1
    return targets, scores


def add_checks(checklist, root, earshot, folder):
    runs = folder / "Runs"

    def report(*arguments, exits=(0,)):
        result = subprocess.run(
            [earshot, *arguments, "--runs", runs, "--json"], cwd=root, capture_output=True, text=True, timeout=600)
        if result.returncode not in exits:
            raise AssertionError(f"exit {result.returncode}: {result.stderr.strip()}")
        return json.loads(result.stdout)

    @checklist.check("reports: three generations are trained on a small corpus")
    def train():
        folder.mkdir(parents=True, exist_ok=True)
        corpus = folder / "small"
        subprocess.run(
            [earshot, "corpus", "synthesize", corpus, "--sources", "5", "--takes", "2", "-q"], check=True, timeout=600)
        trained = report(
            "run", *EXPERIMENTS, "--corpus", corpus, "--classes", "original32", "--seeds", "1..2", "--folds", "all",
            "--cache", folder / "cache", "-q")
        return f"{len(trained)} runs"

    @checklist.check("reports: compare agrees with scipy on every pair")
    def compare():
        table = report("report", "compare", *EXPERIMENTS)["tables"][0]
        store = Store(runs / "earshot.sqlite")
        expected = {"correctedResampledTest": [], "mcNemar": []}
        for pair in table["pairs"]:
            name = f"{pair['left']} - {pair['right']}"
            difference = store.accuracies(pair["left"]) - store.accuracies(pair["right"])
            folds = difference.mean(0)
            require_close(pair["validationAccuracyByFold"], folds, f"{name} by fold")
            require_close(pair["validationAccuracy"]["mean"], difference.mean(), name)
            require_close(pair["validationAccuracy"]["seedDeviation"], difference.mean(1).std(ddof=1), name)
            require_close(pair["validationAccuracy"]["foldDeviation"], folds.std(ddof=1), name)
            require_close(pair["effectSize"], folds.mean() / folds.std(ddof=1), f"{name}: d")
            error = numpy.sqrt((1 / len(FOLDS) + 1 / 4) * folds.var(ddof=1))
            p = 2 * stats.t.sf(abs(folds.mean() / error), len(FOLDS) - 1)
            require_close(pair["correctedResampledTest"]["pValue"], p, f"{name}: t-test")
            expected["correctedResampledTest"].append(p)
            left, right = store.hits(pair["left"]), store.hits(pair["right"])
            only_left, only_right = int((left & ~right).sum()), int((right & ~left).sum())
            require_close(pair["mcNemar"]["leftOnly"], only_left, f"{name}: clips only the first has right")
            p = stats.binomtest(only_left, only_left + only_right).pvalue
            require_close(pair["mcNemar"]["pValue"], p, f"{name}: McNemar")
            expected["mcNemar"].append(p)
        for test, values in expected.items():
            require_close([pair[test]["pValueHolm"] for pair in table["pairs"]], holm(values), f"Holm, {test}")
        return f"{len(table['pairs'])} pairs"

    @checklist.check("reports: run agrees with scikit-learn on every class")
    def run():
        store = Store(runs / "earshot.sqlite")
        chosen = report("runs", "list", "--experiment", "gen6", "--limit", "3")
        for entry in chosen:
            quality = report("report", "run", entry["id"])["quality"]
            labels, probabilities = store.predictions("run.id = ?", [entry["id"]])
            actual = numpy.array([labels[clip] for clip in sorted(labels)])
            table = numpy.array([probabilities[clip][0] for clip in sorted(labels)])
            predicted, classes = table.argmax(1), numpy.arange(table.shape[1])
            require_close(quality["confusion"], metrics.confusion_matrix(actual, predicted, labels=classes), "confusion")
            precision, recall, f1, support = metrics.precision_recall_fscore_support(
                actual, predicted, labels=classes, zero_division=numpy.nan)
            for label, reported in enumerate(quality["classes"]):
                found = [reported["precision"], reported["recall"], reported["f1"], reported["count"]]
                values = [precision[label], recall[label], f1[label], support[label]]
                for number, value in zip(found, values):
                    if number is None:
                        # Nothing was ever taken for the class, or nothing is of it.
                        if not numpy.isnan(value) and label in predicted:
                            raise AssertionError(f"class {label}: {found}, expected {values}")
                    else:
                        require_close(number, value, f"class {label}")
            require_close(quality["macroF1"], metrics.f1_score(actual, predicted, average="macro"), "macro F1")
            target = numpy.eye(table.shape[1])[actual]
            require_close(quality["brierScore"], ((table - target) ** 2).sum(1).mean(), "Brier score")
            # Taken from logarithms, in which a probability too small for single precision still costs what it costs.
            least = -numpy.log(numpy.maximum(table[numpy.arange(len(actual)), actual], 1e-45)).mean()
            [recorded] = store.database.execute(
                "SELECT validationCrossEntropy FROM run WHERE id = ?", [entry["id"]]).fetchone()
            require_close(quality["negativeLogLikelihood"], recorded, "negative log-likelihood")
            if recorded < least * (1 - 1e-4):
                raise AssertionError(f"negative log-likelihood {recorded}, expected at least {least}")
            confidence = table.max(1)
            bins = numpy.ceil(confidence * 15).astype(int)
            error = sum(
                (bins == bin).mean() * abs((predicted == actual)[bins == bin].mean() - confidence[bins == bin].mean())
                for bin in numpy.unique(bins))
            require_close(quality["expectedCalibrationError"], error, "calibration error")
        return f"{len(chosen)} runs"

    @checklist.check("reports: a detector's run agrees with scikit-learn on every class that is heard")
    def several():
        profile = json.loads((root / "Experiments/soundscapes/standard.json").read_text())
        profile.update({"name": "few", "soundscapesPerFold": 6, "$schema": "soundscapes.schema.json"})
        (folder / "few.json").write_text(json.dumps(profile))
        subprocess.run(
            [earshot, "corpus", "compose", "synthetic", "-o", folder / "soundscapes", "--profile", folder / "few.json",
             "-q"], check=True, timeout=600)
        [entry] = report(
            "run", "detector", "--corpus", folder / "soundscapes", "--cache", folder / "cache", "-S",
            "training.epochs=2", "-q")
        page = report("report", "run", entry["run"])
        found = page["multiLabel"]
        targets, scores = heard_targets(Store(runs / "earshot.sqlite").database, entry["run"])
        heard = targets.any(0)
        for label, reported in enumerate(found["classes"]):
            called = scores[:, label] > 0.5
            require_close(reported["heard"], targets[:, label].sum(), f"class {label}: clips")
            require_close(reported["called"], called.sum(), f"class {label}: called")
            if not heard[label]:
                if reported["f1"] is not None or reported["averagePrecision"] is not None:
                    raise AssertionError(f"class {label} is never heard, and is said to be recognised: {reported}")
                continue
            require_close(
                reported["averagePrecision"], metrics.average_precision_score(targets[:, label], scores[:, label]),
                f"class {label}: average precision")
            require_close(
                reported["f1"], metrics.f1_score(targets[:, label], called, zero_division=0), f"class {label}: F1")
        final = report("runs", "show", entry["run"])["finalMetrics"]
        for name in ["macroF1", "averagePrecision"]:
            require_close(found[name], final[f"validation.{name}"], name)
        return f"{heard.sum()} classes heard in {len(targets)} windows"
