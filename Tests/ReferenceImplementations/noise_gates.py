"""Golden values of the gates: the stationary one with its choices, and the non-stationary one of noisereduce 3.

    python Tests/ReferenceImplementations/noise_gates.py [--output DIR] [--esc10 DIR]

writes AudioFrontEndTests/Golden/noise-gates-*.json below DIR, by default the package's Tests. The non-stationary gate is pip's
noisereduce; the stationary one is that of audio_front_end.py, noise taken from elsewhere and only a part of it removed. A case
names its gate as `FrontEnd.Gate` reads it. The recorded clips come from ESC-10, which the package does not hold.
"""
import importlib.metadata
import pathlib
import sys

import librosa
import noisereduce
import numpy as np

# At the end, so that no file beside this one hides a module of Python's own.
sys.path.append(str(pathlib.Path(__file__).resolve().parent))
import audio_front_end
from audio_front_end import RATE, numbers
from frame_features import CLIPS


def stationary(noise, deviations=1.5, amount=1, fft=2048, hop=512):
    return {"noise": noise} | {"thresholdDeviations": deviations, "amount": amount, "fftLength": fft, "hopLength": hop}


def quietest(share, **more):
    return stationary("quietestFrames", **more) | {"quietestShare": share}


def profile(samples, **more):
    settings = stationary(None, **more) | {"noiseSamples": samples}
    del settings["noise"]
    return settings


def non_stationary(time_constant=2, threshold=2, slope=10, frequency=500, time=0.05, amount=1, fft=1024, hop=256):
    return {"type": "nonStationary", "timeConstant": time_constant, "threshold": threshold, "slope": slope,
            "frequencySmoothing": frequency, "timeSmoothing": time, "amount": amount, "fftLength": fft, "hopLength": hop}


SETTINGS = [
    stationary("wholeClip"), stationary("wholeClip", deviations=0.5, amount=0.6, fft=1024, hop=256),
    quietest(0.1), quietest(0.5, deviations=2, amount=0.9), quietest(0.001, fft=512, hop=128),
    profile(5000, amount=0.25), profile(30000, deviations=3, fft=512, hop=256),
    non_stationary(), non_stationary(amount=0.5), non_stationary(time_constant=0.3, threshold=1, slope=4),
    non_stationary(frequency=200, time=0.2, fft=512, hop=128), non_stationary(frequency=100, time=0.03, fft=2048, hop=512),
]


def quietest_frames(power, share):
    totals = power.astype(np.float64).sum(0)
    heard = np.flatnonzero(totals >= totals.max() * 1e-8)
    count = max(1, int(share * len(heard) + 0.5))
    return np.sort(heard[np.argsort(totals[heard], kind="stable")[:count]])


def gated(samples, settings):
    """The samples that the gate lets through."""
    fft, hop = settings["fftLength"], settings["hopLength"]
    if settings.get("type") == "nonStationary":
        return noisereduce.reduce_noise(
            y=samples, sr=RATE, stationary=False, prop_decrease=settings["amount"],
            time_constant_s=settings["timeConstant"], freq_mask_smooth_hz=settings["frequencySmoothing"],
            time_mask_smooth_ms=settings["timeSmoothing"] * 1000, thresh_n_mult_nonstationary=settings["threshold"],
            sigmoid_slope_nonstationary=settings["slope"], n_fft=fft, hop_length=hop)
    if "noiseSamples" in settings:
        noise = librosa.stft(samples[: settings["noiseSamples"]], n_fft=fft, hop_length=hop)
    else:
        noise = librosa.stft(samples, n_fft=fft, hop_length=hop)
        if settings["noise"] == "quietestFrames":
            noise = noise[:, quietest_frames(np.abs(noise) ** 2, settings["quietestShare"])]
    return audio_front_end.gate(samples, fft=fft, hop=hop, deviations=settings["thresholdDeviations"],
                                noise=np.abs(noise), amount=settings["amount"])[1]


def case(samples, settings, stride):
    result = gated(samples, settings)
    return {"sampleCount": len(samples), "gate": settings, "stride": stride, "gated": numbers(result[::stride]),
            "energy": float((result.astype(np.float64) ** 2).sum())}


def provenance(tolerance):
    script = "Tests/ReferenceImplementations/noise_gates.py"
    return audio_front_end.provenance(tolerance) | {
        "script": script, "command": f"python {script}", "noisereduce": importlib.metadata.version("noisereduce")}


def main():
    golden, esc10 = audio_front_end.destination("Golden values of the gates.")
    tolerance = "samples 2e-4, energy 1e-4 relative: single precision, and bins that tie at the stationary gate's floor"
    audio_front_end.write_cases(
        golden, esc10, "noise-gates", provenance(tolerance), case, SETTINGS, [(9000, 83), (40000, 83)], CLIPS, 997)


if __name__ == "__main__":
    main()
