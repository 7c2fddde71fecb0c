"""Golden values of Tests/EvaluationTests, from scipy, scikit-learn (where installed) and numpy.

    python Tests/ReferenceImplementations/statistics.py [--output DIR]

writes EvaluationTests/Golden/statistics.json below DIR, by default the package's Tests.
"""

import argparse
import json
import pathlib
import platform

import numpy
import scipy
import sklearn
from sklearn import metrics
from scipy import stats


def holm(p):
    """Holm's step-down correction as statsmodels.stats.multitest.multipletests(method="holm") defines it."""
    p = numpy.asarray(p)
    order = numpy.argsort(p, kind="stable")
    factors = len(p) - numpy.arange(len(p))
    corrected = numpy.empty_like(p)
    corrected[order] = numpy.minimum(1, numpy.maximum.accumulate(factors * p[order]))
    return corrected.tolist()


def samples():
    random = numpy.random.default_rng(20261122)
    for count in [2, 3, 5, 30, 200]:
        for mean, deviation in [(0.0, 1.0), (0.59, 0.02), (1e6, 1e-3)]:
            yield random.normal(mean, deviation, count), mean


def sample_case(values, expected):
    test = stats.ttest_1samp(values, expected)
    lower, upper = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
    return {
        "values": values.tolist(), "expected": expected, "mean": values.mean(),
        "standardDeviation": values.std(ddof=1), "t": test.statistic, "pValue": test.pvalue,
        "lower": lower, "upper": upper,
    }


def paired_case(seed, count, shift):
    random = numpy.random.default_rng(seed)
    left, right = random.normal(0.6, 0.02, count), random.normal(0.6 - shift, 0.02, count)
    test = stats.ttest_rel(left, right)
    interval = test.confidence_interval(0.95)
    return {
        "left": left.tolist(), "right": right.tolist(), "mean": (left - right).mean(),
        "pValue": test.pvalue, "lower": interval.low, "upper": interval.high,
    }


def classification_case(seed, count, classes):
    random = numpy.random.default_rng(seed)
    actual, predicted = random.integers(0, classes, count), random.integers(0, classes, count)
    # Probabilities that single precision holds exactly, as a model's are.
    probabilities = random.dirichlet(numpy.ones(classes), count).astype(numpy.float32).astype(float)
    matrix = numpy.zeros((classes, classes), int)
    numpy.add.at(matrix, (actual, predicted), 1)
    brier = ((probabilities - numpy.eye(classes)[actual]) ** 2).sum(1).mean()
    return {
        "actual": actual.tolist(), "predicted": predicted.tolist(), "classCount": classes,
        "probabilities": probabilities.tolist(), "confusion": matrix.tolist(),
        "accuracy": (actual == predicted).mean(), "brier": brier,
        "macroF1": metrics.f1_score(actual, predicted, average="macro", zero_division=0),
        "precision": metrics.precision_score(actual, predicted, average=None, labels=range(classes), zero_division=0).tolist(),
        "recall": metrics.recall_score(actual, predicted, average=None, labels=range(classes), zero_division=0).tolist(),
        "f1": metrics.f1_score(actual, predicted, average=None, labels=range(classes), zero_division=0).tolist(),
        "expectedCalibrationError": calibration_error(probabilities, actual, 15),
    }


def calibration_error(probabilities, actual, bins):
    """Guo et al. 2017, equation 3; a bin is without its lower end, as torchmetrics has it."""
    confidence, hit = probabilities.max(1), probabilities.argmax(1) == actual
    edges = numpy.linspace(0, 1, bins + 1)
    error = 0.0
    for lower, upper in zip(edges[:-1], edges[1:]):
        inside = (confidence > lower) & (confidence <= upper)
        if inside.any():
            error += inside.mean() * abs(hit[inside].mean() - confidence[inside].mean())
    return error


def share_case(successes, count, level):
    interval = stats.binomtest(successes, count).proportion_ci(level, method="wilson")
    return {"successes": successes, "count": count, "level": level, "lower": interval.low, "upper": interval.high}


def resampled_case(seed, folds, shift):
    """Nadeau and Bengio 2003: the variance of the mean is that of the sample by 1/n + test/train."""
    random = numpy.random.default_rng(seed)
    left, right = random.normal(0.6, 0.03, folds), random.normal(0.6 - shift, 0.03, folds)
    d, share = left - right, 1 / (folds - 1)
    error = d.std(ddof=1) * numpy.sqrt(1 / folds + share)
    margin = stats.t.ppf(0.975, folds - 1) * error
    pooled = numpy.sqrt((left.var(ddof=1) + right.var(ddof=1)) / 2)
    return {
        "left": left.tolist(), "right": right.tolist(), "testShare": share, "t": d.mean() / error,
        "pValue": 2 * stats.t.sf(abs(d.mean() / error), folds - 1), "lower": d.mean() - margin,
        "upper": d.mean() + margin, "cohensDPaired": d.mean() / d.std(ddof=1),
        "cohensDOfGroups": (left.mean() - right.mean()) / pooled,
    }


degrees = [0.5, 1, 2, 2.5, 4, 9, 30, 100, 1e4]
golden = {
    "versions": {
        "python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__},
    "cumulative": [
        {"degreesOfFreedom": v, "t": t, "value": stats.t.cdf(t, v), "twoSided": 2 * stats.t.sf(abs(t), v)}
        for v in degrees for t in [-40, -4.5, -1, -1e-3, 0, 0.3, 1.96, 2.776, 12, 1e3]],
    "quantile": [
        {"degreesOfFreedom": v, "probability": p, "value": stats.t.ppf(p, v)}
        for v in degrees for p in [1e-6, 0.025, 0.2, 0.5, 0.501, 0.9, 0.975, 0.995]],
    "samples": [sample_case(values, mean) for values, mean in samples()],
    "paired": [paired_case(s, n, d) for s, n, d in [(1, 3, 0.0), (2, 5, 0.02), (3, 25, 0.01), (4, 2, 0.1)]],
    "holm": [
        {"pValues": p, "corrected": holm(p)}
        for p in [[0.01, 0.04, 0.03, 0.005], [0.5], [0.9, 0.8, 0.7], [0.02, 0.02, 0.02], []]],
    "normal": [{"z": z, "value": stats.norm.cdf(z)} for z in [-38, -8, -1.5, -1e-3, 0, 0.7, 1.96, 6]],
    "normalQuantile": [{"probability": p, "value": stats.norm.ppf(p)}
                       for p in [1e-300, 1e-9, 0.025, 0.3, 0.5, 0.6, 0.975, 1 - 1e-9]],
    "shares": [share_case(k, n, level) for k, n, level in [
        (0, 1, 0.95), (1, 1, 0.95), (3, 8, 0.95), (40, 80, 0.95), (79, 80, 0.9), (0, 400, 0.99), (33, 80, 0.5)]],
    "mcNemar": [{"leftOnly": b, "rightOnly": c, "pValue": stats.binomtest(b, b + c).pvalue} for b, c in [
        (0, 6), (3, 3), (1, 9), (15, 4), (40, 41), (200, 260), (1000, 1300)]],
    "resampled": [resampled_case(s, n, d) for s, n, d in [(11, 5, 0.0), (12, 5, 0.08), (13, 10, 0.02)]],
    "quantiles": [{"share": q, "value": float(numpy.quantile([-2.0, 0.5, 1.0, 7.0, 7.5], q))}
                  for q in [0, 0.025, 0.3, 0.5, 0.975, 1]],
    "classification": [classification_case(s, n, c) for s, n, c in [(5, 1, 1), (6, 40, 3), (7, 80, 10)]],
}
parser = argparse.ArgumentParser(description="Golden values of statistics.")
parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
folder = parser.parse_args().output / "EvaluationTests" / "Golden"
folder.mkdir(parents=True, exist_ok=True)
(folder / "statistics.json").write_text(json.dumps(golden, indent=1) + "\n")
