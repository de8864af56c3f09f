/* weir operators: the senders behind campaigns; weir operators name: what one is known by. */
#include <stdio.h>
#include <string.h>

#include "command/describe.h"
#include "command/describe_operator.h"
#include "command/output.h"
#include "command/simulated.h"
#include "command/table.h"

/* So many fill a terminal. */
#define LIMIT_ON_TERMINAL 25
/* Instruments named in a row. */
#define INSTRUMENTS_LISTED 4

enum { LIMIT };
static const struct option options[] = {
    [LIMIT] = {"limit", OPTION_COUNT, 'n', "N", .most = SIZE_MAX,
               .help = "so many at most, 0 for all (a terminal shows 25, else all)"},
};

static const struct table_column columns[] = {
    {"id", .style = STYLE_STRONG},
    {"campaigns", .right = true, .from_width = 66},
    {"messages", .right = true},
    {"first..last", .from_width = 80},
    {"addresses", .right = true, .from_width = 100},
    {"strength", .right = true, .from_width = 60},
    {.title = "what it sends"},
};

/* "the name: X1Y.F, ABCD"; of one that touts nothing the subject of its biggest campaign. */
static const char *what_cell(struct arena *arena, const struct store_operator *facts) {
    struct buffer line = {0};
    size_t named =
        facts->instrument_count < INSTRUMENTS_LISTED ? facts->instrument_count : INSTRUMENTS_LISTED;
    if (*facts->name)
        buffer_printf(&line, "%s: ", facts->name);
    for (size_t i = 0; i < named; i++)
        buffer_printf(&line, "%s%s", i ? ", " : "", facts->instruments[i]);
    if (facts->instrument_count > named)
        buffer_append_string(&line, ", ...");
    if (!named && 2 * facts->wanted > facts->messages)
        buffer_append_string(&line, "(wanted mail) ");
    if (!named)
        buffer_append_string(&line, *facts->subject ? facts->subject : "(no subject)");
    const char *cell = arena_copy(arena, line.data, line.size);
    buffer_free(&line);
    return describe_simulated(arena, cell, facts->simulated);
}

static void add_row(struct table *table, const struct store_operator *facts) {
    char number[OUTPUT_NUMBER_BYTES], span[DESCRIBE_SPAN_BYTES];
    struct arena *arena = table->arena;
    const struct table_row row = {
        .cells = {
            facts->id,
            arena_string(arena, output_count(facts->campaign_count, number)),
            arena_string(arena, output_count(facts->messages, number)),
            arena_string(arena, describe_span(facts->first_seen, facts->last_seen, span)),
            arena_string(arena, output_count(facts->source_ips, number)),
            arena_printf(arena, "%.2f", facts->strength),
            what_cell(arena, facts),
        }};
    table_add(table, &row);
}

static void print_totals(const struct invocation *invocation, const struct store_operator_list *list) {
    struct buffer line = {0};
    char number[OUTPUT_NUMBER_BYTES];
    if (list->count < list->matching)
        buffer_printf(&line, "%s of ", output_count(list->count, number));
    output_plural(&line, list->matching, "operator", "operators");
    printf("%s%.*s\n", list->count ? "\n" : "", (int)line.size, line.data);
    if (list->count < list->matching && !invocation->values[LIMIT].given && !invocation->quiet)
        printf("%s more: --limit 0 shows all\n", output_count(list->matching - list->count, number));
    buffer_free(&line);
}

static void print_table(const struct invocation *invocation, const struct store_operator_list *list) {
    struct table table = {
        .arena = invocation->arena,
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns,
    };
    for (size_t i = 0; i < list->count; i++)
        add_row(&table, &list->operators[i]);
    if (list->count)
        table_print(&table, &invocation->out);
    print_totals(invocation, list);
}

static void print_json(const struct invocation *invocation, const struct store_operator_list *list) {
    struct printer printer;
    printer_json(&printer, &invocation->out, false);
    print_begin_list(&printer);
    for (size_t i = 0; i < list->count && !output_broken(); i++)
        describe_operator(&printer, &list->operators[i]);
    print_end_list(&printer);
    printer_free(&printer);
}

static enum command_status list_operators(struct invocation *invocation, struct store *store) {
    const struct option_value *limit = &invocation->values[LIMIT];
    bool cut = !invocation->json && invocation->out.is_terminal;
    if (!invocation->json && !say_simulated(invocation, store, SIMULATED_HEADING))
        return COMMAND_FAILED;
    struct error error;
    struct store_operator_list *list = store_operators(store,
                                                       limit->given ? (size_t)limit->count
                                                       : cut        ? LIMIT_ON_TERMINAL
                                                                    : 0,
                                                       &error);
    if (!list)
        return complain("%s", error.message);
    if (invocation->json)
        print_json(invocation, list);
    else
        print_table(invocation, list);
    store_operator_list_free(list);
    return COMMAND_DONE;
}

static enum command_status give_name(const struct invocation *invocation) {
    const char *id = invocation->arguments[1], *name = invocation->arguments[2];
    struct error error;
    struct store *store = open_store(invocation, STORE_CHANGE);
    if (!store)
        return COMMAND_FAILED;
    bool done = store_operator_rename(store, id, name, &error);
    store_close(store);
    return done ? COMMAND_DONE : complain("%s", error.message);
}

static enum command_status run(struct invocation *invocation) {
    if (!invocation->argument_count)
        return run_reading(invocation, list_operators);
    if (strcmp(invocation->arguments[0], "name") != 0 || invocation->argument_count != 3)
        return complain_usage(&command_operators, "'operators' takes nothing, or name ID NAME");
    return give_name(invocation);
}

const struct command command_operators = {
    .name = "operators",
    .arguments = "[name ID NAME]",
    .summary = "the senders behind campaigns, a line each",
    .details =
        "A line for each operator: campaigns whose mail is made alike, whatever it says and however long\n"
        "after each other they came. strength (0.5 to 1): how much alike. addresses: hosts that sent. A\n"
        "campaign that is made like no other, or like too many, is of no operator. Senders of wanted mail\n"
        "are listed, too, where several of their campaigns are made alike: an operator need not be a "
        "botnet.\n"
        "--json has the evidence: what of program, delivery, layout, engine and charset they share, and how\n"
        "many senders of the store do the same; and all campaigns, instruments and kinds.\n\n"
        "operators name ID NAME gives one a name, which then stands for its id in messages and campaigns; "
        "an\n"
        "empty NAME takes it away. The id is that of its oldest campaign, with o for c; ids and names lead "
        "on\n"
        "to what that campaign's operator has become.\n",
    .examples = "  weir operators\n"
                "  weir operators name o7k2mq4 'random subjects'\n"
                "  weir operators --json | jq -r '.[] | select(.kinds.tout > 0) | .instruments[]'\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .most_arguments = 3,
    .json = true,
    .run = run,
};
