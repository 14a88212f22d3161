"""The stepping of environments beside Gymnasium, EnvPool and MinAtar: the same tasks, in turns, on one core.

usage: environments.py APUS_BENCHMARK [--rounds N] [--filter TEXT] [--json FILE]

Each round times Apus and every peer one after the other, so that a drift of the machine's speed meets all of
them; what is printed are medians over the rounds, and the medians of the rounds' own ratios. All processes are
bound to one core. Actions are random and, for the peers, drawn beforehand; Apus draws them as it goes.
"""
import argparse
import json
import os
import statistics
import subprocess
import time
import warnings

warnings.filterwarnings("ignore")
os.environ["OMP_NUM_THREADS"] = "1"
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
import numpy as np  # noqa: E402  (after the number of threads is set)

# Apus's names, of which the first that the catalogue has is taken; Gymnasium's and EnvPool's name; the game's
# in MinAtar; the numbers of copies.
ENVIRONMENTS = [
    (["CartPole-v1"], "CartPole-v1", None, [8, 1024]),
    (["Pendulum-v1"], "Pendulum-v1", None, [8, 1024]),
    (["Acrobot-v1"], "Acrobot-v1", None, [8, 1024]),
    (["MountainCar-v0"], "MountainCar-v0", None, [8, 1024]),
    (["LunarLander-v3"], "LunarLander-v3", None, [8]),
    (["BipedalWalker-v3"], "BipedalWalker-v3", None, [8]),
    (["HalfCheetah-v5", "HalfCheetah-v4"], "HalfCheetah-v5", None, [8]),
    # Version 0 has MinAtar's own six actions.
    (["MinAtar/Breakout-v0"], None, "breakout", [8]),
]
DRAWN = 256


class Apus:
    """The benchmark program, which times on demand."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def value(self, name, seconds):
        """A rate, or a text that begins with "unknown" if there is no such environment."""
        self.process.stdin.write(f"{name} {seconds}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        return answer if answer.startswith("unknown") else float(answer)


class Timing:
    """Something of a peer's that is timed for about `seconds` a round; a call makes `steps` steps."""

    def __init__(self, step, steps, seconds):
        self.step, self.steps = step, steps
        self.repetitions = 1
        while self.elapsed() < seconds / 4:
            self.repetitions *= 2
        self.repetitions = max(1, int(self.repetitions * seconds / self.elapsed()))

    def elapsed(self):
        start = time.perf_counter()
        for i in range(self.repetitions):
            self.step(i % DRAWN)
        return time.perf_counter() - start

    def per_second(self):
        return self.repetitions * self.steps / self.elapsed()


def gymnasium_single(name, copies):
    import gymnasium
    environment = gymnasium.make(name)
    environment.reset(seed=0)
    environment.action_space.seed(0)
    actions = [environment.action_space.sample() for _ in range(DRAWN)]

    def step(i):
        _, _, terminated, truncated, _ = environment.step(actions[i])
        if terminated or truncated:
            environment.reset()
    return step, 1


def gymnasium_vector(mode):
    def make(name, copies):
        import gymnasium
        environment = gymnasium.make_vec(name, num_envs=copies, vectorization_mode=mode)
        environment.reset(seed=0)
        environment.action_space.seed(0)
        actions = [environment.action_space.sample() for _ in range(DRAWN)]
        return lambda i: environment.step(actions[i]), copies
    return make


def envpool(name, copies):
    import envpool as pool
    environment = pool.make(name, env_type="gymnasium", num_envs=copies, num_threads=1, seed=0)
    space, generator = environment.action_space, np.random.default_rng(0)
    if hasattr(space, "n"):
        draws = generator.integers(space.n, size=(DRAWN, copies)).astype(np.int32)
    else:
        draws = generator.uniform(space.low, space.high, (DRAWN, copies) + space.shape)
        draws = draws.astype(space.dtype)
    environment.reset()
    return lambda i: environment.step(draws[i]), copies


def minatar(game, copies):
    from minatar import Environment
    environment = Environment(game)
    environment.reset()
    actions = np.random.default_rng(0).integers(environment.num_actions(), size=DRAWN)

    def step(i):
        _, terminated = environment.act(actions[i])
        if terminated:
            environment.reset()
        environment.state()
    return step, 1


def peers(gymnasium_name, game, copies):
    """The peers' ways, each a name, a function that makes a step, and what that function is given."""
    if game:
        yield "MinAtar", minatar, game
        return
    yield "Gymnasium, one", gymnasium_single, gymnasium_name
    if copies <= 64:
        # Beyond, Gymnasium's own environments take minutes to start.
        yield "Gymnasium, sync", gymnasium_vector("sync"), gymnasium_name
        yield "Gymnasium, async", gymnasium_vector("async"), gymnasium_name
    yield "Gymnasium, NumPy", gymnasium_vector("vector_entry_point"), gymnasium_name
    yield "EnvPool", envpool, gymnasium_name


def reason(error):
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0][:100]


def versions():
    from importlib import metadata
    for package in ["gymnasium", "envpool", "minatar", "numpy"]:
        try:
            yield f"{package} {metadata.version(package)}"
        except metadata.PackageNotFoundError:
            yield f"no {package}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.3)
    parser.add_argument("--filter", default="")
    parser.add_argument("--json")
    options = parser.parse_args()
    apus = Apus(options.program)
    results = {}
    print(f"{', '.join(versions())}; one core, medians of {options.rounds} rounds")
    for names, gymnasium_name, game, sizes in ENVIRONMENTS:
        for copies in sizes:
            if not compare(apus, names, gymnasium_name, game, copies, options, results):
                break
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=2, sort_keys=True)
            file.write("\n")


def compare(apus, names, gymnasium_name, game, copies, options, results):
    """Prints and stores one comparison; whether Apus has the environment."""
    if not any(options.filter in f"{name}/{copies}" for name in names):
        return True
    for name in names:
        served = f"environment:{name}:{copies}"
        answer = apus.value(served, options.seconds)
        if not isinstance(answer, str):
            break
    else:
        print(f"{names[0]}: skipped, {answer.removeprefix('unknown: ').split(';')[0]}")
        return False
    timings = {}
    for way, make, given in peers(gymnasium_name, game, copies):
        try:
            timings[way] = Timing(*make(given, copies), options.seconds)
        except ImportError as error:
            print(f"  {name}: {way} is skipped, it is not installed: {reason(error)}")
        except Exception as error:  # no such mode or environment, or another library is missing
            print(f"  {name}: {way} is skipped: {reason(error)}")
    own, theirs = [], {way: [] for way in timings}
    for _ in range(options.rounds):
        own.append(apus.value(served, options.seconds))
        for way, timing in timings.items():
            theirs[way].append(timing.per_second())
    print(f"{name}, {copies} copies: Apus {statistics.median(own):,.0f} steps/s")
    entry = {"value": statistics.median(own), "unit": "steps/s", "ratios": {}}
    for way, rates in theirs.items():
        ratio = statistics.median(a / b for a, b in zip(own, rates))
        entry["ratios"][way] = {"value": statistics.median(rates), "ratio": ratio}
        print(f"  {way:18} {statistics.median(rates):12,.0f} steps/s   ratio {ratio:8.2f}", flush=True)
    results[f"{name}/{copies}"] = entry
    return True


if __name__ == "__main__":
    main()
