"""Golden values of optimizers, losses and schedules: PyTorch in float64.

Writes Tests/NeuralNetworksTests/Golden/optimizers.json, losses.json and schedules.json, which
OptimizerGoldenTests, LossGoldenTests and LearningRateScheduleGoldenTests read. Run: python optimizers.py
[--output DIR] (torch, CPU); DIR stands for the package's Tests. Inputs come from `values`, a formula that the
tests compute too; every one of them is exact in float32.
"""

import argparse
import json
import pathlib
import sys

import torch
import torch.nn.functional as F
from torch.optim import lr_scheduler

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(TESTS / "ReferenceImplementations"))
from pytorch_models.formula_values import values  # noqa: E402

torch.set_default_dtype(torch.float64)

# As experiment files have it: what `optimizer` and `gradientClipping` say.
OPTIMIZERS = [
    {"type": "sgd", "learningRate": 0.1},
    {"type": "sgd", "learningRate": 0.1, "weightDecay": 0.25},
    {"type": "sgd", "learningRate": 0.05, "momentum": 0.9},
    {"type": "sgd", "learningRate": 0.05, "momentum": 0.9, "nesterov": True},
    {"type": "sgd", "learningRate": 0.05, "momentum": 0.9, "nesterov": True, "weightDecay": 0.125},
    {"type": "adam", "learningRate": 0.01, "epsilon": 1e-7},
    {"type": "adam", "learningRate": 0.01, "epsilon": 1e-7, "weightDecay": 0.125},
    {"type": "adamW", "learningRate": 0.01, "epsilon": 1e-7, "weightDecay": 0.5},
]
CLIPPINGS = [None, {"type": "norm", "threshold": 1.5}, {"type": "value", "threshold": 0.25}]


def make_optimizer(settings, parameters):
    rate, decay = settings["learningRate"], settings.get("weightDecay", 0.0)
    if settings["type"] == "sgd":
        return torch.optim.SGD(parameters, lr=rate, momentum=settings.get("momentum", 0.0),
                               nesterov=settings.get("nesterov", False), weight_decay=decay)
    kind = torch.optim.Adam if settings["type"] == "adam" else torch.optim.AdamW
    return kind(parameters, lr=rate, betas=(0.9, 0.999), eps=settings["epsilon"], weight_decay=decay)


def updates(settings, clipping):
    """Ten updates of two tensors, given gradients from large to tiny, the learning rate halved at the sixth."""
    counts = [24, 8]
    parameters = [values(50 + i, (count,)).clone().requires_grad_() for i, count in enumerate(counts)]
    optimizer = make_optimizer(settings, parameters)
    steps = []
    for step in range(10):
        if step == 5:
            for group in optimizer.param_groups:
                group["lr"] *= 0.5
        for i, parameter in enumerate(parameters):
            parameter.grad = values(60 + 2 * step + i, (counts[i],), 2.0 ** (1 - 2 * step))
        if clipping and clipping["type"] == "norm":
            torch.nn.utils.clip_grad_norm_(parameters, clipping["threshold"])
        elif clipping:
            torch.nn.utils.clip_grad_value_(parameters, clipping["threshold"])
        optimizer.step()
        steps.append([parameter.detach().tolist() for parameter in parameters])
    return {"optimizer": settings, "clipping": clipping, "parameters": steps}


def losses():
    """Loss and its gradient with respect to the logits; targets are labels or mixtures of two of them."""
    records = []
    for classes, batch in ((2, 3), (5, 7), (16, 4), (19, 6)):
        labels = torch.tensor([(7 * i + 3) % classes for i in range(batch)])
        one_hot = F.one_hot(labels, classes).to(torch.float64)
        mixed = 0.75 * one_hot + 0.25 * one_hot.roll(1, 0)
        for name in ("softmax meanSquaredError", "softmax categoricalCrossEntropy",
                     "sigmoid meanSquaredError", "sigmoid binaryCrossEntropy"):
            for smoothing in (0.0, 0.125):
                for targets_name, targets in (("labels", one_hot), ("mixed", mixed)):
                    for scale in (4.0, 64.0):
                        logits = values(80 + classes, (batch, classes), scale)
                        logits.requires_grad_()
                        smoothed = (1 - smoothing) * targets + smoothing / classes
                        if name == "softmax meanSquaredError":
                            loss = F.mse_loss(logits.softmax(1), smoothed)
                        elif name == "softmax categoricalCrossEntropy":
                            loss = F.cross_entropy(logits, targets, label_smoothing=smoothing)
                            if targets_name == "labels":
                                same = F.cross_entropy(logits, labels, label_smoothing=smoothing)
                                assert torch.allclose(loss, same, rtol=1e-13)
                        elif name == "sigmoid meanSquaredError":
                            loss = F.mse_loss(logits.sigmoid(), smoothed)
                        else:
                            loss = F.binary_cross_entropy_with_logits(logits, smoothed)
                        loss.backward()
                        records.append({
                            "name": name, "classes": classes, "batch": batch, "labelSmoothing": smoothing,
                            "targets": targets_name, "scale": scale, "loss": loss.item(),
                            "gradient": logits.grad.flatten().tolist()})
    return records


def schedules():
    """Learning rates of every update, as PyTorch's schedulers give them, stepped after each update."""

    def rates(updates, make, rate=1.0):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
        scheduler = make(optimizer)
        found = []
        for _ in range(updates):
            found.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        return found

    def warmed(count, after):
        """A warm-up of `count` updates, then the scheduler that `after` makes."""
        if count == 0:
            return after
        return lambda o: lr_scheduler.SequentialLR(o, [
            lr_scheduler.LinearLR(o, start_factor=1 / count, total_iters=count - 1), after(o)], [count])

    records = []
    for per_epoch, epochs in ((7, 6), (1, 20), (13, 3)):
        total = per_epoch * epochs
        for warm_up in (0, 2):
            count = warm_up * per_epoch
            if count == 1:
                continue
            records += [
                {"updatesPerEpoch": per_epoch, "epochs": epochs,
                 "schedule": {"type": "constant", "warmUpEpochs": warm_up},
                 "factors": rates(total, warmed(count, lambda o: lr_scheduler.ConstantLR(o, 1.0)))},
                {"updatesPerEpoch": per_epoch, "epochs": epochs,
                 "schedule": {"type": "step", "epochs": 2, "factor": 0.5, "warmUpEpochs": warm_up},
                 "factors": rates(total, warmed(
                     count, lambda o: lr_scheduler.StepLR(o, step_size=2 * per_epoch, gamma=0.5)))},
                {"updatesPerEpoch": per_epoch, "epochs": epochs,
                 "schedule": {"type": "cosine", "finalFraction": 0.0625, "warmUpEpochs": warm_up},
                 "factors": rates(total, warmed(count, lambda o: lr_scheduler.CosineAnnealingLR(
                     o, T_max=total - count, eta_min=0.0625)))},
            ]
        for share, initial, final in ((0.3, 25.0, 1e4), (0.5, 10.0, 100.0)):
            records.append({
                "updatesPerEpoch": per_epoch, "epochs": epochs,
                "schedule": {"type": "oneCycle", "warmUpFraction": share, "initialDivisor": initial,
                             "finalDivisor": final},
                "factors": rates(total, lambda o: one_cycle(o, total, share, initial, final))})
    return records


def one_cycle(optimizer, total, share, initial, final):
    return lr_scheduler.OneCycleLR(
        optimizer, max_lr=1.0, total_steps=total, pct_start=share, div_factor=initial,
        final_div_factor=final, cycle_momentum=False)


def main():
    parser = argparse.ArgumentParser(description="Golden values of optimizers, losses and schedules.")
    parser.add_argument("--output", type=pathlib.Path, default=TESTS)
    golden = parser.parse_args().output / "NeuralNetworksTests" / "Golden"
    golden.mkdir(parents=True, exist_ok=True)
    provenance = {"script": "Tests/ReferenceImplementations/optimizers.py", "torch": torch.__version__,
                  "scalar": "float64"}
    records = {
        "optimizers": [updates(settings, clipping) for settings in OPTIMIZERS for clipping in CLIPPINGS],
        "losses": losses(),
        "schedules": schedules(),
    }
    for name, content in records.items():
        text = json.dumps({"provenance": provenance, name: content}, indent=None)
        (golden / f"{name}.json").write_text(text.replace("}, {", "},\n {") + "\n")


if __name__ == "__main__":
    main()
