/* The search index gives the mails that have the words; for a local part these are read, in order, until it
 * has been found often enough. Cost: 0.1 ms a word, and 0.3 ms a mail read; an ordinary word takes few more
 * than ORDINARY_BODIES. */
#include "store/ordinary.h"

#include <stdlib.h>
#include <string.h>

#include "mail/mail.h"
#include "store/base.h"
#include "store/person.h"
#include "store/segment.h"
#include "store/term.h"
#include "store/word.h"

/* Mails read for one local part: one that is hardly ever in others' mail is no ordinary word. */
#define READ_MOST 400

/* Keeps what is in both; both in rising order. */
static void intersect(struct mail_list *list, const struct mail_list *other) {
    size_t kept = 0;
    for (size_t i = 0, j = 0; i < list->count && j < other->count;) {
        if (list->mails[i] == other->mails[j])
            list->mails[kept++] = list->mails[i];
        if (list->mails[i] <= other->mails[j])
            i++;
        else
            j++;
    }
    list->count = kept;
}

/* Mails that have all words of text in subject or text; the caller frees. */
static bool find_mails(struct store *store, struct slice text, struct mail_list *found, struct error *error) {
    struct word_reader reader;
    bool good = true;
    *found = (struct mail_list){0};
    word_start(&reader, text);
    for (bool first = true; good && word_next(&reader); first = false) {
        struct mail_list list = {0};
        uint64_t term = term_of(TERM_WORD, slice_of(reader.folded, reader.folded_bytes));
        good = segment_find(&store->database, term, first ? found : &list, error);
        if (!first)
            intersect(found, &list);
        free(list.mails);
    }
    return good;
}

bool store_word_is_ordinary(struct store *store, struct slice word, bool *ordinary, struct error *error) {
    struct mail_list mails;
    bool good = find_mails(store, word, &mails, error);
    *ordinary = mails.count >= ORDINARY_BODIES;
    free(mails.mails);
    return good;
}

static bool is_addressed(struct arena *arena, const struct mail *mail, uint64_t key) {
    struct people people;
    people_read(arena, mail, &people);
    for (size_t i = 0; i < people.recipient_count; i++)
        if (people.recipients[i] == key)
            return true;
    return false;
}

/* Nothing but space, brackets, quotation marks and signs of a sentence around it. */
static bool stands_alone(struct slice text, size_t start, size_t end) {
    static const char before[] = " \n\t([\"'", after[] = " \n\t)]\"'!?";
    if (start && !memchr(before, text.data[start - 1], sizeof before - 1))
        return false;
    if (end < text.size && strchr(".,;:", text.data[end]))
        end++;
    return end >= text.size || memchr(after, text.data[end], sizeof after - 1);
}

static bool has_part(struct arena *arena, const struct mail *mail, size_t part_words, uint64_t key) {
    struct slice text = slice_of(mail->text, mail->text_bytes);
    struct person_word *words;
    size_t count = person_words(arena, text, &words);
    for (size_t i = 0; i + part_words <= count; i++)
        if (person_part_key(PERSON_PART, text, words + i, part_words) == key &&
            stands_alone(text, words[i].start, words[i + part_words - 1].end))
            return true;
    return false;
}

/* mails: candidates. */
static bool count_bodies(struct store *store, const struct mail_list *mails, size_t part_words, uint64_t key,
                         unsigned *bodies, struct error *error) {
    struct arena *arena = arena_new();
    bool good = true;
    for (size_t i = 0; good && i < mails->count && i < READ_MOST && *bodies < ORDINARY_BODIES; i++) {
        struct slice bytes;
        arena_reset(arena);
        good = store_mail_bytes(store, mails->mails[i], &bytes, error);
        if (!good)
            break;
        const struct mail *mail = mail_parse(arena, bytes, NULL, NULL);
        *bodies += has_part(arena, mail, part_words, key) && !is_addressed(arena, mail, key);
    }
    arena_free(arena);
    return good;
}

bool store_part_is_ordinary(struct store *store, struct slice part, bool *ordinary, struct error *error) {
    struct arena *arena = arena_new();
    struct person_word *words;
    struct mail_list mails;
    unsigned bodies = 0;
    size_t count = person_words(arena, part, &words);
    mail_initialize();
    bool good = find_mails(store, part, &mails, error);
    if (good && count && mails.count >= ORDINARY_BODIES)
        good = count_bodies(store, &mails, count, person_part_key(PERSON_PART, part, words, count), &bodies,
                            error);
    *ordinary = bodies >= ORDINARY_BODIES;
    free(mails.mails);
    arena_free(arena);
    return good;
}
