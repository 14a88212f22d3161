// MuJoCo without Apus, to hold Apus against.
#ifndef APUS_CBAREMUJOCO_SHIM_H
#define APUS_CBAREMUJOCO_SHIM_H
#include <mujoco/mujoco.h>
#endif
