"""Golden values of the statistics of clips, from librosa and SciPy in double precision.

    python Tests/ReferenceImplementations/clip_statistics.py [--output DIR] [--esc10 DIR]

writes AudioFrontEndTests/Golden/clip-statistics-*.json below DIR, by default the package's Tests. What the statistics
are is told in TextureStatistics.swift and FineStatistics.swift. The recorded clips come from ESC-10, which the package
does not hold.
"""
import argparse
import pathlib
import sys

import librosa
import numpy as np
import scipy.fft

# At the end, so that no file beside this one hides a module of Python's own.
sys.path.append(str(pathlib.Path(__file__).resolve().parent))
import audio_front_end

ROOT = audio_front_end.ROOT
RATE = 44100
SECONDS = 5
CLIPS = ["1-100032-A-0", "1-17367-A-10", "5-198411-C-20", "1-21935-A-38", "3-107219-A-1"]


def synthetic(count):
    """The signal of audio_front_end at 44.1 kHz."""
    n = np.arange(count, dtype=np.float64)
    t = n / RATE
    tone = 0.5 * np.sin(2 * np.pi * (300 * t + 400 * t * t))
    noise = (np.arange(count, dtype=np.uint64) * np.uint64(2654435761) % np.uint64(4294967296)) / 4294967296 - 0.5
    return (tone * np.sin(np.pi * n / count) ** 4 + 0.004 * noise).astype(np.float32)


def excerpt(samples):
    return librosa.util.fix_length(samples, size=SECONDS * RATE).astype(np.float64)


def power(samples, fft, hop):
    return np.abs(librosa.stft(samples, n_fft=fft, hop_length=hop, pad_mode="reflect")) ** 2


def texture(samples):
    clip = excerpt(samples)
    mel = librosa.filters.mel(sr=RATE, n_fft=2048, n_mels=64, fmin=30, fmax=20000, dtype=np.float64)
    levels = 10 * np.log10((mel @ power(clip, 2048, 882))[:, : len(clip) // 882] + 1e-9)
    peak = levels.max()
    levels = np.maximum(levels, peak - 80)
    loudest = levels.max(0)
    within = loudest > peak - 50
    if within.sum() <= 8:
        within = np.ones_like(within)
    kept = levels[:, within] - peak
    change = np.diff(levels, axis=1)
    cepstra = scipy.fft.dct(levels - peak, axis=0, norm="ortho")[:20]

    spectrum = np.abs(np.fft.rfft(levels - levels.mean(1, keepdims=True), axis=1))
    ranges = np.add.reduceat(spectrum, [1, 2, 3, 5, 8, 12, 18, 27, 40, 60, 90], axis=1)
    modulation = np.log(ranges.reshape(8, 8, 11).mean(1) + 1e-3)

    flatness = 4.34 * np.log(np.exp(levels / 4.34).mean(0) + 1e-12) - levels.mean(0)
    onset = np.maximum(change, 0).mean(0)
    scalars = [within.mean(), np.diff(loudest).max(), loudest.std(), flatness.mean(), flatness.std(),
               onset.mean(), onset.std(), onset.max()]
    centered = onset - onset.mean()
    correlation = np.correlate(centered, centered, "full")[len(onset) - 1:]
    correlation = correlation / (correlation[0] + 1e-9)
    edges = [2, 5, 9, 14, 20, 30, 45, 70, 110]
    peaks = [correlation[low:high].max() for low, high in zip(edges, edges[1:])]
    top = levels[:, np.argsort(loudest, kind="stable")[-12:]].mean(1) - peak
    covariance = np.cov(cepstra[1:13])[np.triu_indices(12)]
    return np.concatenate([
        kept.mean(1), kept.std(1), np.percentile(kept, 10, axis=1), np.percentile(kept, 90, axis=1),
        np.abs(change).mean(1), change.std(1),
        cepstra.mean(1), cepstra.std(1), np.abs(np.diff(cepstra, axis=1)).mean(1),
        modulation.ravel(), scalars, peaks, top, np.sign(covariance) * np.log1p(np.abs(covariance)),
    ])


def fine(samples):
    clip = excerpt(samples)
    bands = np.add.reduceat(power(clip, 256, 64)[:128], [1, 2, 3, 5, 8, 13, 22, 37, 62], axis=0)
    envelope = np.sqrt(bands + 1e-12)
    envelope /= envelope.max() + 1e-9
    loudest = envelope.max(0)
    within = loudest > loudest.max() * 10 ** (-50 / 20)
    if within.sum() <= 200:
        within = np.ones_like(within)
    compressed = envelope ** 0.6
    kept = compressed[:, within]

    def logarithm(values):
        return np.where(values > 1e-20, np.log(np.maximum(values, 1e-20)), 0)

    mean, deviation = kept.mean(1), kept.std(1) + 1e-6
    scaled = (kept - mean[:, None]) / deviation[:, None]
    crest = logarithm(envelope[:, within].max(1) / (envelope[:, within].mean(1) + 1e-9))
    change = np.diff(np.log(envelope + 1e-5), axis=1)[:, within[1:]]
    fourth = ((change - change.mean(1, keepdims=True)) ** 4).mean(1)

    length = 1024
    stretches = [compressed[:, start:start + length]
                 for start in range(0, compressed.shape[1] - length + 1, length // 2)]
    stretches = [part for part in stretches if part.max() > 0.02] or stretches[:1]
    spectrum = np.mean([
        np.abs(np.fft.rfft((part - part.mean(1, keepdims=True)) * np.hanning(length), axis=1)) ** 2
        / ((part.mean(1, keepdims=True) * length) ** 2 + 1e-6) for part in stretches], axis=0)
    edges = np.unique(np.round(np.geomspace(2, 450, 13)).astype(int))
    modulation = np.log(np.stack([spectrum[:, a:b].mean(1) for a, b in zip(edges, edges[1:])], 1) + 1e-9)
    crests = np.log(np.stack([
        spectrum[:, a:b].max(1) / (spectrum[:, a:b].mean(1) + 1e-9)
        for a, b in [(4, 15), (15, 60), (60, 250), (250, 500)]], 1) + 1e-9)

    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = np.corrcoef(kept)
    still = kept.var(1) <= 1e-18
    correlation[still | still[:, None]] = 0
    return np.concatenate([
        (scaled ** 3).mean(1), logarithm((scaled ** 4).mean(1)), deviation / (mean + 1e-6), crest,
        logarithm(fourth / (change.var(1) + 1e-9) ** 2), change.std(1),
        np.percentile(change, [99, 99.9], axis=1).ravel(), modulation.ravel(), crests.ravel(),
        correlation[np.triu_indices(9, 1)], [np.abs(np.diff(np.sign(clip))).mean(), within.mean()],
    ])


def case(samples):
    return {"sampleCount": len(samples), "texture": audio_front_end.numbers(texture(samples)),
            "fine": audio_front_end.numbers(fine(samples))}


def provenance():
    script = "Tests/ReferenceImplementations/clip_statistics.py"
    return audio_front_end.provenance("2e-3, in the 36 crests of fine 1e-2; relative above 1: transforms in single precision") | {
        "script": script, "command": f"python {script}"}


def main():
    parser = argparse.ArgumentParser(description="Golden values of the statistics of clips.")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "Tests")
    parser.add_argument("--esc10", type=pathlib.Path, default=ROOT.parent / "shared/data/esc10")
    arguments = parser.parse_args()
    golden = arguments.output / "AudioFrontEndTests/Golden"
    golden.mkdir(parents=True, exist_ok=True)
    audio_front_end.write(golden, "clip-statistics-synthetic", {
        "provenance": provenance(), "cases": [case(synthetic(count)) for count in (20000, 100000, 220500, 300000)]})
    if not arguments.esc10.is_dir():
        print("no ESC-10: clip-statistics-recordings.json is left as it is")
        return
    cases = []
    for clip in CLIPS:
        samples, _ = audio_front_end.recorded(arguments.esc10 / "audio" / f"{clip}.ogg")
        cases.append({"clip": clip, **case(samples)})
    audio_front_end.write(golden, "clip-statistics-recordings", {"provenance": provenance(), "cases": cases})


if __name__ == "__main__":
    main()
