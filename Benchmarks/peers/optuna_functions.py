"""What Optuna finds of the functions that `earshot-bench sweeps` minimises.

    python Benchmarks/peers/optuna_functions.py [--seeds 20] [--trials 100] [--output FILE]

writes the least value after the trials for each function and seed, by default to optuna_functions.json beside this
file, where `earshot-bench sweeps` reads them.
"""

import argparse
import json
import math
import pathlib
import time
import warnings

import optuna


def branin(trial):
    x, y = trial.suggest_float("x", -5, 10), trial.suggest_float("y", 0, 15)
    a = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6
    return a**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


HEIGHTS = [1.0, 1.2, 3.0, 3.2]
WIDTHS = [
    [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
CENTRES = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]]


def hartmann6(trial):
    x = [trial.suggest_float(f"x{index + 1}", 0, 1) for index in range(6)]
    return -sum(
        height * math.exp(-sum(w * (x - c) ** 2 for w, c, x in zip(widths, centres, x)))
        for height, widths, centres in zip(HEIGHTS, WIDTHS, CENTRES))


# Where each optimizer wants its learning rate, in powers of ten, and what it can reach at best.
OPTIMIZERS = {"adam": (-3.0, 0.0), "adamW": (-3.2, 0.02), "sgd": (-1.5, 0.05)}
# How many units each activation wants, and what it costs.
ACTIVATIONS = {"relu": (256, 0.0), "gelu": (192, 0.01), "tanh": (96, 0.08), "sigmoid": (64, 0.2)}


def mixed(trial):
    """A training as one imagines it: what is best for one setting depends on another."""
    rate, floor = OPTIMIZERS[trial.suggest_categorical("optimizer", list(OPTIMIZERS))]
    units, cost = ACTIVATIONS[trial.suggest_categorical("activation", list(ACTIVATIONS))]
    learning_rate = trial.suggest_float("learningRate", 1e-5, 1e-1, log=True)
    hidden = trial.suggest_int("units", 16, 512, step=16)
    dropout = trial.suggest_float("dropout", 0, 0.8, step=0.1)
    batch = trial.suggest_int("batch", 4, 256, log=True)
    return (
        floor + cost + 0.15 * (math.log10(learning_rate) - rate - 0.3 * math.log2(batch / 32)) ** 2
        + 0.4 * math.log2(hidden / units) ** 2 / 9 + (dropout - 0.1 - 0.3 * hidden / 512) ** 2
        + 0.01 * math.log2(batch / 24) ** 2)


FUNCTIONS = {"branin": branin, "hartmann6": hartmann6, "mixed": mixed}


def best(function, seed, trials):
    sampler = optuna.samplers.TPESampler(multivariate=True, seed=seed)
    study = optuna.create_study(sampler=sampler)
    study.optimize(function, n_trials=trials)
    return study.best_value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).with_suffix(".json"))
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.simplefilter("ignore")
    begin = time.monotonic()
    found = {
        name: [best(function, seed, options.trials) for seed in range(1, options.seeds + 1)]
        for name, function in FUNCTIONS.items()}
    document = {
        "versions": {"optuna": optuna.__version__}, "sampler": "TPESampler(multivariate=True)",
        "trials": options.trials, "best": found}
    options.output.write_text(json.dumps(document, indent=1) + "\n")
    print(f"{options.seeds} seeds of {len(found)} functions in {time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
