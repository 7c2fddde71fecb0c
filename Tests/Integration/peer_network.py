"""A trained model's layers in PyTorch, in double precision, from what a run leaves in its folder."""

import torch
import torch.nn.functional as F

torch.set_num_threads(1)


class PeerNetwork:
    """The layers of `model.json` with the tensors of `model.safetensors`."""

    def __init__(self, layers, tensors):
        self.layers = layers
        self.parameters = {
            name: torch.tensor(values, dtype=torch.float64, requires_grad=True) for name, values in tensors.items()}
        self.used = set()

    def parameter(self, layer, kind):
        name = f"{layer['name']}.{kind}"
        self.used.add(name)
        return self.parameters[name]

    def logits(self, x):
        """Logits `[batch, class]` of features `[batch, feature]`, without dropout."""
        for layer in self.layers:
            kind = layer["type"]
            if kind == "dense":
                x = F.linear(x, self.parameter(layer, "weight"), self.parameter(layer, "bias"))
            elif kind == "conv1D":
                if layer["padding"] != "valid":
                    raise AssertionError(f"padding {layer['padding']} has no peer here")
                x = x[:, None] if x.dim() == 2 else x
                x = F.conv1d(x, self.parameter(layer, "weight"), self.parameter(layer, "bias"), layer["stride"])
            elif kind == "maxPool1D":
                x = F.max_pool1d(x, layer["poolSize"], layer["stride"])
            elif kind == "flatten":
                x = x.flatten(1)
            elif kind != "dropout":
                raise AssertionError(f"layer {kind} has no peer here")
            if layer.get("activation") == "relu":
                x = F.relu(x)
        return x

    def probabilities(self, x):
        with torch.no_grad():
            return self.logits(x).softmax(1)


def loss(kind, logits, labels):
    """The mean loss of a batch, as the experiments name it."""
    if kind == "meanSquaredError":
        return F.mse_loss(logits.softmax(1), F.one_hot(labels, logits.shape[1]).to(logits.dtype))
    return F.cross_entropy(logits, labels)


def train(network, training, features, labels, order_of_epoch, validation):
    """Trains by Adam; yields running loss and accuracy and the validation loss and accuracy of each epoch.

    `order_of_epoch(epoch)` gives the examples of an epoch in order, `validation` those that judge it.
    """
    adam = training["optimizer"]
    optimizer = torch.optim.Adam(
        network.parameters.values(), lr=adam["learningRate"], betas=(adam["beta1"], adam["beta2"]),
        eps=adam["epsilon"])
    for epoch in range(training["epochs"]):
        order = order_of_epoch(epoch)
        total, hits = 0.0, 0
        for start in range(0, len(order), training["batchSize"]):
            batch = order[start:start + training["batchSize"]]
            logits = network.logits(features[batch])
            value = loss(training["loss"], logits, labels[batch])
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            total += value.item() * len(batch)
            hits += (logits.argmax(1) == labels[batch]).sum().item()
        with torch.no_grad():
            logits = network.logits(features[validation])
        yield {
            "train.loss": total / len(order), "train.accuracy": hits / len(order),
            "validation.loss": loss(training["loss"], logits, labels[validation]).item(),
            "validation.accuracy": (logits.argmax(1) == labels[validation]).to(torch.float64).mean().item(),
        }
