"""Trainings by policy gradients beside Stable-Baselines3, sb3-contrib and RLtools: the same settings, in turns.

usage: policy_gradients.py APUS_BENCHMARK [--rounds N] [--filter TEXT] [--json FILE]

Each round trains once with Apus and once with every peer, one after the other, so that a drift of the machine's
speed meets all of them; what is printed are medians over the rounds, in environment steps a second, and of the
rounds' own ratios. One thread each. Stable-Baselines3 makes a part of the steps, since its speed does not depend on
how many there are. RLtools comes as headers in its Python package and is compiled with g++ at its own flags.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
for variable in ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"]:
    os.environ[variable] = "1"


class Apus:
    """The benchmark program, which trains on demand."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def steps_per_second(self, name):
        # So short a time that one training is timed.
        self.process.stdin.write(f"{name} 0.001\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


class RLtools:
    """PPO on RLtools' own Pendulum, compiled here."""

    steps = 74 * 4096

    def __init__(self):
        import rltools
        headers = pathlib.Path(rltools.__file__).parent / "external/rl_tools/include"
        source = pathlib.Path(__file__).parent / "rltools_ppo.cpp"
        self.folder = tempfile.TemporaryDirectory()
        program = pathlib.Path(self.folder.name) / "rltools_ppo"
        blas = subprocess.run(
            ["pkg-config", "--cflags", "--libs", "openblas"], capture_output=True, text=True, check=True)
        subprocess.run(
            ["g++", "-std=c++17", "-O3", "-ffast-math", "-march=native",
             "-DRL_TOOLS_BACKEND_ENABLE_OPENBLAS", f"-I{headers}", str(source), "-o", str(program),
             *blas.stdout.split(), "-lopenblas"], check=True, capture_output=True)
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def steps_per_second(self):
        self.process.stdin.write("1\n")
        self.process.stdin.flush()
        return self.steps / float(self.process.stdout.readline())


class StableBaselines:
    """An algorithm of Stable-Baselines3 or sb3-contrib; what is timed is `learn` alone."""

    def __init__(self, algorithm, environment, copies, steps, **options):
        import sb3_contrib
        import stable_baselines3
        import torch
        torch.set_num_threads(1)
        self.algorithm = getattr(stable_baselines3, algorithm, None) or getattr(sb3_contrib, algorithm)
        self.environment, self.copies, self.steps = environment, copies, steps
        self.options = options

    def steps_per_second(self):
        from stable_baselines3.common.env_util import make_vec_env
        model = self.algorithm(
            "MlpPolicy", make_vec_env(self.environment, n_envs=self.copies, seed=1), seed=1,
            device="cpu", verbose=0, **self.options)
        start = time.perf_counter()
        model.learn(self.steps)
        return model.num_timesteps / (time.perf_counter() - start)


def ppo_rltools():
    from torch import nn
    return StableBaselines(
        "PPO", "Pendulum-v1", 4, 5 * 4096, learning_rate=1e-3, n_steps=1024, batch_size=256, n_epochs=2,
        gamma=0.9, gae_lambda=0.95,
        policy_kwargs=dict(net_arch=[64, 64], activation_fn=nn.ReLU, log_std_init=0.6931,
                           optimizer_kwargs=dict(eps=1e-8)))


def ppo_cartpole():
    return StableBaselines(
        "PPO", "CartPole-v1", 8, 12_800, n_steps=32, batch_size=256, gae_lambda=0.8, gamma=0.98,
        n_epochs=20, learning_rate=lambda progress: 1e-3 * progress,
        clip_range=lambda progress: 0.2 * progress)


def a2c_cartpole():
    return StableBaselines("A2C", "CartPole-v1", 8, 20_000)


def trpo_cartpole():
    return StableBaselines(
        "TRPO", "CartPole-v1", 2, 10_240, n_steps=512, batch_size=512, cg_damping=1e-3,
        gae_lambda=0.98, gamma=0.99, learning_rate=1e-3, n_critic_updates=20)


# Apus's name, and the peers.
WORKLOADS = [
    ("training/ppo/Pendulum-v1/rltools", {"RLtools": RLtools, "Stable-Baselines3": ppo_rltools}),
    ("training/ppo/CartPole-v1/zoo", {"Stable-Baselines3": ppo_cartpole}),
    ("training/a2c/CartPole-v1/zoo", {"Stable-Baselines3": a2c_cartpole}),
    ("training/trpo/CartPole-v1/zoo", {"sb3-contrib": trpo_cartpole}),
]
# Of two workers to one, of Apus itself.
SCALING = ("training/a3c/CartPole-v1/2-workers", "training/a3c/CartPole-v1/1-workers")


def show(name, own, theirs):
    print(f"{name}: Apus {statistics.median(own):,.0f} steps/s")
    entry = {"value": statistics.median(own), "unit": "steps/s", "ratios": {}}
    for peer, rates in theirs.items():
        ratio = statistics.median(a / b for a, b in zip(own, rates))
        entry["ratios"][peer] = {"value": statistics.median(rates), "ratio": ratio}
        print(f"  {peer:18} {statistics.median(rates):10,.0f} steps/s   ratio {ratio:6.2f}", flush=True)
    return entry


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--filter", default="")
    parser.add_argument("--json")
    options = parser.parse_args()
    apus = Apus(options.program)
    results = {}
    print(f"environment steps a second, one thread, medians of {options.rounds} rounds", flush=True)
    for name, makers in WORKLOADS:
        if options.filter not in name:
            continue
        peers = {}
        for peer, make in makers.items():
            try:
                peers[peer] = make()
            except Exception as error:  # a peer that is not installed, or cannot be compiled here
                print(f"  {name}: {peer} does not run here: {str(error).splitlines()[0][:100]}")
        own, theirs = [], {peer: [] for peer in peers}
        for _ in range(options.rounds):
            own.append(apus.steps_per_second(name))
            for peer, training in peers.items():
                theirs[peer].append(training.steps_per_second())
        results[name] = show(name, own, theirs)
    if options.filter in SCALING[0]:
        two, one = [], []
        for _ in range(options.rounds):
            two.append(apus.steps_per_second(SCALING[0]))
            one.append(apus.steps_per_second(SCALING[1]))
        results[SCALING[0]] = show(SCALING[0], two, {"1 worker": one})
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=2, sort_keys=True)
            file.write("\n")


if __name__ == "__main__":
    sys.exit(main())
