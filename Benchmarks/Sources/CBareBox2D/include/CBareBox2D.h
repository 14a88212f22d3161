// LunarLander's scene and nothing around it: what b2World::Step costs by itself.
#ifndef APUS_CBAREBOX2D_H
#define APUS_CBAREBOX2D_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bare_lander bare_lander;

bare_lander *bare_lander_create(void);
void bare_lander_destroy(bare_lander *lander);

// One step with a random engine; a lander that is down or outside is put back to the top. Nothing is observed.
void bare_lander_step(bare_lander *lander);

// The number of times that the lander was put back.
int64_t bare_lander_episodes(const bare_lander *lander);

#ifdef __cplusplus
}
#endif

#endif
