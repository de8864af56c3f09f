#include "drawing.h"

#include <stdlib.h>

/* The font's smallest size, in points at 300 to the inch: letters of 15 pixels. */
enum { WIDTH = 420, HEIGHT = 200, LETTER_POINTS = 4, LINE = 26 };
/* Leptonica takes less than 256 for "no colour given". */
#define BLACK 0x10101000U

static void add_specks(PIX *pix, unsigned count, unsigned seed) {
    for (unsigned i = 0; i < count; i++) {
        seed = seed * 1664525 + 1013904223;
        int x = (int)((seed >> 8) % (unsigned)pixGetWidth(pix));
        seed = seed * 1664525 + 1013904223;
        int y = (int)((seed >> 8) % (unsigned)pixGetHeight(pix));
        pixSetPixel(pix, x, y, seed & 0xffffff00);
    }
}

PIX *draw(const struct drawing *drawing) {
    int margin = (int)drawing->margin;
    PIX *pix = pixCreate(WIDTH + 2 * margin, HEIGHT + 2 * margin, 32);
    L_BMF *font = bmfCreate(NULL, LETTER_POINTS);
    char *copy = stringNew(drawing->lines), *rest = copy;
    int y = margin + 40, width, overflow;
    setMsgSeverity(L_SEVERITY_NONE);
    pixSetAllArbitrary(pix, drawing->paper);
    for (char *line; (line = strsep(&rest, "\n")); y += LINE)
        pixSetTextline(pix, font, line, drawing->ink ? drawing->ink : BLACK, margin + 20, y, &width,
                       &overflow);
    add_specks(pix, drawing->specks, drawing->seed);
    lept_free(copy);
    bmfDestroy(&font);
    return pix;
}

struct mail_picture draw_file(const struct drawing *drawing, enum picture_format format) {
    static const l_int32 formats[] = {
        [PICTURE_GIF] = IFF_GIF, [PICTURE_PNG] = IFF_PNG,       [PICTURE_JPEG] = IFF_JFIF_JPEG,
        [PICTURE_BMP] = IFF_BMP, [PICTURE_TIFF] = IFF_TIFF_LZW, [PICTURE_PDF] = IFF_LPDF,
    };
    PIX *pix = draw(drawing);
    l_uint8 *bytes = NULL;
    size_t size = 0;
    pixWriteMem(&bytes, &size, pix, formats[format]);
    pixDestroy(&pix);
    return (struct mail_picture){format, slice_of((const char *)bytes, size)};
}
