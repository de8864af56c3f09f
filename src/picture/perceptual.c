/* Pictures of one campaign are made from one original with other noise, colours, margins and size, so that no
 * two files are equal. What stays is where the text stands. So: what stands out of the background
 * (contrast.h) without specks, cut to the box that holds it, as a grid of cells that have more ink than the
 * mean or not.
 *
 * The grid is fine enough that another word in the same place shows: one template pushes many things, and
 * pictures that promote different things must never be taken for one. Text that is broken into lines anew for
 * each picture makes a group for each; they are tied by what is read in them.
 *
 * Cost: some passes over the pixels; a distance is 16 XORs. */
#include "picture/perceptual.h"

#include <stddef.h>
#include <string.h>

#include "picture/contrast.h"

/* Specks of noise are smaller than this both ways, and letters of text that can be read are not. */
#define SPECK_PIXELS 4
/* So much of the ink, in 1/1000 at each edge, does not move the box: noise that is larger than specks. */
#define STRAY_PER_MILLE 4
/* Two hashes of one original differ in fewer cells, and in shape by less than one in so many: see
 * docs/decisions.md for the measurement. */
#define ALIKE_CELLS 32
#define ALIKE_SHAPE 12
#define SHAPE_UNIT  64

struct span {
    int begin, end;
};

/* The stretch of a profile that holds all but the strays at both ends. */
static struct span span_of(NUMA *profile) {
    struct span span = {0, numaGetCount(profile)};
    l_float32 all = 0, value, seen = 0;
    numaGetSum(profile, &all);
    l_float32 stray = all * STRAY_PER_MILLE / 1000;
    for (; span.begin < span.end; span.begin++) {
        numaGetFValue(profile, span.begin, &value);
        if ((seen += value) > stray)
            break;
    }
    for (seen = 0; span.end > span.begin; span.end--) {
        numaGetFValue(profile, span.end - 1, &value);
        if ((seen += value) > stray)
            break;
    }
    return span;
}

static PIX *cut_to_ink(PIX *ink) {
    NUMA *by_row = pixCountPixelsByRow(ink, NULL), *by_column = pixCountPixelsByColumn(ink);
    PIX *cut = NULL;
    if (by_row && by_column) {
        struct span rows = span_of(by_row), columns = span_of(by_column);
        BOX *box = boxCreate(columns.begin, rows.begin, columns.end - columns.begin, rows.end - rows.begin);
        cut = box ? pixClipRectangle(ink, box, NULL) : NULL;
        boxDestroy(&box);
    }
    numaDestroy(&by_row);
    numaDestroy(&by_column);
    return cut;
}

static PIX *find_ink(PIX *raster) {
    PIX *grey = contrast_grey(raster);
    PIX *ink = grey ? contrast_ink(grey) : NULL;
    PIX *clean =
        ink ? pixSelectBySize(ink, SPECK_PIXELS, SPECK_PIXELS, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL)
            : NULL;
    PIX *cut = clean ? cut_to_ink(clean) : NULL;
    pixDestroy(&grey);
    pixDestroy(&ink);
    pixDestroy(&clean);
    return cut;
}

/* Share of ink in each cell, in 1/65536; a picture smaller than the grid has cells of the same pixel. */
static void measure_cells(PIX *ink, uint32_t cells[PERCEPTUAL_SIDE][PERCEPTUAL_SIDE]) {
    int width = pixGetWidth(ink), height = pixGetHeight(ink);
    for (int row = 0; row < PERCEPTUAL_SIDE; row++)
        for (int column = 0; column < PERCEPTUAL_SIDE; column++) {
            int top = row * height / PERCEPTUAL_SIDE, bottom = (row + 1) * height / PERCEPTUAL_SIDE;
            int left = column * width / PERCEPTUAL_SIDE, right = (column + 1) * width / PERCEPTUAL_SIDE;
            bottom += bottom == top;
            right += right == left;
            uint64_t set = 0;
            for (int y = top; y < bottom; y++) {
                l_uint32 *line = pixGetData(ink) + (ptrdiff_t)y * pixGetWpl(ink);
                for (int x = left; x < right; x++)
                    set += GET_DATA_BIT(line, x);
            }
            uint64_t pixels = (uint64_t)(bottom - top) * (uint64_t)(right - left);
            cells[row][column] = (uint32_t)((set << 16) / pixels);
        }
}

void perceptual_hash(PIX *raster, struct perceptual *hash) {
    uint32_t cells[PERCEPTUAL_SIDE][PERCEPTUAL_SIDE];
    uint64_t sum = 0;
    *hash = (struct perceptual){0};
    PIX *ink = find_ink(raster);
    if (!ink)
        return;
    measure_cells(ink, cells);
    for (int i = 0; i < PERCEPTUAL_SIDE * PERCEPTUAL_SIDE; i++)
        sum += cells[i / PERCEPTUAL_SIDE][i % PERCEPTUAL_SIDE];
    uint64_t mean = sum / (PERCEPTUAL_SIDE * PERCEPTUAL_SIDE);
    for (int i = 0; i < PERCEPTUAL_SIDE * PERCEPTUAL_SIDE; i++)
        if (cells[i / PERCEPTUAL_SIDE][i % PERCEPTUAL_SIDE] > mean)
            hash->bits[i / 64] |= UINT64_C(1) << i % 64;
    hash->shape =
        sum ? 1 + (uint32_t)((uint64_t)pixGetWidth(ink) * SHAPE_UNIT / (uint64_t)pixGetHeight(ink)) : 0;
    pixDestroy(&ink);
}

unsigned perceptual_distance(const struct perceptual *one, const struct perceptual *other) {
    unsigned distance = 0;
    for (size_t i = 0; i < PERCEPTUAL_WORDS; i++)
        distance += (unsigned)__builtin_popcountll(one->bits[i] ^ other->bits[i]);
    return distance;
}

bool perceptual_alike(const struct perceptual *one, const struct perceptual *other) {
    uint32_t less = one->shape < other->shape ? one->shape : other->shape;
    uint32_t more = one->shape < other->shape ? other->shape : one->shape;
    return (more - less) * ALIKE_SHAPE <= more && perceptual_distance(one, other) <= ALIKE_CELLS;
}
