/* weir feeds: what is known of each feed; weir feeds set: says it. */
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "command/feed_set.h"
#include "command/output.h"
#include "command/printer.h"
#include "command/table.h"
#include "store/feed.h"

static const struct option options[] = {
    [FEED_SET_ROLE] = {"role", OPTION_CHOICE, 'r', "R", STORE_ROLES,
                       .help = "with set: what is known of the feed's mail"},
};

static const struct table_column columns[] = {
    {"feed", .style = STYLE_STRONG},
    {.title = "role"},
    {"messages", .right = true},
    {"deliveries", .right = true, .from_width = 60},
    {"recipients", .right = true, .from_width = 60},
    {.title = "what is said of it"},
};

/* "40 traps, 25 % of them, since 2007-04-08, by relay.example.net, reports". */
static const char *said_cell(struct arena *arena, const struct store_feed *feed) {
    struct buffer line = {0};
    char day[TIME_TEXT_BYTES];
    if (feed->traps)
        output_plural(&line, feed->traps, "trap", "traps");
    if (feed->sampled > 0)
        buffer_printf(&line, "%s%.3g %% of its mail", line.size ? ", " : "", 100 * feed->sampled);
    if (feed->since != TIME_NONE)
        buffer_printf(&line, "%ssince %s", line.size ? ", " : "", output_day(feed->since, day));
    if (*feed->forwarder)
        buffer_printf(&line, "%sby %s", line.size ? ", " : "", feed->forwarder);
    if (feed->reports == FEED_REPORTS_YES)
        buffer_printf(&line, "%sreports", line.size ? ", " : "");
    const char *cell = line.size ? arena_copy(arena, line.data, line.size) : "-";
    buffer_free(&line);
    return cell;
}

static void print_table(const struct invocation *invocation, const struct store_feed *feeds, size_t count) {
    struct arena *arena = invocation->arena;
    struct table table = {
        .arena = arena, .columns = columns, .column_count = sizeof columns / sizeof *columns};
    char number[OUTPUT_NUMBER_BYTES];
    for (size_t i = 0; i < count; i++) {
        const struct store_feed *feed = &feeds[i];
        const struct table_row row = {.cells = {
                                          feed->name,
                                          feed->role,
                                          arena_string(arena, output_count(feed->messages, number)),
                                          arena_string(arena, output_count(feed->deliveries, number)),
                                          arena_string(arena, output_count(feed->recipients, number)),
                                          said_cell(arena, feed),
                                      }};
        table_add(&table, &row);
    }
    table_print(&table, &invocation->out);
}

static void print_feed(struct printer *printer, const struct store_feed *feed) {
    print_begin_map(printer);
    print_member_string(printer, "name", feed->name);
    print_member_string(printer, "role", feed->role);
    print_member_count(printer, "messages", feed->messages);
    print_member_count(printer, "deliveries", feed->deliveries);
    print_member_count(printer, "recipients", feed->recipients);
    if (feed->traps)
        print_member_count(printer, "traps", feed->traps);
    if (feed->sampled > 0)
        print_member_real(printer, "sampled", feed->sampled);
    print_member_time(printer, "since", feed->since);
    print_member_string(printer, "forwarder", feed->forwarder);
    print_key(printer, "reports");
    print_truth(printer, feed->reports == FEED_REPORTS_YES);
    print_end_map(printer);
}

static enum command_status list_feeds(struct invocation *invocation, struct store *store) {
    struct store_feed *feeds;
    struct error error;
    size_t count;
    if (!store_feeds_known(store, invocation->arena, &feeds, &count, &error))
        return complain("%s", error.message);
    if (!invocation->json) {
        print_table(invocation, feeds, count);
        return COMMAND_DONE;
    }
    struct printer printer;
    printer_json(&printer, &invocation->out, false);
    print_begin_list(&printer);
    for (size_t i = 0; i < count; i++)
        print_feed(&printer, &feeds[i]);
    print_end_list(&printer);
    printer_free(&printer);
    return COMMAND_DONE;
}

static enum command_status run(struct invocation *invocation) {
    if (invocation->argument_count && !strcmp(invocation->arguments[0], "set"))
        return feed_set(invocation);
    if (invocation->argument_count || invocation->values[FEED_SET_ROLE].given)
        return complain_usage(&command_feeds, "'feeds' takes nothing, or set NAME and what is said of it");
    return run_reading(invocation, list_feeds);
}

/* The keys of set, each once. */
#define MOST_ARGUMENTS 7

const struct command command_feeds = {
    .name = "feeds",
    .arguments = "[set NAME [KEY=VALUE...]]",
    .summary = "what is known of each feed",
    .details =
        "A line for each feed: its role, distinct messages, deliveries, known recipients, and what was said "
        "of\n"
        "it by set.\n\n"
        "feeds set NAME says what a feed is, also before it has mail. Keys: traps (addresses that it is "
        "of),\n"
        "sampled (the share of their mail that it has, 0.25 or 25%), since (it runs since), forwarder "
        "(network,\n"
        "host or domain that hands its mail on: who sent is found behind it, in mail that comes after this "
        "is\n"
        "said), reports (yes: its mail is feedback reports, each taken for the mail in it; a new feed is "
        "found\n"
        "to be one by its first mail). An empty value is not known any more. --role gives it another role.\n",
    .examples = "  weir feeds\n"
                "  weir feeds set trap --role spam traps=4000 since=2007-01-01\n"
                "  weir feeds set resold sampled=25% forwarder=relay.example.net\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .most_arguments = MOST_ARGUMENTS,
    .json = true,
    .run = run,
};
