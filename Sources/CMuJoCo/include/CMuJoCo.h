// MuJoCo, with calls that come back when MuJoCo reports an error.
//
// mju_error ends the process, and after a handler of one's own it goes on with data that are not sound. So the
// handler here jumps back into the call: between the two there are frames of C only.
#ifndef APUS_CMUJOCO_H
#define APUS_CMUJOCO_H

#if !__has_include(<mujoco/mujoco.h>)
#error "MuJoCo is missing: install it with  apt-get install libmujoco-dev  or build without the trait MuJoCo"
#else
#include <mujoco/mujoco.h>

#define APUS_MUJOCO_MESSAGE 1000

/// Installs the handlers. Warnings are read from their counters; without a handler they would go to a file.
void apus_mujoco_install_handlers(void);

/// What MuJoCo said last when it failed in this thread.
const char *apus_mujoco_last_error(void);

/// The model of a file, or NULL with a message.
mjModel *apus_mujoco_load_file(const char *path, char *message, int capacity);

/// The model of a text, or NULL with a message.
mjModel *apus_mujoco_load_text(const char *text, char *message, int capacity);

/// New data of a model in its initial state, or NULL.
mjData *apus_mujoco_make_data(const mjModel *model);

/// Makes `frames` steps; 0 if all of them were sound.
int apus_mujoco_step(const mjModel *model, mjData *data, int frames);

/// Computes what follows from positions, velocities and controls; 0 if that was sound.
int apus_mujoco_forward(const mjModel *model, mjData *data);

/// Computes the accelerations, and the forces on the bodies, that follow from the contacts; 0 if that was sound.
int apus_mujoco_contact_forces(const mjModel *model, mjData *data);

/// Computes what of the model follows from masses and inertias, which leaves `data` in some state; 0 if that was sound.
int apus_mujoco_set_constants(mjModel *model, mjData *data);

/// Forgets warnings and what an error has left on the stack.
void apus_mujoco_clear_warnings(mjData *data);
#endif

#endif
