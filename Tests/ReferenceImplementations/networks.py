"""Golden values of training steps: loss and gradients by PyTorch in float64, Adam over several steps.

Writes Tests/NeuralNetworksTests/Golden/networks.json and adam.json, which TrainingPlanGoldenTests and
AdamGoldenTests read. Run: python networks.py [--output DIR] (torch, CPU);
DIR stands for the package's Tests. Inputs, weights, biases and dropout masks come from
`values`, a formula that the tests compute too; every one of them is exact in float32.
"""

import argparse
import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(TESTS / "ReferenceImplementations"))
from pytorch_models.formula_values import values  # noqa: E402

torch.set_default_dtype(torch.float64)


class Network:
    """Layers as (kind, name, ...) tuples, applied in order; parameters made on the way."""

    def __init__(self, name, shape, loss, layers, batch=32, classes=10):
        self.name, self.shape, self.loss, self.layers = name, shape, loss, layers
        self.batch, self.classes = batch, classes
        self.parameters = {}
        self.tag = 100

    def parameter(self, name, shape, scale):
        if name not in self.parameters:
            self.tag += 1
            tensor = values(self.tag, shape, scale)
            self.parameters[name] = tensor.requires_grad_()
        return self.parameters[name]

    def forward(self, x):
        for kind, name, *rest in self.layers:
            if kind == "dense":
                units, scale = rest
                w = self.parameter(name + ".weight", (units, x.shape[1]), scale)
                x = x @ w.T + self.parameter(name + ".bias", (units,), 0.25)
            elif kind == "conv1D":
                filters, size = rest
                if x.dim() == 2:
                    x = x[:, None]
                w = self.parameter(name + ".weight", (filters, x.shape[1], size), 0.25)
                x = F.conv1d(x, w, self.parameter(name + ".bias", (filters,), 0.25))
            elif kind == "conv2D":
                filters, size, stride = rest
                w = self.parameter(name + ".weight", (filters, x.shape[1], size, size), 0.25)
                pads = []  # "same" as Keras has it: of an odd number of zeros the larger part after
                for length in (x.shape[3], x.shape[2]):
                    total = max(0, (math.ceil(length / stride) - 1) * stride + size - length)
                    pads += [total // 2, total - total // 2]
                x = F.conv2d(F.pad(x, pads), w, self.parameter(name + ".bias", (filters,), 0.25), stride)
            elif kind == "pool1D":
                x = F.max_pool1d(x, 2)
            elif kind == "pool2D":
                x = F.max_pool2d(x, 2)
            elif kind == "relu":
                x = F.relu(x)
            elif kind == "flatten":
                x = x.flatten(1)
            elif kind == "dropout":
                rate, tag = rest
                kept = values(tag, tuple(x.shape)) >= 2 * rate - 1
                x = x * kept / (1 - rate)
        return x

    def record(self):
        x = values(1, (self.batch, *self.shape))
        labels = torch.tensor([(7 * i + 3) % self.classes for i in range(self.batch)])
        logits = self.forward(x)
        if self.loss == "meanSquaredError":
            loss = F.mse_loss(logits.softmax(1), F.one_hot(labels, self.classes).to(logits.dtype))
        else:
            loss = F.cross_entropy(logits, labels)
        loss.backward()
        tensors = []
        for name, tensor in self.parameters.items():
            gradient = tensor.grad.flatten()
            places = sorted({(i * 7919 + 13) % gradient.numel() for i in range(24)})
            tensors.append({
                "name": name, "shape": list(tensor.shape), "greatest": gradient.abs().max().item(),
                "sum": gradient.sum().item(), "norm": gradient.norm().item(),
                "places": places, "values": [gradient[i].item() for i in places]})
        return {"name": self.name, "loss": loss.item(), "logits": logits[0].tolist(), "gradients": tensors}


def generation6():
    return Network("generation 6", (257,), "meanSquaredError", [
        ("dense", "hidden1", 256, 0.125), ("relu", ""), ("dropout", "dropout1", 0.5, 11),
        ("dense", "hidden2", 128, 0.125), ("relu", ""), ("dropout", "dropout2", 0.2, 12),
        ("dense", "hidden3", 64, 0.125), ("relu", ""), ("dense", "output", 10, 0.25)])


def generation1():
    return Network("generation 1", (257,), "categoricalCrossEntropy", [
        ("conv1D", "conv1", 32, 3), ("relu", ""), ("pool1D", ""), ("conv1D", "conv2", 64, 3), ("relu", ""),
        ("pool1D", ""), ("flatten", ""), ("dense", "hidden", 64, 0.03125), ("relu", ""),
        ("dense", "output", 10, 0.25)])


def images():
    return Network("images", (1, 12, 11), "sparseCategoricalCrossEntropy", [
        ("conv2D", "conv1", 8, 3, 1), ("relu", ""), ("pool2D", ""), ("conv2D", "conv2", 24, 3, 2), ("relu", ""),
        ("flatten", ""), ("dense", "output", 10, 0.25)], batch=19)


def adam():
    count, rate = 24, 0.01
    parameter = values(50, (count,)).clone().requires_grad_()
    optimizer = torch.optim.Adam([parameter], lr=rate, betas=(0.9, 0.999), eps=1e-7)
    steps = []
    for step in range(8):
        # From large to tiny gradients, so that epsilon's place matters.
        parameter.grad = values(60 + step, (count,), 2.0 ** (-4 * step))
        optimizer.step()
        steps.append(parameter.detach().tolist())
    return {"learningRate": rate, "epsilon": 1e-7, "parameters": steps}


def main():
    parser = argparse.ArgumentParser(description="Golden values of training steps.")
    parser.add_argument("--output", type=pathlib.Path, default=TESTS)
    golden = parser.parse_args().output / "NeuralNetworksTests" / "Golden"
    golden.mkdir(parents=True, exist_ok=True)
    provenance = {"script": "Tests/ReferenceImplementations/networks.py", "torch": torch.__version__,
                  "scalar": "float64"}
    networks = [network().record() for network in (generation6, generation1, images)]
    (golden / "networks.json").write_text(json.dumps({"provenance": provenance, "networks": networks}, indent=1) + "\n")
    (golden / "adam.json").write_text(json.dumps({"provenance": provenance, "adam": adam()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
