/* See describe_operator.h. */
#include "command/describe_operator.h"

#include <inttypes.h>

#include "command/describe.h"
#include "command/output.h"

/* So many other campaigns does a person read; JSON has all of them. */
#define RELATIVES_LISTED 10

static void print_evidence(struct printer *printer, const struct store_evidence *evidence, size_t count) {
    print_key(printer, "evidence");
    print_begin_list(printer);
    for (size_t i = 0; i < count; i++) {
        print_begin_map(printer);
        print_member_string(printer, "facet", evidence[i].facet);
        print_member_string(printer, "text", evidence[i].text);
        print_member_real(printer, "share", evidence[i].share);
        print_member_real(printer, "own_share", evidence[i].own);
        print_member_count(printer, "users", evidence[i].users);
        print_end_map(printer);
    }
    print_end_list(printer);
}

void describe_operator(struct printer *printer, const struct store_operator *facts) {
    print_begin_map(printer);
    print_member_string(printer, "id", facts->id);
    print_member_string(printer, "name", facts->name);
    describe_strings(printer, "campaigns", facts->campaigns, facts->campaign_count);
    print_member_count(printer, "messages", facts->messages);
    print_member_count(printer, "wanted", facts->wanted);
    print_member_truth(printer, "simulated", facts->simulated);
    print_member_time(printer, "first_seen", facts->first_seen);
    print_member_time(printer, "last_seen", facts->last_seen);
    print_member_count(printer, "source_ips", facts->source_ips);
    print_member_count(printer, "source_networks", facts->source_networks);
    print_key(printer, "kinds");
    print_begin_map(printer);
    print_member_count(printer, "tout", facts->touts);
    print_member_count(printer, "other", facts->campaign_count - facts->touts);
    print_end_map(printer);
    describe_strings(printer, "instruments", facts->instruments, facts->instrument_count);
    print_member_real(printer, "strength", facts->strength);
    print_evidence(printer, facts->evidence, facts->evidence_count);
    print_end_map(printer);
}

static void print_measures(struct printer *printer, const struct store_campaign_operator *found) {
    print_key(printer, "measures");
    print_begin_list(printer);
    for (size_t i = 0; i < found->measure_count; i++) {
        const struct store_measure *measure = &found->measures[i];
        print_begin_map(printer);
        print_member_string(printer, "what", measure->what);
        print_member_count(printer, "value", measure->value);
        print_member_count(printer, "others", measure->others);
        print_member_count(printer, "smaller", measure->smaller);
        print_member_count(printer, "least", measure->least);
        print_member_count(printer, "most", measure->most);
        print_key(printer, "percentile");
        if (measure->percentile >= 0)
            print_real(printer, measure->percentile);
        else
            print_string(printer, NULL);
        print_end_map(printer);
    }
    print_end_list(printer);
}

static void print_relatives(struct printer *printer, const struct store_campaign_operator *found) {
    print_key(printer, "others");
    print_begin_list(printer);
    for (size_t i = 0; i < found->relative_count; i++) {
        const struct store_relative *relative = &found->relatives[i];
        print_begin_map(printer);
        print_member_string(printer, "id", relative->id);
        print_member_string(printer, "subject", relative->subject);
        print_member_string(printer, "instrument", relative->instrument);
        print_member_count(printer, "messages", relative->messages);
        print_member_time(printer, "first_seen", relative->first_seen);
        print_member_time(printer, "last_seen", relative->last_seen);
        print_end_map(printer);
    }
    print_end_list(printer);
}

static void print_returning(struct printer *printer, const struct store_campaign_operator *found) {
    print_key(printer, "returning");
    print_begin_map(printer);
    print_member_count(printer, "earlier_campaigns", found->earlier);
    print_member_count(printer, "addresses", found->addresses);
    print_member_count(printer, "addresses_seen_before", found->returning_addresses);
    print_member_count(printer, "networks", found->networks);
    print_member_count(printer, "networks_seen_before", found->returning_networks);
    print_end_map(printer);
}

void describe_campaign_operator(struct printer *printer, const struct store_campaign_operator *found) {
    print_key(printer, "operator_details");
    if (!found) {
        print_string(printer, NULL);
        return;
    }
    print_begin_map(printer);
    print_member_string(printer, "id", found->operator_facts.id);
    print_member_string(printer, "name", found->operator_facts.name);
    print_member_truth(printer, "simulated", found->operator_facts.simulated);
    print_member_real(printer, "strength", found->strength);
    print_member_count(printer, "senders", found->sources);
    print_evidence(printer, found->evidence, found->evidence_count);
    print_relatives(printer, found);
    print_measures(printer, found);
    print_returning(printer, found);
    print_end_map(printer);
}

void describe_evidence(struct buffer *line, const struct store_evidence *evidence, uint64_t sources) {
    char users[OUTPUT_NUMBER_BYTES], all[OUTPUT_NUMBER_BYTES];
    double least = evidence->own < evidence->share ? evidence->own : evidence->share;
    buffer_printf(line, "%s, in %.0f %% of messages, of %s of %s senders: %s", evidence->facet, 100 * least,
                  output_count(evidence->users, users), output_count(sources, all), evidence->text);
    buffer_append(line, "", 1);
}

static void print_line(struct printer *printer, struct buffer *line) {
    buffer_append(line, "", 1);
    print_string(printer, line->data);
    buffer_clear(line);
}

static void list_evidence(struct printer *printer, const struct store_campaign_operator *found) {
    struct buffer line = {0};
    print_key(printer, "made alike");
    print_begin_list(printer);
    for (size_t i = 0; i < found->evidence_count; i++) {
        describe_evidence(&line, &found->evidence[i], found->sources);
        print_string(printer, line.data);
        buffer_clear(&line);
    }
    print_end_list(printer);
    buffer_free(&line);
}

static void list_relatives(struct printer *printer, const struct store_campaign_operator *found) {
    struct buffer line = {0};
    char number[OUTPUT_NUMBER_BYTES], span[DESCRIBE_SPAN_BYTES];
    print_key(printer, "its others");
    print_begin_list(printer);
    for (size_t i = 0; i < found->relative_count && i < RELATIVES_LISTED; i++) {
        const struct store_relative *relative = &found->relatives[i];
        buffer_printf(&line, "%s  %s  %s  %s%s%s", relative->id,
                      describe_span(relative->first_seen, relative->last_seen, span),
                      output_count(relative->messages, number), relative->instrument,
                      *relative->instrument ? ": " : "",
                      *relative->subject ? relative->subject : "(no subject)");
        print_line(printer, &line);
    }
    if (found->relative_count > RELATIVES_LISTED) {
        buffer_printf(&line, "%zu more: weir operators --json", found->relative_count - RELATIVES_LISTED);
        print_line(printer, &line);
    }
    print_end_list(printer);
    buffer_free(&line);
}

/* "messages: 239, more than 3 of its 8 others (4 to 364), than 99 % of all campaigns". */
static void list_measures(struct printer *printer, const struct store_campaign_operator *found) {
    struct buffer line = {0};
    char value[OUTPUT_NUMBER_BYTES], least[OUTPUT_NUMBER_BYTES], most[OUTPUT_NUMBER_BYTES];
    print_key(printer, "compared");
    print_begin_list(printer);
    for (size_t i = 0; i < found->measure_count; i++) {
        const struct store_measure *measure = &found->measures[i];
        buffer_printf(&line, "%s: %s, more than %" PRIu64 " of its %" PRIu64 " others (%s to %s)",
                      measure->what, output_count(measure->value, value), measure->smaller, measure->others,
                      output_count(measure->least, least), output_count(measure->most, most));
        if (measure->percentile >= 0)
            buffer_printf(&line, ", than %.1f %% of all campaigns", 100 * measure->percentile);
        print_line(printer, &line);
    }
    print_end_list(printer);
    buffer_free(&line);
}

static double percent(uint64_t part, uint64_t whole) {
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void list_returning(struct printer *printer, const struct store_campaign_operator *found) {
    struct buffer line = {0};
    char number[OUTPUT_NUMBER_BYTES];
    print_key(printer, "sent before");
    print_begin_list(printer);
    if (!found->earlier) {
        print_string(printer, "nothing: it is the operator's first campaign here");
    } else if (found->addresses) {
        buffer_printf(&line, "%.0f %% of %s addresses, ",
                      percent(found->returning_addresses, found->addresses),
                      output_count(found->addresses, number));
        buffer_printf(&line, "%.0f %% of %s networks (/24) sent for an earlier campaign",
                      percent(found->returning_networks, found->networks),
                      output_count(found->networks, number));
        print_line(printer, &line);
        print_string(printer,
                     "home lines change address and neighbours share a network: machines that sent before "
                     "are more than the first share, mostly fewer than the second");
    }
    print_end_list(printer);
    buffer_free(&line);
}

void describe_operator_lines(struct printer *printer, const struct store_campaign_operator *found) {
    struct buffer line = {0};
    const struct store_operator *facts = &found->operator_facts;
    char number[OUTPUT_NUMBER_BYTES];
    buffer_printf(&line, "%s%s%s%s, strength %.2f: ", facts->simulated ? "(simulated) " : "", facts->name,
                  *facts->name ? " " : "", facts->id, found->strength);
    output_plural(&line, facts->campaign_count, "campaign", "campaigns");
    buffer_printf(&line, ", %s messages", output_count(facts->messages, number));
    buffer_append(&line, "", 1);
    print_member_string(printer, "operator", line.data);
    buffer_free(&line);
    list_relatives(printer, found);
    list_evidence(printer, found);
    list_measures(printer, found);
    list_returning(printer, found);
}
