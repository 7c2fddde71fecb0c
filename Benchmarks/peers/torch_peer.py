"""PyTorch at the work that earshot-bench does: a training step, inference, one convolution, a whole training.

Models are built from the same resolved experiment file; single precision; Adam as a user gets it, or fused.
"""

import argparse
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "Tests/ReferenceImplementations"))
from pytorch_models import models  # noqa: E402

from protocol import EXAMPLES, answer, resolved  # noqa: E402

FORMATS = {"nchw": torch.contiguous_format, "channels-last": torch.channels_last}


class Model:
    """A net with its optimizer, on random features."""

    def __init__(self, arguments, examples):
        torch.manual_seed(1)
        self.experiment, self.shape = resolved(arguments.experiment)
        self.classes = arguments.classes
        self.net = models.build(self.experiment["model"]["layers"], self.shape, self.classes)
        self.features = torch.rand(examples, *self.shape)
        self.labels = torch.randint(0, self.classes, (examples,))
        if len(self.shape) == 3:
            self.net = self.net.to(memory_format=FORMATS[arguments.layout])
            self.features = self.features.contiguous(memory_format=FORMATS[arguments.layout])
        training = self.experiment["training"]
        self.batch = training["batchSize"]
        rate = training["optimizer"]["learningRate"]
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=rate, eps=1e-7, fused=arguments.adam == "fused")

    def step(self, batch):
        self.optimizer.zero_grad(set_to_none=True)
        loss = models.loss(self.net, self.net(self.features[batch]), self.labels[batch],
                           self.experiment["training"]["loss"])
        loss.backward()
        self.optimizer.step()


def steps(arguments):
    """One training step: gathering the batch, forward, backward, Adam."""
    model = Model(arguments, EXAMPLES)
    model.net.train()
    order = torch.randperm(EXAMPLES)

    def work(call):
        nonlocal order
        step = call % (EXAMPLES // model.batch)
        if step == 0:
            order = torch.randperm(EXAMPLES)
        model.step(order[step * model.batch:(step + 1) * model.batch])
    return work


def inference(arguments):
    """Probabilities of a batch."""
    model = Model(arguments, EXAMPLES)
    model.net.eval()

    def work(call):
        start = call * arguments.batch % (EXAMPLES - arguments.batch + 1)
        with torch.inference_mode():
            model.net.probabilities(model.features[start:start + arguments.batch])
    return work


def training(arguments):
    """All epochs of an experiment on 320 clips, each followed by validation on 80: five folds of ESC-10."""
    def work(call):
        model = Model(arguments, 400)
        for _ in range(model.experiment["training"]["epochs"]):
            model.net.train()
            order = torch.randperm(320)
            for start in range(0, 320, model.batch):
                model.step(order[start:start + model.batch])
            model.net.eval()
            with torch.inference_mode():
                probabilities = model.net.probabilities(model.features[320:])
                (probabilities.argmax(1) == model.labels[320:]).float().mean().item()
    return work


def convolution(arguments):
    """One pass of a 3x3 convolution, padding "same", batch 32."""
    height, width, channels, filters = arguments.shape
    layout = FORMATS[arguments.layout]
    torch.manual_seed(1)
    x = torch.randn(32, channels, height, width).contiguous(memory_format=layout)
    weight = torch.randn(filters, channels, 3, 3).contiguous(memory_format=layout)
    with torch.no_grad():
        gradient = torch.randn_like(torch.conv2d(x, weight, None, 1, 1))
    if arguments.part == "forward":
        bias = torch.randn(filters)

        def work(call):
            with torch.no_grad():
                F.conv2d(x, weight, bias, 1, 1)
        return work
    mask = [arguments.part == "input-gradient", arguments.part == "weight-gradient", False]

    def work(call):
        with torch.no_grad():
            torch.ops.aten.convolution_backward(
                gradient, x, weight, [0], [1, 1], [1, 1], [1, 1], False, [0, 0], 1, mask)
    return work


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--layout", choices=FORMATS, default="nchw")
    kinds = parser.add_subparsers(required=True)
    for work in [steps, inference, training]:
        kind = kinds.add_parser(work.__name__)
        kind.set_defaults(work=work)
        kind.add_argument("experiment")
        kind.add_argument("--classes", type=int, default=10)
        kind.add_argument("--adam", choices=["fused", "default"], default="fused")
        kind.add_argument("--batch", type=int, default=32)
    kind = kinds.add_parser("convolution")
    kind.set_defaults(work=convolution)
    kind.add_argument("part", choices=["forward", "input-gradient", "weight-gradient"])
    kind.add_argument("shape", type=int, nargs=4)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    answer(arguments.work(arguments))


main()
