/* weir campaigns: the list. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command/describe.h"
#include "command/output.h"
#include "command/simulated.h"
#include "command/sparkline.h"
#include "command/spelling.h"
#include "command/table.h"

/* So many fill a terminal; more is asked for. */
#define LIMIT_ON_TERMINAL 30
/* Cells of the sparkline, and the width from which it may have twice as many. */
#define DAY_CELLS 10
#define ROOMY     120

enum { KIND, FEED, SINCE, UNTIL, SORT, LIMIT };
static const struct option options[] = {
    [KIND] = {"kind", OPTION_CHOICE, 'k', "K", "tout, other", .help = "only tout or only other"},
    [FEED] = {"feed", OPTION_TEXT, 'f', "F", .help = "only those that this feed has mail of"},
    [SINCE] = {"since", OPTION_SINCE, 0, "T", .help = "only those alive then or later (2007-04-08)"},
    [UNTIL] = {"until", OPTION_UNTIL, 0, "T", .help = "only those alive then or earlier"},
    [SORT] = {"sort", OPTION_CHOICE, 's', "BY", "size, recent, growth",
              .help = "size (as usual), recent or growth (last 7 days against the 7 before)"},
    [LIMIT] = {"limit", OPTION_COUNT, 'n', "N", .most = SIZE_MAX,
               .help = "so many at most, 0 for all (a terminal shows 30, else all)"},
};

static const struct table_column columns[] = {
    {"campaign", .style = STYLE_STRONG},        {"kind", .from_width = 90}, {"messages", .right = true},
    {"share", .right = true, .from_width = 90}, {"days", .from_width = 70}, {"first..last", .from_width = 60},
    {"IPs", .right = true, .from_width = 70},   {.title = "about"},
};

static enum store_sort sort_of(const char *text) {
    if (!text || !strcmp(text, "size"))
        return STORE_BY_SIZE;
    return !strcmp(text, "recent") ? STORE_BY_RECENT : STORE_BY_GROWTH;
}

static struct store_campaign_query query_of(const struct invocation *invocation) {
    const struct option_value *values = invocation->values;
    bool many = invocation->json || !invocation->out.is_terminal;
    return (struct store_campaign_query){
        .kind = values[KIND].text,
        .feed = values[FEED].text,
        .since = values[SINCE].given ? values[SINCE].time : TIME_NONE,
        .until = values[UNTIL].given ? values[UNTIL].time : TIME_NONE,
        .sort = sort_of(values[SORT].text),
        .limit = values[LIMIT].given ? (size_t)values[LIMIT].count
                 : many              ? 0
                                     : LIMIT_ON_TERMINAL,
    };
}

static const char *days_cell(const struct invocation *invocation, const struct store_campaign *campaign) {
    const struct terminal *out = &invocation->out;
    struct buffer bars = {0};
    sparkline_append(&bars, campaign->days, campaign->day_count,
                     out->width >= ROOMY ? 2 * DAY_CELLS : DAY_CELLS, out->utf8);
    const char *cell = arena_copy(invocation->arena, bars.data, bars.size);
    buffer_free(&bars);
    return cell;
}

static void add_row(struct table *table, const struct invocation *invocation,
                    const struct store_campaign *campaign, uint64_t all_messages) {
    char number[OUTPUT_NUMBER_BYTES], span[DESCRIBE_SPAN_BYTES];
    struct arena *arena = invocation->arena;
    double share = all_messages ? 100.0 * (double)campaign->messages / (double)all_messages : 0;
    const struct table_row row = {
        .cells = {
            campaign->id,
            campaign->kind,
            arena_string(arena, output_count(campaign->messages, number)),
            arena_printf(arena, "%.1f %%", share),
            days_cell(invocation, campaign),
            arena_string(arena, describe_span(campaign->first_seen, campaign->last_seen, span)),
            arena_string(arena, output_count(campaign->source_ips, number)),
            describe_name(arena, campaign),
        }};
    table_add(table, &row);
}

/* "15 of 812 campaigns; 20,000 messages in 20,012 deliveries". */
static void print_totals(const struct invocation *invocation, const struct store_campaign_list *list) {
    struct buffer line = {0};
    char number[OUTPUT_NUMBER_BYTES];
    if (list->count < list->all_campaigns)
        buffer_printf(&line, "%s of ", output_count(list->count, number));
    output_plural(&line, list->all_campaigns, "campaign", "campaigns");
    buffer_append_string(&line, "; ");
    output_plural(&line, list->all_messages, "message", "messages");
    buffer_append_string(&line, " in ");
    output_plural(&line, list->all_deliveries, "delivery", "deliveries");
    printf("%s%.*s\n", list->count ? "\n" : "", (int)line.size, line.data);
    if (list->count < list->matching && !invocation->values[LIMIT].given && !invocation->quiet)
        printf("%s more: --limit 0 shows all\n", output_count(list->matching - list->count, number));
    buffer_free(&line);
}

static void print_text(const struct invocation *invocation, const struct store_campaign_list *list) {
    struct table table = {
        .arena = invocation->arena,
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns,
    };
    for (size_t i = 0; i < list->count; i++)
        add_row(&table, invocation, &list->campaigns[i], list->all_messages);
    if (list->count)
        table_print(&table, &invocation->out);
    print_totals(invocation, list);
}

static void print_json(const struct invocation *invocation, const struct store_campaign_list *list) {
    struct printer printer;
    printer_json(&printer, &invocation->out, false);
    print_begin_list(&printer);
    for (size_t i = 0; i < list->count && !output_broken(); i++) {
        print_begin_map(&printer);
        describe_campaign(&printer, &list->campaigns[i]);
        print_end_map(&printer);
    }
    print_end_list(&printer);
    printer_free(&printer);
}

/* A feed that no campaign has mail of is most often one misspelt: those that there are, on standard error. */
static void remark_feed(const struct invocation *invocation, struct store *store) {
    const struct store_campaign_query all = {.since = TIME_NONE, .until = TIME_NONE};
    const char *feed = invocation->values[FEED].text;
    struct error error;
    struct store_campaign_list *list = store_campaigns(store, &all, &error);
    struct spelling spelling = {.word = feed};
    bool known = !list;
    for (size_t i = 0; list && i < list->count; i++)
        for (size_t k = 0; k < list->campaigns[i].feed_count; k++) {
            known |= !strcmp(list->campaigns[i].feeds[k].name, feed);
            spelling_try(&spelling, list->campaigns[i].feeds[k].name);
        }
    if (!known && spelling.best)
        complain("no campaign has mail of a feed '%s'; did you mean '%s'?", feed, spelling.best);
    else if (!known)
        complain("no campaign has mail of a feed '%s'; 'weir messages' has the feeds' names", feed);
    store_campaign_list_free(list);
}

static enum command_status list_campaigns(struct invocation *invocation, struct store *store) {
    const struct store_campaign_query query = query_of(invocation);
    struct error error;
    if (!invocation->json && !say_simulated(invocation, store, SIMULATED_HEADING))
        return COMMAND_FAILED;
    struct store_campaign_list *list = store_campaigns(store, &query, &error);
    if (!list)
        return complain("%s", error.message);
    if (query.feed && !list->matching && !invocation->quiet)
        remark_feed(invocation, store);
    if (invocation->json)
        print_json(invocation, list);
    else
        print_text(invocation, list);
    store_campaign_list_free(list);
    return COMMAND_DONE;
}

static enum command_status run(struct invocation *invocation) {
    const struct option_value *since = &invocation->values[SINCE], *until = &invocation->values[UNTIL];
    /* A day is part of the stretch up to its last second. */
    bool day = until->given && strlen(until->text) == strlen("2007-04-08");
    if (since->given && until->given && since->time > until->time - day)
        return complain_usage(&command_campaigns, "--since %s is after --until %s", since->text, until->text);
    return run_reading(invocation, list_campaigns);
}

const struct command command_campaigns = {
    .name = "campaigns",
    .arguments = "",
    .summary = "the campaigns, a line each",
    .details = "A line for each campaign: its id, kind (tout: talks up a stock or coin, which its name "
               "begins with),\n"
               "messages, their share of all, bars for its days, its first and last day, addresses that sent "
               "it, and\n"
               "what it is about. Times are UTC.\n",
    .examples = "  weir campaigns --sort recent --limit 10\n"
                "  weir campaigns --feed trap --since 2007-03-01 --until 2007-03-31\n"
                "  weir campaigns --kind tout --sort growth\n"
                "  weir campaigns --json | jq -r '.[] | select(.messages > 99) | .id'\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .most_arguments = 0,
    .json = true,
    .run = run,
};
