"""Expected values for the synthetic corpus: its filters by scipy, its frozen clips as they were measured outside.

    .build/release/earshot corpus synthesize SYNTHETIC
    python Tests/ReferenceImplementations/synthesis.py --corpus SYNTHETIC [--output DIR]

writes below DIR, by default the package's Tests, in DatasetsTests/Golden:

synthesis-filters.json: impulse responses of Butterworth band-passes and of a resonance, from scipy alone.
synthetic-clips.json: fingerprints of clips of the corpus in the folder given (generator 1, seed 1),
measured by numpy and librosa. The clips themselves are Earshot's own: this half freezes them, so that no change of
the generator goes unnoticed. A change that is meant raises SyntheticClip.generatorVersion, and runs this again.
"""

import argparse
import json
import platform
from pathlib import Path

import librosa
import numpy as np
import scipy
import scipy.signal
import soundfile

SAMPLE_RATE = 22050
NYQUIST = SAMPLE_RATE / 2
CLIPS = [
    "Dog-00-A", "Dog-00-B", "Dog-19-A", "Rain-03-A", "Rain-03-B", "Siren-07-B", "ClockAlarm-11-A", "GlassBreaking-05-B",
    "Engine-14-A", "ChirpingBirds-02-B", "Wind-18-A", "WaterDrops-09-B", "CryingBaby-16-A", "Helicopter-12-B",
]
SAMPLES = [11025, 22051, 40000, 55125, 77777, 99999]


def band_pass(order, low, high, count=100):
    sections = scipy.signal.butter(order, [low / NYQUIST, high / NYQUIST], btype="band", output="sos")
    impulse = np.zeros(count)
    impulse[0] = 1
    response = scipy.signal.sosfilt(sections, impulse)
    return {"order": order, "low": low, "high": high, "response": response.tolist()}


def resonance(frequency, quality, count=100):
    numerator, denominator = scipy.signal.iirpeak(frequency, quality, fs=SAMPLE_RATE)
    impulse = np.zeros(count)
    impulse[0] = 1
    response = scipy.signal.lfilter(numerator, denominator, impulse)
    return {"frequency": frequency, "quality": quality, "response": response.tolist()}


def fingerprint(folder, name):
    samples, rate = soundfile.read(folder / "audio" / f"{name}.wav", dtype="float32")
    assert rate == SAMPLE_RATE and len(samples) == 5 * SAMPLE_RATE
    spectrum = np.abs(librosa.stft(samples, n_fft=512, hop_length=256)).mean(axis=1).astype(np.float64)
    frequencies = np.arange(257) * SAMPLE_RATE / 512
    return {
        "clip": name,
        "rootMeanSquare": float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))),
        "centroid": float((frequencies * spectrum).sum() / spectrum.sum()),
        "samples": [float(samples[index]) for index in SAMPLES],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True, help="what `earshot corpus synthesize` has written")
    parser.add_argument("--output", type=Path, default=Path(__file__).resolve().parents[1])
    arguments = parser.parse_args()
    corpus, target = arguments.corpus, arguments.output / "DatasetsTests/Golden"
    target.mkdir(parents=True, exist_ok=True)
    versions = (
        f"python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}, "
        f"librosa {librosa.__version__}, soundfile {soundfile.__version__}"
    )
    filters = {
        "provenance": f"synthesis.py; {versions}; impulse responses, float64",
        "tolerance": "1e-10: both sides compute in float64, in another order",
        "bandPasses": [
            band_pass(order, low, high)
            for order in (1, 2)
            for low, high in [(200, 800), (20, 10500), (3000, 3300), (1000, 9000), (40, 90)]
        ],
        "resonances": [resonance(f, q) for f, q in [(440, 8), (2500, 3), (80, 20), (9000, 1.5)]],
    }
    clips = {
        "provenance": f"synthesis.py; {versions}; clips of generator 1, seed 1, read from 16-bit WAV",
        "tolerance": "1e-4, of the centroid 1e-4 of itself: 16-bit steps are 3e-5, and libm and FFTW may round "
        "otherwise on another processor",
        "sampleIndices": SAMPLES,
        "clips": [fingerprint(corpus, name) for name in CLIPS],
    }
    (target / "synthesis-filters.json").write_text(json.dumps(filters, indent=1) + "\n")
    (target / "synthetic-clips.json").write_text(json.dumps(clips, indent=1) + "\n")


main()
