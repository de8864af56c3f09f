/* weir show: one campaign whole. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command/describe.h"
#include "command/describe_operator.h"
#include "command/describe_sending.h"
#include "command/describe_size.h"
#include "command/describe_template.h"
#include "command/describe_tout.h"
#include "command/output.h"
#include "command/paragraph.h"
#include "command/simulated.h"
#include "command/sparkline.h"
#include "publish/redact.h"
#include "publish/templates.h"

enum { NO_REDACT };
static const struct option options[] = {
    [NO_REDACT] = {"no-redact", OPTION_FLAG, .help = "templates with recipients and senders in them"},
};

/* So much of a list does a person read; JSON has all of it. */
#define LISTED       10
#define SAMPLE_LINES 25
/* The bars of the days are so much narrower than the terminal; their cells without one. */
#define DAYS_MARGIN 44
#define DAYS_LEAST  10
#define DAYS_CELLS  56

static size_t at_most(size_t count, size_t most) {
    return count < most ? count : most;
}

static void print_senders(struct printer *printer, const struct store_campaign_detail *detail) {
    print_key(printer, "senders");
    print_begin_list(printer);
    for (size_t i = 0; i < detail->sender_count; i++) {
        const struct store_sender *sender = &detail->senders[i];
        print_begin_map(printer);
        print_member_string(printer, "ip", sender->ip);
        print_member_count(printer, "messages", sender->messages);
        print_member_time(printer, "first_seen", sender->first_seen);
        print_member_time(printer, "last_seen", sender->last_seen);
        print_end_map(printer);
    }
    print_end_list(printer);
}

static void print_numbers(struct printer *printer, const char *key, const uint32_t *numbers, size_t count) {
    print_key(printer, key);
    print_begin_list(printer);
    for (size_t i = 0; i < count; i++)
        print_count(printer, numbers[i]);
    print_end_list(printer);
}

static void print_json(const struct invocation *invocation, const struct store_campaign_detail *detail,
                       const struct store_campaign_operator *found, const struct store_estimate *estimate) {
    struct printer printer;
    printer_json(&printer, &invocation->out, false);
    print_begin_map(&printer);
    describe_campaign(&printer, &detail->campaign);
    print_member_string(&printer, "asked", invocation->arguments[0]);
    describe_tout(&printer, detail);
    describe_campaign_operator(&printer, found);
    describe_templates(&printer, detail);
    print_senders(&printer, detail);
    describe_sending(&printer, detail);
    print_key(&printer, "size");
    print_begin_map(&printer);
    describe_size(&printer, estimate, &volume_assumed, false);
    print_end_map(&printer);
    print_numbers(&printer, "hours", detail->hours, 24);
    print_numbers(&printer, "weekdays", detail->weekdays, 7);
    print_member_count(&printer, "sampled", detail->sampled);
    describe_counts(&printer, "domains", detail->domains, detail->domain_count);
    describe_counts(&printer, "phones", detail->phones, detail->phone_count);
    describe_counts(&printer, "attachments", detail->attachments, detail->attachment_count);
    describe_counts(&printer, "from_domains", detail->from_domains, detail->from_domain_count);
    print_member_count(&printer, "sample_seq", detail->sample_seq);
    print_member_string(&printer, "sample", detail->sample);
    print_end_map(&printer);
    printer_free(&printer);
}

/* "33 messages in 35 deliveries to 12 recipients, 2 more returned; 3 templates, 12 source addresses". */
static void print_size(const struct terminal *out, const struct store_campaign *campaign) {
    struct buffer line = {0};
    output_plural(&line, campaign->messages, "message", "messages");
    buffer_append_string(&line, " in ");
    output_plural(&line, campaign->deliveries, "delivery", "deliveries");
    if (campaign->recipients) {
        buffer_append_string(&line, " to ");
        output_plural(&line, campaign->recipients, "recipient", "recipients");
    }
    if (campaign->indirect)
        buffer_printf(&line, ", %" PRIu64 " more returned", campaign->indirect);
    buffer_append_string(&line, "; ");
    output_plural(&line, campaign->templates, "template", "templates");
    buffer_append_string(&line, ", ");
    output_plural(&line, campaign->source_ips, "source address", "source addresses");
    buffer_printf(&line, "; %.0f %% with a link, %.0f %% with an attachment", 100 * campaign->with_url,
                  100 * campaign->with_attachment);
    buffer_append(&line, "", 1);
    paragraph_print(out, "  ", line.data, SIZE_MAX);
    buffer_free(&line);
}

static void print_heading(const struct invocation *invocation, const struct store_campaign *campaign) {
    const struct terminal *out = &invocation->out;
    struct buffer line = {0};
    size_t taken = strlen(campaign->id) + 2;
    buffer_printf(&line, "%s%s  ", terminal_style(out, STYLE_STRONG), campaign->id);
    terminal_text(out, &line, describe_name(invocation->arena, campaign),
                  out->width ? out->width - taken : 0);
    printf("%.*s%s\n", (int)line.size, line.data, terminal_style(out, STYLE_PLAIN));
    buffer_free(&line);
    print_size(out, campaign);
    putchar('\n');
}

/* A member: bars between what stands at their ends. */
static void print_bars(struct printer *printer, const char *key, const char *first, const char *last,
                       const uint32_t *counts, size_t count, size_t cells) {
    struct buffer bars = {0};
    buffer_printf(&bars, "%s [", first);
    sparkline_append(&bars, counts, count, cells, printer->terminal->utf8);
    buffer_printf(&bars, "] %s", last);
    buffer_append(&bars, "", 1);
    print_member_string(printer, key, bars.data);
    buffer_free(&bars);
}

static void print_rhythm(struct printer *printer, const struct store_campaign_detail *detail) {
    static const char *const weekdays[7] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const struct store_campaign *campaign = &detail->campaign;
    char first[TIME_TEXT_BYTES], last[TIME_TEXT_BYTES];
    size_t width = printer->terminal->width;
    size_t cells = !width ? DAYS_CELLS : width > DAYS_MARGIN + DAYS_LEAST ? width - DAYS_MARGIN : DAYS_LEAST;
    print_member_time(printer, "first", campaign->first_seen);
    print_member_time(printer, "last", campaign->last_seen);
    print_bars(printer, "days", output_day(campaign->days_from, first), output_day(campaign->last_seen, last),
               campaign->days, campaign->day_count, cells);
    print_bars(printer, "hours, UTC", "00", "23", detail->hours, 24, 24);
    print_key(printer, "weekdays");
    print_begin_map(printer);
    for (size_t i = 0; i < 7; i++)
        print_member_count(printer, weekdays[i], detail->weekdays[i]);
    print_end_map(printer);
}

static void print_subjects(struct printer *printer, const struct store_campaign *campaign) {
    print_key(printer, "subjects");
    print_begin_list(printer);
    for (size_t i = 0; i < campaign->subject_count; i++)
        print_string(printer, *campaign->subjects[i] ? campaign->subjects[i] : "(none)");
    print_end_list(printer);
}

/* The same for people: in columns. The first sends most, so none has more digits. */
static void print_sender_rows(struct printer *printer, const struct store_campaign_detail *detail,
                              size_t count) {
    struct buffer row = {0};
    char number[OUTPUT_NUMBER_BYTES], first[TIME_TEXT_BYTES], last[TIME_TEXT_BYTES];
    int widest = 0, digits = count ? (int)strlen(output_count(detail->senders[0].messages, number)) : 0;
    for (size_t i = 0; i < count; i++)
        if ((int)strlen(detail->senders[i].ip) > widest)
            widest = (int)strlen(detail->senders[i].ip);
    print_key(printer, "senders");
    print_begin_list(printer);
    for (size_t i = 0; i < count; i++) {
        const struct store_sender *sender = &detail->senders[i];
        buffer_clear(&row);
        buffer_printf(&row, "%-*s  %*s  %s..%s", widest, sender->ip, digits,
                      output_count(sender->messages, number), output_day(sender->first_seen, first),
                      output_day(sender->last_seen, last));
        buffer_append(&row, "", 1);
        print_string(printer, row.data);
    }
    print_end_list(printer);
    buffer_free(&row);
}

static void print_facts(const struct terminal *out, const struct store_campaign_detail *detail,
                        const struct store_campaign_operator *found, const struct store_estimate *estimate) {
    const struct store_campaign *campaign = &detail->campaign;
    struct printer printer;
    printer_text(&printer, out);
    print_begin_map(&printer);
    describe_promotion(&printer, detail);
    describe_claim_rows(&printer, detail);
    print_rhythm(&printer, detail);
    describe_counts(&printer, "feeds", campaign->feeds, at_most(campaign->feed_count, LISTED));
    print_subjects(&printer, campaign);
    describe_counts(&printer, "links to", detail->domains, at_most(detail->domain_count, LISTED));
    describe_counts(&printer, "phones", detail->phones, at_most(detail->phone_count, LISTED));
    describe_counts(&printer, "attachments", detail->attachments, at_most(detail->attachment_count, LISTED));
    describe_counts(&printer, "from", detail->from_domains, at_most(detail->from_domain_count, LISTED));
    describe_sending_rows(&printer, detail);
    print_sender_rows(&printer, detail, at_most(detail->sender_count, LISTED));
    describe_size_row(&printer, estimate);
    if (found)
        describe_operator_lines(&printer, found);
    print_end_map(&printer);
    printer_free(&printer);
}

static void print_text(const struct invocation *invocation, const struct store_campaign_detail *detail,
                       const struct store_campaign_operator *found, const struct store_estimate *estimate) {
    const struct terminal *out = &invocation->out;
    print_heading(invocation, &detail->campaign);
    print_facts(out, detail, found, estimate);
    describe_template_texts(out, detail);
    if (!detail->sample || !*detail->sample)
        return;
    printf("\n  sample: weir raw %" PRIu64 "\n", detail->sample_seq);
    paragraph_print(out, "  > ", detail->sample, SAMPLE_LINES);
}

static enum command_status show(struct invocation *invocation, struct store *store) {
    char id[STORE_ID_BYTES];
    struct error error;
    if (!resolve_campaign(invocation, store, invocation->arguments[0], id))
        return COMMAND_FAILED;
    const struct config *config = &invocation->config;
    struct geo *geo = geo_open(config->geo_country, config->geo_asn, &error);
    if (!geo)
        return complain("%s", error.message);
    struct store_campaign_detail *detail = store_campaign_show(store, id, geo, &error);
    geo_close(geo);
    struct store_campaign_operator *found;
    bool redact = !invocation->values[NO_REDACT].given;
    if (!detail || (redact && !publish_templates(store, invocation->arena, detail, &error)) ||
        !store_campaign_operator(store, id, &found, &error)) {
        store_campaign_detail_free(detail);
        return complain("%s", error.message);
    }
    struct store_estimate estimate;
    if (!store_estimate(store, id, &volume_assumed, true, &estimate, &error)) {
        store_campaign_operator_free(found);
        store_campaign_detail_free(detail);
        return complain("%s", error.message);
    }
    enum command_status status = COMMAND_DONE;
    if (!redact)
        complain("%s", redact_off_warning());
    if (invocation->json)
        print_json(invocation, detail, found, &estimate);
    else if (!detail->campaign.simulated || say_simulated(invocation, store, SIMULATED_HEADING))
        print_text(invocation, detail, found, &estimate);
    else
        status = COMMAND_FAILED;
    store_estimate_free(&estimate);
    store_campaign_operator_free(found);
    store_campaign_detail_free(detail);
    return status;
}

static enum command_status run(struct invocation *invocation) {
    return run_reading(invocation, show);
}

const struct command command_show = {
    .name = "show",
    .arguments = "CAMPAIGN",
    .summary = "one campaign whole",
    .details =
        "What it promotes, if it is a tout, why we say so, and what it claims; its templates, with\n"
        "{slots} where messages differ, a sample, who sends it, its days and hours (UTC), links, phones and\n"
        "attachments; its operator, what ties them, the operator's other campaigns, how this one compares,\n"
        "and who had sent before; how many hosts and messages are behind it, as `weir estimate` tells in "
        "full.\n"
        "The beginning of an id will do. The id of a campaign that was joined to\n"
        "another leads there and says so; --json has it as 'asked'. Templates are shown without recipients\n"
        "and senders, so that they can be passed on; the sample is a mail as it came.\n",
    .examples = "  weir show c7k2m\n"
                "  weir show --json c7k2m | jq .domains\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .least_arguments = 1,
    .most_arguments = 1,
    .json = true,
    .run = run,
};
