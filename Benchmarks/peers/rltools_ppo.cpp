// RLtools' PPO on its own Pendulum: 4 environments of 1,024 steps, minibatches of 256, 2 epochs, 64-64 ReLU, 74
// iterations, which are 303,104 steps. Each line on standard input names a seed and is answered by a line with the seconds
// that the iterations took.
#include <chrono>
#include <iostream>

#include <rl_tools/operations/cpu_mux.h>
#include <rl_tools/nn/optimizers/adam/instance/operations_generic.h>
#include <rl_tools/nn/operations_cpu_mux.h>
#include <rl_tools/rl/environments/pendulum/operations_cpu.h>
#include <rl_tools/nn/layers/standardize/operations_generic.h>
#include <rl_tools/nn_models/mlp_unconditional_stddev/operations_generic.h>
#include <rl_tools/nn_models/mlp/operations_generic.h>
#include <rl_tools/nn_models/sequential/operations_generic.h>
#include <rl_tools/nn/optimizers/adam/operations_generic.h>
#include <rl_tools/rl/algorithms/ppo/loop/core/config.h>
#include <rl_tools/rl/algorithms/ppo/loop/core/operations_generic.h>

namespace rlt = rl_tools;
using Device = rlt::devices::DEVICE_FACTORY<>;
using Index = Device::index_t;
using Random = Device::SPEC::RANDOM::ENGINE<>;
using Numbers = rlt::numeric_types::Policy<float>;
using Pendulum = rlt::rl::environments::Pendulum<rlt::rl::environments::pendulum::Specification<
    float, Index, rlt::rl::environments::pendulum::DefaultParameters<float>>>;

struct Parameters : rlt::rl::algorithms::ppo::loop::core::DefaultParameters<Numbers, Index, Pendulum> {
  static constexpr Index BATCH_SIZE = 256;
  static constexpr Index ACTOR_HIDDEN_DIM = 64;
  static constexpr Index CRITIC_HIDDEN_DIM = 64;
  static constexpr Index ON_POLICY_RUNNER_STEPS_PER_ENV = 1024;
  static constexpr Index N_ENVIRONMENTS = 4;
  static constexpr Index STEP_LIMIT = 74;
  static constexpr Index EPISODE_STEP_LIMIT = 200;
  using OPTIMIZER_PARAMETERS = rlt::nn::optimizers::adam::DEFAULT_PARAMETERS_PYTORCH<Numbers>;
  struct PPO_PARAMETERS : rlt::rl::algorithms::ppo::DefaultParameters<Numbers, Index, BATCH_SIZE> {
    static constexpr float ACTION_ENTROPY_COEFFICIENT = 0;
    static constexpr Index N_EPOCHS = 2;
    static constexpr float GAMMA = 0.9;
    static constexpr float INITIAL_ACTION_STD = 2;
  };
};

using Core = rlt::rl::algorithms::ppo::loop::core::Config<Numbers, Index, Random, Pendulum, Parameters>;
int main() {
  Index seed;
  while (std::cin >> seed) {
    Device device;
    Core::State<Core> loop;
    rlt::malloc(device, loop);
    rlt::init(device, loop, seed);
    auto start = std::chrono::steady_clock::now();
    for (Index i = 0; i < Parameters::STEP_LIMIT; i++) rlt::step(device, loop);
    auto end = std::chrono::steady_clock::now();
    std::cout << std::chrono::duration<double>(end - start).count() << std::endl;
    rlt::free(device, loop);
  }
}
