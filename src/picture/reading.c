/* Tesseract is made for scanned pages; spam's pictures have small coarse type, colours, and noise put there
 * against just this. What stands out of the background (contrast.h) is enlarged, so that letters have the
 * height the models know, and blurred a little, so that noise between them fades and strokes of single pixels
 * join. Then it is read as one block of text. docs/decisions.md has what each step is worth.
 *
 * Where that gives words that tesseract itself doubts, the picture has no one background (a photograph, boxes
 * of several colours), or is none of text: its brightness is read as well, for text wherever it stands.
 *
 * Cost: 0.3 s of a processor for a usual picture, twice that for a doubted one. */
#include "picture/reading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

#include "base/arena.h"
#include "picture/contrast.h"

/* A picture is enlarged so much, */
#define ENLARGED 2.0
/* but not beyond so many pixels: time grows with them, and what is that large has large type. */
#define READ_PIXELS (6 << 20)
/* No letter stands in less than this many pixels of height or width: a spacer, a line. */
#define LEAST_SIDE 8
/* Half the side of the square that is averaged after enlarging, and how often it is. */
#define BLUR        1
#define BLUR_PASSES 2
/* Tesseract's estimate of a picture's resolution goes wrong on few lines; this is about what enlarging
 * gives. */
#define RESOLUTION 150
/* Words that are there are read with 80 and more, in the mean, and what is read into noise with half of it.
 */
#define DOUBTED_CONFIDENCE 70

/* Of libgomp, whose threads tesseract uses; <omp.h> would be that of whichever compiler builds this. */
void omp_set_max_active_levels(int levels);

struct reader {
    TessBaseAPI *tesseract;
};

struct reader *reader_open(struct error *error) {
    /* Its threads would only spin: workers are processes, one a processor. */
    omp_set_max_active_levels(0);
    struct reader *reader = allocate_zeroed(1, sizeof *reader);
    reader->tesseract = TessBaseAPICreate();
    if (TessBaseAPIInit2(reader->tesseract, NULL, "eng+deu", OEM_LSTM_ONLY)) {
        reader_close(reader);
        error_set(error, "tesseract's models for English and German are missing; "
                         "install tesseract-ocr-eng and tesseract-ocr-deu");
        return NULL;
    }
    /* contrast.h has made all text dark on light: no second try with the picture inverted. */
    TessBaseAPISetVariable(reader->tesseract, "tessedit_do_invert", "0");
    return reader;
}

void reader_close(struct reader *reader) {
    if (!reader)
        return;
    TessBaseAPIEnd(reader->tesseract);
    TessBaseAPIDelete(reader->tesseract);
    free(reader);
}

/* Takes `pix`, gives what the step made of it. */
static PIX *replace(PIX *pix, PIX *made) {
    pixDestroy(&pix);
    return made;
}

static PIX *enlarge(PIX *grey) {
    double pixels = (double)pixGetWidth(grey) * pixGetHeight(grey);
    double factor = fmin(ENLARGED, sqrt(READ_PIXELS / pixels));
    return replace(grey, pixScale(grey, (l_float32)factor, (l_float32)factor));
}

static PIX *prepare_contrast(PIX *raster) {
    PIX *grey = contrast_grey(raster);
    if (grey)
        grey = enlarge(grey);
    for (unsigned pass = 0; grey && pass < BLUR_PASSES; pass++)
        grey = replace(grey, pixBlockconvGray(grey, NULL, BLUR, BLUR));
    return grey;
}

static PIX *prepare_brightness(PIX *raster) {
    PIX *grey = pixConvertRGBToLuminance(raster);
    return grey ? enlarge(grey) : NULL;
}

/* Without empty lines; cut at the limit, not within a character. */
static void take_text(struct reading *reading, const char *text) {
    for (const char *line = text; *line && reading->bytes < READING_TEXT_BYTES;) {
        size_t size = strcspn(line, "\n"), room = READING_TEXT_BYTES - reading->bytes;
        size_t kept = size + 1 < room ? size : room - 1;
        while (kept < size && kept && ((unsigned char)line[kept] & 0xc0) == 0x80)
            kept--;
        if (line[strspn(line, " \t\f")] != '\n' && size) {
            memcpy(reading->text + reading->bytes, line, kept);
            reading->bytes += kept;
            reading->text[reading->bytes++] = '\n';
        }
        line += size + (line[size] == '\n');
    }
    reading->text[reading->bytes] = '\0';
}

/* Reads grey, which it takes, and adds the text. */
static bool read_grey(struct reader *reader, PIX *grey, TessPageSegMode mode, struct reading *reading,
                      unsigned *confidence, struct error *why) {
    if (!grey)
        return error_set(why, "a picture that cannot be prepared for reading");
    TessBaseAPISetPageSegMode(reader->tesseract, mode);
    TessBaseAPISetImage2(reader->tesseract, grey);
    TessBaseAPISetSourceResolution(reader->tesseract, RESOLUTION);
    char *text = TessBaseAPIGetUTF8Text(reader->tesseract);
    if (text) {
        take_text(reading, text);
        *confidence = (unsigned)TessBaseAPIMeanTextConf(reader->tesseract);
        TessDeleteText(text);
    }
    TessBaseAPIClear(reader->tesseract);
    pixDestroy(&grey);
    return text || error_set(why, "a picture that tesseract gives up on");
}

bool reader_read(struct reader *reader, PIX *raster, struct reading *reading, struct error *why) {
    unsigned second = 0;
    reading->bytes = reading->confidence = 0;
    reading->text[0] = '\0';
    if (pixGetWidth(raster) < LEAST_SIDE || pixGetHeight(raster) < LEAST_SIDE)
        return true;
    if (!read_grey(reader, prepare_contrast(raster), PSM_SINGLE_BLOCK, reading, &reading->confidence, why))
        return false;
    if (reading->confidence >= DOUBTED_CONFIDENCE)
        return true;
    if (!read_grey(reader, prepare_brightness(raster), PSM_SPARSE_TEXT, reading, &second, why))
        return false;
    reading->confidence = second > reading->confidence ? second : reading->confidence;
    return true;
}
