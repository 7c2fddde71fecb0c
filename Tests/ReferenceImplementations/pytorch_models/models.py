"""Models as experiment files declare them, built in PyTorch: for golden values, random models and benchmarks.

`build(layers, shape, classes)` takes the file's list of layers and returns a module that gives logits; the softmax
or sigmoid at the end is left to the loss. Modules carry the layers' names, so that `parameters(net)` gives
Earshot's tensors by Earshot's names, in its order.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

DEFAULTS = {"stride": 1, "padding": "valid", "activation": "linear", "groups": 1}


class Same(nn.Module):
    """Zeros around, as Keras pads: of an odd number the larger part after."""

    def __init__(self, sizes, strides):
        super().__init__()
        self.sizes, self.strides = sizes, strides

    def forward(self, x):
        pads = []
        for axis in reversed(range(len(self.sizes))):
            length = x.shape[2 + axis]
            outputs = math.ceil(length / self.strides[axis])
            total = max(0, (outputs - 1) * self.strides[axis] + self.sizes[axis] - length)
            pads += [total // 2, total - total // 2]
        return F.pad(x, pads) if any(pads) else x


class Dropout(nn.Module):
    """Drops values, or whole channels; `mask` (kept or not, a unit each) stands in for random decisions."""

    def __init__(self, rate, is_spatial):
        super().__init__()
        self.rate, self.is_spatial, self.mask = rate, is_spatial, None

    def forward(self, x):
        if self.mask is not None:
            kept = self.mask.reshape(*x.shape[:2], *([1] * (x.dim() - 2))) if self.is_spatial else self.mask.reshape(x.shape)
            return x * kept / (1 - self.rate)
        if self.is_spatial and x.dim() == 4:
            return F.dropout2d(x, self.rate, self.training)
        if self.is_spatial and x.dim() == 3:
            return F.dropout1d(x, self.rate, self.training)
        return F.dropout(x, self.rate, self.training)


class Reduce(nn.Module):
    """Mean or maximum over one dimension, or over all but batch and channel."""

    def __init__(self, kind, dimension):
        super().__init__()
        self.kind, self.dimension = kind, dimension

    def forward(self, x):
        if self.dimension is None:
            x = x.flatten(2)
        dimension = -1 if self.dimension is None else self.dimension
        return x.mean(dimension) if self.kind == "mean" else x.max(dimension).values


class Residual(nn.Module):
    def __init__(self, layers, shortcut, activation):
        super().__init__()
        self.layers, self.shortcut, self.activation = layers, shortcut, activation

    def forward(self, x):
        left, right = self.layers(x), self.shortcut(x)
        if left.shape != right.shape:  # PyTorch would stretch one of them
            raise ValueError(f"layers end with shape {list(left.shape)}, the shortcut with {list(right.shape)}")
        return self.activation(left + right)


class Parallel(nn.Module):
    def __init__(self, branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def activation(name):
    return {
        "linear": nn.Identity, "softmax": nn.Identity, "relu": nn.ReLU, "leakyRelu": nn.LeakyReLU, "gelu": nn.GELU,
        "sigmoid": nn.Sigmoid, "tanh": nn.Tanh,
    }[name]()


def pair(value):
    return list(value) if isinstance(value, list) else [value, value]


def convolution(layer, shape, is_2d):
    size, stride = (pair(layer["kernelSize"]), pair(layer["stride"])) if is_2d else ([layer["kernelSize"]], [layer["stride"]])
    make = nn.Conv2d if is_2d else nn.Conv1d
    padding, before = 0, nn.Identity()
    if layer["padding"] == "same":
        if all(s == 1 for s in stride) and all(k % 2 for k in size):
            padding = [k // 2 for k in size]  # the usual case, as one writes it in PyTorch
        else:
            before = Same(size, stride)
    return before, make(shape[0], layer["filters"], size, stride, padding, groups=layer["groups"])


def module(layer, shape, classes, named):
    """One layer as a module; the module that holds its tensors is noted under its name."""
    kind, name = layer["type"], layer["name"]
    layer = DEFAULTS | ({"stride": layer["poolSize"]} if "poolSize" in layer else {}) | layer

    def note(made):
        named[name] = made
        return made

    if kind == "dense":
        units = classes if layer["units"] == "classes" else layer["units"]
        return nn.Sequential(note(nn.Linear(shape[0], units)), activation(layer["activation"]))
    if kind in ("conv1D", "conv2D"):
        is_vector = len(shape) == 1
        before, conv = convolution(layer, [1] + shape if is_vector else shape, kind == "conv2D")
        front = nn.Unflatten(1, (1, shape[0])) if is_vector else nn.Identity()
        return nn.Sequential(front, before, note(conv), activation(layer["activation"]))
    if kind in ("maxPool1D", "maxPool2D", "averagePool1D", "averagePool2D"):
        is_2d, size = kind.endswith("2D"), layer["poolSize"]
        size, stride = (pair(size), pair(layer["stride"])) if is_2d else (size, layer["stride"])
        make = {"maxPool1D": nn.MaxPool1d, "maxPool2D": nn.MaxPool2d, "averagePool1D": nn.AvgPool1d,
                "averagePool2D": nn.AvgPool2d}[kind]
        front = nn.Unflatten(1, (1, shape[0])) if len(shape) == 1 else nn.Identity()
        return nn.Sequential(front, make(size, stride))
    if kind in ("globalMaxPool", "globalAveragePool"):
        return Reduce("max" if kind == "globalMaxPool" else "mean", None)
    if kind in ("max", "mean"):
        return Reduce(kind, {"channel": 1, "melBand": 2, "frame": -1}[layer["axis"]])
    if kind == "batchNormalization":
        make = nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d
        return note(make(shape[0], eps=layer["epsilon"], momentum=layer["momentum"]))
    if kind in ("dropout", "spatialDropout"):
        return note(Dropout(layer["rate"], kind == "spatialDropout"))
    if kind == "flatten":
        return nn.Flatten()
    if kind == "leakyRelu":
        return nn.LeakyReLU(layer["negativeSlope"])
    if kind in ("relu", "gelu", "sigmoid", "tanh", "softmax"):
        return activation(kind)
    if kind == "sequential":
        return chain(layer["layers"], shape, classes, named)
    if kind == "residual":
        return Residual(
            chain(layer["layers"], shape, classes, named), chain(layer.get("shortcut", []), shape, classes, named),
            activation(layer["activation"]))
    if kind == "parallel":
        return Parallel([chain(branch, shape, classes, named) for branch in layer["branches"]])
    raise ValueError(f"{name}: a layer of type {kind}")


def shape_after(made, shape):
    was_training = made.training
    made.eval()
    with torch.no_grad():
        result = list(made(torch.zeros(1, *shape, dtype=torch.get_default_dtype())).shape[1:])
    made.train(was_training)
    return result


def chain(layers, shape, classes, named):
    modules = []
    for layer in layers:
        made = module(layer, list(shape), classes, named)
        shape = shape_after(made, shape)
        modules.append(made)
    return nn.Sequential(*modules)


class Net(nn.Module):
    """The whole model; gives logits."""

    def __init__(self, layers, shape, classes):
        super().__init__()
        self.named = {}  # not registered: the modules are, in `net`
        last = layers[-1]
        while last["type"] == "sequential":
            last = last["layers"][-1]
        self.output = last.get("activation", last["type"])
        # The function at the end belongs to the loss.
        if self.output == "sigmoid":
            last = dict(last, activation="linear") if last["type"] == "dense" else {"type": "sequential", "name": last["name"], "layers": []}
            layers = layers[:-1] + [last]
        self.net = chain(layers, list(shape), classes, self.named)

    def forward(self, x):
        return self.net(x)

    def probabilities(self, x):
        logits = self(x)
        return logits.sigmoid() if self.output == "sigmoid" else logits.softmax(1)


def build(layers, shape, classes):
    return Net(layers, shape, classes)


def parameters(net):
    """Trained tensors by Earshot's names, in the order of the layers."""
    return {f"{name}.{tensor}": value for name, made in net.named.items() for tensor, value in made.named_parameters()}


def running_statistics(net):
    return {f"{name}.{ours}": getattr(made, theirs) for name, made in net.named.items() if hasattr(made, "running_mean")
            for ours, theirs in [("runningMean", "running_mean"), ("runningVariance", "running_var")]}


def loss(net, logits, labels, kind):
    """The mean over the batch of one of Earshot's losses, from logits and the classes' numbers."""
    target = F.one_hot(labels, logits.shape[1]).to(logits.dtype)
    if kind == "meanSquaredError":
        return F.mse_loss(logits.sigmoid() if net.output == "sigmoid" else logits.softmax(1), target)
    if kind == "binaryCrossEntropy":
        return F.binary_cross_entropy_with_logits(logits, target)
    return F.cross_entropy(logits, labels)
