#include "CChecksum.h"

#include <string.h>

static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static inline uint32_t rotate(uint32_t x, int n) { return (x >> n) | (x << (32 - n)); }

static void portable_blocks(uint32_t h[8], const uint8_t *p, size_t blocks) {
  while (blocks--) {
    uint32_t w[64];
    for (int t = 0; t < 16; t++, p += 4)
      w[t] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    for (int t = 16; t < 64; t++) {
      uint32_t s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ (w[t - 15] >> 3);
      uint32_t s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ (w[t - 2] >> 10);
      w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
    for (int t = 0; t < 64; t++) {
      uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      uint32_t t1 = k + s1 + ((e & f) ^ (~e & g)) + K[t] + w[t];
      uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      k = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e, h[5] += f, h[6] += g, h[7] += k;
  }
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

// Four rounds are two instructions of two rounds each; the state lies in two registers as (a b e f) and
// (c d g h), highest element first, as the instructions want it.
__attribute__((target("sha,sse4.1,ssse3"))) static void native_blocks(
    uint32_t h[8], const uint8_t *p, size_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i abef = _mm_set_epi32((int)h[0], (int)h[1], (int)h[4], (int)h[5]);
  __m128i cdgh = _mm_set_epi32((int)h[2], (int)h[3], (int)h[6], (int)h[7]);
  while (blocks--) {
    __m128i w[4];
    __m128i abef_before = abef, cdgh_before = cdgh;
    for (int i = 0; i < 4; i++, p += 16)
      w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)p), swap);
    for (int i = 0; i < 16; i++) {
      __m128i current = w[i & 3];
      if (i >= 4) {
        // w[t] = w[t-16] + σ0(w[t-15]) + w[t-7] + σ1(w[t-2]), four at a time.
        __m128i older = _mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]);
        older = _mm_add_epi32(older, _mm_alignr_epi8(w[(i + 3) & 3], w[(i + 2) & 3], 4));
        current = _mm_sha256msg2_epu32(older, w[(i + 3) & 3]);
        w[i & 3] = current;
      }
      __m128i sum = _mm_add_epi32(current, _mm_loadu_si128((const __m128i *)(K + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  h[0] = (uint32_t)_mm_extract_epi32(abef, 3), h[1] = (uint32_t)_mm_extract_epi32(abef, 2);
  h[4] = (uint32_t)_mm_extract_epi32(abef, 1), h[5] = (uint32_t)_mm_extract_epi32(abef, 0);
  h[2] = (uint32_t)_mm_extract_epi32(cdgh, 3), h[3] = (uint32_t)_mm_extract_epi32(cdgh, 2);
  h[6] = (uint32_t)_mm_extract_epi32(cdgh, 1), h[7] = (uint32_t)_mm_extract_epi32(cdgh, 0);
}

static int has_instructions(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 19)) || !(c & (1u << 9))) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1u << 29)) != 0;
}
#else
static void native_blocks(uint32_t h[8], const uint8_t *p, size_t blocks) {
  portable_blocks(h, p, blocks);
}
static int has_instructions(void) { return 0; }
#endif

// Atomic, since a test may change it while other tests compute sums.
static _Atomic int is_native;

__attribute__((constructor)) static void pick(void) { is_native = has_instructions(); }

int checksum_uses_instructions(void) { return is_native; }
void checksum_select_portable(int portable) { is_native = !portable && has_instructions(); }

static void add_blocks(uint32_t h[8], const uint8_t *p, size_t blocks) {
  if (is_native)
    native_blocks(h, p, blocks);
  else
    portable_blocks(h, p, blocks);
}

void checksum_begin(struct checksum_state *state) {
  static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(state->h, start, sizeof start);
  state->length = 0;
}

void checksum_add(struct checksum_state *state, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  size_t kept = state->length % 64;
  state->length += count;
  if (kept) {
    size_t n = count < 64 - kept ? count : 64 - kept;
    memcpy(state->rest + kept, p, n);
    p += n, count -= n;
    if (kept + n < 64) return;
    add_blocks(state->h, state->rest, 1);
  }
  add_blocks(state->h, p, count / 64);
  if (count % 64) memcpy(state->rest, p + count / 64 * 64, count % 64);
}

void checksum_end(struct checksum_state *state, uint8_t digest[32]) {
  uint64_t bits = state->length * 8;
  uint8_t padding[72] = {0x80};
  size_t kept = state->length % 64;
  size_t zeros = (kept < 56 ? 56 : 120) - kept;
  for (int i = 0; i < 8; i++) padding[zeros + (size_t)i] = (uint8_t)(bits >> (56 - 8 * i));
  checksum_add(state, padding, zeros + 8);
  for (int i = 0; i < 32; i++) digest[i] = (uint8_t)(state->h[i / 4] >> (24 - 8 * (i % 4)));
}
