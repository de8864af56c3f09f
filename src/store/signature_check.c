/* Whether a signature may be used, by what it matched in the store. */
#include "store/base.h"
#include "store/signature_table.h"

/* Mail of other campaigns that a signature may match: of all of it, and beside its own. What matches more is
 * a turn of phrase, no template; unless it is of few campaigns, which are then printed from one template,
 * too. */
#define OTHER_SHARE     0.001
#define OTHER_RATIO     0.1
#define OTHER_CAMPAIGNS 4

/* Why it may not be used, in words; NULL: it may. */
static const char *objection(struct arena *arena, const struct store_signatures *all,
                             const struct store_signature *row) {
    if (row->wanted)
        return arena_printf(arena, "it matches %llu of %llu wanted messages", (unsigned long long)row->wanted,
                            (unsigned long long)all->wanted_messages);
    double others = (double)(all->messages - row->own_messages);
    if (row->other_campaigns > OTHER_CAMPAIGNS && (double)row->other > OTHER_SHARE * others &&
        (double)row->other > OTHER_RATIO * (double)row->own)
        return arena_printf(arena, "too general: it matches %llu messages of %llu other campaigns",
                            (unsigned long long)row->other, (unsigned long long)row->other_campaigns);
    return NULL;
}

static bool refuse(struct store *store, const struct store_signature *row, const char *why,
                   struct error *error) {
    sqlite3_stmt *update = database_prepare(
        &store->database, "UPDATE signature SET state = 1, because = ?1 WHERE number = ?2", error);
    if (!update)
        return false;
    sqlite3_bind_text(update, 1, why, -1, SQLITE_STATIC);
    sqlite3_bind_int64(update, 2, row->number);
    if (!database_step(&store->database, update, error))
        return false;
    sqlite3_stmt *forget = database_prepare(&store->database, "DELETE FROM learnt WHERE campaign = ?", error);
    if (!forget)
        return false;
    sqlite3_bind_int64(forget, 1, row->founder);
    return database_step(&store->database, forget, error);
}

bool signature_checked(struct store *store, uint64_t *refused, struct error *error) {
    struct arena *arena = arena_new();
    struct store_signatures all;
    *refused = 0;
    bool good =
        database_run(&store->database,
                     "UPDATE signature SET checked = (SELECT coalesce(max(id), 0) FROM mail) WHERE state = 0",
                     error) &&
        store_signatures_of(store, arena, NULL, 0, &all, error);
    for (size_t i = 0; i < all.count && good; i++) {
        const char *why =
            all.items[i].state == SIGNATURE_ACTIVE ? objection(arena, &all, &all.items[i]) : NULL;
        *refused += why != NULL;
        good = !why || refuse(store, &all.items[i], why, error);
    }
    arena_free(arena);
    return good;
}
