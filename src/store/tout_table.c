/* The finder puts together what is made alike; what is promoted decides over that. A part (the finder's
 * campaign) that is judged to be a tout has a cell for each instrument it promotes; cells of the same
 * instrument, without a long silence between them, are one campaign, named by its first mail. All other parts
 * are campaigns as they are.
 *
 * Everything here is a function of the parts' members and of what each of them says, so it comes out the same
 * however the mail was cut into runs. Only parts that changed are judged anew; the cells of the whole store,
 * of which there are as many as there are touts, are joined anew each time that one of them changed.
 *
 * Cost: a row a mail, what tout_event.c says, and for the newcomers of a part that is a tout some
 * microseconds at each commit that brings more of them. */
#include "store/tout_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "store/tout_cell.h"
#include "store/tout_event.h"
#include "store/tout_join.h"
#include "store/tout_known.h"
#include "store/tout_pool.h"
#include "tout/record.h"

struct tout_table {
    struct database *database;
    struct arena *arena; /* of the part being judged */
    struct tout_events events;
    int64_t *speaking; /* new mails that say something, rising */
    size_t speaking_count, speaking_capacity;
    int64_t first_new, newest; /* mails from first_new on are new since the last settling */
    bool cells_changed;
    struct buffer record;
};

struct tout_table *tout_table_open(struct database *database, struct error *error) {
    int64_t first;
    if (!database_number(database, "SELECT coalesce(max(mail), 0) + 1 FROM assignment", 1, &first, error))
        return NULL;
    struct tout_table *table = allocate_zeroed(1, sizeof *table);
    table->database = database;
    table->arena = arena_new();
    table->events.arena = arena_new();
    table->first_new = first;
    return table;
}

void tout_table_close(struct tout_table *table) {
    if (!table)
        return;
    arena_free(table->arena);
    arena_free(table->events.arena);
    free(table->speaking);
    buffer_free(&table->record);
    free(table);
}

#define RECEIVED "(SELECT received FROM mail WHERE id = ?1)"

static bool write_sighting(struct tout_table *table, sqlite3_stmt *insert, int64_t mail, struct slice record,
                           struct error *error) {
    if (!insert)
        return false;
    sqlite3_bind_int64(insert, 1, mail);
    bind_blob(insert, 2, record);
    return database_step(table->database, insert, error);
}

bool tout_table_add(struct tout_table *table, int64_t mail, struct slice record, struct error *error) {
    if (!record.size)
        return true;
    if (table->speaking_count == table->speaking_capacity) {
        table->speaking_capacity = table->speaking_capacity ? 2 * table->speaking_capacity : 1024;
        table->speaking = reallocate(table->speaking, table->speaking_capacity * sizeof *table->speaking);
    }
    table->speaking[table->speaking_count++] = mail;
    return write_sighting(
        table, database_prepare(table->database, "INSERT INTO sighting VALUES(?1, ?2, " RECEIVED ")", error),
        mail, record, error);
}

static int compare_mails(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* Most new mail says nothing, which is known without a look into the database. */
static bool read_sighting(struct tout_table *table, int64_t mail, struct error *error) {
    bool found;
    buffer_clear(&table->record);
    if (mail >= table->first_new &&
        !(table->speaking_count &&
          bsearch(&mail, table->speaking, table->speaking_count, sizeof *table->speaking, compare_mails)))
        return true;
    sqlite3_stmt *select =
        database_prepare(table->database, "SELECT record FROM sighting WHERE mail = ?", error);
    if (!select)
        return false;
    sqlite3_bind_int64(select, 1, mail);
    if (!database_row(table->database, select, &found, error))
        return false;
    struct slice record = found ? column_blob(select, 0) : slice_of("", 0);
    buffer_append(&table->record, record.data, record.size);
    sqlite3_reset(select);
    return true;
}

static bool write_replaced(struct tout_table *table, int64_t mail, struct slice record, struct error *error) {
    if (record.size)
        return write_sighting(table,
                              database_prepare(table->database,
                                               "INSERT OR REPLACE INTO sighting VALUES(?1, ?2, " RECEIVED ")",
                                               error),
                              mail, record, error);
    sqlite3_stmt *clear = database_prepare(table->database, "DELETE FROM sighting WHERE mail = ?", error);
    if (!clear)
        return false;
    sqlite3_bind_int64(clear, 1, mail);
    return database_step(table->database, clear, error);
}

bool tout_table_replace(struct tout_table *table, int64_t mail, struct slice record, struct error *error) {
    sqlite3_stmt *select =
        database_prepare(table->database, "SELECT part FROM assignment WHERE mail = ?", error);
    bool found;
    if (!select || !read_sighting(table, mail, error))
        return false;
    sqlite3_bind_int64(select, 1, mail);
    if (!database_row(table->database, select, &found, error))
        return false;
    int64_t part = sqlite3_column_int64(select, 0);
    sqlite3_reset(select);
    if (found) {
        tout_events_say(&table->events, part, mail, buffer_slice(&table->record), -1);
        tout_events_say(&table->events, part, mail, record, 1);
    }
    return write_replaced(table, mail, record, error);
}

/* A row that may take another's place, or one that is selected, would make SQLite copy each page that it
 * changes before, with foreign keys: three times the cost of the row. */
#define MAIN_CAMPAIGN                                                                                        \
    "coalesce((SELECT campaign FROM (SELECT campaign, max(main) FROM cell WHERE part = ?3)), ?3)"

static bool write_assignment(struct tout_table *table, const struct finder_label *label,
                             struct error *error) {
    sqlite3_stmt *statement =
        label->former_campaign
            ? database_prepare(table->database,
                               "UPDATE assignment SET template = ?2, part = ?3, campaign = " MAIN_CAMPAIGN
                               " WHERE mail = ?1",
                               error)
            : database_prepare(table->database,
                               "INSERT INTO assignment VALUES(?1, ?2, ?3, " MAIN_CAMPAIGN ")", error);
    if (!statement)
        return false;
    sqlite3_bind_int64(statement, 1, (int64_t)label->seq);
    sqlite3_bind_int64(statement, 2, (int64_t)label->template_founder);
    sqlite3_bind_int64(statement, 3, (int64_t)label->campaign_founder);
    return database_step(table->database, statement, error);
}

bool tout_table_assign(struct tout_table *table, const struct finder_label *label, struct error *error) {
    int64_t mail = (int64_t)label->seq, part = (int64_t)label->campaign_founder;
    if (!write_assignment(table, label, error) || !read_sighting(table, mail, error))
        return false;
    struct slice record = buffer_slice(&table->record);
    table->newest = mail > table->newest ? mail : table->newest;
    if (label->former_campaign)
        tout_events_add(&table->events, (int64_t)label->former_campaign, mail, record, -1);
    tout_events_add(&table->events, part, mail, record, 1);
    return true;
}

/* newcomers: since the last time. */
static bool judge(void *context, int64_t part, const struct tout_newcomers *newcomers, struct error *error) {
    struct tout_table *table = context;
    struct tout_hot hot;
    struct tout_pool pool;
    struct tout_verdict verdict = {0};
    bool found, changed;
    arena_reset(table->arena);
    if (!tout_hot_read(table->database, table->arena, &hot, error) ||
        !tout_pool_read(table->database, part, table->arena, &hot, &pool, &found, error))
        return false;
    if (found)
        tout_judge(&pool, &verdict);
    if (!tout_known_name(table->database, table->arena, &verdict, error))
        return false;
    const char *reasons = found ? tout_reasons(table->arena, &pool, &verdict) : "";
    bool good =
        tout_cells_write(table->database, table->arena, part, &verdict, reasons, newcomers, &changed, error);
    table->cells_changed |= changed;
    return good;
}

/* Its messages are the same, but something else is known of what they name. */
static bool judge_again(void *context, int64_t part, struct error *error) {
    return judge(context, part, &(struct tout_newcomers){0}, error);
}

bool tout_table_list(struct tout_table *table, const struct instrument_list *list, struct error *error) {
    return tout_known_replace(table->database, list, judge_again, table, error);
}

bool tout_table_settle(struct tout_table *table, bool (*named)(void *context, int64_t founder), void *context,
                       struct error *error) {
    bool good = tout_events_settle(&table->events, table->database, judge, table, error) &&
                (!table->cells_changed || tout_hot_update(table->database, judge_again, table, error)) &&
                (!table->cells_changed || tout_join(table->database, &table->events, named, context, error));
    table->first_new = table->newest >= table->first_new ? table->newest + 1 : table->first_new;
    tout_events_clear(&table->events);
    table->speaking_count = 0;
    table->cells_changed = false;
    return good;
}
