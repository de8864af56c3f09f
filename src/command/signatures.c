/* weir signatures: what was learnt, how it fares, and taking one back. */
#include <stdio.h>
#include <string.h>

#include "base/harmless.h"
#include "command/describe.h"
#include "command/learnt.h"
#include "command/output.h"
#include "command/printer.h"
#include "command/simulated.h"
#include "command/table.h"
#include "store/signature_table.h"

enum { CAMPAIGN, BECAUSE };
static const struct option options[] = {
    [CAMPAIGN] = {"campaign", OPTION_LIST, 'c', "C", .help = "only those of this campaign; may be repeated"},
    [BECAUSE] = {"because", OPTION_TEXT, 'b', "TEXT", .help = "of withdraw: the reason, which is kept"},
};

static const struct table_column columns[] = {
    {"signature", .style = STYLE_STRONG},
    {.title = "campaign"},
    {.title = "state"},
    {"matches", .right = true},
    {"others", .right = true, .from_width = 70},
    {"wanted", .right = true, .from_width = 60},
    {"learnt from", .right = true, .from_width = 90},
};

static const char *state_name(enum store_signature_state state) {
    static const char *const names[] = {"active", "refused", "withdrawn"};
    return names[state];
}

/* "asvp" and one of "fire mountain", "fire mtn". */
static void describe_anchor(struct buffer *to, const struct signature_anchor *anchor) {
    if (anchor->field != SIGNATURE_BODY)
        buffer_printf(to, "%s ", signature_field_name(anchor->field));
    if (anchor->phrase_count > 1)
        buffer_append_string(to, "one of ");
    for (size_t i = 0; i < anchor->phrase_count; i++) {
        buffer_append_string(to, i ? ", \"" : "\"");
        harmless_append(to, slice_from_string(anchor->phrases[i].words), HARMLESS_LINE);
        buffer_append_string(to, "\"");
    }
}

static const char *describe(struct arena *arena, const struct store_signature *row) {
    struct buffer text = {0};
    for (size_t i = 0; i < row->signature.anchor_count; i++) {
        buffer_append_string(&text, i ? "\n  and " : "  ");
        describe_anchor(&text, &row->signature.anchors[i]);
    }
    if (row->state != SIGNATURE_ACTIVE)
        buffer_printf(&text, "\n  %s: %s", state_name(row->state), row->because);
    const char *kept = arena_copy(arena, text.data, text.size);
    buffer_free(&text);
    return kept;
}

static const char *share(struct arena *arena, uint64_t count, uint64_t all) {
    char one[OUTPUT_NUMBER_BYTES], other[OUTPUT_NUMBER_BYTES];
    return arena_printf(arena, "%s of %s", output_count(count, one), output_count(all, other));
}

static void print_table(const struct invocation *invocation, const struct store_signatures *signatures) {
    struct arena *arena = invocation->arena;
    char number[OUTPUT_NUMBER_BYTES];
    struct table table = {
        .arena = arena, .columns = columns, .column_count = sizeof columns / sizeof *columns};
    for (size_t i = 0; i < signatures->count; i++) {
        const struct store_signature *row = &signatures->items[i];
        table_add(&table, &(struct table_row){
                              .cells = {row->id, describe_simulated(arena, row->campaign, row->simulated),
                                        state_name(row->state), share(arena, row->own, row->own_messages),
                                        arena_string(arena, output_count(row->other, number)),
                                        share(arena, row->wanted, signatures->wanted_messages),
                                        share(arena, row->samples, row->looked)},
                              .note = describe(arena, row)});
    }
    if (signatures->count)
        table_print(&table, &invocation->out);
    struct buffer line = {0};
    output_plural(&line, signatures->count, "signature", "signatures");
    if (signatures->count && signatures->wanted_messages)
        buffer_printf(
            &line,
            "; one that matched none of %s wanted messages matches at most %.2g %% of such mail (95 %%)",
            output_count(signatures->wanted_messages, number), 100 * signatures->wanted_limit);
    printf("%s%.*s\n", signatures->count ? "\n" : "", (int)line.size, line.data);
    if (!signatures->count && !invocation->quiet)
        printf("they are learnt of touts and of feeds whose role says that they are spam; --campaign C asks "
               "for one\n");
    buffer_free(&line);
}

static void print_anchor(struct printer *printer, const struct signature_anchor *anchor) {
    print_begin_map(printer);
    print_member_string(printer, "field", signature_field_name(anchor->field));
    print_key(printer, "any");
    print_begin_list(printer);
    for (size_t i = 0; i < anchor->phrase_count; i++)
        print_string(printer, anchor->phrases[i].words);
    print_end_list(printer);
    print_end_map(printer);
}

static void print_signature(struct printer *printer, const struct store_signatures *signatures,
                            const struct store_signature *row) {
    print_begin_map(printer);
    print_member_string(printer, "id", row->id);
    print_member_string(printer, "campaign", row->campaign);
    print_member_truth(printer, "simulated", row->simulated);
    print_member_string(printer, "state", state_name(row->state));
    print_member_string(printer, "because", row->because);
    print_key(printer, "anchors");
    print_begin_list(printer);
    for (size_t i = 0; i < row->signature.anchor_count; i++)
        print_anchor(printer, &row->signature.anchors[i]);
    print_end_list(printer);
    print_member_count(printer, "matches", row->own);
    print_member_count(printer, "messages", row->own_messages);
    print_member_count(printer, "others", row->other);
    print_member_count(printer, "other_campaigns", row->other_campaigns);
    print_member_count(printer, "wanted", row->wanted);
    print_member_count(printer, "wanted_messages", signatures->wanted_messages);
    print_member_real(printer, "wanted_limit", signatures->wanted_limit);
    print_member_count(printer, "learnt_from", row->looked);
    print_member_count(printer, "learnt_matches", row->samples);
    print_member_time(printer, "learnt", row->learnt);
    print_end_map(printer);
}

static void print_json(const struct invocation *invocation, const struct store_signatures *signatures) {
    struct printer printer;
    printer_json(&printer, &invocation->out, false);
    print_begin_list(&printer);
    for (size_t i = 0; i < signatures->count && !output_broken(); i++)
        print_signature(&printer, signatures, &signatures->items[i]);
    print_end_list(&printer);
    printer_free(&printer);
}

static enum command_status list(struct invocation *invocation) {
    const struct option_value *asked = &invocation->values[CAMPAIGN];
    struct store *store = open_learnt(invocation, asked->list, asked->list_count);
    struct store_signatures signatures;
    struct error error;
    if (!store)
        return COMMAND_FAILED;
    bool read =
        store_signatures_of(store, invocation->arena, asked->list, asked->list_count, &signatures, &error);
    bool said = !read || invocation->json || say_simulated(invocation, store, SIMULATED_HEADING);
    store_close(store);
    if (!read)
        return complain("%s", error.message);
    if (!said)
        return COMMAND_FAILED;
    if (invocation->json)
        print_json(invocation, &signatures);
    else
        print_table(invocation, &signatures);
    return COMMAND_DONE;
}

static enum command_status withdraw(struct invocation *invocation) {
    const char *because = invocation->values[BECAUSE].text;
    struct error error;
    if (invocation->argument_count != 2)
        return complain_usage(&command_signatures, "withdraw takes one ID");
    if (!because || !*because)
        return complain_usage(&command_signatures,
                              "withdraw needs --because TEXT: those who use it will ask");
    if (!harmless_already(slice_from_string(because)))
        return complain_usage(&command_signatures, "--because takes text without control characters");
    struct store *store = open_store(invocation, STORE_CHANGE);
    if (!store)
        return COMMAND_FAILED;
    bool done = store_signature_withdraw(store, invocation->arguments[1], because, &error);
    store_close(store);
    if (!done)
        return complain("%s", error.message);
    if (!invocation->quiet)
        printf("%s is withdrawn; it matches nothing and is not exported any more\n",
               invocation->arguments[1]);
    return COMMAND_DONE;
}

static enum command_status run(struct invocation *invocation) {
    if (!invocation->argument_count)
        return invocation->values[BECAUSE].given
                   ? complain_usage(&command_signatures, "--because goes with withdraw ID")
                   : list(invocation);
    if (strcmp(invocation->arguments[0], "withdraw") != 0)
        return complain_usage(&command_signatures, "'%s' is nothing that can be done to signatures",
                              invocation->arguments[0]);
    return withdraw(invocation);
}

const struct command command_signatures = {
    .name = "signatures",
    .arguments = "[withdraw ID]",
    .summary = "the learnt signatures, with what they match",
    .details =
        "A signature is what the mail of one template has and other mail has not: phrases that must all "
        "stand\n"
        "in it, whatever case, spacing, punctuation and numbers. Signatures are learnt here, by match and "
        "by\n"
        "export, of touts, of campaigns that came by feeds whose role says that they are spam, and of those\n"
        "named with --campaign; again when a campaign has changed.\n"
        "Shown are how many of its campaign's messages it matches, how many of other campaigns and how many\n"
        "wanted ones (of feeds of role ham and newsletter) of how many, and of how many messages it was\n"
        "learnt. One that matches wanted mail, or too much of other campaigns, is refused and never used.\n"
        "withdraw ID takes one back for good; another may be learnt in its place.\n",
    .examples = "  weir signatures\n"
                "  weir signatures --campaign c2g7hq --json\n"
                "  weir signatures withdraw s9k2m4x7t1qa --because 'hits the house magazine'\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .most_arguments = 2,
    .json = true,
    .run = run,
};
