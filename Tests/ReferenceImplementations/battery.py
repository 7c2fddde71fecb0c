"""PyTorch's judgement of every layer and block that the engine's battery lists.

Reads Tests/NeuralNetworksTests/Golden/battery-models.json, which the tests write from their own list
(EARSHOT_UPDATE_GOLDEN=1 make test), and writes battery.json beside it: losses, probabilities, gradients and running
statistics of one step in float64, which TrainingPlanBatteryTests reads. Run: python battery.py [--output DIR]
(torch, CPU); DIR stands for the package's Tests.
"""

import argparse
import json
import pathlib
import sys

import torch

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(TESTS / "ReferenceImplementations"))
from pytorch_models import models as torch_models  # noqa: E402
from pytorch_models.formula_values import set_parameters, values  # noqa: E402

COUNT = 19  # more than a shard of 16, and odd
LOSSES = ["categoricalCrossEntropy", "meanSquaredError"]


def sampled(tensor, count=6):
    flat = tensor.detach().flatten()
    places = sorted({(i * 7919 + 13) % flat.numel() for i in range(count)})
    return {"greatest": flat.abs().max().item(), "norm": flat.norm().item(), "places": places,
            "values": [flat[i].item() for i in places]}


def judge(model):
    shape, classes = model["inputShape"], model["classCount"]
    net = torch_models.build(model["layers"], shape, classes)
    parameters = torch_models.parameters(net)
    set_parameters(parameters)
    x = values(1, (COUNT, *shape))
    labels = torch.tensor([(7 * i + 3) % classes for i in range(COUNT)])
    net.eval()
    probabilities = net.probabilities(x)
    net.train()
    dropouts = [made for made in net.named.values() if isinstance(made, torch_models.Dropout)]
    for made in dropouts:
        made.register_forward_pre_hook(give_mask(dropouts.index(made)))
    result = {"name": model["name"], "probabilities": sampled(probabilities), "steps": []}
    for loss in LOSSES:
        net.zero_grad()
        value = torch_models.loss(net, net(x), labels, loss)
        value.backward()
        gradients = [{"name": name, "shape": list(tensor.shape)} | sampled(tensor.grad)
                     for name, tensor in parameters.items()]
        result["steps"].append({"loss": loss, "value": value.item(), "gradients": gradients})
    # After two batches alike.
    result["runningStatistics"] = [
        {"name": name} | sampled(tensor) for name, tensor in torch_models.running_statistics(net).items()]
    return result


def give_mask(number):
    """A dropout layer's decisions: of its shape at the first batch, by the formula."""
    def hook(made, inputs):
        x = inputs[0]
        units = x.shape[:2] if made.is_spatial else x.shape
        made.mask = values(11 + number, tuple(units)) >= 2 * made.rate - 1
    return hook


def main():
    parser = argparse.ArgumentParser(description="PyTorch's judgement of the battery's models.")
    parser.add_argument("--output", type=pathlib.Path, default=TESTS)
    golden = parser.parse_args().output / "NeuralNetworksTests" / "Golden"
    golden.mkdir(parents=True, exist_ok=True)
    torch.set_default_dtype(torch.float64)
    text = (TESTS / "NeuralNetworksTests" / "Golden" / "battery-models.json").read_text()
    (golden / "battery-models.json").write_text(text)
    models = json.loads(text)
    lines = ",\n".join(json.dumps(judge(model)) for model in models)
    provenance = {"script": "Tests/ReferenceImplementations/battery.py", "torch": torch.__version__,
                  "scalar": "float64"}
    (golden / "battery.json").write_text(
        f'{{"provenance": {json.dumps(provenance)}, "models": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
