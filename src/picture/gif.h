/* GIF, still or animated; for decode.c. */
#ifndef WEIR_PICTURE_GIF_H
#define WEIR_PICTURE_GIF_H

#include "picture/decode.h"

/* As picture_decode(). */
PIX *gif_decode(struct slice file, struct error *why);

#endif
