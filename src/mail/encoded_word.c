/* RFC 2047, tolerant: encoded words glued to other text, with spaces inside, of one character split over two
 * words of the same charset (their bytes are joined before they are decoded). One pass. */
#include "mail/encoded_word.h"

#include <gmime/gmime.h>
#include <stdbool.h>
#include <strings.h>

#include "mail/charset.h"
#include "mail/head.h"
#include "mail/mail.h"

#define CHARSET_BYTES 64
/* RFC 2047 allows 75; what is longer than this is no encoded word. */
#define WORD_BYTES 2048
/* So many bytes never wait for the rest of one character. */
#define PENDING_BYTES 1024

struct word {
    char charset[CHARSET_BYTES];
    bool base64;
    struct slice payload;
    const char *next;
};

/* What is read, and its next "?=": no byte is looked at twice for one, however many words never end. */
struct source {
    const char *end, *close;
};

/* What is decoded so far, and the bytes of one charset that wait for more of theirs. */
struct decoder {
    struct arena *arena;
    uint32_t *anomalies;
    char *text;
    size_t size, capacity;
    char pending_charset[CHARSET_BYTES];
    size_t pending_size;
    char pending[PENDING_BYTES + 2 * WORD_BYTES]; /* decoders want some more room than they fill */
};

static void append(struct decoder *decoder, struct slice text) {
    if (!text.size)
        return;
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

static const char *find_close(struct source *source, const char *payload) {
    if (source->close < payload) {
        source->close = memmem(payload, (size_t)(source->end - payload), "?=", 2);
        if (!source->close)
            source->close = source->end;
    }
    return source->close;
}

static bool read_word(struct source *source, const char *at, struct word *word) {
    size_t left = (size_t)(source->end - at);
    if (left < 6 || at[0] != '=' || at[1] != '?')
        return false;
    const char *charset = at + 2;
    const char *encoding = memchr(charset, '?', left - 2 < CHARSET_BYTES ? left - 2 : CHARSET_BYTES);
    if (!encoding || source->end - encoding < 4 || encoding[2] != '?')
        return false;
    word->base64 = encoding[1] == 'b' || encoding[1] == 'B';
    if (!word->base64 && encoding[1] != 'q' && encoding[1] != 'Q')
        return false;
    const char *payload = encoding + 3, *close = find_close(source, payload);
    if (close == source->end || close - payload > WORD_BYTES)
        return false;
    /* RFC 2231: a language may follow the charset */
    size_t length = strcspn(charset, "?*");
    memcpy(word->charset, charset, length);
    word->charset[length] = '\0';
    word->payload = slice_of(payload, (size_t)(close - payload));
    word->next = close + 2;
    return true;
}

/* The first encoded word from `at` on; the end of the text if there is none. */
static const char *find_word(struct source *source, const char *at, struct word *word) {
    while ((at = memmem(at, (size_t)(source->end - at), "=?", 2))) {
        if (read_word(source, at, word))
            return at;
        at++;
    }
    return source->end;
}

static void decode_word(struct decoder *decoder, const struct word *word) {
    if (strcasecmp(decoder->pending_charset, word->charset) != 0 || decoder->pending_size > PENDING_BYTES)
        flush(decoder);
    strcpy(decoder->pending_charset, word->charset);
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, word->base64 ? GMIME_CONTENT_ENCODING_BASE64
                                                     : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    char payload[WORD_BYTES];
    for (size_t i = 0; i < word->payload.size; i++) {
        char c = word->payload.data[i];
        payload[i] = c == '_' && !word->base64 ? ' ' : c;
    }
    decoder->pending_size +=
        g_mime_encoding_flush(&state, payload, word->payload.size, decoder->pending + decoder->pending_size);
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

static bool is_blank(const char *from, const char *to) {
    while (from < to && (*from == ' ' || *from == '\t'))
        from++;
    return from == to;
}

size_t encoded_word_length(struct slice text) {
    struct source source = {text.data + text.size, text.data};
    struct word word;
    return read_word(&source, text.data, &word) ? (size_t)(word.next - text.data) : 0;
}

const char *encoded_word_decode(struct arena *arena, struct slice value, const char *charset,
                                uint32_t *anomalies) {
    const char *at = head_unfold(arena, value);
    struct source source = {at + strlen(at), at};
    struct decoder decoder = {.arena = arena, .anomalies = anomalies};
    struct word word;
    for (bool behind_word = false; at < source.end; behind_word = true) {
        const char *next = find_word(&source, at, &word);
        bool joins = behind_word && next < source.end && is_blank(at, next); /* space between words is none */
        if (!joins) {
            flush(&decoder);
            append(&decoder, charset_to_utf8(arena, slice_of(at, (size_t)(next - at)), charset, anomalies));
        }
        at = next;
        if (at < source.end) {
            decode_word(&decoder, &word);
            at = word.next;
        }
    }
    flush(&decoder);
    struct slice clean = drop_controls(decoder.text, decoder.size);
    return arena_copy(arena, clean.data ? clean.data : "", clean.size);
}
