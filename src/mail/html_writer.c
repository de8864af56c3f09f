/* Folding text. White space of any kind is owed, not written, until a character follows, so that blocks and
 * spaces neither begin nor end a text nor pile up. Characters that show nothing (controls, zero-width spaces,
 * soft hyphens, and joiners where there is nothing to join) are left out.
 *
 * A reference is never shorter than the UTF-8 it stands for, so that a text grows by its gap at most. */
#include "mail/html_writer.h"

#include "mail/html_entity.h"

#define FIRST_BYTES 1024

/* What a byte begins. */
enum { PLAIN, SPACE, REFERENCE, CONTROL, WIDE };

#define FOUR_CONTROLS CONTROL, CONTROL, CONTROL, CONTROL
static const unsigned char classes[128] = {
    FOUR_CONTROLS,     FOUR_CONTROLS,   CONTROL,       SPACE,         SPACE,
    CONTROL,           SPACE,           SPACE,         CONTROL,       CONTROL,
    FOUR_CONTROLS,     FOUR_CONTROLS,   FOUR_CONTROLS, FOUR_CONTROLS, SPACE,
    ['&'] = REFERENCE, [127] = CONTROL,
};

static inline unsigned char class_of(unsigned char byte) {
    return byte < 0x80 ? classes[byte] : WIDE;
}

enum shape { SHOWN, BLANK, UNSEEN, JOINING };

static enum shape shape_of(uint32_t c) {
    if (c < 0xa0)
        return c < 0x21 ? (c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == ' ' ? BLANK : UNSEEN)
                        : (c >= 0x7f ? UNSEEN : SHOWN);
    if (c < 0x2000)
        return c == 0xa0 || c == 0x1680                                                ? BLANK
               : c == 0xad || c == 0x34f || c == 0x61c || (c >= 0x180b && c <= 0x180e) ? UNSEEN
                                                                                       : SHOWN;
    if (c <= 0x200a || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000)
        return BLANK;
    if (c == 0x200c || c == 0x200d)
        return JOINING;
    if (c == 0x200b || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
        (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f))
        return UNSEEN;
    return SHOWN;
}

static bool make_room(struct html_writer *writer, size_t more) {
    if (more > writer->limit - writer->size)
        return false;
    if (more <= writer->capacity - writer->size)
        return true;
    size_t capacity = writer->capacity ? writer->capacity * 2 : FIRST_BYTES;
    while (capacity - writer->size < more)
        capacity *= 2;
    char *grown = arena_alloc_raw(writer->arena, capacity + 1); /* and a NUL */
    if (writer->size)
        memcpy(grown, writer->data, writer->size);
    writer->data = grown;
    writer->capacity = capacity;
    return true;
}

static inline char *pay_gap(struct html_writer *writer, char *out) {
    if (writer->gap && out != writer->data)
        *out++ = writer->gap == HTML_NEW_LINE ? '\n' : ' ';
    writer->gap = HTML_GLUED;
    return out;
}

static uint32_t read_wide(const char *at, const char *end, size_t *length) {
    unsigned char lead = (unsigned char)*at;
    *length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if ((size_t)(end - at) < *length) {
        *length = (size_t)(end - at);
        return 0;
    }
    uint32_t c = lead & (0x7fu >> *length);
    for (size_t i = 1; i < *length; i++)
        c = c << 6 | ((unsigned char)at[i] & 0x3f);
    return c;
}

/* Writes one character that may be blank or unseen. */
static char *put(struct html_writer *writer, char *out, uint32_t c, bool preformatted) {
    switch (shape_of(c)) {
    case BLANK:
        html_writer_gap(writer, preformatted && c == '\n' ? HTML_NEW_LINE : HTML_SPACED);
        return out;
    case UNSEEN:
        return out;
    case JOINING:
        if (writer->gap || out == writer->data)
            return out;
        break;
    case SHOWN:
        break;
    }
    out = pay_gap(writer, out);
    return out + html_entity_encode(c, out);
}

/* The first byte from begin on that is not plain. */
static inline const char *plain_end(const char *at, const char *end) {
    while (at < end && class_of((unsigned char)*at) == PLAIN)
        at++;
    return at;
}

static char *put_special(struct html_writer *writer, char *out, const char **at, const char *end,
                         bool preformatted) {
    size_t length = 1;
    uint32_t c = (unsigned char)**at;
    if (c >= 0x80) {
        c = read_wide(*at, end, &length);
    } else if (c == '&') {
        uint32_t named = html_entity_read(slice_of(*at, (size_t)(end - *at)), false, &length);
        if (named)
            c = named;
    }
    *at += length;
    return put(writer, out, c, preformatted);
}

/* As much of text as fits, cut between characters. */
static struct slice cut(struct slice text, size_t room) {
    if (text.size > room) {
        text.size = room;
        while (text.size && ((unsigned char)text.data[text.size] & 0xc0) == 0x80)
            text.size--;
    }
    return text;
}

void html_writer_text(struct html_writer *writer, struct slice text, bool preformatted) {
    size_t room = writer->limit - writer->size;
    if (text.size + 2 > room) {
        writer->full = true;
        text = cut(text, room > 2 ? room - 2 : 0);
    }
    if (!text.size || !make_room(writer, text.size + 2))
        return;
    char *out = writer->data + writer->size;
    const char *at = text.data, *end = at + text.size;
    while (at < end) {
        const char *plain = plain_end(at, end);
        if (plain > at) {
            out = pay_gap(writer, out);
            memcpy(out, at, (size_t)(plain - at));
            out += plain - at;
            at = plain;
        } else if (*at == ' ') {
            html_writer_gap(writer, HTML_SPACED);
            at++;
        } else {
            out = put_special(writer, out, &at, end, preformatted);
        }
    }
    writer->size = (size_t)(out - writer->data);
}

struct slice html_writer_finish(struct html_writer *writer) {
    if (!writer->data)
        return slice_of("", 0);
    writer->data[writer->size] = '\0';
    return slice_of(writer->data, writer->size);
}
