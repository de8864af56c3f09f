/* Reads the text in a picture. One struct reader a process: tesseract's models are large. */
#ifndef WEIR_PICTURE_READING_H
#define WEIR_PICTURE_READING_H

#include <leptonica/allheaders.h>

#include "base/error.h"

/* Of one picture; a page set in small type has 6,000. The rest is cut off. */
#define READING_TEXT_BYTES ((size_t)32 << 10)

struct reader;

struct reading {
    char text[READING_TEXT_BYTES + 1]; /* UTF-8, lines; "" where nothing is written */
    size_t bytes;
    unsigned confidence; /* tesseract's mean over the words, 0 to 100 */
};

/* Loads the models for English and German. NULL with error set: they are not installed. */
struct reader *reader_open(struct error *error);
void reader_close(struct reader *reader);
/* raster: 32 bits a pixel. false with why set: it cannot be read. */
bool reader_read(struct reader *reader, PIX *raster, struct reading *reading, struct error *why);

#endif
