"""Keras (on TensorFlow) at the work that earshot-bench does: training steps, inference, a whole training.

Models are built from the same resolved experiment file; channels last, as TensorFlow has them on a CPU. Of `fit` a
repetition is a step's share of an epoch of 32 steps.
"""

import argparse
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras  # noqa: E402
import numpy  # noqa: E402
import tensorflow  # noqa: E402

from protocol import EXAMPLES, answer, resolved  # noqa: E402

L = keras.layers


def apply(layer, x):
    """The symbolic result of one of our layers."""
    kind = layer["type"]
    activation = {"linear": None, "leakyRelu": "leaky_relu"}.get(layer.get("activation"), layer.get("activation"))
    if kind == "dense":
        return L.Dense(layer["units"], activation)(x)
    if kind == "conv2D":
        return L.Conv2D(layer["filters"], layer["kernelSize"], layer["stride"], layer["padding"],
                        activation=activation)(x)
    if kind == "conv1D":
        if len(x.shape) == 2:
            x = L.Reshape((x.shape[1], 1))(x)
        return L.Conv1D(layer["filters"], layer["kernelSize"], layer["stride"], layer["padding"],
                        activation=activation)(x)
    if kind == "maxPool2D":
        return L.MaxPool2D(layer["poolSize"], layer["stride"])(x)
    if kind == "maxPool1D":
        return L.MaxPool1D(layer["poolSize"], layer["stride"])(x)
    if kind == "globalAveragePool":
        return L.GlobalAveragePooling2D()(x)
    if kind == "batchNormalization":
        return L.BatchNormalization(momentum=1 - layer["momentum"], epsilon=layer["epsilon"])(x)
    if kind == "dropout":
        return L.Dropout(layer["rate"])(x)
    if kind == "flatten":
        return L.Flatten()(x)
    if kind == "relu":
        return L.ReLU()(x)
    if kind == "residual":
        sum_ = L.Add()([chain(layer["layers"], x), chain(layer["shortcut"], x)])
        return L.Activation(activation)(sum_) if activation else sum_
    raise ValueError(f"a layer of type {kind}")


def chain(layers, x):
    for layer in layers:
        x = apply(layer, x)
    return x


class Model:
    def __init__(self, arguments, examples):
        keras.utils.set_random_seed(1)
        experiment, shape = resolved(arguments.experiment)
        layers = experiment["model"]["layers"]
        for layer in layers:
            if layer.get("units") == "classes":
                layer["units"] = arguments.classes
        # [channel, melBand, frame] is [melBand, frame, channel] here.
        shape = shape[1:] + shape[:1] if len(shape) == 3 else shape
        features = keras.Input(shape)
        self.net = keras.Model(features, chain(layers, features))
        training = experiment["training"]
        self.epochs, self.batch = training["epochs"], training["batchSize"]
        loss = "mean_squared_error" if training["loss"] == "meanSquaredError" else "categorical_crossentropy"
        self.net.compile(keras.optimizers.Adam(training["optimizer"]["learningRate"]), loss, metrics=["accuracy"])
        random = numpy.random.default_rng(1)
        self.features = random.random((examples, *shape), dtype=numpy.float32)
        self.targets = numpy.eye(arguments.classes, dtype=numpy.float32)[
            random.integers(0, arguments.classes, examples)]


def steps(arguments):
    """One training step by `train_on_batch`."""
    model = Model(arguments, EXAMPLES)
    starts = range(0, EXAMPLES - model.batch + 1, model.batch)
    batches = [(tensorflow.constant(model.features[start:start + model.batch]),
                tensorflow.constant(model.targets[start:start + model.batch])) for start in starts]
    return lambda call: model.net.train_on_batch(*batches[call % len(batches)])


def epochs(arguments):
    """One epoch of 1024 examples by `fit`."""
    model = Model(arguments, EXAMPLES)
    return lambda call: model.net.fit(model.features, model.targets, batch_size=model.batch, epochs=1, verbose=0)


def inference(arguments):
    """Probabilities of a batch: the compiled call, without the overhead of `predict`."""
    model = Model(arguments, EXAMPLES)
    call_net = tensorflow.function(lambda x: model.net(x, training=False))

    def work(call):
        start = call * arguments.batch % (EXAMPLES - arguments.batch + 1)
        call_net(tensorflow.constant(model.features[start:start + arguments.batch]))
    return work


def training(arguments):
    """All epochs of an experiment by `fit`, on 320 clips, validated on 80."""
    def work(call):
        model = Model(arguments, 400)
        model.net.fit(model.features[:320], model.targets[:320], batch_size=model.batch, epochs=model.epochs, verbose=0,
                      validation_data=(model.features[320:], model.targets[320:]))
    return work


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    kinds = parser.add_subparsers(required=True)
    for work in [steps, epochs, inference, training]:
        kind = kinds.add_parser(work.__name__)
        kind.set_defaults(work=work)
        kind.add_argument("experiment")
        kind.add_argument("--classes", type=int, default=10)
        kind.add_argument("--batch", type=int, default=32)
    arguments = parser.parse_args()
    tensorflow.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    answer(arguments.work(arguments))


main()
