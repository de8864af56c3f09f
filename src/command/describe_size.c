/* Numbers are rounded to what a range of them is worth; assumptions are written out with value and source, so
 * that whoever reads a figure can doubt it. */
#include "command/describe_size.h"

#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "bench/interval.h"
#include "command/output.h"

#define ASSUMPTIONS_MOST (8 + CAPTURE_FEEDS)

struct assumption {
    const char *what, *value, *source;
};

struct assumptions {
    struct arena *arena;
    struct assumption items[ASSUMPTIONS_MOST];
    size_t count;
};

static void assume(struct assumptions *list, const char *what, const char *value, const char *source) {
    list->items[list->count++] = (struct assumption){what, value, source};
}

/* Three digits. */
static uint64_t rounded(double number) {
    double unit = number >= 1000 ? pow(10, floor(log10(number)) - 2) : 1;
    return (uint64_t)llround(round(number / unit) * unit);
}

static const char *number_text(struct arena *arena, double number) {
    char text[OUTPUT_NUMBER_BYTES];
    return arena_string(arena, output_count(rounded(number), text));
}

static const char *range_text(struct arena *arena, const double range[2]) {
    return range[0] < range[1]
               ? arena_printf(arena, "%s to %s", number_text(arena, range[0]), number_text(arena, range[1]))
               : number_text(arena, range[0]);
}

/* -- what is assumed -- */

static void assume_of_hosts(struct assumptions *list, const struct size *size) {
    const struct size_fit *fit = &size->fit;
    struct arena *arena = list->arena;
    assume(list, "how much hosts send differs by a log-normal distribution",
           arena_printf(arena, "sigma %.2f, %.2f visits a host", fit->sigma, fit->sightings),
           "fitted to how often each address was seen");
    assume(list, "some hosts change address",
           arena_printf(arena, "%.0f %% of them, every %.0f hours", 100 * fit->dynamic, fit->lease_hours),
           "fitted to how long each address was seen");
    assume(list, "hosts serve the feeds alike",
           arena_printf(arena, "uneven by %.0f %%, which widens the range", 100 * size->bias),
           "deliveries of one address, by feed");
    assume(list, "hosts stay while the campaign lasts", "none replaced by another",
           "not to be told from a change of address; those replaced are counted as one");
}

static void assume_of_traps(struct assumptions *list, const struct store_estimate *estimate) {
    struct arena *arena = list->arena;
    for (size_t i = 0; i < estimate->feed_count; i++) {
        const struct store_estimate_feed *feed = &estimate->feeds[i];
        if (!feed->feed->traps)
            continue;
        const char *traps = number_text(arena, (double)feed->feed->traps);
        if (feed->feed->sampled > 0)
            traps = arena_printf(arena, "%s, %.3g %% of their mail", traps, 100 * feed->feed->sampled);
        if (feed->watched < 1)
            traps = arena_printf(arena, "%s, for %.0f %% of the campaign", traps, 100 * feed->watched);
        assume(list, arena_printf(arena, "trap addresses of feed %s", feed->feed->name), traps,
               "weir feeds set");
    }
    assume(list, "the sender writes to trap addresses as to others",
           arena_printf(arena, "%.3g to %.3g mails to each address", estimate->volume.each[0],
                        estimate->volume.each[1]),
           "caught mails a trap address: all feeds together, and each by itself");
}

static void assume_of_messages(struct assumptions *list, const struct store_estimate *estimate,
                               const struct volume_assumptions *assumptions, bool list_said) {
    if (!estimate->volume.by_traps.reason) {
        assume_of_traps(list, estimate);
        assume(list, "addresses on the sender's list", range_text(list->arena, assumptions->list),
               list_said ? "--list" : "lists of botnets that were found had so many; see docs/size.md");
    }
    if (estimate->volume.by_rate.reason)
        return;
    assume(list, "mails that a host sends in an hour", range_text(list->arena, assumptions->rate), "--rate");
    assume(list, "hosts send while the campaign lasts",
           arena_printf(list->arena, "%.0f hours", estimate->size.busy_hours),
           "first to last delivery, but for half a percent at either end");
}

static const char *messages_method(const struct volume *volume) {
    if (volume->by_rate.reason)
        return "mails a trap address, times the sender's list";
    if (volume->by_traps.reason)
        return "hosts, times hours, times a host's rate";
    return "mails a trap address times the sender's list, where hosts times hours times rate agrees";
}

#define HOSTS_METHOD                                                                                         \
    "log-normal rates and changing addresses, fitted to how often and how long each address was seen"

/* -- JSON -- */

static void print_assumptions(struct printer *printer, const struct assumptions *list) {
    print_key(printer, "assumptions");
    print_begin_list(printer);
    for (size_t i = 0; i < list->count; i++) {
        print_begin_map(printer);
        print_member_string(printer, "assumption", list->items[i].what);
        print_member_string(printer, "value", list->items[i].value);
        print_member_string(printer, "source", list->items[i].source);
        print_end_map(printer);
    }
    print_end_list(printer);
}

/* Members of a map: the range, or why there is none. */
static void print_range(struct printer *printer, const struct size_range *range) {
    if (range->reason) {
        print_member_string(printer, "reason", range->reason);
        return;
    }
    print_member_count(printer, "estimate", (uint64_t)llround(range->estimate));
    print_member_count(printer, "low", (uint64_t)llround(range->low));
    print_member_count(printer, "high", (uint64_t)llround(range->high));
}

/* The map stays open. */
static void begin_range(struct printer *printer, const char *key, const struct size_range *range) {
    print_key(printer, key);
    print_begin_map(printer);
    print_range(printer, range);
}

static void print_senders(struct printer *printer, const struct size *size, struct arena *arena) {
    struct assumptions list = {.arena = arena};
    begin_range(printer, "senders", &size->hosts);
    if (!size->hosts.reason) {
        print_member_string(printer, "method", HOSTS_METHOD);
        assume_of_hosts(&list, size);
        print_assumptions(printer, &list);
        print_member_count(printer, "addresses", (uint64_t)llround(size->fit.addresses));
    }
    print_end_map(printer);
    begin_range(printer, "at_once", &size->at_once);
    if (!size->at_once.reason) {
        print_member_real(printer, "hours", size->at_once_hours);
        print_member_time(printer, "from", size->at_once_from);
    }
    print_end_map(printer);
}

static void print_messages(struct printer *printer, const struct store_estimate *estimate,
                           const struct volume_assumptions *assumptions, bool list_said) {
    struct assumptions list = {.arena = estimate->captures.arena};
    begin_range(printer, "messages", &estimate->volume.messages);
    if (!estimate->volume.messages.reason) {
        print_member_string(printer, "method", messages_method(&estimate->volume));
        assume_of_messages(&list, estimate, assumptions, list_said);
        print_assumptions(printer, &list);
    }
    print_end_map(printer);
}

static void print_feeds(struct printer *printer, const struct store_estimate *estimate) {
    print_key(printer, "feeds");
    print_begin_list(printer);
    for (size_t i = 0; i < estimate->feed_count; i++) {
        const struct store_estimate_feed *feed = &estimate->feeds[i];
        print_begin_map(printer);
        print_member_string(printer, "name", feed->feed->name);
        print_member_count(printer, "caught", feed->caught);
        print_member_count(printer, "traps", feed->feed->traps);
        print_member_real(printer, "sampled", feed->feed->sampled);
        print_member_real(printer, "watched", feed->watched);
        print_end_map(printer);
    }
    print_end_list(printer);
}

/* The classic estimators: each with its name. */
struct classic {
    const char *method;
    struct size_range range;
};
#define CLASSICS 4

static struct size_range range_of(const struct capture_estimate *found, const char *reason) {
    return found->known ? (struct size_range){found->estimate, found->low, found->high, NULL}
                        : size_unknown(reason);
}

static void list_classics(const struct store_estimate *estimate, struct classic classics[CLASSICS]) {
    const struct size *size = &estimate->size;
    struct arena *arena = estimate->captures.arena;
    const char *feeds = "Chapman, two feeds";
    if (size->by_feeds.known)
        feeds = arena_printf(arena, "Chapman, feeds %s and %s", estimate->feeds[size->first_feed].feed->name,
                             estimate->feeds[size->second_feed].feed->name);
    classics[0] = (struct classic){
        feeds, range_of(&size->by_feeds, "no address was seen by two feeds at different visits")};
    classics[1] = (struct classic){"Chapman, halves of the mail in time",
                                   range_of(&size->by_halves, "no address was seen in both halves")};
    classics[2] = (struct classic){"Chao, at least", range_of(&size->chao, "no address was seen just twice")};
    classics[3] = (struct classic){arena_printf(arena, "sample coverage, variation %.2f", size->variation),
                                   range_of(&size->coverage, "too few addresses were seen more than once")};
}

static void print_classics(struct printer *printer, const struct store_estimate *estimate) {
    struct classic classics[CLASSICS];
    list_classics(estimate, classics);
    print_key(printer, "of_addresses");
    print_begin_list(printer);
    for (size_t i = 0; i < CLASSICS; i++) {
        print_begin_map(printer);
        print_member_string(printer, "method", classics[i].method);
        print_range(printer, &classics[i].range);
        print_end_map(printer);
    }
    print_end_list(printer);
}

/* Of all messages so many got past a product: the share of the caught ones that it missed, times all. Both
 * ranges are carried: least of the least, most of the most. */
static struct size_range past_range(const struct store_estimate *estimate,
                                    const struct store_past_product *product, struct interval *missed) {
    const struct size_range *messages = &estimate->volume.messages;
    *missed = wilson((double)product->missed, (double)product->asked);
    if (!product->asked)
        return size_unknown("no mail of it was asked of all of them");
    if (messages->reason)
        return size_unknown(messages->reason);
    return (struct size_range){messages->estimate * missed->rate / 100, messages->low * missed->low / 100,
                               messages->high * missed->high / 100, NULL};
}

static void print_past_product(struct printer *printer, const struct store_estimate *estimate,
                               const struct store_past_product *product) {
    struct interval missed;
    const struct size_range range = past_range(estimate, product, &missed);
    print_begin_map(printer);
    print_member_string(printer, "product", product->name);
    print_member_count(printer, "asked", product->asked);
    print_member_count(printer, "missed", product->missed);
    if (product->asked) {
        print_member_real(printer, "missed_low", missed.low);
        print_member_real(printer, "missed_high", missed.high);
    }
    print_range(printer, &range);
    print_end_map(printer);
}

static void print_past(struct printer *printer, const struct store_estimate *estimate) {
    const struct store_past *past = &estimate->past;
    if (!past->run)
        return;
    print_key(printer, "past_filters");
    print_begin_map(printer);
    print_member_count(printer, "run", (uint64_t)past->run);
    print_member_string(printer, "corpus", past->corpus);
    print_key(printer, "products");
    print_begin_list(printer);
    for (size_t i = 0; i < past->count; i++)
        print_past_product(printer, estimate, &past->products[i]);
    print_end_list(printer);
    print_key(printer, "all");
    print_past_product(printer, estimate, &past->all);
    print_end_map(printer);
}

void describe_size(struct printer *printer, const struct store_estimate *estimate,
                   const struct volume_assumptions *assumptions, bool list_said) {
    const struct size *size = &estimate->size;
    print_key(printer, "simulated");
    print_truth(printer, estimate->simulated);
    print_member_count(printer, "deliveries", size->counts.captures);
    print_member_count(printer, "visits", size->counts.visits);
    print_member_count(printer, "addresses_seen", size->counts.addresses);
    print_member_count(printer, "seen_twice", size->counts.twice);
    print_member_real(printer, "hours", size->hours);
    print_member_count(printer, "linked", estimate->linked);
    print_member_count(printer, "indirect", estimate->indirect);
    print_member_count(printer, "unplaced", estimate->unplaced);
    print_senders(printer, size, estimate->captures.arena);
    print_classics(printer, estimate);
    print_messages(printer, estimate, assumptions, list_said);
    print_past(printer, estimate);
    print_feeds(printer, estimate);
}

/* -- for people -- */

/* "12,100 (11,300 to 13,000)", or why not. */
static const char *range_line(struct arena *arena, const struct size_range *range) {
    if (range->reason)
        return arena_printf(arena, "cannot say: %s", range->reason);
    return arena_printf(arena, "%s (%s)", number_text(arena, range->estimate),
                        range_text(arena, (const double[]){range->low, range->high}));
}

/* "12,459 seen, in 34,017 deliveries over 48 hours; 6,778 of them twice or more". */
static const char *seen_line(struct arena *arena, const struct size *size) {
    char number[OUTPUT_NUMBER_BYTES];
    struct buffer line = {0};
    buffer_append_string(&line, output_count(size->counts.addresses, number));
    buffer_append_string(&line, " seen, in ");
    output_plural(&line, size->counts.captures, "delivery", "deliveries");
    buffer_printf(&line, " over %.*f hours; ", size->hours < 10, size->hours);
    buffer_printf(&line, "%s of them at two visits or more", output_count(size->counts.twice, number));
    const char *text = arena_copy(arena, line.data, line.size);
    buffer_free(&line);
    return text;
}

/* What was not counted, and why. */
static const char *left_out_line(struct arena *arena, const struct store_estimate *estimate) {
    char number[OUTPUT_NUMBER_BYTES];
    struct buffer line = {0};
    if (estimate->linked)
        buffer_printf(&line, "%s that reached another feed, too", output_count(estimate->linked, number));
    if (estimate->indirect)
        buffer_printf(&line, "%s%s returned", line.size ? "; " : "",
                      output_count(estimate->indirect, number));
    if (estimate->unplaced)
        buffer_printf(&line, "%s%s without a sending host or a time", line.size ? "; " : "",
                      output_count(estimate->unplaced, number));
    const char *text = arena_copy(arena, line.data, line.size);
    buffer_free(&line);
    return text;
}

static const char *at_once_line(struct arena *arena, const struct size *size) {
    char from[TIME_TEXT_BYTES];
    const char *range = range_line(arena, &size->at_once), *stretch = "hour";
    if (size->at_once.reason)
        return arena_printf(arena, "at once: %s", range);
    if (size->at_once_hours > 1)
        stretch = arena_printf(arena, "%.0f hours", size->at_once_hours);
    time_format(size->at_once_from, from);
    return arena_printf(arena, "at once: %s, in the %s from %s on", range, stretch, from);
}

static void print_rows(struct printer *printer, const char *key, const struct assumptions *list) {
    print_key(printer, key);
    print_begin_list(printer);
    for (size_t i = 0; i < list->count; i++)
        print_string(printer, arena_printf(list->arena, "%s: %s (%s)", list->items[i].what,
                                           list->items[i].value, list->items[i].source));
    print_end_list(printer);
}

static void print_classic_rows(struct printer *printer, const struct store_estimate *estimate) {
    struct classic classics[CLASSICS];
    struct arena *arena = estimate->captures.arena;
    list_classics(estimate, classics);
    print_key(printer, "by address");
    print_begin_list(printer);
    for (size_t i = 0; i < CLASSICS; i++)
        print_string(printer, arena_printf(arena, "%s: %s", classics[i].method,
                                           range_line(arena, &classics[i].range)));
    print_end_list(printer);
}

/* "spamassassin: 1,230 (40 to 21,000) messages; missed 12 of 3,400". */
static const char *past_line(struct arena *arena, const struct store_estimate *estimate,
                             const struct store_past_product *product) {
    char missed[OUTPUT_NUMBER_BYTES], asked[OUTPUT_NUMBER_BYTES];
    struct interval share;
    const struct size_range range = past_range(estimate, product, &share);
    return arena_printf(arena, "%s: %s%smissed %s of %s", product->name,
                        range.reason ? "" : range_line(arena, &range), range.reason ? "" : " messages; ",
                        output_count(product->missed, missed), output_count(product->asked, asked));
}

static void print_past_rows(struct printer *printer, const struct store_estimate *estimate) {
    struct arena *arena = estimate->captures.arena;
    const struct store_past *past = &estimate->past;
    print_key(printer, "got past");
    print_begin_list(printer);
    for (size_t i = 0; past->run && i < past->count; i++)
        print_string(printer, past_line(arena, estimate, &past->products[i]));
    if (past->run && past->full_count > 1)
        print_string(printer, past_line(arena, estimate, &past->all));
    if (past->run)
        print_string(printer, arena_printf(arena,
                                           "(run %lld of weir bench, corpus %s; if the caught mail is as "
                                           "the rest)",
                                           (long long)past->run, past->corpus));
    print_end_list(printer);
}

void describe_size_text(const struct terminal *terminal, const char *campaign,
                        const struct store_estimate *estimate, const struct volume_assumptions *assumptions,
                        bool list_said) {
    struct arena *arena = estimate->captures.arena;
    struct assumptions hosts = {.arena = arena}, messages = {.arena = arena};
    struct printer printer;
    printer_text(&printer, terminal);
    print_begin_map(&printer);
    print_member_string(&printer, "campaign", campaign);
    print_member_string(&printer, "addresses", seen_line(arena, &estimate->size));
    print_member_string(&printer, "left out", left_out_line(arena, estimate));
    print_key(&printer, "hosts");
    print_begin_list(&printer);
    print_string(&printer, arena_printf(arena, "in all: %s", range_line(arena, &estimate->size.hosts)));
    print_string(&printer, at_once_line(arena, &estimate->size));
    print_end_list(&printer);
    print_member_string(&printer, "messages", range_line(arena, &estimate->volume.messages));
    if (!estimate->size.hosts.reason)
        assume_of_hosts(&hosts, &estimate->size);
    print_rows(&printer, "hosts, if", &hosts);
    if (!estimate->volume.messages.reason)
        assume_of_messages(&messages, estimate, assumptions, list_said);
    print_rows(&printer, "mails, if", &messages);
    print_past_rows(&printer, estimate);
    print_classic_rows(&printer, estimate);
    print_end_map(&printer);
    printer_free(&printer);
}

void describe_size_row(struct printer *printer, const struct store_estimate *estimate) {
    struct arena *arena = estimate->captures.arena;
    print_key(printer, "size");
    print_begin_list(printer);
    print_string(printer, arena_printf(arena, "hosts in all: %s", range_line(arena, &estimate->size.hosts)));
    print_string(printer, arena_printf(arena, "messages: %s", range_line(arena, &estimate->volume.messages)));
    print_end_list(printer);
}
