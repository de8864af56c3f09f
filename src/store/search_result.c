/* See search_result.h. */
#include "store/search_result.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "store/message.h"
#include "store/occasion.h"
#include "store/phrase.h"
#include "store/word.h"

struct search_result_memory *search_result_new(void) {
    struct search_result_memory *memory = allocate_zeroed(1, sizeof *memory);
    memory->arena = arena_new();
    return memory;
}

void search_result_free(struct search_result *result) {
    struct search_result_memory *memory = (struct search_result_memory *)result;
    if (!memory)
        return;
    free(memory->result.hits);
    arena_free(memory->arena);
    free(memory);
}

/* A mail and the campaign it is in (its founder; 0 none). */
struct found {
    int64_t campaign, mail;
    int64_t occasion, feed; /* where there is more than one feed */
};

static int compare_found(const void *a, const void *b) {
    const struct found *x = a, *y = b;
    if (x->campaign != y->campaign)
        return x->campaign < y->campaign ? -1 : 1;
    return x->mail < y->mail ? -1 : x->mail > y->mail;
}

static int compare_hits(const void *a, const void *b) {
    const struct search_hit *x = a, *y = b;
    if (x->messages != y->messages)
        return x->messages > y->messages ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static struct found *find_campaigns(struct store *store, const struct mail_list *mails, bool linking,
                                    struct error *error) {
    static const char plain[] = "SELECT campaign FROM assignment WHERE mail = ?";
    static const char linked[] = "SELECT campaign, occasion, (SELECT feed FROM delivery WHERE seq = m.id)"
                                 " FROM mail m JOIN assignment a ON a.mail = m.id WHERE m.id = ?";
    sqlite3_stmt *select = database_prepare(&store->database, linking ? linked : plain, error);
    if (!select)
        return NULL;
    struct found *found = allocate((mails->count + 1) * sizeof *found);
    for (size_t i = 0; i < mails->count; i++) {
        bool assigned;
        sqlite3_bind_int64(select, 1, mails->mails[i]);
        if (!database_row(&store->database, select, &assigned, error)) {
            free(found);
            return NULL;
        }
        found[i] = (struct found){.campaign = assigned ? sqlite3_column_int64(select, 0) : 0,
                                  .mail = mails->mails[i],
                                  .occasion = assigned && linking ? sqlite3_column_int64(select, 1) : 0,
                                  .feed = assigned && linking ? sqlite3_column_int64(select, 2) : 0};
        sqlite3_reset(select);
    }
    qsort(found, mails->count, sizeof *found, compare_found);
    return found;
}

static bool read_id(struct store *store, int64_t founder, char id[STORE_ID_BYTES], struct error *error) {
    sqlite3_stmt *select =
        database_prepare(&store->database, "SELECT id FROM campaign WHERE founder = ?", error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, founder);
    bool found;
    if (!database_row(&store->database, select, &found, error))
        return false;
    if (found)
        sqlite3_snprintf(STORE_ID_BYTES, id, "%s", column_text(select, 0));
    sqlite3_reset(select);
    return true;
}

/* What reached several feeds is one message. */
bool search_result_group(struct search_result_memory *memory, struct store *store,
                         const struct mail_list *mails, struct error *error) {
    struct search_result *result = &memory->result;
    struct occasion_set occasions;
    if (!occasion_set_open(&occasions, &store->database, error))
        return false;
    struct found *found = find_campaigns(store, mails, occasions.linking, error);
    bool good = found != NULL;
    result->hits = allocate_zeroed(mails->count + 1, sizeof *result->hits);
    for (size_t i = 0; i < mails->count && good; i++) {
        if (!i || found[i].campaign != found[i - 1].campaign) {
            struct search_hit *hit = &result->hits[result->count++];
            hit->first = (uint64_t)found[i].mail;
            occasion_set_clear(&occasions);
            good = read_id(store, found[i].campaign, hit->campaign, error);
        }
        bool is_new = occasion_is_new(&occasions, found[i].occasion, found[i].feed);
        result->hits[result->count - 1].messages += is_new;
        result->messages += is_new;
    }
    occasion_set_clear(&occasions);
    free(found);
    if (good)
        qsort(result->hits, result->count, sizeof *result->hits, compare_hits);
    return good;
}

/* Where the first of the clauses that is words stands in the text; empty if none does. */
static struct slice find_shown(const struct search_result_memory *memory, struct slice text) {
    for (size_t i = 0; i < memory->query.count; i++) {
        const struct query_clause *clause = &memory->query.clauses[i];
        if (clause->network || (clause->kind != TERM_WORD && clause->kind != TERM_SUBJECT))
            continue;
        const char *const *words = clause->phrase ? clause->phrase : &clause->value;
        struct slice found = phrase_find(text, words, clause->phrase ? clause->phrase_words : 1);
        if (found.size)
            return found;
    }
    return slice_of(text.data, 0);
}

static const char *back_characters(const char *from, const char *limit, size_t characters) {
    while (from > limit && characters)
        characters -= ((unsigned char)*--from & 0xc0) != 0x80;
    return from;
}

/* To the beginning of a word, but not further than the hit. */
static const char *skip_to_word(const char *from, const char *hit) {
    const char *space = from;
    while (space < hit && *space != ' ' && *space != '\n')
        space++;
    return space < hit ? space + 1 : from;
}

static void append_folded(struct slice text, const char *from, size_t characters, struct buffer *into) {
    const char *end = text.data + text.size;
    bool space = false;
    for (; from < end && characters; characters--) {
        while (from < end && (unsigned char)*from <= ' ') {
            space = true;
            from++;
        }
        if (space && into->size && into->data[into->size - 1] != ' ') {
            buffer_append(into, " ", 1);
            characters -= characters > 1;
        }
        space = false;
        const char *next = from + 1;
        while (next < end && ((unsigned char)*next & 0xc0) == 0x80)
            next++;
        if (from < end)
            buffer_append(into, from, (size_t)(next - from));
        from = next;
    }
}

bool search_excerpt(struct store *store, const struct search_result *result, size_t hit, size_t width,
                    struct buffer *into, struct error *error) {
    const struct search_result_memory *memory = (const struct search_result_memory *)result;
    struct buffer text = {0};
    if (!store_text(store, result->hits[hit].first, &text, error)) {
        buffer_free(&text);
        return false;
    }
    struct slice found = find_shown(memory, buffer_slice(&text));
    const char *from = back_characters(found.data, text.data, width / 3);
    if (from > text.data)
        from = skip_to_word(from, found.data);
    struct buffer line = {0};
    append_folded(buffer_slice(&text), from, width, &line);
    buffer_append(into, line.data ? line.data : "", line.size);
    buffer_free(&line);
    buffer_free(&text);
    return true;
}
