/* weir estimate: how many senders and messages are behind a campaign. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/describe.h"
#include "command/describe_size.h"
#include "command/output.h"
#include "command/simulated.h"
#include "store/estimate.h"

enum { LIST, RATE };
static const struct option options[] = {
    [LIST] = {"list", OPTION_TEXT, 'l', "N[..M]",
              .help = "addresses on the sender's list: 50M, 20M..80M (10M..1.6G, as botnets had)"},
    [RATE] = {"rate", OPTION_TEXT, 'r', "N[..M]", .help = "mails that a host sends in an hour (not assumed)"},
};

/* More than there are mails and addresses in the world; what is made of it is still a whole number. */
#define NUMBER_MOST 1e12

/* "20M", with k, M or G for thousands, millions, thousands of millions. NULL: no number. */
static const char *read_number(const char *text, double *number) {
    static const char units[] = "kMG";
    char *after;
    if (strspn(text, "0123456789.") == 0)
        return NULL;
    *number = strtod(text, &after);
    const char *end = after;
    if (end > text && end[-1] == '.' && *end == '.') /* of the range's dots */
        end--;
    const char *unit = *end ? strchr(units, *end) : NULL;
    if (unit)
        *number *= pow(1000, (double)(unit - units) + 1);
    return end > text && *number > 0 && *number <= NUMBER_MOST ? end + (unit != NULL) : NULL;
}

/* "20M..80M"; one number is a range of that alone. */
static bool read_range(const char *text, double range[2]) {
    const char *end = read_number(text, &range[0]);
    range[1] = range[0];
    if (end && !strncmp(end, "..", 2))
        end = read_number(end + 2, &range[1]);
    return end && !*end && range[0] <= range[1];
}

static bool read_assumptions(const struct invocation *invocation, struct volume_assumptions *assumptions) {
    *assumptions = volume_assumed;
    const struct option_value *list = &invocation->values[LIST], *rate = &invocation->values[RATE];
    return (!list->given || read_range(list->text, assumptions->list)) &&
           (!rate->given || read_range(rate->text, assumptions->rate));
}

static void print_json(const struct invocation *invocation, const char *id,
                       const struct store_estimate *estimate, const struct volume_assumptions *assumptions) {
    struct printer printer;
    printer_json(&printer, &invocation->out, false);
    print_begin_map(&printer);
    print_member_string(&printer, "campaign", id);
    describe_size(&printer, estimate, assumptions, invocation->values[LIST].given);
    print_end_map(&printer);
    printer_free(&printer);
}

static enum command_status estimate_campaign(struct invocation *invocation, struct store *store) {
    struct volume_assumptions assumptions;
    enum command_status status = COMMAND_DONE;
    struct store_estimate estimate;
    struct error error;
    char id[STORE_ID_BYTES];
    read_assumptions(invocation, &assumptions);
    if (!resolve_campaign(invocation, store, invocation->arguments[0], id))
        return COMMAND_FAILED;
    if (!store_estimate(store, id, &assumptions, false, &estimate, &error))
        return complain("%s", error.message);
    if (invocation->json)
        print_json(invocation, id, &estimate, &assumptions);
    else if (!estimate.simulated || say_simulated(invocation, store, SIMULATED_HEADING))
        describe_size_text(&invocation->out, id, &estimate, &assumptions, invocation->values[LIST].given);
    else
        status = COMMAND_FAILED;
    store_estimate_free(&estimate);
    return status;
}

static enum command_status run(struct invocation *invocation) {
    struct volume_assumptions assumptions;
    if (!read_assumptions(invocation, &assumptions))
        return complain_usage(
            &command_estimate,
            "--list and --rate are numbers above 0, at most 1000G, or ranges of them, such as "
            "20M..80M");
    return run_reading(invocation, estimate_campaign);
}

const struct command command_estimate = {
    .name = "estimate",
    .arguments = "CAMPAIGN",
    .summary = "how many senders and messages are behind a campaign",
    .details = "Three figures of who sends, since home lines change address: addresses seen, hosts in all, "
               "and hosts\n"
               "at once, in the busiest hour or the busiest few. Then how many messages were sent in all, "
               "caught or\n"
               "not. Each is a 95 % range with what it assumes, or a reason why it cannot be said. The "
               "messages need to\n"
               "know how many trap addresses a feed has (weir feeds set NAME traps=N) and how long the "
               "sender's list is\n"
               "(--list), or how much a host sends (--rate). A delivery that reached several feeds is one.\n"
               "How it is done, and how often the ranges hold the truth, stands in docs/size.md.\n",
    .examples = "  weir estimate c7k2m\n"
                "  weir estimate --list 20M..80M c7k2m\n"
                "  weir estimate --json c7k2m | jq .senders\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .least_arguments = 1,
    .most_arguments = 1,
    .json = true,
    .run = run,
};
