/* A picture joins the nearest group that it is alike to (the older of two as near), and is compared with what
 * founded the group, not with its latest member, so that groups do not drift. Order of mail alone decides. */
#include "store/picture_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static struct picture_group *new_group(struct picture_groups *groups) {
    if (groups->count == groups->capacity) {
        groups->capacity = groups->capacity ? 2 * groups->capacity : 256;
        groups->groups = reallocate(groups->groups, groups->capacity * sizeof *groups->groups);
    }
    return &groups->groups[groups->count++];
}

bool picture_groups_load(struct picture_groups *groups, struct database *database, struct error *error) {
    sqlite3_stmt *select =
        database_prepare(database, "SELECT id, look, shape FROM picture_group ORDER BY id", error);
    int code;
    *groups = (struct picture_groups){0};
    if (!select)
        return false;
    while ((code = sqlite3_step(select)) == SQLITE_ROW) {
        struct picture_group *group = new_group(groups);
        struct slice look = column_blob(select, 1);
        *group = (struct picture_group){.id = sqlite3_column_int64(select, 0),
                                        .look.shape = (uint32_t)sqlite3_column_int64(select, 2)};
        if (look.size == sizeof group->look.bits)
            memcpy(group->look.bits, look.data, look.size);
    }
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, error);
}

void picture_groups_free(struct picture_groups *groups) {
    free(groups->groups);
    *groups = (struct picture_groups){0};
}

static const struct picture_group *nearest(const struct picture_groups *groups,
                                           const struct perceptual *look) {
    const struct picture_group *best = NULL;
    unsigned least = UINT32_MAX;
    for (size_t i = 0; i < groups->count; i++) {
        const struct picture_group *group = &groups->groups[i];
        if (!perceptual_alike(look, &group->look))
            continue;
        unsigned distance = perceptual_distance(look, &group->look);
        if (distance < least) {
            least = distance;
            best = group;
        }
    }
    return best;
}

bool picture_groups_join(struct picture_groups *groups, struct database *database,
                         const struct perceptual *look, int64_t *group, struct error *error) {
    const struct picture_group *found = nearest(groups, look);
    if (found) {
        *group = found->id;
        return true;
    }
    sqlite3_stmt *insert =
        database_prepare(database, "INSERT INTO picture_group(look, shape) VALUES(?, ?)", error);
    if (!insert)
        return false;
    bind_blob(insert, 1, slice_of((const char *)look->bits, sizeof look->bits));
    sqlite3_bind_int64(insert, 2, look->shape);
    if (!database_step(database, insert, error))
        return false;
    *group = sqlite3_last_insert_rowid(database->handle);
    *new_group(groups) = (struct picture_group){*group, *look};
    return true;
}

bool picture_table_find(struct database *database, XXH128_hash_t hash, int64_t *file, struct error *error) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, hash);
    sqlite3_stmt *select = database_prepare(database, "SELECT id FROM picture_file WHERE hash = ?", error);
    bool found;
    if (!select)
        return false;
    bind_blob(select, 1, slice_of((const char *)&canonical, sizeof canonical));
    if (!database_row(database, select, &found, error))
        return false;
    *file = found ? sqlite3_column_int64(select, 0) : 0;
    sqlite3_reset(select);
    return true;
}

bool picture_table_add_file(struct database *database, XXH128_hash_t hash, size_t bytes,
                            const struct picture_result *look, int64_t group, int64_t *file,
                            struct error *error) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, hash);
    sqlite3_stmt *insert =
        database_prepare(database,
                         "INSERT INTO picture_file(hash, bytes, width, height, alike, failed)"
                         " VALUES(?, ?, ?, ?, ?, ?)",
                         error);
    if (!insert)
        return false;
    bind_blob(insert, 1, slice_of((const char *)&canonical, sizeof canonical));
    sqlite3_bind_int64(insert, 2, (int64_t)bytes);
    if (group) {
        sqlite3_bind_int64(insert, 3, look->width);
        sqlite3_bind_int64(insert, 4, look->height);
        sqlite3_bind_int64(insert, 5, group);
    } else {
        bind_text(insert, 6, look->why.message);
    }
    bool good = database_step(database, insert, error);
    *file = sqlite3_last_insert_rowid(database->handle);
    return good;
}

bool picture_table_add(struct database *database, int64_t mail, size_t number, int64_t file,
                       struct error *error) {
    sqlite3_stmt *insert = database_prepare(database, "INSERT INTO picture VALUES(?, ?, ?, TRUE)", error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, mail);
    sqlite3_bind_int64(insert, 2, (int64_t)number);
    sqlite3_bind_int64(insert, 3, file);
    return database_step(database, insert, error);
}

static bool leave_untold(struct database *database, int64_t group, struct error *error) {
    sqlite3_stmt *update = database_prepare(
        database,
        "UPDATE picture SET untold = TRUE WHERE file IN (SELECT id FROM picture_file WHERE alike = ?)",
        error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, group);
    return database_step(database, update, error);
}

bool picture_table_add_reading(struct database *database, int64_t file, int64_t group, struct slice text,
                               const struct picture_result *result, struct error *error) {
    sqlite3_stmt *insert = database_prepare(database, "INSERT INTO reading VALUES(?, ?, ?, ?, ?)", error);
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, file);
    sqlite3_bind_int64(insert, 2, group);
    sqlite3_bind_text(insert, 3, text.size ? text.data : "", (int)text.size, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 4, result->confidence);
    bind_text(insert, 5, result->why.message);
    return database_step(database, insert, error) && (!text.size || leave_untold(database, group, error));
}

bool picture_table_set_mark(struct database *database, int64_t mail, struct error *error) {
    sqlite3_stmt *update = database_prepare(database, "UPDATE picture_mark SET mail = ?", error);
    if (!update)
        return false;
    sqlite3_bind_int64(update, 1, mail);
    return database_step(database, update, error);
}
