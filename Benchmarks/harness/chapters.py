"""What is measured, chapter by chapter. A new chapter is a function here, a new peer an entry in its systems."""

import json
import os
import pathlib
import subprocess
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
    """Transforms of clips in memory and clips from their files to features, one thread; all of ESC-10 on two."""
    if not bench.esc10.is_dir():
        return bench.say("ESC-10 is not beside the package: the front end is left out")
    import audio_front_end
    import librosa
    import noisereduce

    clips = sorted((bench.esc10 / "audio").glob("*.ogg"))[::20]

    def resampled(samples, rate):
        return librosa.resample(samples, orig_sr=rate, target_sr=audio_front_end.RATE)

    recorded = [audio_front_end.recorded(clip) for clip in clips]
    samples = [resampled(*clip) for clip in recorded]
    transforms = [
        ("stft", "STFT, 2048 / 512", "librosa", 5, librosa.stft),
        ("logMel", "128 log-mel bands, 2048 / 512", "librosa", 4,
         lambda clip: librosa.power_to_db(librosa.feature.melspectrogram(y=clip, sr=audio_front_end.RATE))),
        ("nonStationaryGate", "non-stationary gate", "noisereduce 3", None,
         lambda clip: noisereduce.reduce_noise(y=clip, sr=audio_front_end.RATE)),
    ]
    for name, title, peer, bar, transform in transforms:
        bench.measure(
            f"frontEnd.{name}", "Front end", f"{title}, of a clip of ESC-10 in memory",
            {
                "earshot": Worker(bench.worker, "transform", name, *clips),
                peer: InProcess(lambda call, transform=transform: transform(samples[call % len(samples)])),
            },
            repetitions=len(clips), warmup=len(clips), bars={peer: bar} if bar else {})
    bench.measure(
        "frontEnd.documented", "Front end", "the documented front end of a clip of ESC-10 in memory",
        {
            "earshot": Worker(bench.worker, "transform", "documented", *clips),
            "librosa": InProcess(
                lambda call: audio_front_end.features_of(resampled(*recorded[call % len(recorded)]))),
        },
        repetitions=len(clips), warmup=len(clips), bars={"librosa": 5},
        note="resampling by soxr (HQ), gate, trim, mean spectrum; librosa with the gate of noisereduce 1.1 in NumPy.")
    bench.measure(
        "frontEnd.clip", "Front end", "a clip of ESC-10, from file to features",
        {
            "earshot": Worker(bench.worker, "clips", bench.root / "Experiments/gen6.json", *clips),
            "librosa": InProcess(lambda call: audio_front_end.features(clips[call % len(clips)])),
        },
        repetitions=len(clips), warmup=len(clips),
        note="as before, and decoding, which takes most of it and is libsndfile's on both sides.")
    bench.measure(
        "frontEnd.corpus", "Front end", "all of ESC-10, from files to features, two threads",
        {"earshot": Worker(bench.worker, "features", bench.root / "Experiments/gen6.json", bench.esc10, "--jobs", 2)},
        repetitions=1, warmup=1, limit=8, note="no cache of features; the recordings are in the page cache.")


def products(bench):
    """Matrix products of the shapes of dense layers, and large ones, beside OpenBLAS; one thread."""
    chapter = "Matrix products, single precision, one thread"
    shapes = [
        ("forward", 32, 257, 256, "dense", 1.2), ("forward", 32, 256, 128, "dense", 1.2),
        ("forward", 32, 128, 64, "dense", 1.2), ("weight gradient", 256, 32, 128, "weightGradient", 1.2),
        ("large", 512, 512, 512, "packed", 0.95), ("large", 1024, 1024, 1024, "packed", 0.95),
    ]
    for what, rows, depth, columns, kernel, bar in shapes:
        transposed = ["--transposed"] if kernel == "weightGradient" else []
        bench.measure(
            f"product.{rows}x{depth}x{columns}", chapter, f"{rows} x {depth} x {columns}, {what}",
            {
                "earshot": Worker(bench.worker, "product", rows, depth, columns, "--kernel", kernel),
                "OpenBLAS": bench.peer("openblas", rows, depth, columns, *transposed),
                "peak of a core": Worker(bench.worker, "peak", 2 * rows * depth * columns),
            },
            repetitions=20 if rows >= 512 else 400, warmup=40, operations=2 * rows * depth * columns,
            bars={"OpenBLAS": bar} | ({"peak of a core": 0.88} if rows < 512 else {}),
            note="peak of a core: as many fused multiply-adds of the same vectors on registers alone; its ratio is the "
                 "share of it that earshot reaches." if what == "large" and rows > 512 else None)


def convolutions(bench):
    """The three passes of a 3x3 convolution with 64 channels in and out, batch 32, beside PyTorch; one thread."""
    chapter = "3x3 convolution, 64 to 64 channels, batch 32, one thread"
    passes = {"forward": "forward", "input-gradient": "inputGradient", "weight-gradient": "weightGradient"}
    for part, bar in [("forward", 2), ("input-gradient", 2), ("weight-gradient", 3)]:
        shape = [16, 32, 64, 64]
        systems = {"earshot": Worker(bench.worker, "convolution", *shape, "--pass", passes[part])}
        for layout, label in [("nchw", "torch, nchw"), ("channels-last", "torch, channels last")]:
            systems[label] = bench.peer("torch", "--layout", layout, "convolution", part, *shape)
        systems[AVX2] = bench.peer(
            "torch", "--layout", "channels-last", "convolution", part, *shape, instructions="AVX2")
        bench.measure(
            f"convolution.{part}", chapter, f"{part.replace('-', ' ')} of images of 16 x 32", systems,
            repetitions=20, warmup=10, operations=2 * 9 * 64 * 64 * 16 * 32 * 32,
            bars={AVX2: bar, "torch, nchw": bar, "torch, channels last": bar})


# A peer that is kept to the vectors that earshot uses, where the processor has wider ones.
AVX2 = "torch, channels last, AVX2"
KERAS_AVX2 = "keras, AVX2"

MODELS = [  # name, title, repetitions, bars of the step
    ("gen6", "dense (gen6)", 400, {"torch, Adam fused": 3.5, "keras fit": 10}, 210e-6),
    ("gen1", "1D CNN (gen1)", 60, {}, None),
    ("cnn", "2D CNN", 10, {"torch, channels last": 3, "torch, nchw": 3, AVX2: 3, "keras": 4, KERAS_AVX2: 4}, None),
    ("residual", "residual CNN, batch normalisation", 6, {}, None),
]


def training_steps(bench):
    """One training step: gathering the batch, forward, backward, Adam; one thread and two."""
    for threads in bench.threads:
        chapter = f"Training step, batch 32, ten classes, {bench.counted(threads)}"
        for name, title, repetitions, bars, limit in MODELS:
            file, resolved = bench.experiment(name)

            def torch(layout, adam="fused", **limit):
                return bench.peer("torch", "--threads", threads, "--layout", layout, "steps", resolved, "--adam", adam,
                                  **limit)

            def keras(kind, **limit):
                return bench.peer("keras", "--threads", threads, kind, resolved, **limit)

            systems = {"earshot": Worker(bench.worker, "step", file, "--threads", threads)}
            if bench.is_image(name):
                systems |= {
                    "torch, channels last": torch("channels-last"), "torch, nchw": torch("nchw"),
                    AVX2: torch("channels-last", instructions="AVX2"), "keras": keras("steps"),
                    KERAS_AVX2: keras("steps", instructions="AVX2")}
            else:
                systems |= {"torch, Adam fused": torch("nchw"), "torch, Adam default": torch("nchw", "default"),
                            "keras": keras("steps"), "keras fit": (keras("epochs"), 32)}
            bench.measure(
                f"step.{name}.{threads}", chapter, title, systems, repetitions=repetitions, warmup=repetitions,
                bars=bars, limit=limit if threads == 1 else None)


def inference(bench):
    """Probabilities from features, of one clip and of a batch; one thread."""
    for batch in [1, 32]:
        chapter = f"Inference from features, {'one clip' if batch == 1 else f'a batch of {batch}'}, one thread"
        for name, title, _, _, _ in MODELS:
            file, resolved = bench.experiment(name)
            layouts = ["nchw", "channels-last"] if bench.is_image(name) else ["nchw"]
            systems = {"earshot": Worker(bench.worker, "predict", file, "--batch-size", batch)}
            for layout in layouts:
                label = "torch, channels last" if layout == "channels-last" else "torch"
                systems[label] = bench.peer("torch", "--layout", layout, "inference", resolved, "--batch", batch)
            systems["keras"] = bench.peer("keras", "inference", resolved, "--batch", batch)
            repetitions = 20 if bench.is_image(name) else 200
            bench.measure(
                f"inference.{name}.{batch}", chapter, title, systems, repetitions=repetitions, warmup=repetitions)


def trainings(bench):
    """All epochs of gen1 and gen6, each with its validation; one thread."""
    chapter = "A whole training of 320 clips, validated on 80 after every epoch, one thread"
    for name in ["gen6", "gen1"]:
        file, resolved = bench.experiment(name)
        bench.measure(
            f"training.{name}", chapter, name,
            {
                "earshot": Worker(bench.worker, "training", file),
                "torch, Adam fused": bench.peer("torch", "training", resolved),
                "keras fit": bench.peer("keras", "training", resolved),
            }, note="initial weights, every epoch's shuffling, updates and validation; features in memory, nothing stored.")


def listening(bench):
    """Ten minutes of sound, heard from the file to the answer on one core: the model that ships, and two that are trained
    for it; how well is not asked."""
    import numpy as np
    import soundfile

    seconds, rate = 600, 44100
    file = bench.scratch / "ten-minutes.flac"
    random = np.random.default_rng(1)
    time = np.arange(60 * rate) / rate
    with soundfile.SoundFile(file, "w", rate, 1, "PCM_16") as output:
        for minute in range(seconds // 60):
            tones = 0.3 * np.sin(2 * np.pi * (200 + 150 * minute) * time) * (np.sin(np.pi * time / 3) > 0.8)
            output.write(tones + 0.02 * random.standard_normal(len(time)))
    runs = bench.scratch / "listening"
    for name in ["gen6", "gen1"]:
        bench.say(f"training one epoch of {name}")
        result = subprocess.run(
            [bench.earshot, "run", name, "-S", "training.epochs=1", "--runs", runs, "--quiet"], cwd=bench.root,
            capture_output=True, text=True)
        if result.returncode != 0:
            sys.exit(f"bench: {name}: {result.stderr.strip()}")
    settings = json.loads((bench.root / "Experiments/recognition.json").read_text())["window"]
    chapter = (f"Listening to ten minutes, windows of {settings['duration']:g} s every {settings['hop']:g} s, one thread")
    for model, title, speed in [("shipped", "generation 7, as it ships", 200), ("gen6", "gen6, dense", 200),
                                ("gen1", "gen1, convolutions", 50)]:
        command = Command(
            lambda call, model=model: [bench.earshot, "listen", file, "--model", model, "--runs", runs, "--json"],
            bench.root)
        bench.measure(f"listening.{model}", chapter, title, {"earshot": command}, repetitions=2, limit=seconds / speed,
                      note=f"{speed} times real time was promised.")


CHAPTERS = {
    "generations": generations, "front-end": front_end, "products": products, "convolutions": convolutions,
    "steps": training_steps, "inference": inference, "trainings": trainings,
    "listening": listening,
}

# Peers are compared thread for thread.
for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"]:
    os.environ.setdefault(variable, "1")
