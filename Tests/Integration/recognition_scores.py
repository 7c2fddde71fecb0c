"""Holds the scores of `earshot recognition score` against sed_eval, which counts the same events anew.

    python Tests/Integration/recognition_scores.py SOUNDSCAPES ESTIMATES SCORE.json

SOUNDSCAPES is the folder that `earshot corpus compose` has made, ESTIMATES what `--estimates` has written, SCORE.json what
`--json` has printed. Prints every figure of both and ends with 1 where two differ by more than 1e-6.
"""

import json
import math
import pathlib
import sys

import sed_eval

TOLERANCE = 1e-6


def estimated(file):
    rows = [line.split("\t") for line in file.read_text().splitlines()]
    return [{"event_label": label, "onset": float(onset), "offset": float(offset)} for onset, offset, label in rows]


def counted(soundscapes, estimates):
    truth = json.loads((soundscapes / "soundscapes.json").read_text())
    files = {file.stem: file for file in estimates.glob("*.txt")}
    recordings = [recording for recording in truth["soundscapes"] if recording["id"] in files]
    assert len(recordings) == len(files) > 0, f"{len(files)} files for {len(recordings)} recordings"
    labels = truth["classes"]
    segments = sed_eval.sound_event.SegmentBasedMetrics(event_label_list=labels, time_resolution=1.0)
    events = sed_eval.sound_event.EventBasedMetrics(
        event_label_list=labels, t_collar=0.2, percentage_of_length=0.5, event_matching_type="optimal")
    for recording in recordings:
        reference = [{"event_label": event["class"], "onset": event["onset"], "offset": event["offset"]}
                     for event in recording["events"]]
        found = estimated(files[recording["id"]])
        segments.evaluate(reference_event_list=reference, estimated_event_list=found,
                          evaluated_length_seconds=recording["duration"])
        events.evaluate(reference_event_list=reference, estimated_event_list=found)
    return segments, events


def main():
    soundscapes, estimates, score = (pathlib.Path(argument) for argument in sys.argv[1:4])
    row = json.loads(score.read_text())["rows"][0]
    segments, events = counted(soundscapes, estimates)
    greatest = 0.0
    for name, metrics in (("segments", segments), ("events", events)):
        results = metrics.results_overall_metrics()
        theirs = {"f1": results["f_measure"]["f_measure"], "precision": results["f_measure"]["precision"],
                  "recall": results["f_measure"]["recall"], "errorRate": results["error_rate"]["error_rate"]}
        for key, value in theirs.items():
            ours = row[name].get(key)
            ours = math.nan if ours is None else ours
            difference = 0.0 if math.isnan(ours) and math.isnan(value) else abs(ours - value)
            # NaN compares with nothing: a figure that only one of them has is a difference.
            greatest = max(greatest, math.inf if math.isnan(difference) else difference)
            print(f"{name:9} {key:10} {ours:.9f} sed_eval {value:.9f}")
    print(f"greatest difference {greatest:.1e}")
    sys.exit(0 if greatest <= TOLERANCE else 1)


if __name__ == "__main__":
    main()
