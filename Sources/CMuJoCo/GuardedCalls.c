#ifdef APUS_MUJOCO

#include "CMuJoCo.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Where an error of this thread goes, and what it said.
static _Thread_local jmp_buf *escape;
static _Thread_local char last_error[APUS_MUJOCO_MESSAGE];

const char *apus_mujoco_last_error(void) { return last_error; }

static void on_error(const char *message) {
  snprintf(last_error, sizeof last_error, "%s", message);
  if (escape) longjmp(*escape, 1);
  fprintf(stderr, "MuJoCo: %s\n", message);
  abort();
}

static void on_warning(const char *message) { (void)message; }

void apus_mujoco_install_handlers(void) {
  mju_user_error = on_error;
  mju_user_warning = on_warning;
}

// Declares `failed`: 1 if the statement failed, else 0. What it assigns has to be volatile.
#define GUARDED(statement)     \
  jmp_buf here;                \
  escape = &here;              \
  int failed = setjmp(here);   \
  if (!failed) { statement; }  \
  escape = NULL;

mjModel *apus_mujoco_load_file(const char *path, char *message, int capacity) {
  mjModel *volatile model = NULL;
  GUARDED(model = mj_loadXML(path, NULL, message, capacity))
  if (failed) snprintf(message, (size_t)capacity, "%s", last_error);
  mj_freeLastXML();
  return failed ? NULL : model;
}

mjModel *apus_mujoco_load_text(const char *text, char *message, int capacity) {
  mjVFS *files = malloc(sizeof(mjVFS));
  if (!files) return NULL;
  int length = (int)strlen(text);
  mj_defaultVFS(files);
  mjModel *volatile model = NULL;
  if (mj_makeEmptyFileVFS(files, "model.xml", length + 1) == 0) {
    memcpy(files->filedata[0], text, (size_t)length + 1);
    GUARDED(model = mj_loadXML("model.xml", files, message, capacity))
    if (failed) snprintf(message, (size_t)capacity, "%s", last_error);
    if (failed) model = NULL;
    mj_freeLastXML();
  }
  mj_deleteVFS(files);
  free(files);
  return model;
}

mjData *apus_mujoco_make_data(const mjModel *model) {
  mjData *volatile data = NULL;
  GUARDED(data = mj_makeData(model))
  return failed ? NULL : data;
}

// Whether MuJoCo found a number that is not finite or huge. It then starts the simulation again by itself, or
// leaves the controls out.
static int is_unstable(const mjData *data) {
  return data->warning[mjWARN_BADQPOS].number || data->warning[mjWARN_BADQVEL].number
         || data->warning[mjWARN_BADQACC].number || data->warning[mjWARN_BADCTRL].number;
}

int apus_mujoco_step(const mjModel *model, mjData *data, int frames) {
  GUARDED(for (int i = 0; i < frames; i++) mj_step(model, data))
  return failed || is_unstable(data);
}

int apus_mujoco_forward(const mjModel *model, mjData *data) {
  GUARDED(mj_forward(model, data))
  return failed || is_unstable(data);
}

int apus_mujoco_contact_forces(const mjModel *model, mjData *data) {
  GUARDED(mj_rnePostConstraint(model, data))
  return failed;
}

int apus_mujoco_set_constants(mjModel *model, mjData *data) {
  GUARDED(mj_setConst(model, data))
  return failed;
}

void apus_mujoco_clear_warnings(mjData *data) {
  memset(data->warning, 0, sizeof data->warning);
  data->pstack = 0;
}

#endif
