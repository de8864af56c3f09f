/* A pass over all names, since what matches may be more than the same letters; needed only when what is known
 * of instruments changes. */
#include "store/tout_mentions.h"

#include <string.h>

#include "base/buffer.h"

static bool list_parts(struct database *database,
                       bool (*matches)(void *context, const char *name, enum tout_kind kind), void *context,
                       struct buffer *parts, struct error *error) {
    sqlite3_stmt *select =
        database_prepare(database, "SELECT part, name, kind FROM mention ORDER BY part", error);
    int64_t last = 0;
    int code;
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        int64_t part = sqlite3_column_int64(select, 0);
        if (part == last ||
            !matches(context, column_text(select, 1), (enum tout_kind)sqlite3_column_int(select, 2)))
            continue;
        buffer_append(parts, &part, sizeof part);
        last = part;
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

bool tout_mentions_visit(struct database *database,
                         bool (*matches)(void *context, const char *name, enum tout_kind kind),
                         void *match_context, bool (*visit)(void *context, int64_t part, struct error *error),
                         void *visit_context, struct error *error) {
    struct buffer parts = {0}; /* collected first: a visit changes what is read */
    bool good = list_parts(database, matches, match_context, &parts, error);
    for (size_t at = 0; at < parts.size && good; at += sizeof(int64_t)) {
        int64_t part;
        memcpy(&part, parts.data + at, sizeof part);
        good = visit(visit_context, part, error);
    }
    buffer_free(&parts);
    return good;
}
