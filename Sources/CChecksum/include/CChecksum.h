// SHA-256 (FIPS 180-4), with the processor's instructions for it where it has them.
#ifndef APUS_CCHECKSUM_H
#define APUS_CCHECKSUM_H

#include <stddef.h>
#include <stdint.h>

// A sum in the making; `length` counts the bytes so far, the last `length % 64` of them lie in `rest`.
struct checksum_state {
  uint32_t h[8];
  uint64_t length;
  uint8_t rest[64];
};

void checksum_begin(struct checksum_state *state);
void checksum_add(struct checksum_state *state, const void *bytes, size_t count);
void checksum_end(struct checksum_state *state, uint8_t digest[32]);

// 1 if the processor's own instructions are used; 0 selects the portable code, for the tests.
int checksum_uses_instructions(void);
void checksum_select_portable(int portable);

#endif
