/* Search: the mails of each clause from the index, sets intersected; phrases, and nothing else, are then
 * looked up in the text of the mails that hold all their words. Cost: one chunk of each index segment a word,
 * a lookup a mail found. */
#include "store/search.h"

#include <stdlib.h>
#include <string.h>

#include "mail/mail.h"
#include "store/base.h"
#include "store/message.h"
#include "store/phrase.h"
#include "store/search_result.h"
#include "store/segment.h"

static bool find_network(struct database *database, const struct query_clause *clause,
                         struct mail_list *mails, struct error *error) {
    sqlite3_stmt *select =
        database_prepare(database, "SELECT id FROM mail WHERE src_ip BETWEEN ? AND ? ORDER BY id", error);
    int code = SQLITE_ERROR;
    if (!select)
        return false;
    bind_blob(select, 1, slice_of((const char *)clause->first, sizeof clause->first));
    bind_blob(select, 2, slice_of((const char *)clause->last, sizeof clause->last));
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        mail_list_add(mails, sqlite3_column_int64(select, 0));
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

static void intersect(struct mail_list *mails, const struct mail_list *others) {
    size_t kept = 0;
    for (size_t i = 0, j = 0; i < mails->count; i++) {
        while (j < others->count && others->mails[j] < mails->mails[i])
            j++;
        if (j < others->count && others->mails[j] == mails->mails[i])
            mails->mails[kept++] = mails->mails[i];
    }
    mails->count = kept;
}

static bool find_word(struct database *database, enum term_kind kind, const char *word, bool first,
                      struct mail_list *mails, struct error *error) {
    struct mail_list found = {0};
    bool good = segment_find(database, term_of(kind, slice_from_string(word)), first ? mails : &found, error);
    if (!first)
        intersect(mails, &found);
    free(found.mails);
    return good;
}

static bool find_clause(struct store *store, const struct query_clause *clause, struct mail_list *mails,
                        struct error *error) {
    struct database *database = &store->database;
    if (clause->network)
        return find_network(database, clause, mails, error);
    if (!clause->phrase)
        return find_word(database, clause->kind, clause->value, true, mails, error);
    for (size_t i = 0; i < clause->phrase_words; i++)
        if (!find_word(database, clause->kind, clause->phrase[i], i == 0, mails, error))
            return false;
    return phrase_filter(store, clause, mails, error);
}

/* Words before phrases: their mails need not be read when the words leave none. */
static bool find_all(struct store *store, const struct query *query, struct mail_list *mails,
                     struct error *error) {
    bool first = true;
    for (int phrases = 0; phrases < 2; phrases++)
        for (size_t i = 0; i < query->count; i++) {
            const struct query_clause *clause = &query->clauses[i];
            struct mail_list found = {0};
            if ((clause->phrase != NULL) != phrases || (!first && !mails->count))
                continue;
            bool good = find_clause(store, clause, first ? mails : &found, error);
            if (!first)
                intersect(mails, &found);
            free(found.mails);
            first = false;
            if (!good)
                return false;
        }
    return true;
}

struct search_result *search_find(struct store *store, const char *const *words, size_t count,
                                  struct error *error) {
    struct search_result_memory *memory = search_result_new();
    struct mail_list mails = {0};
    bool good = query_read(memory->arena, words, count, &memory->query, error) &&
                find_all(store, &memory->query, &mails, error) &&
                search_result_group(memory, store, &mails, error);
    free(mails.mails);
    if (good)
        return &memory->result;
    search_result_free(&memory->result);
    return NULL;
}

static int compare_mails(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void make_distinct(struct mail_list *mails) {
    size_t kept = 0;
    if (mails->count)
        qsort(mails->mails, mails->count, sizeof *mails->mails, compare_mails);
    for (size_t i = 0; i < mails->count; i++)
        if (!i || mails->mails[i] != mails->mails[i - 1])
            mails->mails[kept++] = mails->mails[i];
    mails->count = kept;
}

static bool find_any(struct store *store, struct search_result_memory *memory,
                     const struct indicators *indicators, struct mail_list *mails, struct error *error) {
    const char **names = arena_alloc(memory->arena, indicators->count * sizeof *names);
    uint64_t *counts = arena_alloc(memory->arena, indicators->count * sizeof *counts);
    for (size_t i = 0; i < indicators->count; i++) {
        size_t before = mails->count;
        if (!find_clause(store, &indicators->items[i].clause, mails, error))
            return false;
        names[i] = indicators->items[i].name;
        counts[i] = mails->count - before;
    }
    memory->result.indicators = names;
    memory->result.indicator_messages = counts;
    memory->result.indicator_count = indicators->count;
    make_distinct(mails);
    return true;
}

struct search_result *search_list(struct store *store, struct slice text, struct error *error) {
    struct search_result_memory *memory = search_result_new();
    struct mail_list mails = {0};
    struct indicators *indicators = &memory->indicators;
    indicators_read(memory->arena, text, indicators);
    bool good =
        indicators->count || error_set(error, "the list holds no indicator: no IP address, domain, mail "
                                              "address, SHA-256, phone number or Message-ID");
    good = good && find_any(store, memory, indicators, &mails, error) &&
           search_result_group(memory, store, &mails, error);
    free(mails.mails);
    if (good)
        return &memory->result;
    search_result_free(&memory->result);
    return NULL;
}
