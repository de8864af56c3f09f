/* GIFs and PDFs have files of their own; the rest is leptonica's, which asks libjpeg, libpng and libtiff.
 * Their headers are asked first, so that a small file that claims to be huge is never unpacked. */
#include "picture/decode.h"

#include "picture/gif.h"
#include "picture/pdf.h"

/* Every depth and palette as red, green, blue. */
static PIX *as_color(PIX *pix) {
    PIX *opaque = pixRemoveAlpha(pix); /* a clone if there is none */
    PIX *color = opaque ? pixConvertTo32(opaque) : NULL;
    pixDestroy(&opaque);
    pixDestroy(&pix);
    return color;
}

static PIX *read_common(struct slice file, struct error *why) {
    const l_uint8 *bytes = (const l_uint8 *)file.data;
    l_int32 format, width = 0, height = 0;
    if (pixReadHeaderMem(bytes, file.size, &format, &width, &height, NULL, NULL, NULL) ||
        !picture_fits(width, height)) {
        error_set(why, "a picture without a sound header, or of more pixels than are read (%d x %d)", width,
                  height);
        return NULL;
    }
    PIX *pix = pixReadMem(bytes, file.size);
    /* What is behind the header need not be what it said. */
    if (pix && !picture_fits(pixGetWidth(pix), pixGetHeight(pix)))
        pixDestroy(&pix);
    PIX *color = pix ? as_color(pix) : NULL;
    if (!color)
        error_set(why, "a picture whose data is broken");
    return color;
}

PIX *picture_decode(enum picture_format format, struct slice file, struct error *why) {
    setMsgSeverity(L_SEVERITY_NONE); /* leptonica would complain on standard error */
    switch (format) {
    case PICTURE_GIF:
        return gif_decode(file, why);
    case PICTURE_PDF:
        return pdf_decode(file, why);
    case PICTURE_PNG:
    case PICTURE_JPEG:
    case PICTURE_BMP:
    case PICTURE_TIFF:
        return read_common(file, why);
    case PICTURE_NONE:
        break;
    }
    error_set(why, "no picture");
    return NULL;
}
