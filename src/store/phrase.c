/* Phrases are not in the index: each candidate's text is read again, a tenth of a millisecond a mail. */
#include "store/phrase.h"

#include "mail/mail.h"
#include "store/word.h"

/* A user's phrase is short; the rest of a longer one is not compared. */
#define PHRASE_WORDS 64

static bool is_word(const struct word_reader *reader, const char *word) {
    return strlen(word) == reader->folded_bytes && !memcmp(word, reader->folded, reader->folded_bytes);
}

/* Every place of the first word is tried. */
struct slice phrase_find(struct slice text, const char *const *words, size_t count) {
    struct word_reader reader, ahead;
    if (count > PHRASE_WORDS)
        count = PHRASE_WORDS;
    word_start(&reader, text);
    while (word_next(&reader)) {
        if (!is_word(&reader, words[0]))
            continue;
        size_t matched = 1;
        const char *end = reader.as_written.data + reader.as_written.size;
        ahead = reader;
        while (matched < count && word_next(&ahead) && is_word(&ahead, words[matched])) {
            end = ahead.as_written.data + ahead.as_written.size;
            matched++;
        }
        if (matched == count)
            return slice_of(reader.as_written.data, (size_t)(end - reader.as_written.data));
    }
    return slice_of(NULL, 0);
}

static bool says(const struct mail *mail, const struct query_clause *clause) {
    const char *const *words = clause->phrase;
    size_t count = clause->phrase_words;
    if (clause->kind == TERM_FROM)
        return phrase_find(slice_from_string(mail->from.name), words, count).size;
    if (phrase_find(slice_from_string(mail->subject), words, count).size)
        return true;
    return clause->kind == TERM_WORD &&
           phrase_find(slice_of(mail->text, mail->text_bytes), words, count).size;
}

/* Whether a report was unwrapped is no matter here: the index has had a look at the one or the other. */
static bool has_phrase(const struct mail *mail, const struct query_clause *clause) {
    return says(mail, clause) ||
           (mail->mail_class == MAIL_FEEDBACK_REPORT && mail->returned && says(mail->returned, clause));
}

bool phrase_filter(struct store *store, const struct query_clause *clause, struct mail_list *mails,
                   struct error *error) {
    struct arena *arena = arena_new();
    size_t kept = 0;
    bool good = true;
    mail_initialize();
    for (size_t i = 0; i < mails->count && good; i++) {
        struct slice bytes;
        arena_reset(arena);
        good = store_mail_bytes(store, mails->mails[i], &bytes, error);
        if (good && has_phrase(mail_parse(arena, bytes, NULL, NULL), clause))
            mails->mails[kept++] = mails->mails[i];
    }
    mails->count = kept;
    arena_free(arena);
    return good;
}
