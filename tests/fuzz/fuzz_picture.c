/* Picture files of every format -> raster and perceptual hash. What must hold: a raster within the limits, or
 * words that say why there is none; a picture is alike to itself. */
#include <stdint.h>
#include <stdlib.h>

#include "picture/decode.h"
#include "picture/perceptual.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice file = slice_of((const char *)data, size);
    struct error why = {""};
    PIX *raster = picture_decode(picture_format_of(file), file, &why);
    if (!raster) {
        demand(*why.message != '\0');
        return 0;
    }
    struct perceptual hash;
    demand(picture_fits(pixGetWidth(raster), pixGetHeight(raster)) && pixGetDepth(raster) == 32);
    perceptual_hash(raster, &hash);
    demand(!perceptual_distance(&hash, &hash) && perceptual_alike(&hash, &hash));
    pixDestroy(&raster);
    return 0;
}
