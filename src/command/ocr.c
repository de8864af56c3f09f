/* weir ocr: reads attached pictures. */
#include "store/ocr.h"

#include <stdio.h>

#include "command/output.h"
#include "command/printer.h"
#include "command/progress.h"

/* More workers than any machine that this runs on has processors. */
#define THREADS_MOST 256

enum { THREADS, LIMIT };
static const struct option options[] = {
    [THREADS] = {"threads", OPTION_COUNT, 'j', "N", .least = 1, .most = THREADS_MOST,
                 .help = "pictures read at a time (one a processor)"},
    [LIMIT] = {"limit", OPTION_COUNT, 'n', "N", .least = 1, .most = UINT32_MAX,
               .help = "read at most so many pictures, those of the biggest groups"},
};

/* What a run tells while it goes on. */
struct account {
    const struct invocation *invocation;
    struct progress progress;
    enum ocr_stage stage;
};

/* Each stage has a bar of its own. */
static void show_progress(void *context, enum ocr_stage stage, uint64_t done, uint64_t all) {
    struct account *account = context;
    if (stage != account->stage) {
        progress_clear(&account->progress);
        progress_start(&account->progress, account->invocation);
        account->progress.things = "pictures";
        account->stage = stage;
    }
    progress_update(&account->progress, done, all, done, 0);
}

static void print_json(const struct invocation *invocation, const struct ocr_counts *counts, double seconds) {
    struct printer printer;
    printer_json(&printer, &invocation->out, false);
    print_begin_map(&printer);
    print_member_count(&printer, "read", counts->read);
    print_member_count(&printer, "unreadable", counts->failed);
    print_member_count(&printer, "pictures", counts->pictures);
    print_member_count(&printer, "groups", counts->groups);
    print_member_count(&printer, "read_ever", counts->read_ever);
    print_member_count(&printer, "messages", counts->mails);
    print_member_count(&printer, "changed", counts->told);
    print_member_real(&printer, "seconds", seconds);
    print_end_map(&printer);
    printer_free(&printer);
}

static void print_line(const struct ocr_counts *counts, double seconds) {
    struct buffer line = {0};
    char number[OUTPUT_NUMBER_BYTES];
    buffer_printf(&line, "read %s of ", output_count(counts->read, number));
    output_plural(&line, counts->pictures, "picture", "pictures");
    buffer_append_string(&line, " in ");
    output_plural(&line, counts->groups, "group", "groups");
    buffer_printf(&line, ", %s unreadable; ", output_count(counts->failed, number));
    buffer_printf(&line, "%s read in all, ", output_count(counts->read_ever, number));
    output_plural(&line, counts->told, "message has new text", "messages have new text");
    printf("%.*s, in %.1f s\n", (int)line.size, line.data, seconds);
    buffer_free(&line);
}

static enum command_status run(struct invocation *invocation) {
    struct account account = {.invocation = invocation};
    const struct ocr_settings settings = {
        .threads = (unsigned)invocation->values[THREADS].count,
        .limit = invocation->values[LIMIT].count,
        .context = &account,
        .progress = show_progress,
    };
    struct ocr_counts counts;
    struct error error;
    struct store *store = open_store(invocation, STORE_CHANGE);
    if (!store)
        return COMMAND_FAILED;
    struct progress whole;
    progress_start(&whole, invocation);
    progress_start(&account.progress, invocation);
    bool done = store_ocr(store, &settings, &counts, &error);
    progress_clear(&account.progress);
    store_close(store);
    if (!done)
        return complain("%s", error.message);
    if (invocation->json)
        print_json(invocation, &counts, progress_seconds(&whole));
    else if (!invocation->quiet)
        print_line(&counts, progress_seconds(&whole));
    return COMMAND_DONE;
}

const struct command command_ocr = {
    .name = "ocr",
    .arguments = "",
    .summary = "reads attached pictures",
    .details =
        "Looks at the mail that came in since the last run for attached pictures (gif, png, jpeg, bmp, tiff\n"
        "and those in PDFs), groups those that look alike, and reads English and German text in at least "
        "one\n"
        "of each group, biggest groups first. What is read counts for all messages of the group, also for\n"
        "those that come later. An interrupted run is simply run again. A picture that cannot be read is\n"
        "counted, costs no other, and is not tried again.\n",
    .examples = "  weir ocr\n"
                "  weir ocr --limit 100\n"
                "  weir ingest --feed trap ~/mail/trap.mbox && weir ocr --quiet\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .most_arguments = 0,
    .json = true,
    .run = run,
};
