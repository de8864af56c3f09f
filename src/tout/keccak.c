/* The permutation of FIPS 202, section 3.2, step by step; the constants are made as section 3.2.5 says. */
#include "tout/keccak.h"

#include <stdbool.h>

#define LANES      25
#define ROUNDS     24
#define RATE_BYTES 136

static uint64_t rotate(uint64_t lane, unsigned bits) {
    return bits ? lane << bits | lane >> (64 - bits) : lane;
}

static void theta(uint64_t state[LANES]) {
    uint64_t parity[5];
    for (unsigned x = 0; x < 5; x++)
        parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
    for (unsigned i = 0; i < LANES; i++)
        state[i] ^= parity[(i + 4) % 5] ^ rotate(parity[(i + 1) % 5], 1);
}

static void rho_and_pi(uint64_t state[LANES]) {
    uint64_t moved[LANES];
    moved[0] = state[0];
    for (unsigned t = 0, x = 1, y = 0; t < ROUNDS; t++) {
        unsigned next = (2 * x + 3 * y) % 5;
        moved[y + 5 * next] = rotate(state[x + 5 * y], (t + 1) * (t + 2) / 2 % 64);
        x = y;
        y = next;
    }
    memcpy(state, moved, sizeof moved);
}

static void chi(uint64_t state[LANES]) {
    for (unsigned row = 0; row < LANES; row += 5) {
        uint64_t old[5];
        memcpy(old, state + row, sizeof old);
        for (unsigned x = 0; x < 5; x++)
            state[row + x] = old[x] ^ (~old[(x + 1) % 5] & old[(x + 2) % 5]);
    }
}

/* The next bit of a shift register whose polynomial is x^8 + x^6 + x^5 + x^4 + 1. */
static bool next_bit(uint8_t *shift) {
    bool bit = *shift & 1;
    bool carry = *shift & 0x80;
    *shift = (uint8_t)(*shift << 1 ^ (carry ? 0x71 : 0));
    return bit;
}

static void iota(uint64_t state[LANES], uint8_t *shift) {
    for (unsigned j = 0; j < 7; j++)
        if (next_bit(shift))
            state[0] ^= UINT64_C(1) << ((1U << j) - 1);
}

void keccak_256(struct slice message, uint8_t digest[32]) {
    uint8_t block[RATE_BYTES] = {0};
    uint64_t state[LANES] = {0};
    uint8_t shift = 1;
    size_t size = message.size < RATE_BYTES ? message.size : RATE_BYTES - 1;
    memcpy(block, message.data, size);
    block[size] = 1;
    block[RATE_BYTES - 1] |= 0x80;
    for (unsigned i = 0; i < RATE_BYTES; i++)
        state[i / 8] ^= (uint64_t)block[i] << i % 8 * 8;
    for (unsigned round = 0; round < ROUNDS; round++) {
        theta(state);
        rho_and_pi(state);
        chi(state);
        iota(state, &shift);
    }
    for (unsigned i = 0; i < 32; i++)
        digest[i] = (uint8_t)(state[i / 8] >> i % 8 * 8);
}
