"""Random models out of the grammar of experiment files, trained for three steps by PyTorch.

Writes Tests/NeuralNetworksTests/Golden/random-models.json, which RandomModelTests reads: for each seed the layers, as text, as
a file declares them, and the losses of three steps in float64 by SGD and by Adam; for Adam also how far PyTorch's own
float32 strays from them. Run: python random_models.py [--output DIR] [--first-seed N] [--count N] (torch, CPU); DIR
stands for the package's Tests.
"""

import argparse
import json
import math
import pathlib
import random
import sys

import torch

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(TESTS / "ReferenceImplementations"))
from pytorch_models import models as torch_models  # noqa: E402
from pytorch_models.formula_values import set_parameters, values  # noqa: E402

STEPS = 3
OPTIMIZERS = {
    "sgd": lambda parameters, rate: torch.optim.SGD(parameters, lr=rate),
    "adam": lambda parameters, rate: torch.optim.Adam(parameters, lr=rate, eps=1e-7),
}
ACTIVATIONS = ["linear", "relu", "relu", "leakyRelu", "gelu", "sigmoid", "tanh"]


class Draw:
    """A model drawn layer by layer; the shape is followed by PyTorch itself."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.number = 0
        shapes = [[self.random.randint(1, 24)], [self.random.randint(1, 4), self.random.randint(1, 20)],
                  [self.random.randint(1, 3), self.random.randint(1, 12), self.random.randint(1, 12)]]
        self.shape = self.random.choice(shapes)
        self.classes = self.random.randint(2, 20)

    def name(self, kind):
        self.number += 1
        return f"{kind}{self.number}"

    def width(self):
        return self.random.choice([1, 2, 3, 5, 8, 16, 17, 20])

    def convolution(self, shape):
        is_2d = len(shape) == 3
        draw = self.random.randint
        layer = {"type": "conv2D" if is_2d else "conv1D", "name": self.name("conv"), "filters": self.width(),
                 "padding": self.random.choice(["valid", "same", "same"]),
                 "activation": self.random.choice(ACTIVATIONS)}
        layer["kernelSize"] = self.random.choice([[3, 3], [draw(1, 4), draw(1, 4)]]) if is_2d else draw(1, 5)
        layer["stride"] = self.random.choice([[1, 1], [1, 1], [draw(1, 3), draw(1, 3)]]) if is_2d else draw(1, 2)
        if len(shape) > 1 and self.random.random() < 0.2:
            layer |= {"groups": shape[0], "filters": shape[0]}
        return layer

    def pool(self, shape):
        kind = self.random.choice(["max", "average"])
        draw = self.random.randint
        if len(shape) == 3:
            return {"type": f"{kind}Pool2D", "name": self.name("pool"), "poolSize": [draw(1, 3), draw(1, 3)],
                    "stride": [draw(1, 3), draw(1, 3)]}
        return {"type": f"{kind}Pool1D", "name": self.name("pool"), "poolSize": draw(1, 3), "stride": draw(1, 3)}

    def reduction(self, shape):
        if len(shape) == 1:
            return self.plain(shape)
        kinds = ["globalMaxPool", "globalAveragePool", "max", "mean"]
        kind = self.random.choice(kinds)
        layer = {"type": kind, "name": self.name("reduce")}
        if kind in ("max", "mean"):
            layer["axis"] = self.random.choice(["channel", "frame"] + (["melBand"] if len(shape) == 3 else []))
        return layer

    def plain(self, shape):
        kind = self.random.choice(["relu", "leakyRelu", "gelu", "sigmoid", "tanh", "batchNormalization",
                                   "batchNormalization"])
        layer = {"type": kind, "name": self.name("plain")}
        if kind == "leakyRelu":
            layer["negativeSlope"] = self.random.choice([0.01, 0.2])
        if kind == "batchNormalization":
            layer |= {"momentum": self.random.choice([0.1, 0.3]), "epsilon": self.random.choice([1e-5, 1e-3])}
        return layer

    def residual(self, shape, depth):
        """Layers that keep the shape, or a projection past them."""
        is_2d, is_vector = len(shape) == 3, len(shape) == 1
        width = shape[0] if self.random.random() < 0.5 else self.width()

        def keeping(units, name):
            if is_vector:
                return {"type": "dense", "name": self.name(name), "units": units,
                        "activation": self.random.choice(ACTIVATIONS)}
            return {"type": "conv2D" if is_2d else "conv1D", "name": self.name(name), "filters": units,
                    "kernelSize": 3, "padding": "same", "activation": self.random.choice(ACTIVATIONS)}

        layers = [keeping(self.width(), "inner"), self.plain(shape), keeping(width, "inner")]
        if depth < 1 and self.random.random() < 0.3:
            layers.append(self.residual([width, *shape[1:]], depth + 1))
        block = {"type": "residual", "name": self.name("block"), "layers": layers,
                 "activation": self.random.choice(["linear", "relu", "relu", "tanh"])}
        if width != shape[0] or self.random.random() < 0.3:
            shortcut = keeping(width, "shortcut") | {"activation": "linear"}
            block["shortcut"] = [shortcut if is_vector else shortcut | {"kernelSize": 1}]
        return block

    def parallel(self, shape):
        def branch():
            if self.random.random() < 0.3:
                return []
            if len(shape) == 1:
                return [{"type": "dense", "name": self.name("branch"), "units": self.width(),
                         "activation": self.random.choice(ACTIVATIONS)}]
            return [{"type": "conv2D" if len(shape) == 3 else "conv1D", "name": self.name("branch"),
                     "filters": self.width(), "kernelSize": self.random.choice([1, 3]), "padding": "same",
                     "activation": self.random.choice(ACTIVATIONS)}]
        return {"type": "parallel", "name": self.name("parallel"),
                "branches": [branch() for _ in range(self.random.randint(2, 3))]}

    def layer(self, shape):
        draw = self.random.random()
        if len(shape) == 1 and draw < 0.4:
            return {"type": "dense", "name": self.name("dense"), "units": self.width(),
                    "activation": self.random.choice(ACTIVATIONS)}
        if draw < 0.5:
            return self.convolution(shape)
        if draw < 0.59:
            return self.pool(shape)
        if draw < 0.67:
            return self.reduction(shape)
        if draw < 0.83:
            return self.plain(shape)
        if draw < 0.92:
            return self.residual(shape, 0)
        return self.parallel(shape) if draw < 0.98 else {
            "type": "sequential", "name": self.name("sequence"), "layers": [self.convolution(shape)]}

    def layers(self):
        layers, shape = [], self.shape
        target = self.random.randint(1, 6)
        for _ in range(50):
            if len(layers) >= target:
                break
            layer = self.layer(shape)
            try:
                made = torch_models.module(layer, shape, self.classes, {})
                after = torch_models.shape_after(made, shape)
            except (RuntimeError, ValueError, AssertionError, IndexError):
                continue
            if math.prod(after) == 0 or math.prod(after) > 4000:
                continue
            layers.append(layer)
            shape = after
        if len(shape) > 1:
            layers.append({"type": "flatten", "name": self.name("flatten")})
        layers.append({"type": "dense", "name": self.name("output"), "units": "classes", "activation": "softmax"})
        return layers


def start(setting, dtype):
    layers, shape, classes, count, _ = setting
    torch.set_default_dtype(dtype)
    net = torch_models.build(layers, shape, classes)
    set_parameters(torch_models.parameters(net))
    labels = torch.tensor([(7 * i + 3) % classes for i in range(count)])
    return net, values(1, (count, *shape)).to(dtype), labels


def descent_rate(setting):
    """A power of two by which the first step of SGD takes about a tenth off the loss: a wrong gradient shows."""
    net, x, labels = start(setting, torch.float64)
    loss = torch_models.loss(net, net(x), labels, setting[4])
    loss.backward()
    squares = sum((tensor.grad ** 2).sum().item() for tensor in net.parameters())
    return 2.0 ** round(math.log2(min(64, 0.1 * loss.item() / squares)))


def train(setting, optimizer, rate, dtype):
    net, x, labels = start(setting, dtype)
    follow = OPTIMIZERS[optimizer](net.parameters(), rate)
    losses = []
    for _ in range(STEPS):
        follow.zero_grad()
        value = torch_models.loss(net, net(x), labels, setting[4])
        value.backward()
        follow.step()
        losses.append(value.item())
    return losses


def record(seed):
    draw = Draw(seed)
    torch.set_default_dtype(torch.float64)
    layers = draw.layers()
    count = draw.random.choice([2, 5, 16, 19, 33])
    loss = draw.random.choice(["categoricalCrossEntropy", "meanSquaredError"])
    setting = (layers, draw.shape, draw.classes, count, loss)
    result = {"seed": seed, "inputShape": draw.shape, "classCount": draw.classes, "count": count, "loss": loss}
    for optimizer, rate in [("sgd", descent_rate(setting)), ("adam", 0.01)]:
        losses = train(setting, optimizer, rate, torch.float64)
        single = train(setting, optimizer, rate, torch.float32)
        error = max(abs(a - b) for a, b in zip(losses, single)) / max(losses)
        result[optimizer] = {"learningRate": rate, "losses": losses, "float32Error": error}
    return result | {"layers": json.dumps(layers)}


def main():
    parser = argparse.ArgumentParser(description="Random models, trained for three steps by PyTorch.")
    parser.add_argument("--output", type=pathlib.Path, default=TESTS)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=240)
    arguments = parser.parse_args()
    golden = arguments.output / "NeuralNetworksTests" / "Golden"
    golden.mkdir(parents=True, exist_ok=True)
    seeds = range(arguments.first_seed, arguments.first_seed + arguments.count)
    lines = ",\n".join(json.dumps(record(seed)) for seed in seeds)
    provenance = {"script": "Tests/ReferenceImplementations/random_models.py", "torch": torch.__version__}
    (golden / "random-models.json").write_text(
        f'{{"provenance": {json.dumps(provenance)}, "steps": {STEPS}, "models": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
