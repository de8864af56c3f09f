/* What a thing is, by its first bytes, never by its name. Mail has no magic number, so everything that is
 * nothing else is a message.
 *
 * The From_ line of an mbox has no grammar either; RFC 4155 is what it should be. What is taken for one:
 * `From ` and a date as asctime() writes it, anywhere in the line; or, if a header field follows on the next
 * line, `From ` with a mail address as its first word or with a time and the name of a month. "From here on
 * it went well at 10:30" is neither. */
#include "feed/content.h"

#include <ctype.h>

#include "feed/mbox.h"

static bool starts_with(struct slice text, const char *magic, size_t size) {
    return text.size >= size && !memcmp(text.data, magic, size);
}
#define STARTS_WITH(text, magic) starts_with(text, magic, sizeof(magic) - 1)

static bool is_compressed(struct slice start) {
    if (STARTS_WITH(start, "\x1f\x8b\x08"))
        return start.size > 3 && !(start.data[3] & 0xe0); /* reserved flags of gzip */
    if (STARTS_WITH(start, "BZh"))
        return start.size > 10 &&
               (!memcmp(start.data + 4, "1AY&SY", 6) || !memcmp(start.data + 4, "\x17rE8P\x90", 6));
    /* The second is a skippable frame, with which pzstd begins. */
    return STARTS_WITH(start, "\xfd"
                              "7zXZ\0") ||
           STARTS_WITH(start, "\x28\xb5\x2f\xfd") ||
           (start.size > 8 && (start.data[0] & 0xf0) == 0x50 && !memcmp(start.data + 1, "\x2a\x4d\x18", 3));
}

static bool is_indexed(struct slice start) {
    return STARTS_WITH(start, "PK\3\4") || STARTS_WITH(start, "PK\5\6") ||
           STARTS_WITH(start, "PK\7\x8PK\3\4") || STARTS_WITH(start, "7z\xbc\xaf\x27\x1c");
}

/* Every kind of tar has the sum of its header's bytes at 148, in octal, the sum's own field counted as
 * spaces. */
static bool is_tar(struct slice start) {
    enum { HEADER = 512, SUM = 148, SUM_BYTES = 8 };
    if (start.size < HEADER || !start.data[0])
        return false;
    unsigned sum = 0, stated = 0, digits = 0;
    for (size_t i = 0; i < HEADER; ++i)
        sum += i >= SUM && i < SUM + SUM_BYTES ? ' ' : (unsigned char)start.data[i];
    for (size_t i = SUM; i < SUM + SUM_BYTES; ++i) {
        char c = start.data[i];
        if (c >= '0' && c <= '7') {
            stated = stated * 8 + (unsigned)(c - '0');
            ++digits;
        } else if (c != ' ' || digits) {
            break;
        }
    }
    return digits && stated == sum;
}

enum content content_identify(struct slice start) {
    if (is_compressed(start))
        return CONTENT_COMPRESSED;
    if (is_indexed(start))
        return CONTENT_INDEXED;
    if (is_tar(start))
        return CONTENT_ARCHIVE;
    size_t i = 0;
    while (i < start.size && (start.data[i] == '\n' || start.data[i] == '\r'))
        ++i;
    const char *end = memchr(start.data + i, '\n', start.size - i);
    if (!end)
        return CONTENT_MESSAGE;
    struct slice line = {start.data + i, (size_t)(end - start.data) - i};
    struct slice rest = {end + 1, start.size - i - line.size - 1};
    return content_is_from_line(line, rest) ? CONTENT_MBOX : CONTENT_MESSAGE;
}

/* The next word of *text, or an empty one. */
static struct slice next_word(struct slice *text) {
    while (text->size && (*text->data == ' ' || *text->data == '\t')) {
        ++text->data;
        --text->size;
    }
    struct slice word = {text->data, 0};
    while (word.size < text->size && !isspace((unsigned char)word.data[word.size]))
        ++word.size;
    text->data += word.size;
    text->size -= word.size;
    return word;
}

static bool is_one_of(struct slice word, const char *names) {
    if (word.size == 4 && word.data[3] == ',')
        word.size = 3;
    for (const char *name = names; word.size == 3 && *name; name += 3)
        if (!strncasecmp(word.data, name, 3))
            return true;
    return false;
}

static bool is_weekday(struct slice word) {
    return is_one_of(word, "MonTueWedThuFriSatSun");
}

static bool is_month(struct slice word) {
    return is_one_of(word, "JanFebMarAprMayJunJulAugSepOctNovDec");
}

static bool is_day(struct slice word) {
    return (word.size == 1 && isdigit((unsigned char)word.data[0])) ||
           (word.size == 2 && isdigit((unsigned char)word.data[0]) && isdigit((unsigned char)word.data[1]));
}

/* "9:05", "09:05:00" */
static bool is_time(struct slice word) {
    const char *colon = memchr(word.data, ':', word.size);
    if (!colon || !is_day(slice_of(word.data, (size_t)(colon - word.data))))
        return false;
    size_t after = word.size - (size_t)(colon - word.data) - 1;
    return (after == 2 || (after == 5 && colon[3] == ':')) && isdigit((unsigned char)colon[1]) &&
           isdigit((unsigned char)colon[2]);
}

static bool is_address(struct slice word) {
    const char *at = memchr(word.data, '@', word.size);
    return at && at > word.data && at + 1 < word.data + word.size;
}

/* A field name and its colon, or `>From ` as some transports leave it. */
static bool begins_with_field(struct slice rest) {
    if (STARTS_WITH(rest, ">From "))
        return true;
    size_t i = 0;
    while (i < rest.size && rest.data[i] > ' ' && rest.data[i] < 0x7f && rest.data[i] != ':')
        ++i;
    return i > 0 && i < rest.size && rest.data[i] == ':';
}

bool content_is_from_line(struct slice line, struct slice rest) {
    if (!STARTS_WITH(line, "From ") || line.size > MBOX_FROM_LINE_BYTES)
        return false;
    line.data += 5;
    line.size -= 5;
    struct slice word = next_word(&line);
    bool address = is_address(word), month = false, time = false;
    unsigned in_order = 0; /* of asctime's weekday, month, day, time */
    for (; word.size; word = next_word(&line)) {
        in_order = is_weekday(word)                  ? 1
                   : in_order == 1 && is_month(word) ? 2
                   : in_order == 2 && is_day(word)   ? 3
                   : in_order == 3 && is_time(word)  ? 4
                                                     : 0;
        if (in_order == 4)
            return true;
        month |= is_month(word);
        time |= is_time(word);
    }
    return (address || (month && time)) && begins_with_field(rest);
}
