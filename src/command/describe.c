/* The facts of a campaign, in the order in which JSON has them; see DESIGN.md "Commands" for the names. */
#include "command/describe.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "command/describe_sending.h"
#include "command/output.h"

void describe_counts(struct printer *printer, const char *key, const struct store_count *counts,
                     size_t count) {
    print_key(printer, key);
    print_begin_map(printer);
    for (size_t i = 0; i < count; i++)
        print_member_count(printer, counts[i].name, counts[i].count);
    print_end_map(printer);
}

void describe_strings(struct printer *printer, const char *key, const char *const *strings, size_t count) {
    print_key(printer, key);
    print_begin_list(printer);
    for (size_t i = 0; i < count; i++)
        print_string(printer, strings[i]);
    print_end_list(printer);
}

static void describe_days(struct printer *printer, const struct store_campaign *campaign) {
    print_member_time(printer, "days_from", campaign->day_count ? campaign->days_from : TIME_NONE);
    print_key(printer, "days");
    print_begin_list(printer);
    for (size_t i = 0; i < campaign->day_count; i++)
        print_count(printer, campaign->days[i]);
    print_end_list(printer);
}

void describe_campaign(struct printer *printer, const struct store_campaign *campaign) {
    const struct store_promotion *promotion = &campaign->promotion;
    print_member_string(printer, "id", campaign->id);
    print_key(printer, "name");
    print_string(printer, campaign->name);
    print_member_string(printer, "kind", campaign->kind);
    print_member_truth(printer, "simulated", campaign->simulated);
    print_member_real(printer, "score", promotion->score);
    describe_strings(printer, "reasons", promotion->reasons, promotion->reason_count);
    print_member_count(printer, "messages", campaign->messages);
    print_member_count(printer, "deliveries", campaign->deliveries);
    print_member_count(printer, "recipients", campaign->recipients);
    print_member_count(printer, "indirect", campaign->indirect);
    print_member_time(printer, "first_seen", campaign->first_seen);
    print_member_time(printer, "last_seen", campaign->last_seen);
    print_member_count(printer, "templates", campaign->templates);
    print_member_count(printer, "source_ips", campaign->source_ips);
    describe_counts(printer, "feeds", campaign->feeds, campaign->feed_count);
    describe_strings(printer, "instruments", &promotion->instrument, *promotion->instrument != 0);
    print_member_string(printer, "operator", campaign->operator_label);
    print_member_real(printer, "with_url", campaign->with_url);
    print_member_real(printer, "with_attachment", campaign->with_attachment);
    describe_strings(printer, "subjects", campaign->subjects, campaign->subject_count);
    describe_effort(printer, &campaign->sending);
    print_member_count(printer, "recent", campaign->recent);
    print_member_count(printer, "before", campaign->before);
    describe_days(printer, campaign);
}

const char *describe_span(int64_t first_seen, int64_t last_seen, char text[DESCRIBE_SPAN_BYTES]) {
    char first[TIME_TEXT_BYTES], last[TIME_TEXT_BYTES];
    size_t year = strlen("2025-"), month = strlen("2025-12");
    output_day(first_seen, first);
    output_day(last_seen, last);
    if (!strcmp(first, last))
        return strcpy(text, first);
    if (!strncmp(first, last, year))
        snprintf(text, DESCRIBE_SPAN_BYTES, "%s..%s", first, last + year);
    else
        snprintf(text, DESCRIBE_SPAN_BYTES, "%.*s..%.*s", (int)month, first, (int)month, last);
    return text;
}

static const char *plain_name(const struct store_campaign *campaign) {
    if (campaign->name && *campaign->name)
        return campaign->name;
    for (size_t i = 0; i < campaign->subject_count; i++)
        if (*campaign->subjects[i])
            return campaign->subjects[i];
    return "(no subject)";
}

const char *describe_simulated(struct arena *arena, const char *name, bool simulated) {
    return simulated ? arena_printf(arena, "(simulated) %s", name) : name;
}

const char *describe_name(struct arena *arena, const struct store_campaign *campaign) {
    return describe_simulated(arena, plain_name(campaign), campaign->simulated);
}
