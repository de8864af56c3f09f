/* weir feeds: the feeds of a store beside each other; weir feeds set: what one is. */
#include <string.h>

#include "base/time.h"
#include "command/describe_feeds.h"
#include "command/feed_set.h"
#include "command/feed_tables.h"
#include "command/simulated.h"

/* What came once, one feed alone can have seen: it says nothing of how far feeds see the same. */
#define LEAST_MESSAGES 2

enum { LEAST = FEED_SET_ROLE + 1, SINCE, UNTIL };
static const struct option options[] = {
    [FEED_SET_ROLE] = {"role", OPTION_CHOICE, 'r', "R", STORE_ROLES,
                       .help = "with set: what is known of the feed's mail"},
    [LEAST] = {"least", OPTION_COUNT, 'l', "N", .least = 1, .most = SIZE_MAX,
               .help = "campaigns of so many messages and more (2; 1 for all)"},
    [SINCE] = {"since", OPTION_SINCE, 0, "T", .help = "only messages received then or later (2007-04-08)"},
    [UNTIL] = {"until", OPTION_UNTIL, 0, "T", .help = "only messages received then or earlier"},
};

static enum command_status compare_feeds(struct invocation *invocation, struct store *store) {
    const struct option_value *values = invocation->values;
    const struct store_feed_query query = {
        .since = values[SINCE].given ? values[SINCE].time : TIME_NONE,
        .until = values[UNTIL].given ? values[UNTIL].time : TIME_NONE,
        .least = values[LEAST].given ? values[LEAST].count : LEAST_MESSAGES,
    };
    struct error error;
    if (!invocation->json && !say_simulated(invocation, store, SIMULATED_HEADING))
        return COMMAND_FAILED;
    struct store_feed_list *list = store_feeds(store, &query, &error);
    if (!list)
        return complain("%s", error.message);
    if (invocation->json) {
        struct printer printer;
        printer_json(&printer, &invocation->out, false);
        describe_feeds(&printer, &query, list);
        printer_free(&printer);
    } else {
        feed_tables_print(invocation, &query, list);
    }
    store_feed_list_free(list);
    return COMMAND_DONE;
}

static enum command_status run(struct invocation *invocation) {
    if (invocation->argument_count && !strcmp(invocation->arguments[0], "set"))
        return feed_set(invocation);
    if (invocation->argument_count || invocation->values[FEED_SET_ROLE].given)
        return complain_usage(&command_feeds, "'feeds' takes nothing, or set NAME and what is said of it");
    const struct option_value *since = &invocation->values[SINCE], *until = &invocation->values[UNTIL];
    /* A day is part of the stretch up to its last second. */
    bool day = until->given && strlen(until->text) == strlen("2007-04-08");
    if (since->given && until->given && since->time > until->time - day)
        return complain_usage(&command_feeds, "--since %s is after --until %s", since->text, until->text);
    return run_reading(invocation, compare_feeds);
}

/* The keys of set, each once, behind set and a name. */
#define MOST_ARGUMENTS 7

const struct command command_feeds = {
    .name = "feeds",
    .arguments = "[set NAME [KEY=VALUE...]]",
    .summary = "the feeds beside each other: volume, coverage, overlap, timing",
    .details =
        "How the feeds of the store differ: what each had (messages, deliveries with copies, recipients;\n"
        "purity: the share that is in no campaign with wanted mail), which campaigns and senders it saw and\n"
        "which it alone saw, how much two feeds have in common, how alike their messages spread over\n"
        "campaigns (variation distance; Kendall's tau-b, of campaigns that both saw), and how long after "
        "the\n"
        "first feed each saw a campaign for the first time, and before the last one for the last.\n\n"
        "What came once, one feed alone can have seen, so campaigns of one message are left out; --least 1\n"
        "takes them in. Feeds of wanted mail and newsletters are not compared, they only tell what is "
        "wanted.\n"
        "What reached several feeds counts for each, and once for all feeds. Mail that was returned in a\n"
        "bounce, or is unreadable, does not count.\n\n"
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
                "  weir feeds --least 10 --since 2007-04-01 --until 2007-04-30\n"
                "  weir feeds --json | jq -r '.feeds[] | [.name, .campaigns.exclusive_share] | @tsv'\n"
                "  weir feeds set trap --role spam traps=4000 since=2007-01-01\n"
                "  weir feeds set resold sampled=25% forwarder=relay.example.net\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .most_arguments = MOST_ARGUMENTS,
    .json = true,
    .run = run,
};
