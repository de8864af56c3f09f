/* What stands out of a picture: the first step of reading it and of comparing it with others. */
#ifndef WEIR_PICTURE_CONTRAST_H
#define WEIR_PICTURE_CONTRAST_H

#include <leptonica/allheaders.h>

/* raster: 32 bits a pixel. 8 bits a pixel: 255 where it has the background's colour, darker the more it
 * differs. NULL: no memory. */
PIX *contrast_grey(PIX *raster);
/* 1 bit a pixel: set where grey is ink, by Otsu's threshold over the whole picture. NULL: no memory. */
PIX *contrast_ink(PIX *grey);

#endif
