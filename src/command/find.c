/* weir find: campaigns with a message that has all these words, or any indicator of a list. */
#include <stdio.h>
#include <string.h>

#include "command/describe.h"
#include "command/highlight.h"
#include "command/lookup.h"
#include "command/output.h"
#include "command/simulated.h"
#include "command/table.h"
#include "store/query.h"
#include "store/search.h"

/* A list is a text that people write or publish. */
#define LIST_BYTES ((size_t)16 << 20)
/* Excerpts of a terminal's width, with room for the margin; without one, and in JSON, of this. */
#define EXCERPT_COLUMNS 120
#define EXCERPT_MARGIN  6
#define EXCERPT_LEAST   40

/* So many fill a terminal. */
#define LIMIT_ON_TERMINAL 20

enum { LIST, LIMIT };
static const struct option options[] = {
    [LIST] = {"list", OPTION_TEXT, 'l', "FILE",
              .help = "look for any indicator in this list or text ('-': standard input)"},
    [LIMIT] = {"limit", OPTION_COUNT, 'n', "N", .most = SIZE_MAX,
               .help = "so many at most, 0 for all (a terminal shows 20, else all)"},
};

static const struct table_column columns[] = {
    {"campaign", .style = STYLE_STRONG}, {"hits", .right = true}, {"of", .right = true},
    {"first..last", .from_width = 60},   {.title = "about"},
};

/* A search and all that is needed to print it. */
struct finding {
    const struct invocation *invocation;
    struct store *store;
    struct search_result *result;
    struct lookup lookup;
};

static struct search_result *search(const struct invocation *invocation, struct store *store,
                                    struct error *error) {
    const char *list = invocation->values[LIST].text;
    struct buffer text = {0};
    struct search_result *result = NULL;
    if (!list)
        return search_find(store, invocation->arguments, invocation->argument_count, error);
    if (input_read(list, LIST_BYTES, &text))
        result = search_list(store, buffer_slice(&text), error);
    else
        error->message[0] = 0;
    buffer_free(&text);
    return result;
}

/* Where one hit's words stand, as it is. NULL with error set. */
static const char *excerpt_of(const struct finding *finding, size_t hit, size_t width, struct error *error) {
    struct buffer excerpt = {0};
    bool good = search_excerpt(finding->store, finding->result, hit, width, &excerpt, error);
    const char *copy = good ? arena_copy(finding->invocation->arena, excerpt.data, excerpt.size) : NULL;
    buffer_free(&excerpt);
    return copy;
}

/* The same for a line of the terminal: harmless, with the words marked. */
static const char *note_of(const struct finding *finding, size_t hit, struct error *error) {
    const struct invocation *invocation = finding->invocation;
    const struct terminal *out = &invocation->out;
    size_t width =
        out->width > EXCERPT_LEAST + EXCERPT_MARGIN ? out->width - EXCERPT_MARGIN : EXCERPT_COLUMNS;
    /* One more than there is room for, so that a cut shows. */
    const char *excerpt = excerpt_of(finding, hit, width + 1, error);
    if (!excerpt)
        return NULL;
    struct buffer harmless = {0}, marked = {0};
    terminal_text(out, &harmless, excerpt, width);
    highlight_append(out, &marked, buffer_slice(&harmless), invocation->arguments,
                     invocation->argument_count);
    const char *note = arena_copy(invocation->arena, marked.data, marked.size);
    buffer_free(&harmless);
    buffer_free(&marked);
    return note;
}

static bool print_json(struct finding *finding, struct error *error) {
    struct printer printer;
    bool good = true;
    printer_json(&printer, &finding->invocation->out, false);
    print_begin_list(&printer);
    for (size_t i = 0; good && i < finding->result->count && !output_broken(); i++) {
        const struct search_hit *hit = &finding->result->hits[i];
        const struct store_campaign *campaign = lookup_campaign(&finding->lookup, hit->campaign);
        const char *excerpt = excerpt_of(finding, i, EXCERPT_COLUMNS, error);
        good = excerpt;
        print_begin_map(&printer);
        if (campaign)
            describe_campaign(&printer, campaign);
        else
            print_member_string(&printer, "id", hit->campaign);
        print_member_count(&printer, "hits", hit->messages);
        print_member_count(&printer, "seq", hit->first);
        print_member_string(&printer, "excerpt", excerpt);
        print_end_map(&printer);
    }
    print_end_list(&printer);
    printer_free(&printer);
    return good;
}

static bool add_row(struct finding *finding, struct table *table, size_t index, struct error *error) {
    const struct search_hit *hit = &finding->result->hits[index];
    const struct store_campaign *campaign = lookup_campaign(&finding->lookup, hit->campaign);
    struct arena *arena = finding->invocation->arena;
    char number[OUTPUT_NUMBER_BYTES], span[DESCRIBE_SPAN_BYTES];
    const struct table_row row = {
        .cells =
            {
                *hit->campaign ? hit->campaign : "-",
                arena_string(arena, output_count(hit->messages, number)),
                campaign ? arena_string(arena, output_count(campaign->messages, number)) : "-",
                campaign ? arena_string(arena, describe_span(campaign->first_seen, campaign->last_seen, span))
                         : "-",
                campaign ? describe_name(arena, campaign) : "(in no campaign)",
            },
        .note = note_of(finding, index, error),
    };
    table_add(table, &row);
    return row.note;
}

/* "Looked for 12 indicators; found domain:example.org 12, ..." */
static void print_indicators(const struct finding *finding) {
    const struct search_result *result = finding->result;
    struct printer printer;
    printer_text(&printer, &finding->invocation->out);
    print_begin_map(&printer);
    print_member_count(&printer, "indicators", result->indicator_count);
    print_key(&printer, "found");
    print_begin_map(&printer);
    for (size_t i = 0; i < result->indicator_count; i++)
        if (result->indicator_messages[i])
            print_member_count(&printer, result->indicators[i], result->indicator_messages[i]);
    print_end_map(&printer);
    print_end_map(&printer);
    printer_free(&printer);
    putchar('\n');
}

static void print_totals(const struct search_result *result, size_t shown) {
    struct buffer line = {0};
    size_t campaigns = 0;
    for (size_t i = 0; i < result->count; i++)
        campaigns += *result->hits[i].campaign != 0;
    if (shown)
        buffer_append(&line, "\n", 1);
    output_plural(&line, result->messages, "message", "messages");
    buffer_append_string(&line, " in ");
    output_plural(&line, campaigns, "campaign", "campaigns");
    if (shown < result->count)
        buffer_append_string(&line, "; --limit 0 shows all");
    printf("%.*s\n", (int)line.size, line.data);
    buffer_free(&line);
}

static bool print_text(struct finding *finding, struct error *error) {
    const struct invocation *invocation = finding->invocation;
    const struct option_value *limit = &invocation->values[LIMIT];
    size_t most = limit->given ? (size_t)limit->count : invocation->out.is_terminal ? LIMIT_ON_TERMINAL : 0;
    size_t shown = most && most < finding->result->count ? most : finding->result->count;
    struct table table = {
        .arena = invocation->arena,
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns,
    };
    for (size_t i = 0; i < shown; i++)
        if (!add_row(finding, &table, i, error))
            return false;
    if (finding->result->indicators)
        print_indicators(finding);
    if (shown)
        table_print(&table, &invocation->out);
    print_totals(finding->result, shown);
    return true;
}

static enum command_status find(struct invocation *invocation, struct store *store) {
    struct finding finding = {.invocation = invocation, .store = store, .lookup.store = store};
    struct error error;
    if (!invocation->json && !say_simulated(invocation, store, SIMULATED_HEADING))
        return COMMAND_FAILED;
    finding.result = search(invocation, store, &error);
    if (!finding.result)
        return *error.message ? complain("%s", error.message) : COMMAND_FAILED;
    bool good = invocation->json ? print_json(&finding, &error) : print_text(&finding, &error);
    lookup_close(&finding.lookup);
    search_result_free(finding.result);
    return good ? COMMAND_DONE : complain("%s", error.message);
}

static enum command_status run(struct invocation *invocation) {
    bool words = invocation->argument_count, list = invocation->values[LIST].given;
    if (words == list)
        return complain_usage(&command_find, words ? "--list and WORDS do not go together"
                                                   : "WORDS or --list FILE is missing");
    /* What cannot be looked for is wrong usage, whatever the store. */
    struct query *query = arena_alloc(invocation->arena, sizeof *query);
    struct error error;
    if (words &&
        !query_read(invocation->arena, invocation->arguments, invocation->argument_count, query, &error))
        return complain_usage(&command_find, "%s", error.message);
    return run_reading(invocation, find);
}

const struct command command_find = {
    .name = "find",
    .arguments = "WORDS...",
    .summary = "the campaigns with a message that has all these words",
    .details =
        "Case and accents do not matter; \"two words\" in quotes (mind the shell's own) are a phrase. Keys:\n"
        "ip: net: domain: from: subject: sha256: phone: id:\n"
        "With --list, the campaigns with any of the addresses, domains, hashes, phone numbers, Message-IDs\n"
        "and IP addresses in a file, which may be a list or a whole text ('hxxp' and '[.]' are understood).\n"
        "A line for each campaign: how many of its messages have the words, and one of the places.\n",
    .examples = "  weir find photonics shares\n"
                "  weir find '\"act now\"' net:192.0.2.0/24\n"
                "  weir find domain:example.org subject:invoice\n"
                "  weir find --list post.txt --json\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .most_arguments = SIZE_MAX,
    .json = true,
    .run = run,
};
