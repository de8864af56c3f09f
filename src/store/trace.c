/* The text is known by a one-permutation MinHash of a few bits (Li and König, "b-bit minwise hashing", 2010;
 * Li, Owen and Zhang, "One permutation hashing", 2012) taken from the print's sketch, which is sorted: eight
 * classes of three bits. That says of a whole campaign how many texts it has, small differences aside, and
 * how alike they are.
 *
 * Cost: a look at the sketch's beginning; the rest is known already. */
#include "store/trace.h"

#include <string.h>
#include <xxhash.h>

/* Another text, so much longer than the one shown, is there for somebody else than the reader. */
#define DECOY_TIMES 3
#define DECOY_BYTES 500
/* With more text than this beside it, a picture illustrates. */
#define PICTURE_TEXT_BYTES      200
#define PICTURE_LINK_TEXT_BYTES 60
/* Anomalies that no mail program makes by mistake. */
#define STRUCTURE                                                                                            \
    (MAIL_DUPLICATE_CONTENT_TYPE | MAIL_UNDECLARED_BOUNDARY | MAIL_NUL_BYTES | MAIL_BAD_ENCODING)

static bool links_picture(const struct mail *mail) {
    for (size_t i = 0; i < mail->link_count; i++)
        if (mail->links[i].image && *mail->links[i].host)
            return true;
    return false;
}

static bool is_picture(const struct mail *mail, const struct print *print) {
    return (print->picture && mail->text_bytes <= PICTURE_TEXT_BYTES) ||
           (mail->text_bytes <= PICTURE_LINK_TEXT_BYTES && links_picture(mail));
}

static unsigned signs_of(const struct mail *mail, const struct print *print) {
    bool decoy = mail->other_text_bytes > DECOY_TIMES * mail->text_bytes + DECOY_BYTES;
    unsigned signs = 0;
    signs |= mail->anomalies & MAIL_HTML_HIDDEN || decoy ? TRACE_HIDDEN : 0;
    signs |= mail->anomalies & MAIL_HTML_SPLIT_WORDS ? TRACE_SPLIT : 0;
    signs |= print->disguised_words ? TRACE_DISGUISED : 0;
    signs |= print->random_words ? TRACE_RANDOM : 0;
    signs |= mail->anomalies & STRUCTURE ? TRACE_STRUCTURE : 0;
    signs |= is_picture(mail, print) ? TRACE_PICTURE : 0;
    return mail->bulk ? signs | TRACE_BULK : signs;
}

static void read_text(const struct print *print, uint8_t text[TRACE_TEXT_CLASSES]) {
    unsigned missing = TRACE_TEXT_CLASSES;
    for (size_t i = 0; i < print->shingle_count && missing; i++) {
        uint8_t *class = &text[print->shingles[i] % TRACE_TEXT_CLASSES];
        missing -= !*class;
        if (!*class)
            *class = (uint8_t)(1 + print->shingles[i] / TRACE_TEXT_CLASSES % TRACE_TEXT_VALUES);
    }
    if (print->shingle_count || !print->word_count)
        return;
    /* a word or two */
    uint64_t hash = XXH3_64bits(print->words, print->word_count * sizeof *print->words);
    for (size_t i = 0; i < TRACE_TEXT_CLASSES; i++, hash /= TRACE_TEXT_VALUES)
        text[i] = (uint8_t)(1 + hash % TRACE_TEXT_VALUES);
}

#define PICTURE_BITS 12

static uint16_t read_picture(const struct mail *mail, const struct print *print) {
    for (size_t i = 0; print->picture && i < mail->attachment_count; i++)
        if (mail->attachments[i].image)
            return (uint16_t)(1 + XXH3_64bits(mail->attachments[i].sha256, sizeof mail->attachments->sha256) %
                                      ((1 << PICTURE_BITS) - 1));
    return 0;
}

void trace_read(const struct mail *mail, const struct print *print, struct trace *trace) {
    const struct mail *content = mail->returned ? mail->returned : mail;
    *trace = (struct trace){.spf = mail->spf, .dkim = mail->dkim, .dmarc = mail->dmarc};
    sender_classify(mail, &trace->sender);
    trace->signs = signs_of(content, print);
    trace->picture = read_picture(content, print);
    read_text(print, trace->text);
}

/* Of the fields, in the order in which trace_pack() puts them, the lowest first: 64 in all. */
enum {
    REVERSE_BITS = 2,
    HOME_BITS = 1,
    HELO_BITS = 3,
    PROVIDER_BITS = 6,
    RESULT_BITS = 3,
    SIGN_BITS = 7,
    TEXT_BITS = 3
};

static void put(uint64_t *packed, unsigned *at, unsigned bits, uint64_t value) {
    *packed |= (value & ((UINT64_C(1) << bits) - 1)) << *at;
    *at += bits;
}

static unsigned take(uint64_t packed, unsigned *at, unsigned bits) {
    unsigned value = (unsigned)(packed >> *at & ((UINT64_C(1) << bits) - 1));
    *at += bits;
    return value;
}

int64_t trace_pack(const struct trace *trace) {
    uint64_t packed = 0;
    unsigned at = 0;
    put(&packed, &at, REVERSE_BITS, trace->sender.reverse);
    put(&packed, &at, HOME_BITS, trace->sender.home);
    put(&packed, &at, HELO_BITS, trace->sender.helo);
    put(&packed, &at, PROVIDER_BITS, trace->sender.provider);
    put(&packed, &at, RESULT_BITS, trace->spf);
    put(&packed, &at, RESULT_BITS, trace->dkim);
    put(&packed, &at, RESULT_BITS, trace->dmarc);
    put(&packed, &at, SIGN_BITS, trace->signs);
    put(&packed, &at, PICTURE_BITS, trace->picture);
    for (size_t i = 0; i < TRACE_TEXT_CLASSES; i++)
        put(&packed, &at, TEXT_BITS, trace->text[i]);
    return (int64_t)packed;
}

void trace_unpack(int64_t value, struct trace *trace) {
    uint64_t packed = (uint64_t)value;
    unsigned at = 0;
    trace->sender.reverse = take(packed, &at, REVERSE_BITS);
    trace->sender.home = take(packed, &at, HOME_BITS);
    trace->sender.helo = take(packed, &at, HELO_BITS);
    trace->sender.provider = take(packed, &at, PROVIDER_BITS);
    trace->spf = take(packed, &at, RESULT_BITS);
    trace->dkim = take(packed, &at, RESULT_BITS);
    trace->dmarc = take(packed, &at, RESULT_BITS);
    trace->signs = take(packed, &at, SIGN_BITS);
    trace->picture = (uint16_t)take(packed, &at, PICTURE_BITS);
    for (size_t i = 0; i < TRACE_TEXT_CLASSES; i++)
        trace->text[i] = (uint8_t)take(packed, &at, TEXT_BITS);
}
