/* Mail with attachments, some at a time: its pictures are taken out, those whose bytes are not known go to
 * the workers, and when all of these have been looked at the rows are written in the order of the mail. So
 * groups depend on that order alone, not on which worker was first. */
#include <string.h>

#include "mail/mail.h"
#include "store/ocr_run.h"
#include "store/schema.h"

/* Taken together: enough to keep all workers busy, bounded in memory. */
#define STRETCH_MAILS 256
#define STRETCH_BYTES ((size_t)48 << 20)

/* A file that the store does not know. */
struct unknown {
    struct mail_picture picture;
    XXH128_hash_t hash;
    struct picture_result look;
    int64_t file; /* once it is written */
};

/* A picture as it stands in a mail: known as file, else one of the unknown. */
struct sight {
    int64_t mail, file;
    size_t number, unknown;
};

struct stretch {
    struct ocr_run *run;
    struct picture_groups groups;
    int64_t mails[STRETCH_MAILS];
    size_t mail_count;
    struct unknown *unknown;
    size_t unknown_count, unknown_capacity;
    struct sight *sights;
    size_t sight_count, sight_capacity;
};

static bool next_mails(struct stretch *stretch) {
    struct ocr_run *run = stretch->run;
    struct database *database = &run->store->database;
    sqlite3_stmt *select =
        database_prepare(database,
                         "SELECT id FROM mail WHERE id > (SELECT mail FROM picture_mark) AND flags & ?"
                         " AND unreadable IS NULL ORDER BY id LIMIT ?",
                         run->error);
    int code;
    stretch->mail_count = 0;
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, FLAG_ATTACHMENT);
    sqlite3_bind_int64(select, 2, STRETCH_MAILS);
    while ((code = sqlite3_step(select)) == SQLITE_ROW)
        stretch->mails[stretch->mail_count++] = sqlite3_column_int64(select, 0);
    sqlite3_reset(select);
    return code == SQLITE_DONE || database_failed(database, run->error);
}

static size_t find_unknown(struct stretch *stretch, XXH128_hash_t hash, const struct mail_picture *picture) {
    for (size_t i = 0; i < stretch->unknown_count; i++)
        if (XXH128_isEqual(stretch->unknown[i].hash, hash))
            return i;
    stretch->unknown = arena_grow(stretch->run->arena, stretch->unknown, stretch->unknown_count,
                                  &stretch->unknown_capacity, sizeof *stretch->unknown);
    stretch->unknown[stretch->unknown_count] = (struct unknown){.picture = *picture, .hash = hash};
    return stretch->unknown_count++;
}

static bool add_sight(struct stretch *stretch, int64_t mail, size_t number,
                      const struct mail_picture *picture) {
    struct ocr_run *run = stretch->run;
    XXH128_hash_t hash = XXH3_128bits(picture->file.data, picture->file.size);
    struct sight sight = {.mail = mail, .number = number};
    if (!picture_table_find(&run->store->database, hash, &sight.file, run->error))
        return false;
    if (!sight.file)
        sight.unknown = find_unknown(stretch, hash, picture);
    stretch->sights = arena_grow(run->arena, stretch->sights, stretch->sight_count, &stretch->sight_capacity,
                                 sizeof *stretch->sights);
    stretch->sights[stretch->sight_count++] = sight;
    return true;
}

/* A mail whose bytes are lost has no pictures; `check` tells of it. */
static bool gather(struct stretch *stretch) {
    struct ocr_run *run = stretch->run;
    size_t taken = 0;
    for (; taken < stretch->mail_count && arena_used_bytes(run->arena) < STRETCH_BYTES; taken++) {
        struct mail_picture pictures[MAIL_PICTURES];
        size_t count = 0;
        if (!ocr_pictures(run, stretch->mails[taken], pictures, &count))
            count = 0;
        for (size_t i = 0; i < count; i++)
            if (!add_sight(stretch, stretch->mails[taken], i, &pictures[i]))
                return false;
    }
    stretch->mail_count = taken;
    return true;
}

static void take_look(struct stretch *stretch) {
    struct picture_result result;
    if (picture_pool_take(stretch->run->pool, &result))
        stretch->unknown[result.id].look = result;
}

static bool look_at_unknown(struct stretch *stretch) {
    struct ocr_run *run = stretch->run;
    struct picture_result result;
    for (size_t i = 0; i < stretch->unknown_count; i++) {
        if (!picture_pool_ready(run->pool))
            take_look(stretch);
        if (!picture_pool_send(run->pool, i, WORKER_LOOK, &stretch->unknown[i].picture, run->error))
            return false;
    }
    while (picture_pool_take(run->pool, &result))
        stretch->unknown[result.id].look = result;
    return true;
}

static bool write_file(struct stretch *stretch, struct unknown *unknown) {
    struct ocr_run *run = stretch->run;
    struct database *database = &run->store->database;
    bool good = unknown->look.outcome == WORKER_DONE;
    int64_t group = 0;
    run->counts->failed += !good;
    return (!good ||
            picture_groups_join(&stretch->groups, database, &unknown->look.look, &group, run->error)) &&
           picture_table_add_file(database, unknown->hash, unknown->picture.file.size, &unknown->look, group,
                                  &unknown->file, run->error);
}

static bool write_stretch(struct stretch *stretch) {
    struct ocr_run *run = stretch->run;
    struct database *database = &run->store->database;
    for (size_t i = 0; i < stretch->unknown_count; i++)
        if (!write_file(stretch, &stretch->unknown[i]))
            return false;
    for (size_t i = 0; i < stretch->sight_count; i++) {
        const struct sight *sight = &stretch->sights[i];
        int64_t file = sight->file ? sight->file : stretch->unknown[sight->unknown].file;
        if (!picture_table_add(database, sight->mail, sight->number, file, run->error))
            return false;
    }
    return picture_table_set_mark(database, stretch->mails[stretch->mail_count - 1], run->error);
}

static void forget(struct stretch *stretch) {
    stretch->unknown = NULL;
    stretch->sights = NULL;
    stretch->unknown_count = stretch->unknown_capacity = 0;
    stretch->sight_count = stretch->sight_capacity = 0;
    arena_reset(stretch->run->arena);
}

bool ocr_look(struct ocr_run *run) {
    struct stretch stretch = {.run = run};
    int64_t all;
    if (!database_number(&run->store->database,
                         "SELECT count(*) FROM mail WHERE id > (SELECT mail FROM picture_mark)"
                         " AND flags & 2 AND unreadable IS NULL", /* FLAG_ATTACHMENT */
                         0, &all, run->error))
        return false;
    bool good = picture_groups_load(&stretch.groups, &run->store->database, run->error);
    while (good && (good = next_mails(&stretch)) && stretch.mail_count) {
        good = gather(&stretch) && look_at_unknown(&stretch) && write_stretch(&stretch) && ocr_keep(run);
        run->counts->mails += stretch.mail_count;
        ocr_report(run, OCR_LOOKING, run->counts->mails, (uint64_t)all);
        forget(&stretch);
    }
    picture_groups_free(&stretch.groups);
    return good;
}
