"""Golden values of the measures of sound event detection, from sed_eval.

    python Tests/ReferenceImplementations/sound_events.py [--output DIR]

writes EvaluationTests/Golden/sound_events.json below DIR, by default the package's Tests.
"""

import argparse
import importlib.metadata
import json
import pathlib
import platform

import numpy
import sed_eval

LABELS = ["a", "b", "c", "d"]


def events(random, count, duration):
    found = []
    for _ in range(count):
        onset = round(random.uniform(0, duration - 0.3), 3)
        offset = round(min(duration, onset + random.uniform(0.1, 4)), 3)
        found.append({"event_label": LABELS[random.integers(len(LABELS))], "onset": onset, "offset": offset})
    return found


def disturbed(random, reference, duration):
    """What a middling detector would find: events moved, mistaken, left out, invented."""
    found = []
    for event in reference:
        if random.uniform() < 0.2:
            continue
        onset = max(0, round(event["onset"] + random.normal(0, 0.12), 3))
        offset = round(min(duration, max(onset + 0.05, event["offset"] + random.normal(0, 0.3))), 3)
        label = event["event_label"] if random.uniform() < 0.8 else LABELS[random.integers(len(LABELS))]
        found.append({"event_label": label, "onset": onset, "offset": offset})
    return found + events(random, int(random.integers(0, 3)), duration)


def measures(metrics):
    results = metrics.results_overall_metrics()
    by_class = metrics.results_class_wise_metrics()
    number = lambda value: None if value is None or numpy.isnan(value) else float(value)
    return {
        "f1": number(results["f_measure"]["f_measure"]),
        "precision": number(results["f_measure"]["precision"]),
        "recall": number(results["f_measure"]["recall"]),
        "errorRate": number(results["error_rate"]["error_rate"]),
        "substitutionRate": number(results["error_rate"].get("substitution_rate")),
        "deletionRate": number(results["error_rate"]["deletion_rate"]),
        "insertionRate": number(results["error_rate"]["insertion_rate"]),
        "classF1": [number(by_class[label]["f_measure"]["f_measure"]) for label in LABELS],
    }


def numbered(listed):
    return [
        {"label": LABELS.index(event["event_label"]), "onset": event["onset"], "offset": event["offset"]}
        for event in listed
    ]


def case(seed, recordings, resolution, collar):
    random = numpy.random.default_rng(seed)
    segments = sed_eval.sound_event.SegmentBasedMetrics(LABELS, resolution)
    whole = sed_eval.sound_event.EventBasedMetrics(LABELS, t_collar=collar, event_matching_type="optimal")
    listed = []
    for _ in range(recordings):
        duration = float(random.choice([7.3, 10.0]))
        reference = events(random, int(random.integers(1, 7)), duration)
        estimate = disturbed(random, reference, duration)
        if not estimate:
            estimate = events(random, 1, duration)
        segments.evaluate(reference, estimate, evaluated_length_seconds=duration)
        whole.evaluate(reference, estimate)
        listed.append({"duration": duration, "reference": numbered(reference), "estimate": numbered(estimate)})
    return {
        "resolution": resolution, "collar": collar, "recordings": listed,
        "segments": measures(segments), "events": measures(whole),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parents[1])
    folder = parser.parse_args().output / "EvaluationTests" / "Golden"
    folder.mkdir(parents=True, exist_ok=True)
    golden = {
        "versions": {
            "python": platform.python_version(), "numpy": numpy.__version__,
            "sed_eval": importlib.metadata.version("sed_eval"),
        },
        "cases": [
            case(seed, recordings, resolution, collar)
            for seed, (recordings, resolution, collar) in enumerate(
                [(1, 1.0, 0.2)] * 8 + [(6, 1.0, 0.2)] * 6 + [(4, 0.5, 0.05)] * 4 + [(4, 0.1, 0.5)] * 4
                + [(20, 1.0, 0.2)] * 2)
        ],
    }
    (folder / "sound_events.json").write_text(json.dumps(golden) + "\n")


main()
