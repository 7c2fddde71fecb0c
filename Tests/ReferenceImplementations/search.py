"""Golden values of Tests/HyperparameterSearchTests, from Optuna.

    python Tests/ReferenceImplementations/search.py [--output DIR]

writes HyperparameterSearchTests/Golden/search.json below DIR, by default the package's Tests: importances of
PedAnovaImportanceEvaluator, decisions of MedianPruner, fronts and their best parts as TPESampler takes them.
"""

import argparse
import json
import pathlib
import warnings

import numpy
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances
from optuna.samplers._tpe.sampler import _split_complete_trials_multi_objective
from optuna.study._multi_objective import _fast_non_domination_rank
from optuna.trial import TrialState, create_trial

OPTIMIZERS, ACTIVATIONS = ["adam", "adamW", "sgd"], ["relu", "gelu", "tanh", "sigmoid"]
SPACE = {
    "optimizer": CategoricalDistribution(OPTIMIZERS),
    "activation": CategoricalDistribution(ACTIVATIONS),
    "learningRate": FloatDistribution(1e-5, 1e-1, log=True),
    "units": IntDistribution(16, 512, step=16),
    "dropout": FloatDistribution(0, 0.8, step=0.1),
    "batch": IntDistribution(4, 256, log=True),
    "momentum": FloatDistribution(0, 1),
}


def draw(random):
    return {
        "optimizer": OPTIMIZERS[random.integers(3)], "activation": ACTIVATIONS[random.integers(4)],
        "learningRate": float(10 ** random.uniform(-5, -1)), "units": int(16 * random.integers(1, 33)),
        "dropout": round(0.1 * int(random.integers(9)), 1), "batch": int(2 ** random.uniform(2, 8)),
        "momentum": float(random.uniform()),
    }


def loss(point):
    floor = {"adam": 0.0, "adamW": 0.05, "sgd": 0.3}[point["optimizer"]]
    return floor + (numpy.log10(point["learningRate"]) + 3) ** 2 + 0.2 * (point["units"] / 512 - 0.4) ** 2 + 0.3 * (
        point["dropout"] - 0.3) ** 2 + 0.01 * point["momentum"]


def importance_case(seed, count, direction, digits):
    random = numpy.random.default_rng(seed)
    points = [draw(random) for _ in range(count)]
    values = [round(float(loss(point)) * (1 if direction == "minimize" else -1), digits) for point in points]
    study = optuna.create_study(direction=direction)
    study.add_trials([
        create_trial(params=point, distributions=SPACE, value=value) for point, value in zip(points, values)])
    importances = get_param_importances(study, evaluator=PedAnovaImportanceEvaluator())
    return {
        "isMaximised": direction == "maximize", "points": [list(point.values()) for point in points],
        "values": values, "importances": [importances[name] for name in SPACE],
    }


def median_case(seed, others, maximised):
    random = numpy.random.default_rng(seed)
    direction = "maximize" if maximised else "minimize"
    pruner = optuna.pruners.MedianPruner(n_startup_trials=2, n_warmup_steps=0)
    study = optuna.create_study(direction=direction, pruner=pruner)
    curves = [[round(float(value), 3) for value in random.normal(0, 1, 4)] for _ in range(others)]
    for curve in curves:
        study.add_trial(create_trial(
            value=curve[-1], intermediate_values=dict(enumerate(curve, 1)), state=TrialState.COMPLETE))
    own = [round(float(value), 3) for value in random.normal(0, 1, 4)]
    decisions = []
    for epoch in range(1, 5):
        trial = create_trial(
            value=0, intermediate_values=dict(enumerate(own[:epoch], 1)), state=TrialState.COMPLETE)
        decisions.append(bool(pruner.prune(study, trial)))
    return {"isMaximised": maximised, "others": curves, "own": own, "isPruned": decisions}


def front_case(seed, count, best, directions, digits):
    random = numpy.random.default_rng(seed)
    points = [[round(float(value), digits) for value in random.uniform(0.1, 1, 2)] for _ in range(count)]
    study = optuna.create_study(directions=directions)
    study.add_trials([create_trial(values=point) for point in points])
    signs = numpy.array([-1.0 if direction == "maximize" else 1.0 for direction in directions])
    below, _ = _split_complete_trials_multi_objective(study.trials, study, best)
    return {
        "areMaximised": [direction == "maximize" for direction in directions], "points": points,
        "ranks": _fast_non_domination_rank(numpy.array(points) * signs).tolist(),
        "best": sorted(trial.number for trial in below), "bestCount": best,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent)
    folder = parser.parse_args().output / "HyperparameterSearchTests/Golden"
    folder.mkdir(parents=True, exist_ok=True)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.simplefilter("ignore")
    minimised = ["minimize", "minimize"]
    golden = {
        "provenance": "search.py; Optuna's evaluator, pruner and sampler, in double precision",
        "versions": {"optuna": optuna.__version__, "numpy": numpy.__version__},
        "importances": [
            importance_case(1, 40, "minimize", 9), importance_case(2, 200, "maximize", 9),
            importance_case(3, 100, "minimize", 1), importance_case(4, 12, "minimize", 9)],
        "medians": [
            median_case(seed, others, maximised)
            for seed, others in enumerate([1, 2, 3, 4, 9, 20]) for maximised in [False, True]],
        "fronts": [
            front_case(1, 30, 7, minimised, 6), front_case(2, 30, 4, ["maximize", "minimize"], 6),
            front_case(3, 60, 20, minimised, 1), front_case(4, 200, 25, ["maximize", "maximize"], 6)],
    }
    (folder / "search.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
