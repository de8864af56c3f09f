/* draw LINE...: a GIF with these lines of text, on standard output; for ocr.bats. */
#include <leptonica/allheaders.h>
#include <stdio.h>

int main(int count, char **lines) {
    /* Points at 300 to the inch: letters of 15 pixels. */
    enum { WIDTH = 440, LETTER_POINTS = 4, LINE = 26, MARGIN = 40 };
    PIX *pix = pixCreate(WIDTH, 2 * MARGIN + count * LINE, 8);
    L_BMF *font = bmfCreate(NULL, LETTER_POINTS);
    l_uint8 *bytes;
    size_t size;
    pixSetAll(pix);
    for (int i = 1; i < count; i++)
        pixSetTextline(pix, font, lines[i], 1, MARGIN, MARGIN + i * LINE, NULL, NULL);
    if (pixWriteMem(&bytes, &size, pix, IFF_GIF))
        return 1;
    bmfDestroy(&font);
    pixDestroy(&pix);
    size_t written = fwrite(bytes, 1, size, stdout);
    lept_free(bytes);
    return written != size;
}
