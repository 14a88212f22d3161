// One run of RLtools' SAC or TD3 on its own Pendulum, for value-based.py, which compiles it with the settings as
// macros: APUS_SOFT (1 for SAC, 0 for TD3), APUS_WIDTH, APUS_BATCH, APUS_STEPS. Whatever is not set is RLtools' default. Prints
// the seconds of the loop and the mean return of the last 100 training episodes.
//
//   rltools_off_policy SEED
#include <rl_tools/operations/cpu_mux.h>

#include <rl_tools/nn/optimizers/adam/instance/operations_generic.h>
#include <rl_tools/nn/operations_cpu_mux.h>
#include <rl_tools/nn/layers/sample_and_squash/operations_generic.h>
#include <rl_tools/nn/layers/td3_sampling/operations_generic.h>
#include <rl_tools/rl/environments/pendulum/operations_cpu.h>
#include <rl_tools/nn_models/mlp/operations_generic.h>
#include <rl_tools/nn_models/sequential/operations_generic.h>
#include <rl_tools/nn_models/random_uniform/operations_generic.h>
#include <rl_tools/nn/optimizers/adam/operations_generic.h>
#if APUS_SOFT
#include <rl_tools/rl/algorithms/sac/loop/core/config.h>
#include <rl_tools/rl/algorithms/sac/loop/core/operations_generic.h>
#else
#include <rl_tools/rl/algorithms/td3/loop/core/config.h>
#include <rl_tools/rl/algorithms/td3/loop/core/operations_generic.h>
#endif

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace rlt = rl_tools;

using Device = rlt::devices::DEVICE_FACTORY<>;
using Index = typename Device::index_t;
using Scalar = float;
using Types = rlt::numeric_types::Policy<Scalar>;
using Random = typename Device::SPEC::RANDOM::ENGINE<>;
using Pendulum = rlt::rl::environments::Pendulum<rlt::rl::environments::pendulum::Specification<Scalar, Index>>;
static_assert(
    Device::DEVICE_ID == rlt::devices::DeviceId::CPU_OPENBLAS, "RLtools was not built for OpenBLAS");

#if APUS_SOFT
namespace algorithm = rlt::rl::algorithms::sac;
#else
namespace algorithm = rlt::rl::algorithms::td3;
#endif

struct Parameters : algorithm::loop::core::DefaultParameters<Types, Index, Pendulum> {
#if APUS_SOFT
  struct SAC_PARAMETERS : algorithm::DefaultParameters<Types, Index, Pendulum::ACTION_DIM> {
#else
  struct TD3_PARAMETERS : algorithm::DefaultParameters<Types, Index> {
#endif
    static constexpr Index ACTOR_BATCH_SIZE = APUS_BATCH;
    static constexpr Index CRITIC_BATCH_SIZE = APUS_BATCH;
  };
  static constexpr Index STEP_LIMIT = APUS_STEPS;
  static constexpr Index REPLAY_BUFFER_CAP = APUS_STEPS;
  // Random actions, and no updates, before there is a batch.
  static constexpr Index N_WARMUP_STEPS = APUS_BATCH;
  static constexpr Index N_WARMUP_STEPS_CRITIC = APUS_BATCH;
  static constexpr Index N_WARMUP_STEPS_ACTOR = APUS_BATCH;
  // Two hidden layers and the output.
  static constexpr Index ACTOR_NUM_LAYERS = 3;
  static constexpr Index CRITIC_NUM_LAYERS = 3;
  static constexpr Index ACTOR_HIDDEN_DIM = APUS_WIDTH;
  static constexpr Index CRITIC_HIDDEN_DIM = APUS_WIDTH;
};

using Config = algorithm::loop::core::Config<Types, Index, Random, Pendulum, Parameters>;
using State = typename Config::template State<Config>;

int main(int count, char **arguments) {
  const Index seed = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 1;
  Device device;
  static State state;
  rlt::malloc(device, state);
  rlt::init(device, state, seed);
  const auto start = std::chrono::steady_clock::now();
  while (!rlt::step(device, state)) {
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  auto &episodes = rlt::get(state.off_policy_runner.episode_stats, 0, 0);
  const Index last = std::min<Index>(100, episodes.next_episode_i);
  double sum = 0;
  for (Index i = 0; i < last; i++) {
    sum += rlt::get(episodes.returns, episodes.next_episode_i - 1 - i, 0);
  }
  std::printf("{\"seconds\": %.6f, \"score\": %.2f}\n", seconds.count(), sum / last);
  return 0;
}
