/* RFC 2047, tolerant: encoded words glued to other text, with spaces inside, of one character split over two
 * words of the same charset (their bytes are joined before they are decoded). One pass. */
#include "mail/encoded_word.h"

#include <gmime/gmime.h>
#include <stdbool.h>
#include <strings.h>

#include "base/buffer.h"
#include "mail/charset.h"
#include "mail/head.h"
#include "mail/mail.h"

#define CHARSET_BYTES 64
/* RFC 2047 allows 75; what is longer than this is no encoded word, and never looked through to its end. */
#define WORD_BYTES 2048
/* So many bytes never wait for the rest of one character. */
#define PENDING_BYTES 1024

struct word {
    char charset[CHARSET_BYTES];
    bool base64;
    struct slice payload;
    const char *next;
};

/* What is decoded so far, and the bytes of one charset that wait for more of theirs. */
struct decoder {
    struct arena *arena;
    uint32_t *anomalies;
    char *text;
    size_t size, capacity;
    char pending_charset[CHARSET_BYTES];
    char *pending;
    size_t pending_size;
};

static void append(struct decoder *decoder, struct slice text) {
    while (decoder->capacity < decoder->size + text.size)
        decoder->text = arena_grow(decoder->arena, decoder->text, decoder->capacity, &decoder->capacity, 1);
    memcpy(decoder->text + decoder->size, text.data, text.size);
    decoder->size += text.size;
}

static void flush(struct decoder *decoder) {
    if (decoder->pending_size)
        append(decoder, charset_to_utf8(decoder->arena, slice_of(decoder->pending, decoder->pending_size),
                                        decoder->pending_charset, decoder->anomalies));
    decoder->pending_size = 0;
}

static bool read_word(const char *at, const char *end, struct word *word) {
    if (end - at < 6 || at[0] != '=' || at[1] != '?')
        return false;
    if (end - at > WORD_BYTES)
        end = at + WORD_BYTES;
    const char *charset = at + 2, *encoding = memchr(charset, '?', (size_t)(end - charset));
    if (!encoding || end - encoding < 4 || encoding[2] != '?' || encoding - charset >= CHARSET_BYTES)
        return false;
    word->base64 = encoding[1] == 'b' || encoding[1] == 'B';
    if (!word->base64 && encoding[1] != 'q' && encoding[1] != 'Q')
        return false;
    const char *payload = encoding + 3, *close = memmem(payload, (size_t)(end - payload), "?=", 2);
    if (!close)
        return false;
    /* RFC 2231: a language may follow the charset */
    size_t length = strcspn(charset, "?*");
    memcpy(word->charset, charset, length);
    word->charset[length] = '\0';
    word->payload = slice_of(payload, (size_t)(close - payload));
    word->next = close + 2;
    return true;
}

static void decode_word(struct decoder *decoder, const struct word *word) {
    if (strcasecmp(decoder->pending_charset, word->charset) != 0 || decoder->pending_size > PENDING_BYTES)
        flush(decoder);
    strcpy(decoder->pending_charset, word->charset);
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, word->base64 ? GMIME_CONTENT_ENCODING_BASE64
                                                     : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    char *payload = arena_copy(decoder->arena, word->payload.data, word->payload.size);
    if (!word->base64)
        for (char *c = payload; *c; c++)
            if (*c == '_')
                *c = ' ';
    size_t room = g_mime_encoding_outlen(&state, word->payload.size) + 1;
    char *bytes = arena_alloc_raw(decoder->arena, decoder->pending_size + room);
    if (decoder->pending_size)
        memcpy(bytes, decoder->pending, decoder->pending_size);
    decoder->pending_size +=
        g_mime_encoding_flush(&state, payload, word->payload.size, bytes + decoder->pending_size);
    decoder->pending = bytes;
}

static struct slice drop_controls(char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            text[i] = ' ';
    while (size && text[size - 1] == ' ')
        size--;
    while (size && *text == ' ') {
        text++;
        size--;
    }
    return slice_of(text, size);
}

/* Such text is what it says even where the body is of a charset that has no ASCII, such as UTF-16. */
static bool is_ascii(struct slice text) {
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

const char *encoded_word_decode(struct arena *arena, struct slice value, const char *charset,
                                uint32_t *anomalies) {
    const char *at = head_unfold(arena, value), *end = at + strlen(at);
    struct decoder decoder = {.arena = arena, .anomalies = anomalies};
    struct word word;
    while (at < end) {
        if (read_word(at, end, &word)) {
            decode_word(&decoder, &word);
            at = word.next;
            const char *next = at + strspn(at, " \t");
            if (read_word(next, end, &word)) /* space between encoded words is none */
                at = next;
            continue;
        }
        flush(&decoder);
        const char *next = memmem(at + 1, (size_t)(end - at - 1), "=?", 2);
        struct slice plain = slice_of(at, (size_t)((next ? next : end) - at));
        append(&decoder, charset_to_utf8(arena, plain, is_ascii(plain) ? "" : charset, anomalies));
        at += plain.size;
    }
    flush(&decoder);
    struct slice clean = drop_controls(decoder.text, decoder.size);
    return arena_copy(arena, clean.data ? clean.data : "", clean.size);
}
