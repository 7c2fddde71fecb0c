"""Golden values of measures where several classes may be right at once, from scikit-learn.

    python Tests/ReferenceImplementations/multi_label.py [--output DIR]

writes EvaluationTests/Golden/multi_label.json below DIR, by default the package's Tests.
"""

import argparse
import json
import pathlib
import platform

import numpy
import sklearn
from sklearn import metrics


def case(seed, count, classes, *, ties, silent=False):
    random = numpy.random.default_rng(seed)
    targets = (random.uniform(size=(count, classes)) < 0.3).astype(int)
    if silent:
        targets[:, 1] = 0
    scores = 0.4 * targets + random.uniform(size=(count, classes)) * 0.8
    # Equal scores must be called heard together.
    scores = numpy.round(scores, 1 if ties else 4)
    heard = [label for label in range(classes) if targets[:, label].any()]
    return {
        "classCount": classes, "threshold": 0.5,
        "scores": scores.ravel().tolist(), "targets": targets.ravel().tolist(),
        "accuracy": float(numpy.mean([row[scores[index].argmax()] for index, row in enumerate(targets)])),
        "macroF1": metrics.f1_score(
            targets, scores > 0.5, labels=heard, average="macro", zero_division=0),
        "averagePrecision": metrics.average_precision_score(
            targets[:, heard], scores[:, heard], average="macro"),
        "byClass": [by_class(targets[:, label], scores[:, label]) for label in range(classes)],
    }


def by_class(targets, scores):
    """Of a class that is never heard only what can be told."""
    heard, called = targets.any(), (scores > 0.5).any()
    return {
        "precision": metrics.precision_score(targets, scores > 0.5) if called else None,
        "recall": metrics.recall_score(targets, scores > 0.5) if heard else None,
        "f1": metrics.f1_score(targets, scores > 0.5, zero_division=0) if heard else None,
        "averagePrecision": metrics.average_precision_score(targets, scores) if heard else None,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--output", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[1])
    arguments = parser.parse_args()
    golden = {
        "versions": {
            "python": platform.python_version(), "numpy": numpy.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "cases": [
            case(1, 40, 3, ties=False), case(2, 120, 11, ties=False), case(3, 60, 4, ties=True),
            case(4, 50, 5, ties=False, silent=True), case(5, 7, 2, ties=True),
        ],
    }
    file = arguments.output / "EvaluationTests" / "Golden" / "multi_label.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
