"""Scores of `earshot recognition score` against sed_eval, on soundscapes of the built-in corpus."""

import json
import pathlib
import subprocess
import sys


def add_checks(checklist, root, earshot, folder):
    reference = pathlib.Path(root) / "Tests/Integration/recognition_scores.py"

    def run(*arguments):
        answer = subprocess.run([earshot, *map(str, arguments)], cwd=root, capture_output=True, text=True)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    @checklist.check("recognition: scores of a detector equal those of sed_eval to 1e-6")
    def _():
        folder.mkdir(parents=True)
        profile = json.loads((root / "Experiments/soundscapes/standard.json").read_text())
        profile.update({"name": "few", "soundscapesPerFold": 12, "$schema": "soundscapes.schema.json"})
        (folder / "few.json").write_text(json.dumps(profile))
        # Low thresholds: a net that has hardly learned is to find much, right and wrong.
        (folder / "low.json").write_text(json.dumps({
            "window": {"duration": 1, "hop": 0.25}, "median": 3, "thresholds": 0.15, "lowerShare": 0.9,
            "minimumDuration": 0.3, "minimumPause": 0.3}))
        soundscapes, runs = folder / "soundscapes", folder / "runs"
        run("corpus", "compose", "synthetic", "-o", soundscapes, "--profile", folder / "few.json", "--quiet")
        rows = json.loads(run("run", "detector", "--corpus", soundscapes, "--runs", runs, "--cache", folder / "cache",
                              "--folds", "4,5", "-S", "training.epochs=3", "--json", "--quiet"))
        score = run("recognition", "score", *[runs / row["run"] for row in rows], "--soundscapes", soundscapes,
                    "--settings", folder / "low.json", "--estimates", folder / "estimates", "--json", "--quiet")
        (folder / "score.json").write_text(score)
        found = json.loads(score)["rows"][0]["segments"]
        assert found["estimates"] > 20 and found["truePositives"] > 0, f"too little to compare: {found}"
        answer = subprocess.run(
            [sys.executable, reference, soundscapes, folder / "estimates", folder / "score.json"],
            capture_output=True, text=True)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return f"24 soundscapes, segment F1 {found['f1']:.3f}; {answer.stdout.splitlines()[-1]}"
