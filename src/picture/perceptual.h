/* Which pictures look alike: a perceptual hash and the distance of two. */
#ifndef WEIR_PICTURE_PERCEPTUAL_H
#define WEIR_PICTURE_PERCEPTUAL_H

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdint.h>

#define PERCEPTUAL_SIDE  32
#define PERCEPTUAL_WORDS (PERCEPTUAL_SIDE * PERCEPTUAL_SIDE / 64)

struct perceptual {
    uint64_t bits[PERCEPTUAL_WORDS]; /* a cell each: is there more ink than usual? */
    uint32_t shape;                  /* width to height of what stands out, in 64ths; 0: nothing does */
};

/* raster: 32 bits a pixel. */
void perceptual_hash(PIX *raster, struct perceptual *hash);
/* Cells that differ, of PERCEPTUAL_SIDE squared. */
unsigned perceptual_distance(const struct perceptual *one, const struct perceptual *other);
/* Are these two made from one original? */
bool perceptual_alike(const struct perceptual *one, const struct perceptual *other);

#endif
