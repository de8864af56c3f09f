/* weir bench misses: what a product got wrong, as a folder for its maker: misses.tsv, and a file for each
 * mail. Everything goes through redaction; raw mail does not leave the house. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/harmless.h"
#include "command/bench.h"
#include "command/output.h"
#include "mail/received.h"
#include "publish/specimen.h"
#include "store/message.h"

#define INDEX   "misses.tsv"
#define COLUMNS "file\terror\trole\tcampaign\treceived\tscore\tanswer\tsubject\n"

struct folder {
    struct store *store;
    struct redactor *redactor;
    struct arena *arena; /* one mail's */
    const char *path;
    FILE *index;
    size_t count;
    struct error *error;
};

static FILE *create(const struct folder *folder, const char *name) {
    const char *path = arena_printf(folder->arena, "%s/%s", folder->path, name);
    FILE *file = fopen(path, "wxe");
    if (!file)
        error_set(folder->error, "%s: %s", path, strerror(errno));
    return file;
}

static bool finish(const struct folder *folder, FILE *file, const char *name) {
    bool good = !ferror(file);
    good = !fclose(file) && good;
    return good || error_set(folder->error, "%s/%s: %s", folder->path, name, strerror(errno));
}

/* Hours alone: to the second, a sender knows his mail again. */
static int64_t whole_hour(int64_t time) {
    return time == TIME_NONE ? time : time - time % 3600;
}

static void append_cell(struct buffer *row, const char *value, char end) {
    harmless_append(row, slice_from_string(*value ? value : "-"), HARMLESS_LINE);
    buffer_append(row, &end, 1);
}

/* Also of what the filter answered: it may quote the mail, or say whom it was for. */
static void append_redacted(const struct folder *folder, struct buffer *row, const char *redacted, char end) {
    struct buffer text = {0};
    specimen_append_text(folder->redactor, folder->arena, redacted, &text);
    append_cell(row, arena_copy(folder->arena, text.data, text.size), end);
    buffer_free(&text);
}

static void write_index(struct folder *folder, const struct bench_scored *scored, size_t mail,
                        const char *name, const char *native, const struct mail *what) {
    const struct score_mail *of = &scored->table.mails[mail];
    const struct score_verdict *verdict = &scored->table.verdicts[mail];
    char time[TIME_TEXT_BYTES];
    struct buffer row = {0};
    append_cell(&row, name, '\t');
    append_cell(&row, bench_role_is_spam(of->role) ? "miss" : "false positive", '\t');
    append_cell(&row, bench_role_name(of->role), '\t');
    append_cell(&row, of->campaign == SIZE_MAX ? "" : scored->table.campaigns[of->campaign].id, '\t');
    append_cell(&row, time_format(whole_hour(of->received), time), '\t');
    append_cell(&row, isnan(verdict->score) ? "" : arena_printf(folder->arena, "%.12g", verdict->score),
                '\t');
    append_redacted(folder, &row,
                    *native ? redact_text(folder->redactor, folder->arena, native)
                            : answer_state_name(verdict->state),
                    '\t');
    append_redacted(folder, &row, redact_header(folder->redactor, folder->arena, "Subject", what->subject),
                    '\n');
    fwrite(row.data, 1, row.size, folder->index);
    buffer_free(&row);
}

static bool write_mail(struct folder *folder, const struct bench_scored *scored, size_t mail,
                       const struct bench_row *row) {
    struct buffer raw = {0}, text = {0};
    uint8_t address[16]; /* without it, headers of the feed's own servers would be taken for the sender's */
    const char *name = arena_printf(folder->arena, "%06zu.txt", ++folder->count);
    FILE *file = store_raw(folder->store, row->seq, &raw, folder->error) &&
                         store_hand_over(folder->store, row->seq, address, folder->error)
                     ? create(folder, name)
                     : NULL;
    if (file) {
        const struct mail *what =
            mail_parse(folder->arena, buffer_slice(&raw), NULL, trust_known(folder->arena, address));
        specimen_append(folder->redactor, folder->arena, what, &text);
        fwrite(text.data, 1, text.size, file);
        write_index(folder, scored, mail, name, row->natives[scored->numbers[0]], what);
    }
    buffer_free(&raw);
    buffer_free(&text);
    return file && finish(folder, file, name);
}

static bool is_wrong(const struct score_mail *mail, const struct score_verdict *verdict) {
    return verdict->there && bench_role_is_spam(mail->role) == (verdict->state != ANSWER_BLOCK);
}

static bool write_all(struct folder *folder, const struct bench_scored *scored,
                      const struct bench_row *rows) {
    folder->index = create(folder, INDEX);
    bool good = folder->index;
    if (good)
        fputs(COLUMNS, folder->index);
    for (size_t mail = 0; good && mail < scored->table.mail_count; mail++)
        if (is_wrong(&scored->table.mails[mail], &scored->table.verdicts[mail])) {
            good = write_mail(folder, scored, mail, &rows[mail]);
            arena_reset(folder->arena);
        }
    return (!folder->index || finish(folder, folder->index, INDEX)) && good;
}

static enum command_status write_folder(struct bench *bench, struct store *store, struct bench_scored *scored,
                                        const struct bench_row *rows) {
    struct error error;
    struct folder folder = {.store = store,
                            .redactor = bench_redactor(bench, store, &error),
                            .arena = arena_new(),
                            .path = bench->invocation->values[BENCH_OUTPUT].text,
                            .error = &error};
    bool good =
        folder.redactor && (!mkdir(folder.path, 0777) ||
                            error_set(&error, "%s: %s%s", folder.path, strerror(errno),
                                      errno == EEXIST ? "; name a folder that is not there yet" : ""));
    good = good && write_all(&folder, scored, rows);
    redactor_close(folder.redactor);
    arena_free(folder.arena);
    if (!good)
        return complain("%s", error.message);
    if (!bench->invocation->quiet)
        printf("%zu %s that %s got wrong %s in %s\n", folder.count, folder.count == 1 ? "mail" : "mails",
               scored->table.products[0].name, folder.count == 1 ? "is" : "are", folder.path);
    return COMMAND_DONE;
}

static enum command_status misses(struct invocation *invocation, struct store *store) {
    struct bench *bench = invocation->own;
    struct bench_scored scored = {0};
    struct bench_row *rows;
    struct error error;
    if (!bench_read_scored(bench, store, &scored))
        return COMMAND_FAILED;
    if (!store_bench_rows(store, invocation->arena, &scored.run, &rows, &error))
        return complain("%s", error.message);
    return write_folder(bench, store, &scored, rows);
}

enum command_status bench_misses(struct bench *bench) {
    const struct option_value *values = bench->invocation->values;
    if (values[BENCH_PRODUCT].list_count != 1 || !values[BENCH_OUTPUT].given)
        return complain_usage(&command_bench, "misses takes one --product NAME and -o DIR");
    bench->invocation->own = bench;
    mail_initialize();
    return run_reading(bench->invocation, misses);
}
