/* Pictures drawn on the spot, for the tests of picture/. */
#ifndef WEIR_TESTS_PICTURE_DRAWING_H
#define WEIR_TESTS_PICTURE_DRAWING_H

#include <leptonica/allheaders.h>
#include <stdint.h>

#include "mail/picture.h"

struct drawing {
    const char *lines;             /* of text, '\n' between them */
    uint32_t ink, paper;           /* 0xrrggbb00; no ink is black */
    unsigned specks, seed, margin; /* noise; 0 none */
};

/* 32 bits a pixel; the caller's. */
PIX *draw(const struct drawing *drawing);
/* A file of it; file.data is the caller's to free. */
struct mail_picture draw_file(const struct drawing *drawing, enum picture_format format);

#endif
