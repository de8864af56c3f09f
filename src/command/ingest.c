/* weir ingest: feeds in, through the whole pipeline. */
#include "store/ingest.h"

#include <stdio.h>
#include <string.h>

#include "command/output.h"
#include "command/printer.h"
#include "command/progress.h"
#include "mail/received.h"
#include "store/feed.h"

/* More threads than any machine that this runs on has processors. */
#define THREADS_MOST 256

enum { FEED, ROLE, TRUST, THREADS, INSTRUMENTS, MIX };
static const struct option options[] = {
    [FEED] = {"feed", OPTION_TEXT, 'f', "NAME", .help = "the feed that this mail is of (default)"},
    [ROLE] = {"role", OPTION_CHOICE, 'r', "R", STORE_ROLES,
              .help = "what is known of the feed's mail (mixed); the roles are above"},
    [TRUST] = {"trust", OPTION_LIST, 't', "NET",
               .help = "a network of the feed's own servers; may be repeated"},
    [THREADS] = {"threads", OPTION_COUNT, 'j', "N", .least = 1, .most = THREADS_MOST,
                 .help = "threads that read mail (one a processor)"},
    [INSTRUMENTS] = {"instruments", OPTION_TEXT, 'i', "FILE",
                     .help = "known instruments, CSV: symbol,name,market,type"},
    [MIX] = {"mix", OPTION_FLAG, .help = "real and simulated mail in one store, by feeds of their own"},
};

/* One message that could not be read, kept for --json. */
struct unread {
    uint64_t seq;
    const char *source, *reason;
};

/* What a run tells while it goes on. */
struct account {
    struct invocation *invocation;
    struct progress progress;
    const char **problems;
    size_t problem_count, problem_capacity;
    struct unread *unread;
    size_t unread_count, unread_capacity;
};

static void show_progress(void *context, const struct ingest_progress *now) {
    struct account *account = context;
    progress_update(&account->progress, now->read_bytes, now->total_bytes, now->messages, now->message_bytes);
}

static void take_problem(void *context, const struct error *error) {
    struct account *account = context;
    struct arena *arena = account->invocation->arena;
    progress_clear(&account->progress);
    complain("%s", error->message);
    if (!account->invocation->json)
        return;
    account->problems = arena_grow(arena, account->problems, account->problem_count,
                                   &account->problem_capacity, sizeof *account->problems);
    account->problems[account->problem_count++] = arena_string(arena, error->message);
}

static void take_unreadable(void *context, uint64_t seq, const char *source, const char *reason) {
    struct account *account = context;
    struct arena *arena = account->invocation->arena;
    account->unread = arena_grow(arena, account->unread, account->unread_count, &account->unread_capacity,
                                 sizeof *account->unread);
    account->unread[account->unread_count++] =
        (struct unread){seq, arena_string(arena, source), arena_string(arena, reason)};
}

static void print_unread(struct printer *printer, const struct unread *unread) {
    print_begin_map(printer);
    print_member_count(printer, "seq", unread->seq);
    print_member_string(printer, "source", unread->source);
    print_member_string(printer, "reason", unread->reason);
    print_end_map(printer);
}

static uint64_t count_left_out(const struct ingest_counts *counts) {
    uint64_t count = 0;
    for (size_t simulated = 0; simulated < 2; simulated++)
        count += counts->left_out[simulated].by_feed + counts->left_out[simulated].by_store;
    return count;
}

static void print_json(const struct account *account, const struct ingest_counts *counts, double seconds) {
    struct printer printer;
    printer_json(&printer, &account->invocation->out, false);
    print_begin_map(&printer);
    print_member_count(&printer, "read", counts->read);
    print_member_count(&printer, "added", counts->added);
    print_member_count(&printer, "copies", counts->copies);
    print_member_count(&printer, "known", counts->known);
    print_member_count(&printer, "indirect", counts->indirect);
    print_member_count(&printer, "left_out", count_left_out(counts));
    print_key(&printer, "unreadable");
    print_begin_list(&printer);
    for (size_t i = 0; i < account->unread_count; i++)
        print_unread(&printer, &account->unread[i]);
    print_end_list(&printer);
    print_key(&printer, "problems");
    print_begin_list(&printer);
    for (size_t i = 0; i < account->problem_count; i++)
        print_string(&printer, account->problems[i]);
    print_end_list(&printer);
    if (account->invocation->values[INSTRUMENTS].given)
        print_member_count(&printer, "instruments", counts->listed);
    print_member_count(&printer, "bytes", counts->bytes);
    print_member_real(&printer, "seconds", seconds);
    print_end_map(&printer);
    printer_free(&printer);
}

static void print_line(const struct ingest_counts *counts, double seconds) {
    char number[OUTPUT_NUMBER_BYTES];
    printf("%s read: ", output_count(counts->read, number));
    printf("%s new", output_count(counts->added, number));
    printf(" (%s %s), ", output_count(counts->copies, number), counts->copies == 1 ? "copy" : "copies");
    printf("%s known, ", output_count(counts->known, number));
    printf("%s unreadable, ", output_count(counts->unreadable, number));
    printf("%s returned; ", output_count(counts->indirect, number));
    printf("%s in %.1f s\n", output_bytes(counts->bytes, number), seconds);
}

/* "1,234 instruments listed". */
static void print_listed(uint64_t listed) {
    struct buffer line = {0};
    output_plural(&line, listed, "instrument", "instruments");
    printf("%.*s listed\n", (int)line.size, line.data);
    buffer_free(&line);
}

static void complain_left_out(uint64_t count, const char *why, const char *way) {
    struct buffer number = {0};
    if (count) {
        output_plural(&number, count, "message", "messages");
        complain("%.*s left out: %s; %s", (int)number.size, number.data, why, way);
    }
    buffer_free(&number);
}

/* Whatever else is said: it is not where it was meant to be. */
static void complain_all_left_out(const struct invocation *invocation, const struct ingest_counts *counts) {
    const char *feed = invocation->values[FEED].given ? invocation->values[FEED].text : "default";
    const char *by_feed = "take them in by another feed (--feed NAME), in another store or with --mix";
    const char *by_store = "take them into another store (--store DIR), or into this one with --mix";
    const struct ingest_left_out *real = &counts->left_out[false], *simulated = &counts->left_out[true];
    complain_left_out(simulated->by_feed,
                      arena_printf(invocation->arena, "marked as simulated, and feed %s is not", feed),
                      by_feed);
    complain_left_out(real->by_feed,
                      arena_printf(invocation->arena, "not marked as simulated, and feed %s is", feed),
                      by_feed);
    complain_left_out(simulated->by_store, "simulated, and the store holds real mail", by_store);
    complain_left_out(real->by_store, "real, and the store holds simulated mail", by_store);
}

static void print_lines(const struct invocation *invocation, const struct ingest_counts *counts,
                        double seconds) {
    if (invocation->values[INSTRUMENTS].given)
        print_listed(counts->listed);
    if (invocation->argument_count)
        print_line(counts, seconds);
}

static enum command_status take_in(struct account *account, struct store *store, const struct trust *trust) {
    const struct invocation *invocation = account->invocation;
    const struct ingest_settings settings = {
        .feed = invocation->values[FEED].text,
        .role = invocation->values[ROLE].text,
        .threads = (unsigned)invocation->values[THREADS].count,
        .trust = trust,
        .instruments = invocation->values[INSTRUMENTS].text,
        .mix = invocation->values[MIX].given,
        .context = account,
        .progress = show_progress,
        .problem = take_problem,
        .unreadable = take_unreadable,
    };
    struct ingest_counts counts = {0};
    struct error error;
    progress_start(&account->progress, invocation);
    bool done =
        ingest_run(store, &settings, invocation->arguments, invocation->argument_count, &counts, &error);
    double seconds = progress_seconds(&account->progress);
    progress_clear(&account->progress);
    if (!done)
        return complain("%s", error.message);
    if (invocation->json)
        print_json(account, &counts, seconds);
    else if (!invocation->quiet)
        print_lines(invocation, &counts, seconds);
    complain_all_left_out(invocation, &counts);
    return counts.problems || count_left_out(&counts) ? COMMAND_FAILED : COMMAND_DONE;
}

/* Of the command line and the configuration together; complains and returns NULL if one is no network. */
static struct trust *trust_all(struct invocation *invocation, enum command_status *status) {
    const struct option_value *given = &invocation->values[TRUST];
    const struct config *config = &invocation->config;
    size_t count = given->list_count + config->trust_count;
    const char **nets = arena_alloc(invocation->arena, count * sizeof *nets);
    struct error error;
    for (size_t i = 0; i < count; i++)
        nets[i] = i < given->list_count ? given->list[i] : config->trust[i - given->list_count];
    struct trust *typed = trust_new(nets, given->list_count, &error);
    struct trust *all = typed ? trust_new(nets, count, &error) : NULL;
    if (!typed)
        *status = complain_usage(&command_ingest, "--trust: %s", error.message);
    else if (!all)
        *status = complain("trust in the configuration: %s", error.message);
    trust_free(typed);
    return all;
}

static enum command_status run(struct invocation *invocation) {
    const char *feed = invocation->values[FEED].text;
    if (feed && !store_feed_name_fits(feed))
        return complain_usage(&command_ingest, "--feed: a name is one line of at most %d bytes of UTF-8",
                              STORE_FEED_NAME_BYTES);
    if (!invocation->argument_count && !invocation->values[INSTRUMENTS].given)
        return complain_usage(&command_ingest, "PATH... is missing");
    struct account account = {.invocation = invocation};
    enum command_status status = COMMAND_FAILED;
    struct trust *trust = trust_all(invocation, &status);
    struct store *store = trust ? open_store(invocation, STORE_WRITE) : NULL;
    if (store) {
        status = take_in(&account, store, trust);
        store_close(store);
    }
    trust_free(trust);
    return status;
}

const struct command command_ingest = {
    .name = "ingest",
    .arguments = "PATH...",
    .summary = "takes mail in and finds its campaigns",
    .details =
        "PATH is a file of one message, an mbox, a folder of such, a maildir, or any of these inside tar,\n"
        "zip, 7z, gz, xz or zst; '-' is standard input. What it is, weir finds out itself. Taking the same\n"
        "file of the same feed in again adds nothing, so an interrupted run is simply run again.\n"
        "A path that cannot be read is named, the others are taken in, and the exit status is 1. A message\n"
        "that cannot be read is kept and counted.\n"
        "Roles: " STORE_ROLES ".\n"
        "Mail that `weir simulate` wrote is marked; a feed whose first mail is marked gets the role "
        "simulated.\n"
        "A feed holds simulated mail or other, and so does a store, unless --mix is given; a message that "
        "is\n"
        "otherwise is left out and counted, and the exit status is 1.\n"
        "--instruments FILE lists those that you know; the store keeps it until another is given, with or "
        "without\n"
        "a PATH. Touts are found without it, but what is listed is believed sooner, a company's name is "
        "known\n"
        "by its symbol, and name, market and type are shown where no mail gives them. Its first line is\n"
        "symbol,name,market,type (type: stock or coin); all but the symbol may be empty.\n",
    .examples = "  weir ingest --feed trap --role spam ~/mail/trap.mbox\n"
                "  weir ingest --feed abuse --trust 192.0.2.0/24 march.tar.zst april.tar.zst\n"
                "  ssh trap cat /var/mail/trap | weir ingest --feed trap -\n"
                "  weir ingest --instruments otc-markets.csv\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .most_arguments = SIZE_MAX,
    .json = true,
    .run = run,
};
