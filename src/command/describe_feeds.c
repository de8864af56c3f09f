/* See describe_feeds.h. What is not known is null. */
#include "command/describe_feeds.h"

#include <math.h>

static void describe_volume(struct printer *printer, const struct store_feed_volume *volume) {
    print_member_count(printer, "messages", volume->messages);
    print_member_count(printer, "deliveries", volume->deliveries);
    print_key(printer, "recipients");
    if (volume->addressed)
        print_count(printer, volume->recipients);
    else
        print_string(printer, NULL);
    print_member_count(printer, "with_time", volume->dated);
    print_member_count(printer, "with_sender", volume->located);
    print_member_count(printer, "with_recipient", volume->addressed);
    print_member_time(printer, "first_seen", volume->first_seen);
    print_member_time(printer, "last_seen", volume->last_seen);
}

static void describe_seen(struct printer *printer, const char *key, const struct feed_seen *seen) {
    print_key(printer, key);
    print_begin_map(printer);
    print_member_count(printer, "seen", seen->items);
    print_member_real(printer, "share", seen->share);
    print_member_count(printer, "exclusive", seen->alone);
    print_member_real(printer, "exclusive_share", seen->alone_share);
    print_end_map(printer);
}

static void describe_percentiles(struct printer *printer, const char *key,
                                 const struct feed_percentiles *percentiles) {
    print_key(printer, key);
    print_begin_map(printer);
    print_member_real(printer, "p25", percentiles->p25);
    print_member_real(printer, "median", percentiles->median);
    print_member_real(printer, "p75", percentiles->p75);
    print_member_real(printer, "p95", percentiles->p95);
    print_end_map(printer);
}

static void describe_delay(struct printer *printer, const struct feed_delay *delay) {
    print_key(printer, "timing");
    print_begin_map(printer);
    print_member_count(printer, "campaigns", delay->items);
    print_member_count(printer, "first_at", delay->first);
    print_member_real(printer, "first_share", delay->first_share);
    describe_percentiles(printer, "seconds_after_first", &delay->after_first);
    describe_percentiles(printer, "seconds_before_last", &delay->before_last);
    print_end_map(printer);
}

/* What people said. */
static void describe_facts(struct printer *printer, const struct store_feed *facts) {
    print_key(printer, "traps");
    if (facts->traps)
        print_count(printer, facts->traps);
    else
        print_string(printer, NULL);
    print_member_real(printer, "sampled", facts->sampled > 0 ? facts->sampled : NAN);
    print_member_time(printer, "since", facts->since);
    print_member_string(printer, "forwarder", *facts->forwarder ? facts->forwarder : NULL);
    print_key(printer, "reports");
    print_truth(printer, facts->reports == FEED_REPORTS_YES);
}

static void describe_feed(struct printer *printer, const struct store_feed_list *list, size_t i) {
    size_t with_all = list->count * list->proportion.sides + i;
    print_begin_map(printer);
    print_member_string(printer, "name", list->feeds[i].facts.name);
    print_member_string(printer, "role", list->feeds[i].facts.role);
    describe_facts(printer, &list->feeds[i].facts);
    describe_volume(printer, &list->feeds[i].volume);
    print_member_real(printer, "purity", list->feeds[i].purity);
    describe_seen(printer, "campaigns", &list->campaigns.seen[i]);
    describe_seen(printer, "senders", &list->senders.seen[i]);
    print_member_real(printer, "variation_from_all", list->proportion.variation[with_all]);
    print_member_real(printer, "tau_with_all", list->proportion.tau[with_all]);
    describe_delay(printer, &list->delays.feeds[i]);
    print_end_map(printer);
}

static void describe_both(struct printer *printer, const char *key, const struct feed_coverage *coverage,
                          size_t a, size_t b) {
    print_key(printer, key);
    print_begin_map(printer);
    print_member_count(printer, "both", coverage->both[a * coverage->feeds + b]);
    print_member_real(printer, "of_a", feed_coverage_share(coverage, a, b));
    print_member_real(printer, "of_b", feed_coverage_share(coverage, b, a));
    print_end_map(printer);
}

static void describe_pair(struct printer *printer, const struct store_feed_list *list, size_t a, size_t b) {
    size_t at = a * list->proportion.sides + b;
    print_begin_map(printer);
    print_member_string(printer, "a", list->feeds[a].facts.name);
    print_member_string(printer, "b", list->feeds[b].facts.name);
    describe_both(printer, "campaigns", &list->campaigns, a, b);
    describe_both(printer, "senders", &list->senders, a, b);
    print_member_real(printer, "variation", list->proportion.variation[at]);
    print_member_real(printer, "tau", list->proportion.tau[at]);
    print_end_map(printer);
}

static void describe_all(struct printer *printer, const struct store_feed_list *list) {
    print_key(printer, "all");
    print_begin_map(printer);
    describe_volume(printer, &list->all);
    print_member_count(printer, "campaigns", list->campaigns.items);
    print_member_count(printer, "senders", list->senders.items);
    print_member_count(printer, "timed_campaigns", list->delays.items);
    print_end_map(printer);
}

void describe_feeds(struct printer *printer, const struct store_feed_query *query,
                    const struct store_feed_list *list) {
    print_begin_map(printer);
    print_member_count(printer, "least", query->least);
    print_member_count(printer, "wanted_feeds", list->wanted_feeds);
    print_key(printer, "feeds");
    print_begin_list(printer);
    for (size_t i = 0; i < list->count; i++)
        describe_feed(printer, list, i);
    print_end_list(printer);
    describe_all(printer, list);
    print_key(printer, "pairs");
    print_begin_list(printer);
    for (size_t a = 0; a < list->count; a++)
        for (size_t b = a + 1; b < list->count; b++)
            describe_pair(printer, list, a, b);
    print_end_list(printer);
    print_end_map(printer);
}
