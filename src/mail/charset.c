/* Which charset text is in, as mail readers of today guess it: the label is read as WHATWG's Encoding
 * Standard reads it (iso-8859-1 is windows-1252, gb2312 is gb18030...); bytes that are valid UTF-8 and not
 * plain ASCII are UTF-8 whatever a single-byte label says, since other text hardly ever looks like it;
 * without a usable label ICU's detection decides, and windows-1252 where it does not know.
 *
 * Cost: plain ASCII and valid UTF-8 are returned as they are after one look at each byte; the rest goes
 * through ICU once. */
#include "mail/charset.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "mail/mail.h"

#define LABEL_BYTES 64
/* So much of a text is shown to the detector; more costs time and changes its mind no more. */
#define DETECTED_BYTES 1024
/* Text in a Latin alphabet has fewer bytes outside ASCII than one in this many, all other text more; only
 * that is worth the detector, which takes a millisecond. */
#define LATIN_BYTES_PER_OTHER 5
/* Of 100; below this ICU's detector guesses. */
#define DETECTION_CONFIDENCE 20

/* Begins a shift of ISO 2022. */
#define ESCAPE '\x1b'

/* Labels that the web reads otherwise than ICU does. */
static const struct {
    const char *label, *encoding;
} web_labels[] = {
    {"iso-8859-1", "windows-1252"}, {"iso8859-1", "windows-1252"},
    {"iso_8859-1", "windows-1252"}, {"latin1", "windows-1252"},
    {"l1", "windows-1252"},         {"us-ascii", "windows-1252"},
    {"ascii", "windows-1252"},      {"ansi_x3.4-1968", "windows-1252"},
    {"x-cp1252", "windows-1252"},   {"cp1252", "windows-1252"},
    {"iso-8859-9", "windows-1254"}, {"latin5", "windows-1254"},
    {"iso-8859-11", "windows-874"}, {"tis-620", "windows-874"},
    {"gb2312", "gb18030"},          {"gb_2312-80", "gb18030"},
    {"gb2312-80", "gb18030"},       {"gbk", "gb18030"},
    {"x-gbk", "gb18030"},           {"chinese", "gb18030"},
    {"cp936", "gb18030"},           {"ks_c_5601-1987", "windows-949"},
    {"euc-kr", "windows-949"},      {"ksc5601", "windows-949"},
    {"korean", "windows-949"},      {"shift_jis", "windows-31j"},
    {"shift-jis", "windows-31j"},   {"sjis", "windows-31j"},
    {"x-sjis", "windows-31j"},      {"big5", "big5-hkscs"},
    {"x-x-big5", "big5-hkscs"},     {"cn-big5", "big5-hkscs"},
    {"unicode-1-1-utf-8", "utf-8"}, {"utf8", "utf-8"},
    {"x-unicode20utf8", "utf-8"},   {"unicode", "utf-16le"},
};

/* Lower case without quotes and space, then the web's reading of it; "" for no label at all. */
static const char *read_label(const char *label, char clean[LABEL_BYTES]) {
    size_t length = 0;
    for (; label && *label && length + 1 < LABEL_BYTES; label++)
        if (!isspace((unsigned char)*label) && *label != '"' && *label != '\'')
            clean[length++] = (char)tolower((unsigned char)*label);
    clean[length] = '\0';
    for (size_t i = 0; i < sizeof web_labels / sizeof *web_labels; i++)
        if (!strcmp(web_labels[i].label, clean))
            return web_labels[i].encoding;
    return clean;
}

static bool is_iso_2022(const char *label) {
    return !strncmp(label, "iso-2022", 8);
}

/* Labels of encodings in which text may be plain ASCII bytes and mean something else. */
static bool is_stateful(const char *label) {
    return is_iso_2022(label) || !strncmp(label, "utf-16", 6) || !strncmp(label, "utf-7", 5) ||
           !strncmp(label, "utf-32", 6) || !strncmp(label, "hz", 2) || !strncmp(label, "ucs-2", 5) ||
           !strncmp(label, "unicode-1-1-utf-7", 17);
}

bool charset_extends_ascii(const char *label) {
    char clean[LABEL_BYTES];
    const char *encoding = read_label(label, clean);
    return !is_stateful(encoding) || is_iso_2022(encoding);
}

enum content { CONTENT_ASCII, CONTENT_UTF8, CONTENT_OTHER };

static size_t ascii_length(struct slice bytes) {
    size_t at = 0;
    uint64_t word;
    for (; at + sizeof word <= bytes.size; at += sizeof word) {
        memcpy(&word, bytes.data + at, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (at < bytes.size && (unsigned char)bytes.data[at] < 0x80)
        at++;
    return at;
}

static enum content look_at(struct slice bytes) {
    size_t at = ascii_length(bytes);
    if (at == bytes.size)
        return CONTENT_ASCII;
    while (at < bytes.size) {
        UChar32 c;
        U8_NEXT(bytes.data, at, bytes.size, c);
        if (c < 0)
            return CONTENT_OTHER;
        at += ascii_length(slice_of(bytes.data + at, bytes.size - at));
    }
    return CONTENT_UTF8;
}

static struct slice drop_nul(struct arena *arena, struct slice text, uint32_t *anomalies) {
    if (!memchr(text.data, 0, text.size))
        return text;
    *anomalies |= MAIL_NUL_BYTES;
    char *clean = arena_alloc_raw(arena, text.size);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i])
            clean[size++] = text.data[i];
    return slice_of(clean, size);
}

/* Everything is convertible: what is not of the charset becomes U+FFFD. */
static struct slice convert(struct arena *arena, struct slice bytes, UConverter *converter,
                            bool *substituted) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t size = (int32_t)bytes.size, capacity = 2 * size + 8;
    UChar *wide = arena_alloc_raw(arena, (size_t)capacity * sizeof *wide);
    int32_t length = ucnv_toUChars(converter, wide, capacity, bytes.data, size, &status);
    if (U_FAILURE(status))
        return slice_of("", 0);
    char *text = arena_alloc_raw(arena, (size_t)length * 3 + 1);
    int32_t text_size = 0, substitutions = 0;
    u_strToUTF8WithSub(text, length * 3, &text_size, wide, length, 0xfffd, &substitutions, &status);
    for (int32_t i = 0; i < length && !*substituted; i++)
        *substituted = wide[i] == 0xfffd;
    return slice_of(text, U_FAILURE(status) ? 0 : (size_t)text_size);
}

static bool looks_latin(struct slice bytes) {
    size_t others = 0;
    for (size_t i = 0; i < bytes.size; i++)
        others += (unsigned char)bytes.data[i] >= 0x80;
    return others * LATIN_BYTES_PER_OTHER < bytes.size;
}

static UConverter *detect(struct slice bytes) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = NULL;
    if (bytes.size > DETECTED_BYTES)
        bytes.size = DETECTED_BYTES;
    if (looks_latin(bytes))
        return ucnv_open("windows-1252", &status);
    UCharsetDetector *detector = ucsdet_open(&status);
    ucsdet_setText(detector, bytes.data, (int32_t)bytes.size, &status);
    const UCharsetMatch *match = ucsdet_detect(detector, &status);
    if (U_SUCCESS(status) && match && ucsdet_getConfidence(match, &status) >= DETECTION_CONFIDENCE)
        converter = ucnv_open(ucsdet_getName(match, &status), &status);
    ucsdet_close(detector);
    if (converter && U_SUCCESS(status))
        return converter;
    status = U_ZERO_ERROR;
    return ucnv_open("windows-1252", &status);
}

const char *charset_detect(struct arena *arena, struct slice bytes) {
    if (bytes.size > DETECTED_BYTES)
        bytes.size = DETECTED_BYTES;
    if (look_at(bytes) != CONTENT_OTHER || looks_latin(bytes))
        return "";
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = detect(bytes);
    const char *name = arena_string(arena, ucnv_getName(converter, &status));
    ucnv_close(converter);
    return name;
}

/* Some bytes of UTF-8 are broken, as where a program cut it; text of other charsets hardly ever has more
 * right sequences than wrong ones. */
static bool is_broken_utf8(struct slice bytes) {
    size_t right = 0, wrong = 0;
    for (size_t at = ascii_length(bytes); at < bytes.size;) {
        UChar32 c;
        U8_NEXT(bytes.data, at, bytes.size, c);
        right += c >= 0x80;
        wrong += c < 0;
    }
    return right > wrong;
}

/* Whether the bytes belie a label of an encoding in seven bits: others that are never shifted into it. */
static bool belies(struct slice bytes, const char *encoding) {
    bool seven_bits = is_iso_2022(encoding) || !strncmp(encoding, "utf-7", 5) || !strncmp(encoding, "hz", 2);
    return seven_bits && ascii_length(bytes) < bytes.size && !memchr(bytes.data, ESCAPE, bytes.size);
}

/* ICU takes a shift without text behind it for an error, but mail has many, as where lines or encoded words
 * that end in ASCII were joined. */
static struct slice drop_empty_shifts(struct arena *arena, struct slice bytes) {
    char *clean = arena_alloc_raw(arena, bytes.size), *to = clean;
    for (size_t i = 0; i < bytes.size; i++) {
        const char *at = bytes.data + i;
        if (*at == ESCAPE && i + 3 < bytes.size && (at[1] == '(' || at[1] == '$') && at[3] == ESCAPE)
            i += 2;
        else
            *to++ = *at;
    }
    return slice_of(clean, (size_t)(to - clean));
}

static struct slice decode(struct arena *arena, struct slice bytes, const char *label, uint32_t *anomalies) {
    UErrorCode status = U_ZERO_ERROR;
    bool substituted = false;
    UConverter *converter = *label && strcmp(label, "utf-8") != 0 ? ucnv_open(label, &status) : NULL;
    if (!converter || U_FAILURE(status)) {
        *anomalies |= *label ? MAIL_BAD_CHARSET : MAIL_NO_CHARSET;
        status = U_ZERO_ERROR;
        converter = is_broken_utf8(bytes) ? ucnv_open("utf-8", &status) : detect(bytes);
    }
    if (is_iso_2022(label))
        bytes = drop_empty_shifts(arena, bytes);
    struct slice text = convert(arena, bytes, converter, &substituted);
    if (substituted)
        *anomalies |= MAIL_BAD_CHARSET;
    ucnv_close(converter);
    return text;
}

struct slice charset_to_utf8(struct arena *arena, struct slice bytes, const char *label,
                             uint32_t *anomalies) {
    char clean[LABEL_BYTES];
    if (!bytes.size)
        return slice_of("", 0);
    if (bytes.size > INT32_MAX / 8)
        bytes.size = INT32_MAX / 8;
    const char *encoding = read_label(label, clean);
    if (is_stateful(encoding)) {
        if (!belies(bytes, encoding))
            return drop_nul(arena, decode(arena, bytes, encoding, anomalies), anomalies);
        encoding = "utf-8"; /* if it is that; it is detected otherwise */
        *anomalies |= MAIL_BAD_CHARSET;
    }
    enum content content = look_at(bytes);
    if (content == CONTENT_OTHER)
        return drop_nul(arena, decode(arena, bytes, encoding, anomalies), anomalies);
    if (content == CONTENT_UTF8 && strcmp(encoding, "utf-8") != 0)
        *anomalies |= *encoding ? MAIL_BAD_CHARSET : MAIL_NO_CHARSET;
    return drop_nul(arena, bytes, anomalies);
}
