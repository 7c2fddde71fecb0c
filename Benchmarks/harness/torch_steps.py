"""Training steps of the generations in PyTorch, single precision, as its users write them."""

import torch
from torch import nn

EXAMPLES, FEATURES, CLASSES, BATCH = 1024, 257, 10, 32


def generation_1():
    return nn.Sequential(
        nn.Unflatten(1, (1, FEATURES)), nn.Conv1d(1, 32, 3), nn.ReLU(), nn.MaxPool1d(2), nn.Conv1d(32, 64, 3),
        nn.ReLU(), nn.MaxPool1d(2), nn.Flatten(), nn.Linear(64 * 62, 64), nn.ReLU(), nn.Linear(64, CLASSES))


def generation_6():
    return nn.Sequential(
        nn.Linear(FEATURES, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 128), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, CLASSES))


def squared_error(logits, labels):
    return nn.functional.mse_loss(logits.softmax(1), nn.functional.one_hot(labels, CLASSES).to(logits.dtype))


GENERATIONS = {
    "gen1": (generation_1, nn.functional.cross_entropy),
    "gen6": (generation_6, squared_error),
}


class TorchSteps:
    """Calling it with n makes the n-th step."""

    def __init__(self, generation, fused):
        torch.set_num_threads(1)
        torch.manual_seed(1)
        make, self.loss = GENERATIONS[generation]
        self.model = make()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.001, eps=1e-7, fused=fused)
        self.features = torch.rand(EXAMPLES, FEATURES)
        self.labels = torch.randint(0, CLASSES, (EXAMPLES,))

    def __call__(self, call):
        step = call % (EXAMPLES // BATCH)
        if step == 0:
            self.order = torch.randperm(EXAMPLES)
        batch = self.order[step * BATCH:(step + 1) * BATCH]
        self.optimizer.zero_grad(set_to_none=True)
        self.loss(self.model(self.features[batch]), self.labels[batch]).backward()
        self.optimizer.step()
