/* weir match: which messages of files the signatures of the store match. */
#include "publish/match.h"

#include <stdio.h>

#include "base/harmless.h"
#include "command/learnt.h"
#include "command/output.h"
#include "command/printer.h"
#include "command/progress.h"
#include "command/simulated.h"

/* More threads than any machine that this runs on has processors. */
#define THREADS_MOST 256

enum { CAMPAIGN, THREADS };
static const struct option options[] = {
    [CAMPAIGN] = {"campaign", OPTION_LIST, 'c', "C",
                  .help = "only signatures of this campaign; may be repeated"},
    [THREADS] = {"threads", OPTION_COUNT, 'j', "N", .least = 1, .most = THREADS_MOST,
                 .help = "threads that read mail (one a processor)"},
};

struct account {
    const struct invocation *invocation;
    struct progress progress;
    struct printer printer;
    struct buffer row;
};

static void show_progress(void *context, uint64_t messages, uint64_t read_bytes, uint64_t total_bytes) {
    struct account *account = context;
    progress_update(&account->progress, read_bytes, total_bytes, messages, read_bytes);
}

static void take_problem(void *context, const struct error *problem) {
    struct account *account = context;
    progress_clear(&account->progress);
    complain("%s", problem->message);
}

static void print_row(struct account *account, const char *source, const struct store_signature *signature) {
    struct buffer *row = &account->row;
    buffer_clear(row);
    harmless_append(row, slice_from_string(source), HARMLESS_LINE);
    buffer_printf(row, "\t%s\t%s\n", signature->campaign, signature->id);
    fwrite(row->data, 1, row->size, stdout);
}

static void print_object(struct account *account, const char *source,
                         const struct store_signature *signature) {
    struct printer *printer = &account->printer;
    print_begin_map(printer);
    print_member_string(printer, "source", source);
    print_member_string(printer, "campaign", signature->campaign);
    print_member_string(printer, "signature", signature->id);
    print_member_truth(printer, "simulated", signature->simulated);
    print_end_map(printer);
}

static void take_match(void *context, const char *source, const struct store_signature *signature) {
    struct account *account = context;
    if (account->printer.face)
        print_object(account, source, signature);
    else
        print_row(account, source, signature);
}

static void print_totals(const struct match_counts *counts, double seconds) {
    struct buffer line = {0};
    char number[OUTPUT_NUMBER_BYTES];
    buffer_printf(&line, "%s of ", output_count(counts->matched, number));
    output_plural(&line, counts->read, "message matches", "messages match");
    fprintf(stderr, "%.*s, in %.1f s\n", (int)line.size, line.data, seconds);
    buffer_free(&line);
}

static enum command_status match(struct invocation *invocation, const struct store_signatures *signatures) {
    struct account account = {.invocation = invocation};
    const struct match_settings settings = {.paths = invocation->arguments,
                                            .path_count = invocation->argument_count,
                                            .threads = (unsigned)invocation->values[THREADS].count,
                                            .context = &account,
                                            .match = take_match,
                                            .problem = take_problem,
                                            .progress = show_progress};
    struct match_counts counts;
    struct error error;
    if (invocation->json)
        printer_json(&account.printer, &invocation->out, true);
    progress_start(&account.progress, invocation);
    bool done = match_files(signatures, &settings, &counts, &error);
    progress_clear(&account.progress);
    if (!done)
        complain("%s", error.message);
    else if (invocation->err.is_terminal && !invocation->quiet)
        print_totals(&counts, progress_seconds(&account.progress));
    if (invocation->json)
        printer_free(&account.printer);
    buffer_free(&account.row);
    return done && !counts.problems ? COMMAND_DONE : COMMAND_FAILED;
}

static enum command_status run(struct invocation *invocation) {
    const struct option_value *asked = &invocation->values[CAMPAIGN];
    struct store_signatures signatures;
    struct error error;
    struct store *store = open_learnt(invocation, asked->list, asked->list_count);
    if (!store)
        return COMMAND_FAILED;
    bool read =
        store_signatures_of(store, invocation->arena, asked->list, asked->list_count, &signatures, &error);
    bool said = !read || invocation->json || say_simulated(invocation, store, SIMULATED_REMARK);
    store_close(store);
    if (!read)
        return complain("%s", error.message);
    return said ? match(invocation, &signatures) : COMMAND_FAILED;
}

const struct command command_match = {
    .name = "match",
    .arguments = "PATH...",
    .summary = "which messages the learnt signatures match",
    .details =
        "Prints a row for each message of PATH (as for ingest: files, folders, mboxes, archives, '-') and\n"
        "each signature of the store that it matches: source, campaign and signature, with tabs between.\n"
        "Signatures are learnt first from what has come in since the last time; `weir signatures` lists\n"
        "them. Those of campaigns that may be wanted mail are learnt and used only when named with\n"
        "--campaign. PATH is not taken in. The exit status is 1 when a PATH could not be read.\n",
    .examples = "  weir match ~/mail/new\n"
                "  weir match --campaign c2g7hq march.tar.zst | cut -f1\n"
                "  weir match --json - < mail.mbox\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .least_arguments = 1,
    .most_arguments = SIZE_MAX,
    .json = true,
    .run = run,
};
