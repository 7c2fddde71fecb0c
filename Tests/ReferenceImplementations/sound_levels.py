"""Golden values of loudness and of abrupt rises, from pyloudnorm and NumPy.

    python Tests/ReferenceImplementations/sound_levels.py [--output DIR]

writes ListeningTests/Golden/loudness.json and rises.json below DIR, by default the package's Tests. Loudness is that of
pyloudnorm's K-weighting after De Man, which is BS.1770's at any rate; its blocks of 400 ms are measured every 100 ms.
"""
import argparse
import datetime
import json
import pathlib
import platform

import numpy as np
import pyloudnorm

FLOOR = -60.0


def sound(name, rate):
    """The signals that `SoundLevelTests` makes by the same formulas, in single precision."""
    time = np.arange(int(4.05 * rate)) / rate
    noise = (np.arange(len(time), dtype=np.uint64) * 2654435761 % 2**32) / 2**32 - 0.5
    tone = np.sin(2 * np.pi * 1000 * time)
    samples = {
        "bang": 0.002 * noise + np.where((time >= 2) & (time < 2.3), 0.7 * tone, 0),
        "silence": np.where(time >= 1.5, 0.5 * tone, 0),
        "swell": 0.3 * tone * 10 ** (np.minimum(time, 3) - 3),
        "low": 0.4 * np.sin(2 * np.pi * 60 * time) + 0.01 * noise,
        "noise": 0.2 * noise,
    }[name]
    return samples.astype(np.float32).astype(np.float64)


NAMES = ["bang", "silence", "swell", "low", "noise"]


def momentary(samples, rate):
    meter = pyloudnorm.Meter(rate, filter_class="DeMan")
    for stage in meter._filters.values():
        samples = stage.apply_filter(samples)
    step = rate // 10
    ends = range(4 * step, len(samples) + 1, step)
    with np.errstate(divide="ignore"):
        return [-0.691 + 10 * np.log10(np.mean(samples[end - 4 * step:end] ** 2)) for end in ends]


def rises(samples, rate):
    """The rise of each step of 20 ms, nan where less than 100 ms are before it."""
    step = int(np.floor(0.02 * rate + 0.5))
    powers = np.mean(samples[:len(samples) // step * step].reshape(-1, step) ** 2, axis=1).astype(np.float32).astype(float)
    def level(power):
        return max(FLOOR, 10 * np.log10(power)) if power > 0 else FLOOR
    return [level(powers[i]) - level(np.mean(powers[max(0, i - 25):i])) if i >= 5 else np.nan
            for i in range(len(powers))]


def write(folder, name, tolerance, cases, **versions):
    provenance = {
        "script": "Tests/ReferenceImplementations/sound_levels.py", "date": datetime.date.today().isoformat(),
        "python": platform.python_version(), "numpy": np.__version__, **versions, "tolerance": tolerance}
    (folder / f"{name}.json").write_text(json.dumps({"provenance": provenance, "cases": cases}) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    folder = parser.parse_args().output / "ListeningTests/Golden"
    folder.mkdir(parents=True, exist_ok=True)
    loudness, abrupt = [], []
    for rate in [8000, 22050, 44100]:
        for name in NAMES:
            samples = sound(name, rate)
            values = momentary(samples, rate)
            # What lies below -100 LUFS is rounding.
            loudness.append({"sound": name, "rate": rate,
                             "values": [round(max(value, -100), 4) for value in values]})
            course = rises(samples, rate)
            step = int(np.floor(0.02 * rate + 0.5)) / rate
            spans = [(0, 4.05), (1.9, 2.1), (1.4, 1.6), (2.5, 3), (0, 0.09)]
            found = []
            for start, end in spans:
                inside = course[int(np.floor(start / step)):int(np.ceil(end / step))]
                values = [value for value in inside if not np.isnan(value)]
                found.append({"from": start, "to": end, "rise": round(max(values), 4) if values else None})
            abrupt.append({"sound": name, "rate": rate, "spans": found})
    version = __import__("importlib.metadata").metadata.version("pyloudnorm")
    write(folder, "loudness", "0.05 LU: two derivations of one filter", loudness, pyloudnorm=version)
    write(folder, "rises", "0.01 dB: sines of two libraries, in single precision", abrupt)


if __name__ == "__main__":
    main()
