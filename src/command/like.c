/* weir like: to which campaigns a mail belongs, or is nearest. */
#include <stdio.h>
#include <string.h>

#include "command/describe.h"
#include "command/lookup.h"
#include "command/output.h"
#include "command/simulated.h"
#include "command/table.h"
#include "feed/feed.h"
#include "store/search.h"

/* More are not like it. */
#define LIKE_MOST 10
/* From here on the finder would let it join; see struct search_likeness. */
#define BELONGS 0.5

static const struct table_column columns[] = {
    {"campaign", .style = STYLE_STRONG}, {"likeness", .right = true}, {"messages", .right = true},
    {"first..last", .from_width = 60},   {.title = "about"},
};

static void print_json(const struct invocation *invocation, struct lookup *lookup,
                       const struct search_likeness *found, size_t count) {
    struct printer printer;
    printer_json(&printer, &invocation->out, false);
    print_begin_list(&printer);
    for (size_t i = 0; i < count; i++) {
        const struct store_campaign *campaign = lookup_campaign(lookup, found[i].campaign);
        print_begin_map(&printer);
        if (campaign)
            describe_campaign(&printer, campaign);
        else
            print_member_string(&printer, "id", found[i].campaign);
        print_member_string(&printer, "template", found[i].template_id);
        print_member_real(&printer, "similarity", found[i].similarity);
        print_member_truth(&printer, "belongs", found[i].similarity >= BELONGS);
        print_end_map(&printer);
    }
    print_end_list(&printer);
    printer_free(&printer);
}

static void add_row(struct table *table, struct lookup *lookup, const struct search_likeness *found) {
    const struct store_campaign *campaign = lookup_campaign(lookup, found->campaign);
    char number[OUTPUT_NUMBER_BYTES], span[DESCRIBE_SPAN_BYTES];
    const struct table_row row = {
        .cells =
            {
                *found->campaign ? found->campaign : "-",
                arena_printf(table->arena, "%.0f %%", 100 * found->similarity),
                campaign ? arena_string(table->arena, output_count(campaign->messages, number)) : "-",
                campaign ? arena_string(table->arena,
                                        describe_span(campaign->first_seen, campaign->last_seen, span))
                         : "-",
                campaign ? describe_name(table->arena, campaign) : "(in no campaign)",
            },
    };
    table_add(table, &row);
}

static void print_text(const struct invocation *invocation, struct lookup *lookup,
                       const struct search_likeness *found, size_t count) {
    struct table table = {
        .arena = invocation->arena,
        .columns = columns,
        .column_count = sizeof columns / sizeof *columns,
    };
    for (size_t i = 0; i < count; i++)
        add_row(&table, lookup, &found[i]);
    if (count)
        table_print(&table, &invocation->out);
    if (count && found[0].similarity >= BELONGS)
        printf("\nbelongs to %s\n",
               *found[0].campaign ? found[0].campaign : "no campaign yet, but there is mail like it");
    else
        printf("%s", count ? "\nbelongs to none; these are nearest\n" : "nothing like it\n");
}

static enum command_status print_like(struct invocation *invocation, struct store *store,
                                      const struct buffer *mail) {
    struct search_likeness found[LIKE_MOST];
    struct lookup lookup = {.store = store};
    struct error error;
    size_t count = 0;
    if (!invocation->json && !say_simulated(invocation, store, SIMULATED_HEADING))
        return COMMAND_FAILED;
    if (!search_like(store, buffer_slice(mail), found, LIKE_MOST, &count, &error)) {
        const char *file = invocation->arguments[0];
        return complain("%s: %s", strcmp(file, "-") ? file : "standard input", error.message);
    }
    if (invocation->json)
        print_json(invocation, &lookup, found, count);
    else
        print_text(invocation, &lookup, found, count);
    lookup_close(&lookup);
    return COMMAND_DONE;
}

static enum command_status like(struct invocation *invocation, struct store *store) {
    struct buffer mail = {0};
    enum command_status status = COMMAND_FAILED;
    if (input_read(invocation->arguments[0], FEED_MESSAGE_BYTES, &mail))
        status = print_like(invocation, store, &mail);
    buffer_free(&mail);
    return status;
}

static enum command_status run(struct invocation *invocation) {
    return run_reading(invocation, like);
}

const struct command command_like = {
    .name = "like",
    .arguments = "FILE",
    .summary = "the campaigns that a mail belongs to, or is nearest",
    .details =
        "FILE holds one message; '-' is standard input. It is not taken in. From 50 % likeness it would\n"
        "join the campaign.\n",
    .examples = "  weir like suspicious.eml\n"
                "  weir raw 17 | weir like -\n",
    .options = NULL,
    .option_count = 0,
    .least_arguments = 1,
    .most_arguments = 1,
    .json = true,
    .run = run,
};
