/* PDF (ISO 32000) by libqpdf's C interface, which finds its way through broken files. Each page's resources
 * are looked through for image XObjects; the largest is decoded: JPEG as it stands (DCTDecode), else plain
 * samples of grey, RGB or a palette, which is what spam's PDFs are made with. Pages are not rendered: text
 * that a PDF holds as text is no picture. */
#include "picture/pdf.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>

/* A resource dictionary may be inherited from so many parents; more is a loop. */
#define PARENTS 16
#define RGB     3

struct image {
    qpdf_oh stream, dictionary;
    int width, height;
};

static int number(qpdf_data pdf, qpdf_oh dictionary, const char *key) {
    int value = 0;
    return qpdf_oh_get_value_as_int(pdf, qpdf_oh_get_key(pdf, dictionary, key), &value) ? value : 0;
}

/* A name, or the last of an array of names: the filter that gives the picture. */
static bool has_name(qpdf_data pdf, qpdf_oh dictionary, const char *key, const char *name) {
    qpdf_oh value = qpdf_oh_get_key(pdf, dictionary, key);
    if (qpdf_oh_is_array(pdf, value)) {
        int count = qpdf_oh_get_array_n_items(pdf, value);
        return count > 0 &&
               qpdf_oh_is_name_and_equals(pdf, qpdf_oh_get_array_item(pdf, value, count - 1), name);
    }
    return qpdf_oh_is_name_and_equals(pdf, value, name);
}

static qpdf_oh resources(qpdf_data pdf, qpdf_oh page) {
    qpdf_oh found = qpdf_oh_get_key(pdf, page, "/Resources");
    for (unsigned parents = 0; !qpdf_oh_is_dictionary(pdf, found) && parents < PARENTS; parents++) {
        page = qpdf_oh_get_key(pdf, page, "/Parent");
        if (!qpdf_oh_is_dictionary(pdf, page))
            break;
        found = qpdf_oh_get_key(pdf, page, "/Resources");
    }
    return found;
}

static void consider(qpdf_data pdf, qpdf_oh stream, struct image *largest) {
    if (!qpdf_oh_is_stream(pdf, stream))
        return;
    qpdf_oh dictionary = qpdf_oh_get_dict(pdf, stream);
    struct image image = {stream, dictionary, number(pdf, dictionary, "/Width"),
                          number(pdf, dictionary, "/Height")};
    if (has_name(pdf, dictionary, "/Subtype", "/Image") && picture_fits(image.width, image.height) &&
        (long long)image.width * image.height > (long long)largest->width * largest->height)
        *largest = image;
}

static void look_through(qpdf_data pdf, qpdf_oh page, struct image *largest) {
    qpdf_oh of_page = resources(pdf, page);
    if (!qpdf_oh_is_dictionary(pdf, of_page))
        return;
    qpdf_oh objects = qpdf_oh_get_key(pdf, of_page, "/XObject");
    if (!qpdf_oh_is_dictionary(pdf, objects))
        return;
    qpdf_oh_begin_dict_key_iter(pdf, objects);
    for (unsigned items = 0; items < PICTURE_PAGE_ITEMS && qpdf_oh_dict_more_keys(pdf); items++)
        consider(pdf, qpdf_oh_get_key(pdf, objects, qpdf_oh_dict_next_key(pdf)), largest);
}

/* How samples become colours. */
struct samples {
    unsigned bits;        /* of each */
    unsigned components;  /* of each pixel: 1 or 3 */
    struct slice palette; /* RGB triples; empty: none */
    const unsigned char *data;
    size_t size, row_bytes;
};

static unsigned sample(const struct samples *samples, size_t row, size_t at) {
    size_t bit = at * samples->bits;
    unsigned byte = samples->data[row * samples->row_bytes + bit / 8];
    return byte >> (8 - samples->bits - bit % 8) & ((1U << samples->bits) - 1);
}

static l_uint32 color_at(const struct samples *samples, size_t row, size_t x) {
    l_uint32 red, green, blue;
    unsigned value = sample(samples, row, x * samples->components), most = (1U << samples->bits) - 1;
    if (samples->palette.size) {
        size_t at = (size_t)value * RGB;
        if (at + RGB > samples->palette.size)
            return 0;
        const unsigned char *color = (const unsigned char *)samples->palette.data + at;
        red = color[0], green = color[1], blue = color[2];
    } else if (samples->components == RGB) {
        red = value * 255 / most;
        green = sample(samples, row, x * RGB + 1) * 255 / most;
        blue = sample(samples, row, x * RGB + 2) * 255 / most;
    } else {
        red = green = blue = value * 255 / most;
    }
    return red << 24 | green << 16 | blue << 8;
}

/* [/Indexed base most table]; the table is a string or a stream. Bytes live as long as pdf, or are in
 * *owned. */
static struct slice palette(qpdf_data pdf, qpdf_oh space, unsigned char **owned) {
    qpdf_oh table = qpdf_oh_get_array_item(pdf, space, 3);
    size_t size = 0;
    QPDF_BOOL filtered;
    if (qpdf_oh_is_string(pdf, table)) {
        const char *bytes = qpdf_oh_get_binary_string_value(pdf, table, &size);
        *owned = size ? malloc(size) : NULL;
        if (*owned)
            memcpy(*owned, bytes, size);
    } else if (qpdf_oh_is_stream(pdf, table)) {
        qpdf_oh_get_stream_data(pdf, table, qpdf_dl_generalized, &filtered, owned, &size);
    }
    return slice_of((const char *)*owned, *owned ? size : 0);
}

static PIX *draw(const struct image *image, const struct samples *samples) {
    PIX *pix = pixCreate(image->width, image->height, 32);
    /* A stream cut short leaves the rest white. */
    size_t rows = samples->row_bytes ? samples->size / samples->row_bytes : 0;
    if (!pix)
        return NULL;
    pixSetAll(pix);
    for (size_t y = 0; y < (size_t)image->height && y < rows; y++) {
        l_uint32 *to = pixGetData(pix) + y * (size_t)pixGetWpl(pix);
        for (size_t x = 0; x < (size_t)image->width; x++)
            to[x] = color_at(samples, y, x);
    }
    return pix;
}

static PIX *decode_samples(qpdf_data pdf, const struct image *image, struct error *why) {
    struct samples samples = {.components = 1};
    unsigned char *data = NULL, *table = NULL;
    QPDF_BOOL filtered = QPDF_FALSE;
    qpdf_oh space = qpdf_oh_get_key(pdf, image->dictionary, "/ColorSpace");
    int bits = number(pdf, image->dictionary, "/BitsPerComponent");
    if (qpdf_oh_is_array(pdf, space) &&
        qpdf_oh_is_name_and_equals(pdf, qpdf_oh_get_array_item(pdf, space, 0), "/Indexed"))
        samples.palette = palette(pdf, space, &table);
    else if (qpdf_oh_is_name_and_equals(pdf, space, "/DeviceRGB"))
        samples.components = RGB;
    samples.bits = bits == 2 || bits == 4 || bits == 8 ? (unsigned)bits : 1;
    samples.row_bytes = ((size_t)image->width * samples.components * samples.bits + 7) / 8;
    qpdf_oh_get_stream_data(pdf, image->stream, qpdf_dl_all, &filtered, &data, &samples.size);
    samples.data = data;
    PIX *pix = data && filtered ? draw(image, &samples) : NULL;
    if (!pix)
        error_set(why, "PDF whose picture is packed in a way that is not read");
    free(data);
    free(table);
    return pix;
}

static PIX *decode_image(qpdf_data pdf, const struct image *image, struct error *why) {
    unsigned char *data = NULL;
    size_t size = 0;
    if (!has_name(pdf, image->dictionary, "/Filter", "/DCTDecode"))
        return decode_samples(pdf, image, why);
    /* What is packed around the JPEG is taken off, the JPEG stays. */
    QPDF_BOOL filtered;
    qpdf_oh_get_stream_data(pdf, image->stream, qpdf_dl_generalized, &filtered, &data, &size);
    PIX *pix = data ? picture_decode(PICTURE_JPEG, slice_of((const char *)data, size), why) : NULL;
    if (!data)
        error_set(why, "PDF whose picture is broken");
    free(data);
    return pix;
}

PIX *pdf_decode(struct slice file, struct error *why) {
    qpdf_data pdf = qpdf_init();
    struct image largest = {0};
    PIX *pix = NULL;
    qpdf_silence_errors(pdf);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    bool open = !(qpdf_read_memory(pdf, "mail", file.data, file.size, NULL) & QPDF_ERRORS);
    int pages = open ? qpdf_get_num_pages(pdf) : 0;
    for (int page = 0; page < pages && page < PICTURE_PAGES; page++)
        look_through(pdf, qpdf_get_page_n(pdf, (size_t)page), &largest);
    if (largest.width)
        pix = decode_image(pdf, &largest, why);
    else
        error_set(why, "PDF without a picture on its first pages");
    qpdf_get_error(pdf); /* an error that nobody asks for is written to standard error */
    qpdf_cleanup(&pdf);
    return pix;
}
