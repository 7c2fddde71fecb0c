"""What is measured, chapter by chapter. A new chapter is a function here, a new peer an entry in its systems."""

import os
import pathlib
import sys
import tempfile

from measurement import Command, InProcess, Worker

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "Tests/ReferenceImplementations"))


def generations(bench):
    """All six generations on ESC-10, documented fold, one seed: the whole command."""
    if not bench.esc10.is_dir():
        return bench.say("ESC-10 is not beside the package: the generations are left out")
    chapter = "All six generations on ESC-10, documented fold, one seed"
    with tempfile.TemporaryDirectory(prefix="earshot-bench-") as folder:

        def command(runs, cache):
            return [bench.earshot, "run", "all", "--corpus", bench.esc10, "--seeds", "1",
                    "--runs", f"{folder}/{runs}", "--cache", f"{folder}/{cache}", "--quiet"]

        cold = Command(lambda call: command(f"cold-{call}", f"cache-{call}"), bench.root)
        cached = Command(lambda call: command(f"cached-{call}", "cache-0"), bench.root)
        bench.measure("generations.cold", chapter, "cold features", {"earshot": cold}, limit=25,
                      note="an empty cache for each repetition; the recordings are in the page cache.")
        bench.measure("generations.cached", chapter, "features cached", {"earshot": cached}, limit=10)


def front_end(bench):
    """One clip from its file to its features, one thread."""
    if not bench.esc10.is_dir():
        return bench.say("ESC-10 is not beside the package: the front end is left out")
    import audio_front_end

    clips = sorted((bench.esc10 / "audio").glob("*.ogg"))[::20]
    bench.measure(
        "frontEnd.clip", "Front end", "a clip of ESC-10, from file to features",
        {
            "earshot": Worker(bench.worker, "clips", bench.root / "Experiments/gen6.json", *clips),
            "librosa": InProcess(lambda call: audio_front_end.features(clips[call % len(clips)])),
        },
        repetitions=len(clips), warmup=len(clips),
        note="decoding, resampling by soxr (HQ), gate, trim, mean spectrum; librosa with the reference gate in NumPy.")


def training_steps(bench):
    """One training step: gathering the batch, forward, backward, Adam; one thread."""
    from torch_steps import TorchSteps

    for generation, title, repetitions in [("gen6", "dense (gen6)", 400), ("gen1", "CNN (gen1)", 40)]:
        experiment = bench.root / f"Experiments/{generation}.json"
        bench.measure(
            f"step.{generation}", "Training step, batch 32, ten classes, one thread", title,
            {
                "earshot": Worker(bench.worker, "step", experiment),
                "torch, Adam fused": InProcess(TorchSteps(generation, fused=True)),
                "torch, Adam default": InProcess(TorchSteps(generation, fused=False)),
            },
            repetitions=repetitions, warmup=repetitions)


CHAPTERS = {"generations": generations, "front-end": front_end, "steps": training_steps}

# Peers are compared thread for thread.
for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"]:
    os.environ.setdefault(variable, "1")
