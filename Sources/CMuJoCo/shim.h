// MuJoCo, with calls that come back when MuJoCo reports an error.
//
// mju_error ends the process, and after a handler of one's own it goes on with data that are not sound. So the
// handler here jumps back into the call: between the two there are frames of C only. Every function that can
// fail is called by MuJoCoLibrary.swift alone, since a Swift file has a copy of its own of what is static here.
#ifndef APUS_CMUJOCO_SHIM_H
#define APUS_CMUJOCO_SHIM_H

#if !__has_include(<mujoco/mujoco.h>)
#error "MuJoCo is missing: install it with  apt-get install libmujoco-dev  or build without the trait MuJoCo"
#else
#include <mujoco/mujoco.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define APUS_MUJOCO_MESSAGE 1000

// Where an error of this thread goes. Static within a function: Swift leaves out what is static in a header.
static inline jmp_buf **apus_mujoco_escape(void) {
  static _Thread_local jmp_buf *escape;
  return &escape;
}

/// What MuJoCo said last when it failed in this thread.
static inline char *apus_mujoco_last_error(void) {
  static _Thread_local char message[APUS_MUJOCO_MESSAGE];
  return message;
}

static void apus_mujoco_on_error(const char *message) {
  snprintf(apus_mujoco_last_error(), APUS_MUJOCO_MESSAGE, "%s", message);
  jmp_buf *escape = *apus_mujoco_escape();
  if (escape) longjmp(*escape, 1);
  fprintf(stderr, "MuJoCo: %s\n", message);
  abort();
}

static void apus_mujoco_on_warning(const char *message) { (void)message; }

/// Installs the handlers. Warnings are read from their counters; without a handler they would go to a file.
static inline void apus_mujoco_install_handlers(void) {
  mju_user_error = apus_mujoco_on_error;
  mju_user_warning = apus_mujoco_on_warning;
}

// 1 if the statement failed, else 0. What it assigns has to be volatile.
#define APUS_MUJOCO_GUARDED(statement)   \
  jmp_buf here;                          \
  *apus_mujoco_escape() = &here;         \
  int failed = setjmp(here);             \
  if (!failed) { statement; }            \
  *apus_mujoco_escape() = NULL;

/// The model of a file, or NULL with a message.
static inline mjModel *apus_mujoco_load_file(const char *path, char *message, int capacity) {
  mjModel *volatile model = NULL;
  APUS_MUJOCO_GUARDED(model = mj_loadXML(path, NULL, message, capacity))
  if (failed) snprintf(message, (size_t)capacity, "%s", apus_mujoco_last_error());
  mj_freeLastXML();
  return failed ? NULL : model;
}

/// The model of a text, or NULL with a message.
static inline mjModel *apus_mujoco_load_text(const char *text, char *message, int capacity) {
  mjVFS *files = (mjVFS *)malloc(sizeof(mjVFS));
  if (!files) return NULL;
  int length = (int)strlen(text);
  mj_defaultVFS(files);
  mjModel *volatile model = NULL;
  if (mj_makeEmptyFileVFS(files, "model.xml", length + 1) == 0) {
    memcpy(files->filedata[0], text, (size_t)length + 1);
    APUS_MUJOCO_GUARDED(model = mj_loadXML("model.xml", files, message, capacity))
    if (failed) snprintf(message, (size_t)capacity, "%s", apus_mujoco_last_error());
    if (failed) model = NULL;
    mj_freeLastXML();
  }
  mj_deleteVFS(files);
  free(files);
  return model;
}

/// New data of a model in its initial state, or NULL.
static inline mjData *apus_mujoco_make_data(const mjModel *model) {
  mjData *volatile data = NULL;
  APUS_MUJOCO_GUARDED(data = mj_makeData(model))
  return failed ? NULL : data;
}

// Whether MuJoCo found a number that is not finite or huge. It then starts the simulation again by itself, or
// leaves the controls out.
static inline int apus_mujoco_is_unstable(const mjData *data) {
  return data->warning[mjWARN_BADQPOS].number || data->warning[mjWARN_BADQVEL].number
         || data->warning[mjWARN_BADQACC].number || data->warning[mjWARN_BADCTRL].number;
}

/// Makes `frames` steps; 0 if all of them were sound.
static inline int apus_mujoco_step(const mjModel *model, mjData *data, int frames) {
  APUS_MUJOCO_GUARDED(for (int i = 0; i < frames; i++) mj_step(model, data))
  return failed || apus_mujoco_is_unstable(data);
}

/// Computes what follows from positions, velocities and controls; 0 if that was sound.
static inline int apus_mujoco_forward(const mjModel *model, mjData *data) {
  APUS_MUJOCO_GUARDED(mj_forward(model, data))
  return failed || apus_mujoco_is_unstable(data);
}

/// Computes the accelerations, and the forces on the bodies, that follow from the contacts; 0 if that was sound.
static inline int apus_mujoco_contact_forces(const mjModel *model, mjData *data) {
  APUS_MUJOCO_GUARDED(mj_rnePostConstraint(model, data))
  return failed;
}

/// Forgets warnings and what an error has left on the stack.
static inline void apus_mujoco_clear_warnings(mjData *data) {
  memset(data->warning, 0, sizeof data->warning);
  data->pstack = 0;
}
#endif

#endif
