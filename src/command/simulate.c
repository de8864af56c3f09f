/* weir simulate: labelled mail of campaigns that never were, into files. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/output.h"
#include "command/printer.h"
#include "command/progress.h"
#include "command/table.h"
#include "simulate/run.h"

/* A scenario is a page or ten of text. */
#define SCENARIO_BYTES ((size_t)4 << 20)
/* JSON's numbers are whole up to here. */
#define SEED_MOST UINT64_C(9007199254740991)
/* Letters of file names that shells leave alone. */
#define PLAIN_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+=:,@%"

enum { OUTPUT, SEED, SCALE, FORCE };
static const struct option options[] = {
    [OUTPUT] = {"output", OPTION_TEXT, 'o', "DIR", .help = "the folder to write to (always needed)"},
    [SEED] = {"seed", OPTION_COUNT, 's', "N", .most = SEED_MOST,
              .help = "another seed than the scenario's: other hosts, times and texts"},
    [SCALE] = {"scale", OPTION_TEXT, 'x', "X", .help = "X times the hosts and background mail (0.1)"},
    [FORCE] = {"force", OPTION_FLAG, .help = "replace the simulation that is in DIR"},
};

static const struct table_column feed_columns[] = {
    {"feed", .style = STYLE_STRONG}, {"messages", .right = true}, {"size", .right = true},
    {"traps", .right = true},        {.title = "file"},
};

static const struct table_column campaign_columns[] = {
    {"campaign", .style = STYLE_STRONG}, {.title = "promotes"},
    {"senders", .right = true},          {"sent", .right = true},
    {"caught", .right = true},           {.title = "operator"},
};

struct account {
    struct progress progress;
};

static void show_progress(void *context, uint64_t done, uint64_t all, uint64_t bytes) {
    struct account *account = context;
    progress_update(&account->progress, done, all, done, bytes);
}

static const char *count_cell(struct arena *arena, uint64_t count) {
    char number[OUTPUT_NUMBER_BYTES];
    return arena_string(arena, output_count(count, number));
}

static const char *size_cell(struct arena *arena, uint64_t bytes) {
    char number[OUTPUT_NUMBER_BYTES];
    return arena_string(arena, output_bytes(bytes, number));
}

static const char *mbox_path(const struct invocation *invocation, const struct scenario_feed *feed) {
    return arena_printf(invocation->arena, "%s/%s.mbox", invocation->values[OUTPUT].text, feed->name);
}

/* As a shell reads it as one word. */
static const char *quoted(struct arena *arena, const char *word) {
    struct buffer text = {0};
    if (*word && strspn(word, PLAIN_LETTERS) == strlen(word))
        return word;
    buffer_append_string(&text, "'");
    for (; *word; word++)
        buffer_append_string(&text, *word == '\'' ? "'\\''" : (const char[]){*word, 0});
    buffer_append_string(&text, "'");
    const char *copy = arena_copy(arena, text.data, text.size);
    buffer_free(&text);
    return copy;
}

static const char *ingest_command(const struct invocation *invocation, const struct scenario_feed *feed) {
    struct arena *arena = invocation->arena;
    return arena_printf(arena, "weir ingest --feed %s %s", feed->name,
                        quoted(arena, mbox_path(invocation, feed)));
}

/* What an estimate must know of a feed, and mail does not tell. */
static const char *set_command(const struct invocation *invocation, const struct scenario_feed *feed) {
    struct arena *arena = invocation->arena;
    const char *command =
        arena_printf(arena, "weir feeds set %s traps=%llu", feed->name, (unsigned long long)feed->traps);
    if (feed->sampled < 1)
        command = arena_printf(arena, "%s sampled=%.15g", command, feed->sampled);
    return *feed->forwarder ? arena_printf(arena, "%s forwarder=%s", command, feed->forwarder) : command;
}

/* -- for people -- */

static void print_feeds(const struct invocation *invocation, const struct run_result *result) {
    const struct scenario *scenario = result->plan.scenario;
    struct arena *arena = invocation->arena;
    struct table table = {
        .arena = arena, .columns = feed_columns, .column_count = sizeof feed_columns / sizeof *feed_columns};
    for (size_t i = 0; i < scenario->feed_count; i++) {
        const struct table_row row = {.cells = {
                                          scenario->feeds[i].name,
                                          count_cell(arena, result->feeds[i].messages),
                                          size_cell(arena, result->feeds[i].bytes),
                                          count_cell(arena, scenario->feeds[i].traps),
                                          mbox_path(invocation, &scenario->feeds[i]),
                                      }};
        table_add(&table, &row);
    }
    table_print(&table, &invocation->out);
}

static void print_campaigns(const struct invocation *invocation, const struct run_result *result) {
    const struct scenario *scenario = result->plan.scenario;
    struct arena *arena = invocation->arena;
    struct table table = {.arena = arena,
                          .columns = campaign_columns,
                          .column_count = sizeof campaign_columns / sizeof *campaign_columns};
    for (size_t i = 0; i < scenario->campaign_count; i++) {
        const struct scenario_campaign *campaign = &scenario->campaigns[i];
        const struct plan_campaign *truth = &result->plan.campaigns[i];
        const struct table_row row = {.cells = {
                                          campaign->name,
                                          *campaign->symbol ? campaign->symbol : "-",
                                          count_cell(arena, truth->senders),
                                          count_cell(arena, truth->sent),
                                          count_cell(arena, truth->caught),
                                          scenario->operators[campaign->sent_by].name,
                                      }};
        table_add(&table, &row);
    }
    putchar('\n');
    if (scenario->campaign_count)
        table_print(&table, &invocation->out);
}

static void print_totals(const struct run_result *result) {
    struct buffer line = {0};
    uint64_t caught = 0;
    char number[OUTPUT_NUMBER_BYTES];
    for (size_t i = 0; i <= SIM_BOUNCE; i++)
        caught += result->kinds[i];
    buffer_append_string(&line, "\n");
    output_plural(&line, caught, "simulated mail", "simulated mails");
    buffer_printf(&line, ": %s of campaigns, ", output_count(result->kinds[SIM_CAMPAIGN], number));
    output_plural(&line, result->kinds[SIM_BOUNCE], "bounce", "bounces");
    buffer_printf(&line, ", %s of other spam, ", output_count(result->kinds[SIM_SPAM], number));
    buffer_printf(&line, "%s wanted; seed %llu", output_count(result->kinds[SIM_WANTED], number),
                  (unsigned long long)result->plan.scenario->seed);
    if (result->scale != 1)
        buffer_printf(&line, ", scale %.15g", result->scale);
    printf("%.*s\n", (int)line.size, line.data);
    buffer_free(&line);
}

static void print_path_line(const struct invocation *invocation, const char *text) {
    struct buffer shown = {0};
    terminal_text(&invocation->out, &shown, text, 0);
    printf("  %.*s\n", (int)shown.size, shown.data);
    buffer_free(&shown);
}

static void print_commands(const struct invocation *invocation, const struct scenario *scenario) {
    printf("\nTo take it in, into a store of its own (--store):\n");
    for (size_t i = 0; i < scenario->feed_count; i++)
        print_path_line(invocation, set_command(invocation, &scenario->feeds[i]));
    for (size_t i = 0; i < scenario->feed_count; i++)
        print_path_line(invocation, ingest_command(invocation, &scenario->feeds[i]));
}

/* -- for programs -- */

static void print_feed_members(struct printer *printer, const struct invocation *invocation,
                               const struct scenario_feed *feed, const struct run_feed *written) {
    print_begin_map(printer);
    print_member_string(printer, "name", feed->name);
    print_member_string(printer, "file", mbox_path(invocation, feed));
    print_member_count(printer, "messages", written->messages);
    print_member_count(printer, "bytes", written->bytes);
    print_member_count(printer, "traps", feed->traps);
    print_key(printer, "commands");
    print_begin_list(printer);
    print_string(printer, ingest_command(invocation, feed));
    print_string(printer, set_command(invocation, feed));
    print_end_list(printer);
    print_end_map(printer);
}

static void print_campaign_members(struct printer *printer, const struct scenario *scenario,
                                   const struct scenario_campaign *campaign,
                                   const struct plan_campaign *truth) {
    print_begin_map(printer);
    print_member_string(printer, "name", campaign->name);
    print_member_string(printer, "instrument", campaign->symbol);
    print_member_string(printer, "operator", scenario->operators[campaign->sent_by].name);
    print_member_count(printer, "senders", truth->senders);
    print_member_count(printer, "sent", truth->sent);
    print_member_count(printer, "caught", truth->caught);
    print_member_count(printer, "bounces", truth->bounces);
    print_end_map(printer);
}

static void print_json(const struct invocation *invocation, const struct run_result *result, double seconds) {
    const struct scenario *scenario = result->plan.scenario;
    struct printer printer;
    printer_json(&printer, &invocation->out, false);
    print_begin_map(&printer);
    print_member_string(&printer, "folder", invocation->values[OUTPUT].text);
    print_member_string(&printer, "title", scenario->title);
    print_member_count(&printer, "seed", scenario->seed);
    print_member_real(&printer, "scale", result->scale);
    print_key(&printer, "feeds");
    print_begin_list(&printer);
    for (size_t i = 0; i < scenario->feed_count; i++)
        print_feed_members(&printer, invocation, &scenario->feeds[i], &result->feeds[i]);
    print_end_list(&printer);
    print_key(&printer, "campaigns");
    print_begin_list(&printer);
    for (size_t i = 0; i < scenario->campaign_count; i++)
        print_campaign_members(&printer, scenario, &scenario->campaigns[i], &result->plan.campaigns[i]);
    print_end_list(&printer);
    print_member_count(&printer, "other_spam", result->kinds[SIM_SPAM]);
    print_member_count(&printer, "wanted", result->kinds[SIM_WANTED]);
    print_member_real(&printer, "seconds", seconds);
    print_end_map(&printer);
    printer_free(&printer);
}

/* -- */

static enum command_status simulate(const struct invocation *invocation, struct scenario *scenario,
                                    double scale) {
    struct account account;
    struct run_result result;
    struct error error;
    const struct option_value *seed = &invocation->values[SEED];
    scenario_scale(scenario, scale);
    scenario->seed = seed->given ? seed->count : scenario->seed;
    const struct run_request request = {
        .scenario = scenario,
        .scale = scale,
        .folder = invocation->values[OUTPUT].text,
        .replace = invocation->values[FORCE].given,
        .context = &account,
        .progress = show_progress,
    };
    progress_start(&account.progress, invocation);
    account.progress.things = "mails";
    bool done = run_simulation(&request, &result, &error);
    double seconds = progress_seconds(&account.progress);
    progress_clear(&account.progress);
    if (done && invocation->json) {
        print_json(invocation, &result, seconds);
    } else if (done && !invocation->quiet) {
        print_feeds(invocation, &result);
        print_campaigns(invocation, &result);
        print_totals(&result);
        print_commands(invocation, scenario);
    }
    run_free(&result);
    if (!done && result.refused)
        return complain("%s: %s", invocation->arguments[0], error.message);
    return done ? COMMAND_DONE : complain("%s", error.message);
}

static bool read_scale(const char *text, double *scale) {
    char *end;
    *scale = strtod(text, &end);
    return *text && !*end && strspn(text, "0123456789.") == strlen(text) && isfinite(*scale) && *scale > 0;
}

static enum command_status run(struct invocation *invocation) {
    const struct option_value *scale = &invocation->values[SCALE];
    struct buffer text = {0};
    struct error error;
    double factor = 1;
    if (!invocation->values[OUTPUT].given)
        return complain_usage(&command_simulate, "--output names the folder to write to");
    if (scale->given && !read_scale(scale->text, &factor))
        return complain_usage(&command_simulate, "--scale is a number above 0, such as 0.1, not '%s'",
                              scale->text);
    if (!input_read(invocation->arguments[0], SCENARIO_BYTES, &text)) {
        buffer_free(&text);
        return COMMAND_FAILED;
    }
    struct scenario *scenario = scenario_read(invocation->arena, buffer_slice(&text), &error);
    buffer_free(&text);
    if (!scenario)
        return complain("%s: %s", invocation->arguments[0], error.message);
    return simulate(invocation, scenario, factor);
}

const struct command command_simulate = {
    .name = "simulate",
    .arguments = "SCENARIO",
    .summary = "labelled mail of a simulated campaign, into files",
    .details =
        "SCENARIO describes feeds and their traps, operators and their hosts, campaigns and other mail "
        "(UCL;\n"
        "see docs/simulation.md, and scenarios/ for some; - is standard input). DIR gets FEED.mbox for each\n"
        "feed with what its traps would have received, truth.json with what is true of it, senders.tsv with\n"
        "who sent what was caught, and labels.tsv with a row for each message. The same scenario, seed and\n"
        "scale give the same bytes.\n"
        "\n"
        "Nothing is ever sent. All names are reserved ones: recipients, links and senders in .example, "
        ".test,\n"
        ".invalid, example.org, .net and .com, hosts in 240.0.0.0/4, symbols that begin with ZZ, telephone\n"
        "numbers 555-0100 to 555-0199. A scenario with any other is refused. Every mail is marked\n"
        "X-Weir-Simulated: yes.\n",
    .examples =
        "  weir simulate scenarios/january.ucl -o january\n"
        "  weir simulate --scale 0.1 --seed 7 -o small scenarios/january.ucl\n"
        "  weir simulate --force --json -o january scenarios/january.ucl | jq '.campaigns[].senders'\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .least_arguments = 1,
    .most_arguments = 1,
    .json = true,
    .run = run,
};
