"""The numerical core beside PyTorch: the same updates, in turns, on one thread.

usage: core.py APUS_BENCHMARK [--rounds N] [--json FILE]

Each round times Apus and every mode of PyTorch one after the other, so that a drift of the machine's speed
meets all of them; what is printed are medians over the rounds, and the medians of the rounds' own ratios.
"""
import argparse
import json
import os
import statistics
import subprocess
import time

os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
import torch  # noqa: E402  (after the number of threads is set)
from torch import nn  # noqa: E402

torch.set_num_threads(1)
torch.manual_seed(0)


class Apus:
    """The benchmark program, which times on demand."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def value(self, name, seconds):
        self.process.stdin.write(f"{name} {seconds}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def timed(step, repetitions):
    start = time.perf_counter()
    for _ in range(repetitions):
        step()
    return (time.perf_counter() - start) / repetitions


class Timing:
    """Something of PyTorch's that is timed for about `seconds` a round."""

    def __init__(self, step, seconds):
        for _ in range(30):
            step()
        self.step = step
        self.repetitions = max(1, int(seconds / timed(step, 20)))

    def per_second(self):
        return 1 / timed(self.step, self.repetitions)


def perceptron(widths, activation):
    layers = []
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        layers.append(nn.Linear(inputs, outputs))
        if i < len(widths) - 2:
            layers.append(activation())
    return nn.Sequential(*layers)


def adam(parameters, mode):
    options = {"plain Adam": dict(foreach=False), "foreach Adam": dict(foreach=True),
               "fused Adam": dict(fused=True)}
    return torch.optim.Adam(parameters, lr=1e-3, **options[mode])


def update(model, loss, optimizer):
    def step():
        optimizer.zero_grad()
        loss(model).backward()
        optimizer.step()
    return step


MODES = ["plain Adam", "foreach Adam", "fused Adam"]


def supervised(make_model, inputs, outputs):
    """Gradient steps on a squared error: in each mode of Adam, and compiled."""
    x, y = torch.randn(*inputs), torch.randn(*outputs)

    def loss(model):
        return nn.functional.mse_loss(model(x), y)

    for mode in MODES:
        model = make_model()
        yield f"eager, {mode}", lambda m=model, o=adam(model.parameters(), mode): update(m, loss, o)

    def compiled():
        model = make_model()
        optimizer = adam(model.parameters(), "fused Adam")
        compiled_loss = torch.compile(lambda: loss(model))

        def step():
            optimizer.zero_grad()
            compiled_loss().backward()
            optimizer.step()
        return step
    yield "torch.compile", compiled


def inference(widths):
    model, x = perceptron(widths, nn.Tanh), torch.randn(1, widths[0])

    def step():
        with torch.inference_mode():
            model(x)
    yield "eager", lambda: step


class Convolutional(nn.Module):
    """10×10×4 → 16 filters 3×3 → dense 128 → 6, ReLU: a network for MinAtar."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(4, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(1024, 128), nn.ReLU(),
            nn.Linear(128, 6))

    def forward(self, x):
        return self.layers(x)


def recurrent():
    """GRU(32) over 60 steps of 8 inputs, 64 sequences; the mean square of its outputs."""
    x = torch.randn(60, 64, 8)
    for mode in MODES:
        model = nn.GRU(8, 32)
        yield (f"eager, {mode}",
               lambda m=model, o=adam(model.parameters(), mode):
               update(m, lambda gru: gru(x)[0].square().mean(), o))


def hessian(widths, is_categorical, batch=1024):
    """H v of the mean KL(π_old ‖ π_θ) at θ = θ_old, by differentiating the gradient again."""
    model, x = perceptron(widths, nn.Tanh), torch.randn(batch, widths[0])
    parameters = list(model.parameters())
    if not is_categorical:
        parameters.append(nn.Parameter(torch.zeros(widths[-1])))
    direction = [torch.randn_like(p) for p in parameters]

    def divergence():
        y = model(x)
        if is_categorical:
            log_p = torch.log_softmax(y, -1)
            old = log_p.detach()
            return (old.exp() * (old - log_p)).sum(-1).mean()
        log_sigma = parameters[-1]
        old, old_sigma = y.detach(), log_sigma.detach()
        ratio = old_sigma - log_sigma
        square = ((old - y) * torch.exp(-log_sigma)).square()
        return (0.5 * (torch.exp(2 * ratio) + square) - ratio - 0.5).sum(-1).mean()

    def step():
        gradient = torch.autograd.grad(divergence(), parameters, create_graph=True)
        along = sum((g * v).sum() for g, v in zip(gradient, direction))
        torch.autograd.grad(along, parameters)
    yield "eager", lambda: step


def workloads():
    """Apus's name of each, whether its value is a time, and PyTorch's ways of doing it."""
    for widths, batch, name, activation in [
            ([17, 256, 256, 6], 256, "relu", nn.ReLU), ([17, 256, 256, 6], 256, "tanh", nn.Tanh),
            ([3, 64, 64, 1], 100, "relu", nn.ReLU), ([4, 64, 64, 2], 64, "tanh", nn.Tanh)]:
        shape = "-".join(map(str, widths))
        yield (f"mlp-update/{shape}/{batch}/{name}", False,
               supervised(lambda w=widths, a=activation: perceptron(w, a),
                          (batch, widths[0]), (batch, widths[-1])))
    yield ("conv-update/minatar/32", False,
           supervised(Convolutional, (32, 4, 10, 10), (32, 6)))
    yield "gru-update/32-60/64", False, recurrent()
    yield "hvp/4-64-64-2/1024/categorical", False, hessian([4, 64, 64, 2], True)
    yield "hvp/17-64-64-6/1024/gaussian", False, hessian([17, 64, 64, 6], False)
    for widths in [[3, 64, 64, 1], [4, 64, 64, 2], [17, 256, 256, 6]]:
        yield f"mlp-inference/{'-'.join(map(str, widths))}/1", True, inference(widths)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--seconds", type=float, default=0.2)
    parser.add_argument("--filter", default="")
    parser.add_argument("--json")
    options = parser.parse_args()
    apus = Apus(options.program)
    results = {}
    print(f"PyTorch {torch.__version__}, one thread, medians of {options.rounds} rounds")
    for name, is_time, ways in workloads():
        if options.filter not in name:
            continue
        timings = {}
        for way, make in ways:
            try:
                timings[way] = Timing(make(), options.seconds)
            except Exception as error:  # torch.compile needs a compiler that may be missing
                print(f"  {name}: {way} does not run here: {str(error).splitlines()[0][:100]}")
        own, theirs = [], {way: [] for way in timings}
        for _ in range(options.rounds):
            value = apus.value(name, options.seconds)
            own.append(1e6 / value if is_time else value)
            for way, timing in timings.items():
                theirs[way].append(timing.per_second())
        print(f"{name}: Apus {statistics.median(own):,.0f}/s")
        entry = {"value": statistics.median(own), "unit": "1/s", "ratios": {}}
        for way, rates in theirs.items():
            ratio = statistics.median(a / b for a, b in zip(own, rates))
            entry["ratios"][way] = {"value": statistics.median(rates), "ratio": ratio}
            print(f"  PyTorch {way:14} {statistics.median(rates):10,.0f}/s   ratio {ratio:6.2f}")
        results[name] = entry
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=2, sort_keys=True)
            file.write("\n")


if __name__ == "__main__":
    main()
