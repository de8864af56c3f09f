/* A picture's file -> one raster. Files are hostile: call it where a crash or a runaway costs no more than
 * this picture (pool.h). */
#ifndef WEIR_PICTURE_DECODE_H
#define WEIR_PICTURE_DECODE_H

#include <leptonica/allheaders.h>

#include "base/error.h"
#include "mail/picture.h"

/* A page scanned at 300 dpi has 8.7 million; spam's pictures have half a million at most. */
#define PICTURE_PIXELS ((size_t)12 << 20)
/* Of one side: more is made to overflow something. */
#define PICTURE_SIDE 16384
/* Animations of spam have ten frames; those behind this many are not looked at. */
#define PICTURE_FRAMES 60
/* In a PDF: pages looked at, and pictures on them. */
#define PICTURE_PAGES      5
#define PICTURE_PAGE_ITEMS 20

/* 32 bits a pixel (red, green, blue), transparency laid on white, upright as stored. Of an animation the
 * canvas that is shown longest; of a PDF the largest picture within. A file cut short gives what is there.
 * NULL with why set. pixDestroy() frees it. */
PIX *picture_decode(enum picture_format format, struct slice file, struct error *why);

/* Are sides of this size within the limits? */
static inline bool picture_fits(long long width, long long height) {
    return width > 0 && height > 0 && width <= PICTURE_SIDE && height <= PICTURE_SIDE &&
           (size_t)width * (size_t)height <= PICTURE_PIXELS;
}

#endif
