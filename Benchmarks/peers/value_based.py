"""SAC, TD3 and DQN beside RLtools and Stable-Baselines3: whole training runs, in turns.

usage: value_based.py APUS [--filter TEXT] [--without TEXT] [--rounds N] [--json FILE]
"""
from training import Apus, RLtools, StableBaselines, compare


def continuous(width, batch, steps):
    """Pendulum, with RLtools' own settings and this width and batch."""
    widths, environment = [width, width], "Pendulum-v1"
    macros = dict(APUS_WIDTH=width, APUS_BATCH=batch, APUS_STEPS=steps)
    ours = dict(hiddenWidths=widths, batchSize=batch, learningRate=1e-3, replayCapacity=10_000, warmUpSteps=batch)
    theirs = dict(learning_rate=1e-3, batch_size=batch, buffer_size=10_000, learning_starts=batch, train_freq=1,
                  gradient_steps=1, gamma=0.99, tau=0.005,
                  policy_kwargs=dict(net_arch=widths, optimizer_kwargs=dict(eps=1e-7)))
    soft = [
        Apus("sac", environment, steps, dict(ours, temperature=0.5)),
        RLtools("rltools_off_policy.cpp", APUS_SOFT=1, **macros),
        StableBaselines("SAC", environment, steps, ent_coef="auto_0.5", target_entropy=-1.0, **theirs),
    ]
    if width >= 256:
        soft.insert(1, Apus("sac", environment, steps, dict(ours, temperature=0.5), threads=2))
    yield f"sac/Pendulum-v1/{width}-{width}/{batch}/{steps}", soft
    yield f"td3/Pendulum-v1/{width}-{width}/{batch}/{steps}", [
        Apus("td3", environment, steps, ours),
        RLtools("rltools_off_policy.cpp", APUS_SOFT=0, **macros),
        StableBaselines("TD3", environment, steps, noise=0.1, policy_delay=2, target_policy_noise=0.2,
                        target_noise_clip=0.5, **theirs),
    ]


def discrete(steps=50_000):
    """CartPole with the settings of RL Baselines3 Zoo."""
    yield f"dqn/CartPole-v1/zoo/{steps}", [
        Apus("dqn", "CartPole-v1", steps, dict(
            learningRate=2.3e-3, batchSize=64, replayCapacity=100_000, warmUpSteps=1000, discount=0.99,
            targetUpdatePeriod=10, trainPeriod=256, gradientSteps=128, hiddenWidths=[256, 256],
            explorationRate=dict(linear={"from": 1, "to": 0.04, "over": int(0.16 * steps)}))),
        StableBaselines(
            "DQN", "CartPole-v1", steps, learning_rate=2.3e-3, batch_size=64, buffer_size=100_000,
            learning_starts=1000, gamma=0.99, target_update_interval=10, train_freq=256, gradient_steps=128,
            exploration_fraction=0.16, exploration_final_eps=0.04, policy_kwargs=dict(net_arch=[256, 256])),
    ]


def cases():
    yield from continuous(64, 100, 10_000)
    yield from continuous(256, 256, 5_000)
    yield from discrete()


if __name__ == "__main__":
    compare(cases(), __doc__)
