"""Numbers that a script and a test both compute, so that neither needs a file of them."""

import math

import torch


def values(tag, shape, scale=1.0):
    """Numbers in [-scale, scale): 24 bits of a hash of (tag, index), exact in float32 where scale is a power of two.

    `formulaValues` in TrainingPlanGoldenTests.swift computes the same.
    """
    index = torch.arange(math.prod(shape), dtype=torch.int64)
    x = (index * 2654435761 + tag * 40503 + 12345) & 0xFFFFFFFF
    x = ((x ^ (x >> 15)) * 2246822519) & 0xFFFFFFFF
    x = ((x ^ (x >> 13)) * 3266489917) & 0xFFFFFFFF
    x = x ^ (x >> 16)
    return (((x >> 8).to(torch.float64) / 2**23 - 1) * scale).reshape(shape)


def weight_scale(name, shape):
    """The power of two at or below 1 / sqrt(fan-in), times 1.5 at most; .25 for what is no weight of a product."""
    if not name.endswith(".weight") or len(shape) < 2:
        return 0.25
    return 2.0 ** math.floor(math.log2(1.5 / math.sqrt(math.prod(shape[1:]))))


def set_parameters(parameters):
    """Gives each tensor, in order, values of its own; the scale of a normalisation lies about 1."""
    for index, (name, tensor) in enumerate(parameters.items()):
        made = values(101 + index, tuple(tensor.shape), weight_scale(name, tensor.shape))
        if name.endswith(".weight") and tensor.dim() == 1:
            made = made + 1
        with torch.no_grad():
            tensor.copy_(made)
