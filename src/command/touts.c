/* weir touts: the instruments under promotion. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command/csv.h"
#include "command/describe.h"
#include "command/output.h"
#include "command/simulated.h"
#include "command/table.h"
#include "store/tout_list.h"

/* So many fill a terminal. */
#define LIMIT_ON_TERMINAL 30
/* Columns of an instrument on a terminal: an ISIN's, not those of a contract's address. */
#define INSTRUMENT_COLUMNS 14

enum { SINCE, AT, FORMAT, LIMIT };
static const struct option options[] = {
    [SINCE] = {"since", OPTION_SINCE, 0, "T", .help = "only those with a message then or later (2007-04-08)"},
    [AT] = {"at", OPTION_MOMENT, 0, "T", "now",
            .help = "as of then: a time or now (else of the newest mail that is of no future day)"},
    [FORMAT] = {"format", OPTION_CHOICE, 'f', "F", "table, csv", .help = "table (as usual) or csv"},
    [LIMIT] = {"limit", OPTION_COUNT, 'n', "N", .most = SIZE_MAX,
               .help = "so many at most, 0 for all (a terminal shows 30, else all)"},
};

static const struct table_column columns[] = {
    {"instrument", .style = STYLE_STRONG},
    {"messages", .right = true},
    {"per hour", .right = true},
    {"first..last", .from_width = 68},
    {"price", .right = true, .from_width = 110},
    {"target", .right = true, .from_width = 80},
    {"score", .right = true, .from_width = 100},
    {"campaign", .from_width = 90},
    {.title = "name"},
};

static const char *const csv_columns[] = {
    "instrument", "name",          "market", "type",   "campaigns", "messages",   "first_seen",
    "last_seen",  "rate_per_hour", "price",  "target", "currency",  "confidence", "score",
};

static struct store_tout_query query_of(const struct invocation *invocation, bool table) {
    const struct option_value *values = invocation->values;
    return (struct store_tout_query){
        .at = values[AT].given ? values[AT].time : TIME_NONE,
        .since = values[SINCE].given ? values[SINCE].time : TIME_NONE,
        .limit = values[LIMIT].given                    ? (size_t)values[LIMIT].count
                 : table && invocation->out.is_terminal ? LIMIT_ON_TERMINAL
                                                        : 0,
    };
}

static const char *instrument_cell(const struct invocation *invocation, const char *instrument) {
    struct buffer text = {0};
    terminal_text(&invocation->out, &text, instrument, invocation->out.width ? INSTRUMENT_COLUMNS : 0);
    const char *cell = arena_copy(invocation->arena, text.data, text.size);
    buffer_free(&text);
    return cell;
}

static const char *amount_cell(struct arena *arena, double amount, const char *currency) {
    char number[OUTPUT_NUMBER_BYTES];
    output_amount(amount, number);
    return *number ? arena_printf(arena, "%s%s%s", number, *currency ? " " : "", currency) : "-";
}

/* The campaign that was heard of last, and how many there are besides. */
static const char *campaign_cell(struct arena *arena, const struct store_tout *tout) {
    if (tout->campaign_count == 1)
        return tout->campaigns[0];
    return arena_printf(arena, "%s +%zu", tout->campaigns[0], tout->campaign_count - 1);
}

/* "ABCD CORP, Pink Sheets". */
static const char *name_cell(struct arena *arena, const struct store_tout *tout, bool simulated) {
    const char *joint = *tout->name && *tout->market ? ", " : "";
    const char *name = "-";
    if (*tout->name || *tout->market)
        name = arena_printf(arena, "%s%s%s", tout->name, joint, tout->market);
    return describe_simulated(arena, name, simulated);
}

static void add_row(struct table *table, const struct invocation *invocation, const struct store_tout *tout,
                    bool simulated) {
    char number[OUTPUT_NUMBER_BYTES], span[DESCRIBE_SPAN_BYTES];
    struct arena *arena = table->arena;
    const struct table_row row = {
        .cells = {
            instrument_cell(invocation, tout->instrument),
            arena_string(arena, output_count(tout->messages, number)),
            arena_printf(arena, "%.2f", tout->rate),
            arena_string(arena, describe_span(tout->first_seen, tout->last_seen, span)),
            amount_cell(arena, tout->price, tout->currency),
            amount_cell(arena, tout->target, tout->currency),
            arena_printf(arena, "%.2f", tout->score),
            campaign_cell(arena, tout),
            name_cell(arena, tout, simulated),
        }};
    table_add(table, &row);
}

/* "3 instruments, as of 2025-03-04T12:00:00Z". */
static void print_totals(const struct invocation *invocation, const struct store_tout_list *list) {
    struct buffer line = {0};
    char text[TIME_TEXT_BYTES], number[OUTPUT_NUMBER_BYTES];
    if (list->count < list->matching)
        buffer_printf(&line, "%s of ", output_count(list->count, number));
    output_plural(&line, list->matching, "instrument", "instruments");
    if (list->at != TIME_NONE)
        buffer_printf(&line, ", as of %s", time_format(list->at, text));
    printf("%s%.*s\n", list->count ? "\n" : "", (int)line.size, line.data);
    if (list->count < list->matching && !invocation->values[LIMIT].given && !invocation->quiet)
        printf("%s more: --limit 0 shows all\n", output_count(list->matching - list->count, number));
    buffer_free(&line);
}

static void print_table(const struct invocation *invocation, const struct store_tout_list *list) {
    struct table table = {
        .arena = invocation->arena,
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns,
    };
    for (size_t i = 0; i < list->count; i++)
        add_row(&table, invocation, &list->touts[i], list->simulated == SIMULATED_ALL);
    if (list->count)
        table_print(&table, &invocation->out);
    print_totals(invocation, list);
}

static void append_count(struct buffer *rows, uint64_t count) {
    char number[OUTPUT_NUMBER_BYTES];
    snprintf(number, sizeof number, "%" PRIu64, count);
    csv_append(rows, number);
}

static void append_share(struct buffer *rows, double share) {
    char number[OUTPUT_NUMBER_BYTES];
    snprintf(number, sizeof number, "%.2f", share);
    csv_append(rows, number);
}

static void append_time(struct buffer *rows, int64_t time) {
    char text[TIME_TEXT_BYTES];
    csv_append(rows, time == TIME_NONE ? "" : time_format(time, text));
}

static void append_row(struct buffer *rows, const struct store_tout *tout) {
    char number[OUTPUT_NUMBER_BYTES];
    csv_append(rows, tout->instrument);
    csv_append(rows, tout->name);
    csv_append(rows, tout->market);
    csv_append(rows, tout->type);
    append_count(rows, tout->campaign_count);
    append_count(rows, tout->messages);
    append_time(rows, tout->first_seen);
    append_time(rows, tout->last_seen);
    append_share(rows, tout->rate);
    csv_append(rows, output_amount(tout->price, number));
    csv_append(rows, output_amount(tout->target, number));
    csv_append(rows, tout->currency);
    append_share(rows, tout->confidence);
    append_share(rows, tout->score);
    csv_end(rows);
}

static void print_csv(const struct store_tout_list *list) {
    struct buffer rows = {0};
    for (size_t i = 0; i < sizeof csv_columns / sizeof *csv_columns; i++)
        csv_append(&rows, csv_columns[i]);
    csv_end(&rows);
    for (size_t i = 0; i < list->count; i++)
        append_row(&rows, &list->touts[i]);
    fwrite(rows.data, 1, rows.size, stdout);
    buffer_free(&rows);
}

static void print_amount(struct printer *printer, const char *key, double amount) {
    print_key(printer, key);
    if (amount > 0)
        print_real(printer, amount);
    else
        print_string(printer, NULL);
}

/* The same names as CSV has, and what has no place there. */
static void print_tout(struct printer *printer, const struct store_tout *tout, bool simulated) {
    print_begin_map(printer);
    print_member_string(printer, "instrument", tout->instrument);
    print_member_string(printer, "name", tout->name);
    print_member_string(printer, "market", tout->market);
    print_member_string(printer, "type", tout->type);
    print_member_truth(printer, "simulated", simulated);
    print_member_count(printer, "campaigns", tout->campaign_count);
    print_member_count(printer, "messages", tout->messages);
    print_member_time(printer, "first_seen", tout->first_seen);
    print_member_time(printer, "last_seen", tout->last_seen);
    print_member_real(printer, "rate_per_hour", tout->rate);
    print_amount(printer, "price", tout->price);
    print_amount(printer, "target", tout->target);
    print_member_string(printer, "currency", tout->currency);
    print_member_real(printer, "confidence", tout->confidence);
    print_member_real(printer, "score", tout->score);
    describe_strings(printer, "aliases", tout->aliases, tout->alias_count);
    describe_strings(printer, "campaign_ids", tout->campaigns, tout->campaign_count);
    print_end_map(printer);
}

static void print_json(const struct invocation *invocation, const struct store_tout_list *list) {
    struct printer printer;
    printer_json(&printer, &invocation->out, false);
    print_begin_list(&printer);
    for (size_t i = 0; i < list->count && !output_broken(); i++)
        print_tout(&printer, &list->touts[i], list->simulated == SIMULATED_ALL);
    print_end_list(&printer);
    printer_free(&printer);
}

static enum command_status list_touts(struct invocation *invocation, struct store *store) {
    const char *format = invocation->values[FORMAT].text;
    bool json = invocation->json && !format, csv = format && !strcmp(format, "csv");
    const struct store_tout_query query = query_of(invocation, !json && !csv);
    struct error error;
    if (!json && !say_simulated(invocation, store, csv ? SIMULATED_ABSENT_REMARK : SIMULATED_ABSENT))
        return COMMAND_FAILED;
    struct store_tout_list *list = store_touts(store, &query, &error);
    if (!list)
        return complain("%s", error.message);
    if (json)
        print_json(invocation, list);
    else if (csv)
        print_csv(list);
    else
        print_table(invocation, list);
    store_tout_list_free(list);
    return COMMAND_DONE;
}

static enum command_status run(struct invocation *invocation) {
    const struct option_value *since = &invocation->values[SINCE], *at = &invocation->values[AT];
    if (since->given && at->given && since->time > at->time)
        return complain_usage(&command_touts, "--since %s is after --at %s", since->text, at->text);
    return run_reading(invocation, list_touts);
}

const struct command command_touts = {
    .name = "touts",
    .arguments = "",
    .summary = "instruments under promotion, a line each",
    .details =
        "A line for each stock or coin that spam talks up, over all its campaigns, those with most messages\n"
        "an hour first: messages, messages an hour in the 24 hours before the newest mail or --at, first "
        "and\n"
        "last day, the price and target stated last, score (0.5 to 1: a tout), its latest campaign, its "
        "name.\n"
        "'?' stands in linked pictures. Mail that came after --at counts for nothing. What comes by feeds "
        "of\n"
        "wanted mail and newsletters alone is left out.\n\n"
        "--format csv has a header and the columns instrument, name, market, type (stock, coin or ?),\n"
        "campaigns, messages, first_seen, last_seen, rate_per_hour, price, target, currency, confidence (0 "
        "to\n"
        "1: it is this instrument) and score; what nobody says is empty. --json has the same names, aliases\n"
        "and campaign_ids.\n",
    .examples = "  weir touts\n"
                "  weir touts --at now --since 2007-04-08 --format csv > touts.csv\n"
                "  weir touts --json | jq -r '.[] | select(.rate_per_hour > 10) | .instrument'\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .most_arguments = 0,
    .json = true,
    .run = run,
};
