/* The background is the median of each channel: in a picture of text most pixels are background, however it
 * is coloured and streaked. What differs from it in any channel is ink: so light text on dark, red on blue of
 * the same brightness, and text of several colours all become dark on white. Cost: two passes over the
 * pixels. */
#include "picture/contrast.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

enum { CHANNELS = 3, LEVELS = 256 };

static int channel(l_uint32 pixel, int n) {
    return (int)(pixel >> (24 - 8 * n) & 0xff);
}

static int median_of(const size_t counts[LEVELS], size_t all) {
    size_t below = 0;
    int level = 0;
    while (level < LEVELS - 1 && 2 * (below += counts[level]) < all)
        level++;
    return level;
}

static void find_background(PIX *raster, int background[CHANNELS]) {
    size_t counts[CHANNELS][LEVELS] = {0};
    int width = pixGetWidth(raster), height = pixGetHeight(raster);
    for (int y = 0; y < height; y++) {
        const l_uint32 *row = pixGetData(raster) + (ptrdiff_t)y * pixGetWpl(raster);
        for (int x = 0; x < width; x++)
            for (int n = 0; n < CHANNELS; n++)
                counts[n][channel(row[x], n)]++;
    }
    for (int n = 0; n < CHANNELS; n++)
        background[n] = median_of(counts[n], (size_t)width * (size_t)height);
}

PIX *contrast_grey(PIX *raster) {
    int background[CHANNELS], width = pixGetWidth(raster), height = pixGetHeight(raster);
    PIX *grey = pixCreate(width, height, 8);
    if (!grey)
        return NULL;
    find_background(raster, background);
    for (int y = 0; y < height; y++) {
        const l_uint32 *row = pixGetData(raster) + (ptrdiff_t)y * pixGetWpl(raster);
        l_uint32 *to = pixGetData(grey) + (ptrdiff_t)y * pixGetWpl(grey);
        for (int x = 0; x < width; x++) {
            int most = 0;
            for (int n = 0; n < CHANNELS; n++) {
                int differs = abs(channel(row[x], n) - background[n]);
                most = differs > most ? differs : most;
            }
            SET_DATA_BYTE(to, x, LEVELS - 1 - most);
        }
    }
    return grey;
}

/* Otsu (1979): the threshold that leaves the least variance within the two classes. */
static int otsu_threshold(const size_t counts[LEVELS]) {
    double all = 0, sum = 0, below = 0, below_sum = 0, best = -1;
    int threshold = LEVELS / 2;
    for (int level = 0; level < LEVELS; level++) {
        all += (double)counts[level];
        sum += (double)counts[level] * level;
    }
    for (int level = 0; level < LEVELS - 1; level++) {
        below += (double)counts[level];
        below_sum += (double)counts[level] * level;
        if (below <= 0 || below >= all)
            continue;
        double apart = below_sum / below - (sum - below_sum) / (all - below);
        double between = below * (all - below) * apart * apart;
        if (between > best) {
            best = between;
            threshold = level + 1;
        }
    }
    return threshold;
}

PIX *contrast_ink(PIX *grey) {
    size_t counts[LEVELS] = {0};
    for (int y = 0; y < pixGetHeight(grey); y++) {
        l_uint32 *row = pixGetData(grey) + (ptrdiff_t)y * pixGetWpl(grey);
        for (int x = 0; x < pixGetWidth(grey); x++)
            counts[GET_DATA_BYTE(row, x)]++;
    }
    return pixThresholdToBinary(grey, otsu_threshold(counts));
}
