/* The verdict's row, and the names that were counted when its parts were judged. Cost: a row of `verdict`;
 * for names a pass over the cells of the store (there are as many as there are touts) and the mentions of
 * those that are the campaign's. */
#include "store/promotion.h"

#include <string.h>

#include "store/instrument_table.h"
#include "store/tout_cell.h"

static const char *const kinds[TOUT_KIND_COUNT] = {
    [TOUT_SYMBOL] = "symbol",     [TOUT_WKN] = "wkn",   [TOUT_ISIN] = "isin",     [TOUT_COIN] = "coin",
    [TOUT_CONTRACT] = "contract", [TOUT_NAME] = "name", [TOUT_WALLET] = "wallet",
};

/* "" for what is none, also in a damaged row. */
static const char *kind_name(int64_t kind) {
    return kind >= 0 && kind < TOUT_KIND_COUNT ? kinds[kind] : "";
}

static size_t base_bytes(const char *name, const char *kind) {
    return strcmp(kind, kinds[TOUT_SYMBOL]) != 0 ? strlen(name) : strcspn(name, ".");
}

size_t promotion_base_bytes(const struct store_promotion *promotion) {
    return base_bytes(promotion->instrument, promotion->kind);
}

static const char *const *split_lines(struct arena *arena, const char *text, size_t *count) {
    const char **lines = NULL;
    size_t capacity = 0;
    for (*count = 0; *text;) {
        size_t bytes = strcspn(text, "\n");
        lines = arena_grow(arena, lines, *count, &capacity, sizeof *lines);
        lines[(*count)++] = arena_copy(arena, text, bytes);
        text += bytes + (text[bytes] == '\n');
    }
    return lines;
}

/* A company that is called like a symbol is not that. */
static bool read_listed(struct database *database, struct arena *arena, struct store_promotion *promotion,
                        struct error *error) {
    struct slice symbol = slice_of(promotion->instrument, promotion_base_bytes(promotion));
    bool named = promotion->tout && *promotion->kind && promotion->rank != TOUT_NAME;
    return !named || instrument_table_find(database, arena, symbol, &promotion->listed, error);
}

bool promotion_read(struct database *database, struct arena *arena, int64_t campaign,
                    struct store_promotion *promotion, struct error *error) {
    static const char sql[] = "SELECT tout, score, instrument, kind, market, confidence, aliases, reasons"
                              " FROM verdict WHERE campaign = ?";
    sqlite3_stmt *select = database_prepare(database, sql, error);
    bool found;
    *promotion =
        (struct store_promotion){.instrument = "", .kind = "", .market = "", .listed = {"", "", "", ""}};
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, campaign);
    if (!database_row(database, select, &found, error))
        return false;
    promotion->tout = sqlite3_column_int(select, 0);
    promotion->score = sqlite3_column_double(select, 1);
    if (promotion->tout) {
        promotion->instrument = arena_string(arena, column_text(select, 2));
        promotion->rank = sqlite3_column_int(select, 3);
        promotion->kind = kind_name(promotion->rank);
        promotion->market = arena_string(arena, column_text(select, 4));
        promotion->confidence = sqlite3_column_double(select, 5);
        promotion->aliases = split_lines(arena, column_text(select, 6), &promotion->alias_count);
        promotion->reasons = split_lines(arena, column_text(select, 7), &promotion->reason_count);
    }
    sqlite3_reset(select);
    return read_listed(database, arena, promotion, error);
}

/* Itself with or without a suffix, or an alias. */
static bool is_own(const struct store_promotion *promotion, const char *name, const char *kind) {
    size_t bytes = base_bytes(name, kind);
    if (!strcmp(kind, promotion->kind) && bytes == base_bytes(promotion->instrument, kind) &&
        !memcmp(name, promotion->instrument, bytes))
        return true;
    for (size_t i = 0; i < promotion->alias_count; i++)
        if (!strcmp(promotion->aliases[i], name))
            return true;
    return false;
}

bool promotion_names_read(struct database *database, struct arena *arena, int64_t campaign,
                          const struct store_promotion *promotion, struct promotion_names *names,
                          struct error *error) {
    static const char sql[] =
        "SELECT m.name, m.kind, sum(m.messages), max(m.primary_name NOT IN"
        " (SELECT o.primary_name FROM cell o WHERE o.part = m.part AND o.campaign <> ?1))"
        " FROM cell c CROSS JOIN mention m ON m.part = c.part WHERE c.campaign = ?1"
        " GROUP BY m.kind, m.name ORDER BY 3 DESC, m.kind, m.name";
    sqlite3_stmt *select = database_prepare(database, sql, error);
    size_t own_capacity = 0, rival_capacity = 0;
    int code;
    *names = (struct promotion_names){0};
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, campaign);
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        struct store_named named = {arena_string(arena, column_text(select, 0)),
                                    kind_name(sqlite3_column_int64(select, 1)),
                                    (uint64_t)sqlite3_column_int64(select, 2)};
        if (is_own(promotion, named.name, named.kind)) {
            names->own = arena_grow(arena, names->own, names->own_count, &own_capacity, sizeof *names->own);
            names->own[names->own_count++] = named;
        } else if (sqlite3_column_int(select, 3) && sqlite3_column_int64(select, 1) != TOUT_WALLET) {
            names->rivals =
                arena_grow(arena, names->rivals, names->rival_count, &rival_capacity, sizeof *names->rivals);
            names->rivals[names->rival_count++] = named;
        }
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

static bool is_called(const struct promotion_names *names, enum tout_kind kind) {
    for (size_t i = 0; i < names->own_count; i++)
        if (!strcmp(names->own[i].kind, kinds[kind]))
            return true;
    return false;
}

const char *promotion_type(const struct store_promotion *promotion, const struct promotion_names *names) {
    if (!*promotion->kind)
        return "?";
    if (is_called(names, TOUT_WKN) || is_called(names, TOUT_ISIN))
        return "stock";
    /* "$MOON" is a coin's symbol where its contract stands beside it. */
    if (is_called(names, TOUT_COIN) || is_called(names, TOUT_CONTRACT))
        return "coin";
    return *promotion->listed.type ? promotion->listed.type : "stock";
}

const char *promotion_company(const struct store_promotion *promotion, const struct promotion_names *names) {
    for (size_t i = 0; i < names->own_count; i++)
        if (!strcmp(names->own[i].kind, kinds[TOUT_NAME]))
            return names->own[i].name;
    return !strcmp(promotion->kind, kinds[TOUT_NAME]) ? promotion->instrument : "";
}
