"""Whole training runs of Apus and its peers, in turns on one thread each: what the suites of algorithms share.

A suite names cases. A case is one training run, and every way of doing it is timed once a round, each in a process
of its own, so that a drift of the machine's speed meets all of them. What is printed are medians over the rounds, and
the medians of the rounds' own ratios, time of the peer / time of Apus.

Of Apus the whole command is timed, start and files included; of Stable-Baselines3 `learn()` alone, after a short run
that warms PyTorch up; of RLtools its loop alone.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ONE_THREAD = {name: "1" for name in
              ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS"]}


class Apus:
    """`apus train` with these settings, and nothing tuned besides."""

    name = "Apus"

    def __init__(self, algorithm, environment, steps, settings, threads=1):
        self.arguments = [algorithm, "--untuned", "--environment", environment, "--steps", str(steps)]
        for key, value in {**settings, "threads": threads}.items():
            self.arguments += ["--set", f"{key}={json.dumps(value)}"]
        if threads > 1:
            self.name = f"Apus, {threads} threads"

    def run(self, program, seed):
        folder = tempfile.mkdtemp(prefix="apus-peers-")
        command = [program, "train", *self.arguments, "--seed", str(seed), "--output", folder + "/run",
                   "--evaluate-every", "never", "--checkpoint-every", "never", "--no-event-file"]
        try:
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           env={**os.environ, **ONE_THREAD})
            seconds = time.perf_counter() - start
            with open(folder + "/run/metrics.csv", "rb") as file:
                metrics = file.read()
            columns, last = (metrics.decode().splitlines()[i].split(",") for i in (0, -1))
            score = float(dict(zip(columns, last))["return_mean"])
            return dict(seconds=seconds, score=score, metrics=metrics)
        finally:
            shutil.rmtree(folder)


class RLtools:
    """A C++ file of this folder, compiled against the headers that PyPI's `rltools` carries."""

    name = "RLtools"

    def __init__(self, source, **macros):
        self.source = os.path.join(HERE, source)
        self.macros = macros

    def run(self, _, seed):
        return json.loads(subprocess.run(
            [self.executable(), str(seed)], check=True, capture_output=True, text=True,
            env={**os.environ, **ONE_THREAD}).stdout)

    def executable(self):
        """Compiles once for each set of macros, and again when the source has changed."""
        import importlib.util
        package = os.path.dirname(importlib.util.find_spec("rltools").origin)
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "openblas"], check=True,
                               capture_output=True, text=True).stdout.split()
        name = "-".join([os.path.splitext(os.path.basename(self.source))[0],
                         *(f"{k.removeprefix('APUS_').lower()}{v}" for k, v in self.macros.items())])
        folder = os.path.join(sys.prefix, "rltools-programs")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, name)
        if not os.path.exists(path) or os.path.getmtime(path) < os.path.getmtime(self.source):
            subprocess.run(
                ["g++", "-std=c++17", "-O3", "-ffast-math", "-march=native",
                 "-DRL_TOOLS_BACKEND_ENABLE_OPENBLAS", "-DRL_TOOLS_DISABLE_UNALIGNED_MEMORY_ALLOCATIONS",
                 *(f"-D{key}={value}" for key, value in self.macros.items()),
                 "-I", os.path.join(package, "external/rl_tools/include"), self.source, "-o", path, *flags],
                check=True)
        return path


class StableBaselines:
    """A model of Stable-Baselines3 or sb3-contrib."""

    name = "Stable-Baselines3"

    def __init__(self, algorithm, environment, steps, copies=1, noise=None, **settings):
        self.case = dict(algorithm=algorithm, environment=environment, steps=steps, copies=copies,
                         noise=noise, settings=settings)

    def run(self, _, seed):
        output = subprocess.run(
            [sys.executable, os.path.join(HERE, "training.py"), json.dumps({**self.case, "seed": seed})],
            check=True, stdout=subprocess.PIPE, text=True,
            env={**os.environ, **ONE_THREAD, "PYTHONWARNINGS": "ignore"}).stdout
        return json.loads(output.splitlines()[-1])


def learn(case):
    """One run of Stable-Baselines3, in this process."""
    import numpy
    import stable_baselines3
    import torch
    from stable_baselines3.common.env_util import make_vec_env
    from stable_baselines3.common.noise import NormalActionNoise
    torch.set_num_threads(1)
    kind = getattr(stable_baselines3, case["algorithm"], None)
    if kind is None:
        import sb3_contrib
        kind = getattr(sb3_contrib, case["algorithm"])

    def model(settings):
        settings = {key: (lambda left, v=value["linear"]: left * v) if isinstance(value, dict) and "linear" in value
                    else value for key, value in settings.items()}
        policy = dict(settings.pop("policy_kwargs", {}))
        if "activation_fn" in policy:
            policy["activation_fn"] = getattr(torch.nn, policy["activation_fn"])
        environment = make_vec_env(case["environment"], n_envs=case["copies"], seed=case["seed"])
        if case["noise"] is not None:
            width = environment.action_space.shape[0]
            settings["action_noise"] = NormalActionNoise(numpy.zeros(width), case["noise"] * numpy.ones(width))
        return kind("MlpPolicy", environment, seed=case["seed"], device="cpu", verbose=0,
                    policy_kwargs=policy, **settings)

    warm = dict(case["settings"])
    if "learning_starts" in warm:
        warm.update(learning_starts=64, train_freq=1, gradient_steps=1)
        model(warm).learn(200)
    learner = model(case["settings"])
    start = time.perf_counter()
    learner.learn(case["steps"])
    seconds = time.perf_counter() - start
    returns = [episode["r"] for episode in learner.ep_info_buffer]
    print(json.dumps(dict(seconds=seconds, score=float(numpy.mean(returns)))))


def compare(cases, documentation):
    """Runs the cases that the command line asks for; `cases` are names with their ways, that of Apus first."""
    parser = argparse.ArgumentParser(description=documentation.split("\n")[0])
    parser.add_argument("program", help="the command apus")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--filter", default="", help="only cases whose names contain this text")
    parser.add_argument("--without", default="",
                        help="leaves out the ways whose names contain one of these texts, separated by commas")
    parser.add_argument("--json")
    options = parser.parse_args()
    results = {}
    print(f"whole runs, medians of {options.rounds} rounds; ratio: time of the peer / time of Apus")
    for name, ways in cases:
        if options.filter not in name:
            continue
        absent = [text for text in options.without.split(",") if text]
        ways = [way for way in ways if not any(text in way.name for text in absent)]
        for way in ways:
            if isinstance(way, RLtools):
                way.executable()
        rounds = []
        for number in range(options.rounds):
            order = ways if number % 2 == 0 else ways[::-1]
            outcome = {way.name: way.run(options.program, number + 1) for way in order}
            rounds.append(outcome)
            twins = [way.name for way in ways if isinstance(way, Apus)]
            if any(outcome[twin]["metrics"] != outcome[twins[0]]["metrics"] for twin in twins):
                sys.exit(f"{name}: the number of threads changes the metrics")
        print(name)
        results[name] = {}
        for way in ways:
            seconds = statistics.median(outcome[way.name]["seconds"] for outcome in rounds)
            score = statistics.median(outcome[way.name]["score"] for outcome in rounds)
            ratio = statistics.median(
                outcome[way.name]["seconds"] / outcome[ways[0].name]["seconds"] for outcome in rounds)
            results[name][way.name] = dict(seconds=seconds, ratio=ratio, score=score)
            print(f"  {way.name:24s} {seconds:9.3f} s   ratio {ratio:7.3f}   return of the last episodes {score:8.1f}",
                  flush=True)
    if not results:
        sys.exit(f"no case's name contains \"{options.filter}\"")
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=2, sort_keys=True)


if __name__ == "__main__":
    learn(json.loads(sys.argv[1]))
