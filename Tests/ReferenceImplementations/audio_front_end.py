"""Golden values of the audio front end, from librosa and a NumPy gate.

    python Tests/ReferenceImplementations/audio_front_end.py [--output DIR] [--esc10 DIR]

writes AudioFrontEndTests/Golden/*.json below DIR, by default the package's Tests. The synthetic signals are given by a formula that the Swift
tests compute too (`synthetic`); the recorded clips come from ESC-10, which the package does not hold.
Values are kept at a stride, so that the files stay small. The gate is the stationary one of noisereduce 1.1.
"""
import argparse
import datetime
import json
import pathlib
import platform

import librosa
import numpy as np
import scipy
import scipy.signal
import soundfile
import soxr

ROOT = pathlib.Path(__file__).resolve().parents[2]
RATE = 22050
CLIPS = ["1-100032-A-0", "1-17367-A-10", "5-198411-C-20"]


def provenance(tolerance):
    return {
        "script": "Tests/ReferenceImplementations/audio_front_end.py",
        "command": "python Tests/ReferenceImplementations/audio_front_end.py",
        "date": datetime.date.today().isoformat(),
        "python": platform.python_version(),
        "librosa": librosa.__version__, "numpy": np.__version__, "scipy": scipy.__version__,
        "soxr": soxr.__version__, "soundfile": soundfile.__version__,
        "libsndfile": soundfile.__libsndfile_version__,
        "tolerance": tolerance,
    }


def synthetic(count):
    """A chirp that rises and falls over hashed noise, silent at both ends; float32."""
    n = np.arange(count, dtype=np.float64)
    t = n / RATE
    tone = 0.5 * np.sin(2 * np.pi * (300 * t + 400 * t * t))
    envelope = np.sin(np.pi * n / count) ** 4
    noise = (np.arange(count, dtype=np.uint64) * np.uint64(2654435761) % np.uint64(4294967296)) / 4294967296 - 0.5
    return (tone * envelope + 0.004 * noise).astype(np.float32)


def decibels(magnitude):
    return librosa.amplitude_to_db(magnitude, ref=1.0, amin=1e-20, top_db=80.0)


def gate(samples, noise_samples=25000, fft=2048, hop=512, deviations=1.5, noise=None, amount=1):
    """Returns gains [frequencyBin, frame] and the gated samples; `noise` is the magnitudes of what is taken for it."""
    if noise is None:
        noise = np.abs(librosa.stft(samples[:noise_samples], n_fft=fft, hop_length=hop))
    noise = decibels(noise)
    threshold = noise.mean(1) + deviations * noise.std(1)
    spectrogram = librosa.stft(np.pad(samples, [0, hop]), n_fft=fft, hop_length=hop)
    mask = (decibels(np.abs(spectrogram)) < threshold[:, None]).astype(float)

    def triangle(reach):
        return np.concatenate([np.linspace(0, 1, reach + 1, endpoint=False), np.linspace(1, 0, reach + 2)])[1:-1]

    kernel = np.outer(triangle(2), triangle(4))
    kernel /= kernel.sum()
    for _ in range(2):
        mask = scipy.signal.fftconvolve(mask, kernel, mode="same")
    gains = 1 - amount * mask
    gated = librosa.istft(spectrogram * gains, hop_length=hop)[: len(samples)]
    return gains, gated.astype(np.float32)


def trim_bounds(samples):
    return [int(v) for v in librosa.effects.trim(samples, top_db=20, frame_length=512, hop_length=64)[1]]


def mean_magnitude(samples):
    return np.abs(librosa.stft(samples, n_fft=512, hop_length=256)).mean(1)


def numbers(values, digits=7):
    return [float(f"{v:.{digits}g}") for v in np.asarray(values, dtype=np.float64).ravel()]


def recorded(file):
    """The recording in `file`, mixed to mono, with its rate."""
    samples, rate = soundfile.read(file, dtype="float32")
    return samples if samples.ndim == 1 else samples.mean(1), rate


def features(file):
    """The vector of 257 that the generations learn from, of the recording in `file`."""
    samples, rate = recorded(file)
    return features_of(librosa.resample(samples, orig_sr=rate, target_sr=RATE))


def features_of(samples):
    """The same of samples at 22 050 Hz."""
    gated = gate(samples)[1]
    start, end = trim_bounds(gated)
    return mean_magnitude(gated[start:end])


def write(golden, name, content):
    path = golden / f"{name}.json"
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(path.name, path.stat().st_size)


def destination(description):
    """The folder of golden values and that of ESC-10, as the command line names them."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "Tests")
    parser.add_argument("--esc10", type=pathlib.Path, default=ROOT.parent / "shared/data/esc10")
    arguments = parser.parse_args()
    golden = arguments.output / "AudioFrontEndTests/Golden"
    golden.mkdir(parents=True, exist_ok=True)
    return golden, arguments.esc10


def write_cases(golden, esc10, name, provenance, case, settings, synthetic_strides, clips, recording_stride):
    """Writes the cases of all settings: of synthetic signals by length, and of clips of ESC-10 where that is there."""
    write(golden, f"{name}-synthetic", {
        "provenance": provenance,
        "cases": [case(synthetic(count), setting, stride)
                  for setting in settings for count, stride in synthetic_strides]})
    if not esc10.is_dir():
        print(f"no ESC-10: {name}-recordings.json is left as it is")
        return
    cases = []
    for clip in clips:
        samples, rate = recorded(esc10 / "audio" / f"{clip}.ogg")
        resampled = librosa.resample(samples, orig_sr=rate, target_sr=RATE)
        cases += [{"clip": clip} | case(resampled, setting, recording_stride) for setting in settings]
    write(golden, f"{name}-recordings", {"provenance": provenance, "cases": cases})


def chain(samples):
    """The whole front end of the generations on samples at 22 050 Hz."""
    gains, gated = gate(samples)
    start, end = trim_bounds(gated)
    return {
        "sampleCount": len(samples),
        "gainFrames": gains.shape[1],
        # Every 7th bin of every 5th frame, frame by frame.
        "gains": numbers(gains.T[::5, ::7], 5),
        "gatedStride": 83, "gated": numbers(gated[::83]),
        "gatedEnergy": float((gated.astype(np.float64) ** 2).sum()),
        "trimUngated": trim_bounds(samples), "trimGated": [start, end],
        "meanMagnitude": numbers(mean_magnitude(gated[start:end])),
    }


def transforms(golden):
    samples = synthetic(6000)
    cases = []
    for fft, window, hop, centered, padding in [
        (512, 512, 256, True, "zero"), (512, 400, 160, True, "zero"), (512, 512, 128, True, "reflect"),
        (256, 256, 100, False, "zero"), (2048, 2048, 512, True, "zero"),
    ]:
        mode = {"zero": "constant", "reflect": "reflect"}[padding]
        result = librosa.stft(samples, n_fft=fft, win_length=window, hop_length=hop, center=centered, pad_mode=mode)
        kept = result.T[::3, ::5]
        back = librosa.istft(result, n_fft=fft, win_length=window, hop_length=hop, center=centered)
        cases.append({
            "fftLength": fft, "windowLength": window, "hopLength": hop, "isCentered": centered,
            "padding": padding, "frameCount": result.shape[1],
            "real": numbers(kept.real), "imaginary": numbers(kept.imag), "inverse": numbers(back[500:5000:41]),
        })
    write(golden, "short-time-fourier-transform", {"provenance": provenance("2e-4 absolute: single precision, values to 40"), "cases": cases})


def mel(golden):
    cases = []
    for scale in ["slaney", "htk"]:
        for bands, fft, low, high in [(40, 2048, 0, RATE / 2), (64, 1024, 50, 8000), (20, 512, 300, 5000)]:
            weights = librosa.filters.mel(sr=RATE, n_fft=fft, n_mels=bands, fmin=low, fmax=high, htk=scale == "htk")
            cases.append({"bandCount": bands, "fftLength": fft, "lowest": low, "highest": high, "scale": scale,
                          "weights": numbers(weights[::3, ::4], 6)})
    write(golden, "mel-filterbank", {"provenance": provenance("1e-6 absolute: single precision, peaks near 0.03"), "cases": cases})
    samples = synthetic(RATE)
    cases = []
    for scale, bands, fft, hop in [("slaney", 64, 2048, 512), ("htk", 40, 1024, 441)]:
        power = librosa.feature.melspectrogram(y=samples, sr=RATE, n_fft=fft, hop_length=hop, n_mels=bands,
                                               fmin=50, fmax=10000, htk=scale == "htk")
        cases.append({"scale": scale, "bandCount": bands, "fftLength": fft, "hopLength": hop,
                      "frameCount": power.shape[1], "decibels": numbers(librosa.power_to_db(power))})
    write(golden, "log-mel-spectrogram", {"provenance": provenance("0.01 dB: single precision at -80 dB"), "cases": cases})


def resampling(golden):
    samples = synthetic(20000)
    cases = []
    for source, target in [(44100, 22050), (22050, 44100), (48000, 22050), (22050, 16000), (8000, 22050)]:
        result = librosa.resample(samples, orig_sr=source, target_sr=target, res_type="soxr_hq")
        cases.append({"from": source, "to": target, "count": len(result), "samples": numbers(result[::53])})
    write(golden, "resampler", {"provenance": provenance("1e-6 absolute: the same library, single precision"), "cases": cases})


def main():
    parser = argparse.ArgumentParser(description="Golden values of the audio front end.")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "Tests")
    parser.add_argument("--esc10", type=pathlib.Path, default=ROOT.parent / "shared/data/esc10")
    arguments = parser.parse_args()
    golden = arguments.output / "AudioFrontEndTests/Golden"
    golden.mkdir(parents=True, exist_ok=True)
    transforms(golden)
    mel(golden)
    resampling(golden)
    tolerance = "gain 1e-3 in 99.9 % of bins (ties at the floor); samples 2e-4; mean magnitude 1e-4 relative"
    write(golden, "front-end-synthetic", {
        "provenance": provenance(tolerance),
        "cases": [chain(synthetic(count)) for count in (300, 9000, 40000, 66150)],
    })
    if not arguments.esc10.is_dir():
        print("no ESC-10: front-end-recordings.json is left as it is")
        return
    cases = []
    for clip in CLIPS:
        samples, rate = recorded(arguments.esc10 / "audio" / f"{clip}.ogg")
        resampled = librosa.resample(samples, orig_sr=rate, target_sr=RATE)
        cases.append({"clip": clip, "sourceRate": rate, "sourceCount": len(samples),
                      "resampledStride": 997, "resampled": numbers(resampled[::997]), **chain(resampled)})
    write(golden, "front-end-recordings", {"provenance": provenance(tolerance), "cases": cases})


if __name__ == "__main__":
    main()
