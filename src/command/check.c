/* weir check: proves the store sound, or mends it. */
#include "store/check.h"

#include <stdio.h>

#include "command/output.h"
#include "command/printer.h"
#include "command/progress.h"

enum { REPAIR };
static const struct option options[] = {
    [REPAIR] = {"repair", OPTION_FLAG, .help = "make anew what can be made from the raw mail"},
};

/* What goes on while the store is looked at. */
struct account {
    const struct invocation *invocation;
    struct progress progress;
    struct printer printer; /* of --json */
};

/* A finding, or a thing mended. */
static void take_line(void *context, const char *line) {
    struct account *account = context;
    if (account->invocation->json) {
        print_string(&account->printer, line);
        return;
    }
    struct buffer shown = {0};
    progress_clear(&account->progress);
    terminal_text(&account->invocation->out, &shown, line, 0);
    printf("%.*s\n", (int)shown.size, shown.data);
    fflush(stdout);
    buffer_free(&shown);
}

static void show_progress(void *context, uint64_t done, uint64_t all) {
    struct account *account = context;
    progress_update(&account->progress, done, all, done, 0);
}

static void print_unreadable(void *context, uint64_t seq, const char *source, const char *reason) {
    struct printer *printer = context;
    print_begin_map(printer);
    print_member_count(printer, "seq", seq);
    print_member_string(printer, "source", source);
    print_member_string(printer, "reason", reason);
    print_end_map(printer);
}

static bool print_facts(struct printer *printer, struct store *store, const struct check_counts *counts,
                        struct error *error) {
    print_member_count(printer, "messages", counts->messages);
    print_member_count(printer, "deliveries", counts->deliveries);
    print_member_count(printer, "campaigns", counts->campaigns);
    print_member_count(printer, "templates", counts->templates);
    print_member_count(printer, "raw_bytes", counts->raw_bytes);
    print_member_count(printer, "stored_bytes", counts->stored_bytes);
    print_key(printer, "unreadable");
    print_begin_list(printer);
    bool good = store_unreadable(store, print_unreadable, printer, error);
    print_end_list(printer);
    return good;
}

static void print_verdict(const struct check_counts *counts) {
    struct buffer line = {0};
    char raw[OUTPUT_NUMBER_BYTES], stored[OUTPUT_NUMBER_BYTES];
    output_plural(&line, counts->messages, "message", "messages");
    buffer_append_string(&line, ", ");
    output_plural(&line, counts->deliveries, "delivery", "deliveries");
    buffer_append_string(&line, ", ");
    output_plural(&line, counts->campaigns, "campaign", "campaigns");
    buffer_printf(&line, "; %s of mail in %s; ", output_bytes(counts->raw_bytes, raw),
                  output_bytes(counts->stored_bytes, stored));
    if (counts->wrong)
        output_plural(&line, counts->wrong, "thing wrong: 'weir check --repair' mends what can be",
                      "things wrong: 'weir check --repair' mends what can be");
    else
        buffer_append_string(&line, "all is well");
    printf("%.*s\n", (int)line.size, line.data);
    buffer_free(&line);
}

static bool check_text(struct account *account, struct store *store, struct check_counts *counts,
                       struct error *error) {
    bool good = store_check(store, take_line, show_progress, account, counts, error);
    progress_clear(&account->progress);
    if (!good)
        return false;
    if (counts->unreadable) {
        struct printer printer;
        printer_text(&printer, &account->invocation->out);
        print_begin_map(&printer);
        print_key(&printer, "unreadable");
        print_begin_list(&printer);
        good = store_unreadable(store, print_unreadable, &printer, error);
        print_end_list(&printer);
        print_end_map(&printer);
        printer_free(&printer);
    }
    print_verdict(counts);
    return good;
}

static bool check_json(struct account *account, struct store *store, struct check_counts *counts,
                       struct error *error) {
    struct printer *printer = &account->printer;
    print_begin_map(printer);
    print_key(printer, "findings");
    print_begin_list(printer);
    bool good = store_check(store, take_line, show_progress, account, counts, error);
    progress_clear(&account->progress);
    print_end_list(printer);
    print_member_count(printer, "wrong", counts->wrong);
    good = good && print_facts(printer, store, counts, error);
    print_end_map(printer);
    return good;
}

static bool repair(struct account *account, struct store *store, struct error *error) {
    bool json = account->invocation->json;
    if (json) {
        print_begin_map(&account->printer);
        print_key(&account->printer, "mended");
        print_begin_list(&account->printer);
    }
    bool good = store_repair(store, take_line, show_progress, account, error);
    progress_clear(&account->progress);
    if (json) {
        print_end_list(&account->printer);
        print_end_map(&account->printer);
    }
    return good;
}

static enum command_status run(struct invocation *invocation) {
    struct account account = {.invocation = invocation};
    struct check_counts counts = {0};
    struct error error;
    bool mend = invocation->values[REPAIR].given;
    struct store *store = open_store(invocation, mend ? STORE_MEND : STORE_READ);
    if (!store)
        return COMMAND_FAILED;
    progress_start(&account.progress, invocation);
    printer_json(&account.printer, &invocation->out, false);
    bool good = mend               ? repair(&account, store, &error)
                : invocation->json ? check_json(&account, store, &counts, &error)
                                   : check_text(&account, store, &counts, &error);
    printer_free(&account.printer);
    store_close(store);
    if (!good)
        return complain("%s", error.message);
    return counts.wrong ? COMMAND_FAILED : COMMAND_DONE;
}

const struct command command_check = {
    .name = "check",
    .arguments = "",
    .summary = "proves the store sound; --repair mends it",
    .details =
        "Reads everything back, names each thing that is wrong and lists the messages that could not be\n"
        "read. Changes nothing; exit status 1 when something is wrong. --repair makes search index,\n"
        "summaries and campaigns anew from the raw mail, and brings an older weir's store up to date.\n",
    .examples = "  weir check\n"
                "  weir check --json | jq .unreadable\n"
                "  weir check --repair && weir check\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .most_arguments = 0,
    .json = true,
    .run = run,
};
