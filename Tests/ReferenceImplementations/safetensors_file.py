"""A small file by the safetensors package, which SafetensorsGoldenTests reads.

Writes Tests/NeuralNetworksTests/Golden/reference.safetensors. Run: python safetensors_file.py [--output
DIR] (safetensors, numpy); DIR stands for the package's Tests. The package orders tensors of one type by name.
"""

import argparse
import pathlib

import numpy
import safetensors
from safetensors.numpy import save_file

parser = argparse.ArgumentParser(description="A small file by the safetensors package.")
parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
golden = parser.parse_args().output / "NeuralNetworksTests" / "Golden"
golden.mkdir(parents=True, exist_ok=True)
tensors = {
    "hidden1.weight": (numpy.arange(6, dtype=numpy.float32) / 4 - 0.5).reshape(2, 3),
    "hidden1.bias": numpy.array([1e-45, -0.0], dtype=numpy.float32),
    "scalar": numpy.array(3.5, dtype=numpy.float32),
}
save_file(tensors, golden / "reference.safetensors",
          metadata={"package": "safetensors " + safetensors.__version__, "note": "ä \"quoted\"\n"})
