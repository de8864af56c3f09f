/* Pictures within PDFs; for decode.c. */
#ifndef WEIR_PICTURE_PDF_H
#define WEIR_PICTURE_PDF_H

#include "picture/decode.h"

/* The largest picture on the first pages. As picture_decode(). */
PIX *pdf_decode(struct slice file, struct error *why);

#endif
