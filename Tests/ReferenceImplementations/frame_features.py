"""Golden values of pre-emphasis, features of frames, their changes and summaries, from librosa, NumPy and SciPy.

    python Tests/ReferenceImplementations/frame_features.py [--output DIR] [--esc10 DIR]

writes AudioFrontEndTests/Golden/frame-features-*.json and pre-emphasis.json below DIR, by default the package's Tests. A case
names its features as `FrameFeatures` reads them. The recorded clips come from ESC-10, which the package does not hold.
"""
import pathlib
import sys

import librosa
import numpy as np
import scipy.stats

# At the end, so that no file beside this one hides a module of Python's own.
sys.path.append(str(pathlib.Path(__file__).resolve().parent))
import audio_front_end
from audio_front_end import RATE, numbers

CLIPS = ["1-100032-A-0", "1-17367-A-10", "5-198411-C-20", "1-21935-A-38", "3-107219-A-1"]
STATISTICS = ["mean", "standardDeviation", "minimum", "maximum", "median", "percentile0", "percentile10", "percentile90"]
SHAPES = ["skewness", "kurtosis"]


def mel(fft, hop, bands, low, high, scale, **more):
    return {"fftLength": fft, "hopLength": hop, "melBandCount": bands, "frequencyRange": [low, high],
            "melScale": scale} | more


def mfcc(count, lifter, levels, **more):
    return {"type": "mfcc", "coefficientCount": count, "lifter": lifter, "melSpectrogram": levels} | more


def descriptors(fft, hop, names, roll_off=0.85, **more):
    return {"type": "spectralDescriptors", "fftLength": fft, "hopLength": hop, "descriptors": names,
            "rollOff": roll_off} | more


def spectrogram(fft, hop, scale, reference=1, floor=1e-10, dynamic_range=80, **more):
    decibels = {"reference": reference, "floor": floor}
    if dynamic_range is not None:
        decibels["dynamicRange"] = dynamic_range
    return {"type": "spectrogram", "fftLength": fft, "hopLength": hop, "scale": scale, "decibels": decibels} | more


ALL = ["centroid", "bandwidth", "rollOff", "flatness", "zeroCrossingRate", "rms"]
SETTINGS = [
    spectrogram(512, 256, "magnitude", deltas=[1]),
    spectrogram(1024, 512, "power"),
    spectrogram(2048, 441, "decibels"),
    spectrogram(512, 256, "decibels", reference=0.01, floor=1e-6, dynamic_range=None),
    {"type": "logMelSpectrogram", **mel(1024, 512, 40, 30, 11000, "slaney"), "deltas": [1, 2]},
    {"type": "logMelSpectrogram", **mel(2048, 512, 64, 0, 8000, "htk"),
     "decibels": {"reference": 2, "floor": 1e-8, "dynamicRange": 60}, "deltas": [2]},
    mfcc(20, 0, mel(2048, 512, 128, 0, 11025, "slaney"), deltas=[1, 2]),
    mfcc(13, 22, mel(512, 256, 40, 50, 8000, "htk")),
    mfcc(40, 0, mel(1024, 220, 40, 0, 11025, "slaney"), deltas=[2, 1]),
    descriptors(2048, 512, ALL, deltas=[1]),
    descriptors(512, 128, ["rms", "zeroCrossingRate", "rollOff", "centroid"], roll_off=0.5),
    descriptors(1024, 1024, ["flatness", "bandwidth"], deltas=[1, 2]),
]


def power_to_db(power, decibels):
    return librosa.power_to_db(power, ref=decibels["reference"], amin=decibels["floor"],
                               top_db=decibels.get("dynamicRange"))


def log_mel(samples, levels):
    power = librosa.feature.melspectrogram(
        y=samples, sr=RATE, n_fft=levels["fftLength"], hop_length=levels["hopLength"],
        n_mels=levels["melBandCount"], fmin=levels["frequencyRange"][0], fmax=levels["frequencyRange"][1],
        htk=levels["melScale"] == "htk")
    return power_to_db(power, levels.get("decibels", {"reference": 1, "floor": 1e-10, "dynamicRange": 80}))


def descriptor(samples, name, settings):
    fft, hop = settings["fftLength"], settings["hopLength"]
    spectral = {"y": samples, "sr": RATE, "n_fft": fft, "hop_length": hop}
    frames = {"y": samples, "frame_length": fft, "hop_length": hop}
    if name == "centroid":
        return librosa.feature.spectral_centroid(**spectral)
    if name == "bandwidth":
        return librosa.feature.spectral_bandwidth(**spectral)
    if name == "rollOff":
        return librosa.feature.spectral_rolloff(**spectral, roll_percent=settings["rollOff"])
    if name == "flatness":
        return librosa.feature.spectral_flatness(y=samples, n_fft=fft, hop_length=hop)
    if name == "zeroCrossingRate":
        return librosa.feature.zero_crossing_rate(**frames)
    return librosa.feature.rms(**frames)


def rows(samples, settings):
    """`[row, frame]`."""
    kind = settings["type"]
    if kind == "spectrogram":
        magnitude = np.abs(librosa.stft(samples, n_fft=settings["fftLength"], hop_length=settings["hopLength"]))
        scale = settings["scale"]
        if scale == "decibels":
            return power_to_db(magnitude ** 2, settings["decibels"])
        return magnitude if scale == "magnitude" else magnitude ** 2
    if kind == "logMelSpectrogram":
        return log_mel(samples, settings)
    if kind == "mfcc":
        return librosa.feature.mfcc(S=log_mel(samples, settings["melSpectrogram"]),
                                    n_mfcc=settings["coefficientCount"], lifter=settings["lifter"])
    return np.concatenate([descriptor(samples, name, settings) for name in settings["descriptors"]])


def channels(samples, settings):
    """`[channel, row, frame]`."""
    values = rows(samples, settings)
    return np.stack([values] + [librosa.feature.delta(values, width=9, order=order)
                                for order in settings.get("deltas", [])])


def summary(values, names=STATISTICS):
    """`[statistic, channel, row]`."""
    series = values.astype(np.float64)
    ordinary = {"mean": series.mean(-1), "standardDeviation": series.std(-1), "minimum": series.min(-1),
                "maximum": series.max(-1), "median": np.median(series, axis=-1)}
    if "skewness" in names:
        # Of equal numbers both are undefined in SciPy.
        ordinary |= {"skewness": np.nan_to_num(scipy.stats.skew(series, axis=-1)),
                     "kurtosis": np.nan_to_num(scipy.stats.kurtosis(series, axis=-1))}
    return np.stack([
        np.percentile(series, int(name[10:]), axis=-1) if name.startswith("percentile") else ordinary[name]
        for name in names])


def case(samples, settings, stride):
    values = channels(samples, settings)
    largest = np.abs(values[0]).max(1)
    return {"sampleCount": len(samples), "features": settings, "frameCount": values.shape[2], "stride": stride,
            "scales": numbers(largest if settings["type"] == "spectralDescriptors" else [largest.max()]),
            "values": numbers(values.ravel()[::stride]),
            "summaryStride": max(1, stride // 8), "statistics": STATISTICS,
            "summary": numbers(summary(values).ravel()[::max(1, stride // 8)])}


def provenance(tolerance):
    script = "Tests/ReferenceImplementations/frame_features.py"
    return audio_front_end.provenance(tolerance) | {"script": script, "command": f"python {script}"}


def main():
    golden, esc10 = audio_front_end.destination("Golden values of features of frames.")

    cases = []
    for coefficient in [0, 0.5, 0.97, 1]:
        for count in [2, 3, 4000]:
            lifted = librosa.effects.preemphasis(audio_front_end.synthetic(count), coef=coefficient)
            cases.append({"coefficient": coefficient, "sampleCount": count, "samples": numbers(lifted[:: 1 + count // 400], 8)})
    audio_front_end.write(golden, "pre-emphasis", {
        "provenance": provenance("1e-7 absolute: one rounding of single precision"), "cases": cases})

    cases = []
    names = STATISTICS + ["percentile50", "percentile73", "percentile100"] + SHAPES
    for count in [1, 2, 3, 10, 1000]:
        series = audio_front_end.synthetic(count)
        for constant in [False, True]:
            values = np.full_like(series, 0.1) if constant else series
            cases.append({"sampleCount": count, "constant": 0.1 if constant else None, "statistics": names,
                          "values": numbers(summary(values[None, None], names))})
    audio_front_end.write(golden, "summary-statistics", {
        "provenance": provenance("1e-5, relative above 1: results are single precision"), "cases": cases})

    tolerance = ("2e-5 of the largest value of magnitudes and powers; 0.01 dB; 0.05 of coefficients, which are sums over bands; "
                 "of each descriptor 5e-4 of its largest value: frames that are silent but for rounding have descriptors too")
    audio_front_end.write_cases(
        golden, esc10, "frame-features", provenance(tolerance), case, SETTINGS, [(12000, 97), (33075, 397)], CLIPS, 1499)


if __name__ == "__main__":
    main()
