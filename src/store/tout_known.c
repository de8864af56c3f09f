/* A symbol that is listed is one: that adds to what speaks for its being touted (verdict.c). A company that
 * is listed has a symbol: a tout that names the company alone is one of that symbol.
 *
 * Cost: a look-up for each thing that a part touts by name; when the list changes, one pass over all names.
 */
#include "store/tout_known.h"

#include <string.h>

#include "store/instrument_table.h"
#include "store/tout_mentions.h"
#include "tout/company.h"

static bool is_name(const struct tout_mention *mention) {
    return mention->kind == TOUT_NAME || mention->kind == TOUT_COIN;
}

static bool look_up(struct database *database, struct arena *arena, const char *name, const char **symbol,
                    struct error *error) {
    char folded[TOUT_NAME_BYTES];
    company_fold(arena, slice_from_string(name), folded);
    return instrument_table_symbol(database, arena, folded, symbol, error);
}

/* Of "Quavex Minerals Inc" a mail may give both QUAVEX and QUAVEX MINERALS. */
static bool is_longer(const struct tout_mention *alias, const struct tout_mention *name) {
    size_t bytes = strlen(name->name);
    return is_name(alias) && !strncmp(alias->name, name->name, bytes) && alias->name[bytes] == ' ';
}

static bool find_symbol(struct database *database, struct arena *arena,
                        const struct tout_instrument *instrument, const char **symbol, struct error *error) {
    if (!look_up(database, arena, instrument->name->name, symbol, error))
        return false;
    for (size_t i = 0; i < instrument->alias_count && !*symbol; i++)
        if (is_longer(instrument->aliases[i], instrument->name) &&
            !look_up(database, arena, instrument->aliases[i]->name, symbol, error))
            return false;
    return true;
}

static void rename_by(struct arena *arena, const char *symbol, struct tout_instrument *instrument) {
    struct tout_mention *name = arena_alloc(arena, sizeof *name);
    *name = *instrument->name;
    name->name = symbol;
    name->kind = TOUT_SYMBOL;
    instrument->called = instrument->name->name;
    instrument->name = name;
}

bool tout_known_name(struct database *database, struct arena *arena, struct tout_verdict *verdict,
                     struct error *error) {
    for (size_t i = 0; i < verdict->count; i++) {
        struct tout_instrument *instrument = &verdict->instruments[i];
        const char *symbol = NULL;
        if (is_name(instrument->name) && !find_symbol(database, arena, instrument, &symbol, error))
            return false;
        if (symbol)
            rename_by(arena, symbol, instrument);
    }
    return true;
}

struct matching {
    struct arena *arena; /* of one name */
    struct instrument_names names;
};

static bool is_listed(void *context, const char *name, enum tout_kind kind) {
    const struct matching *matching = context;
    char folded[TOUT_NAME_BYTES];
    if (instrument_names_have(&matching->names, name, tout_base_bytes(name, kind)))
        return true;
    if (kind != TOUT_NAME && kind != TOUT_COIN)
        return false;
    arena_reset(matching->arena);
    company_fold(matching->arena, slice_from_string(name), folded);
    return instrument_names_have(&matching->names, folded, strlen(folded));
}

bool tout_known_replace(struct database *database, const struct instrument_list *list,
                        bool (*changed)(void *context, int64_t part, struct error *error), void *context,
                        struct error *error) {
    struct arena *arena = arena_new();
    struct instrument_list former;
    bool good = instrument_table_read(database, arena, &former, error) &&
                instrument_table_write(database, list, error);
    if (good) {
        struct matching matching = {arena_new(), instrument_list_changes(arena, &former, list)};
        good = !matching.names.count ||
               tout_mentions_visit(database, is_listed, &matching, changed, context, error);
        arena_free(matching.arena);
    }
    arena_free(arena);
    return good;
}
