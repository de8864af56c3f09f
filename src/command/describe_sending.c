/* Counts stand with what they are counted of: "217 of 239 senders". */
#include "command/describe_sending.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "command/describe.h"
#include "command/output.h"
#include "mail/mail.h"

/* What else than one text is read of a list. */
#define LISTED 8

static const char *const helo_names[SENDING_HELOS] = {
    [SENDER_HELO_PLAIN] = "plain",        [SENDER_HELO_BARE] = "bare",   [SENDER_HELO_ADDRESS] = "address",
    [SENDER_HELO_OTHER] = "other_domain", [SENDER_HELO_ALIEN] = "alien", [SENDER_HELO_BORROWED] = "borrowed",
    [SENDER_HELO_OURS] = "ours"};

static void print_helos(struct printer *printer, const struct store_sending *sending) {
    print_key(printer, "helo");
    print_begin_map(printer);
    print_member_count(printer, "recorded", sending->helo_recorded);
    print_member_count(printer, "fake", sending->helo_fake);
    for (size_t i = SENDER_HELO_PLAIN; i < SENDING_HELOS; i++)
        print_member_count(printer, helo_names[i], sending->helos[i]);
    print_end_map(printer);
}

static void print_results(struct printer *printer, const char *key, const uint64_t results[SENDING_RESULTS]) {
    print_key(printer, key);
    print_begin_map(printer);
    for (size_t i = 0; i < SENDING_RESULTS; i++)
        print_member_count(printer, mail_result_name((enum mail_result)i), results[i]);
    print_end_map(printer);
}

/* null where there is no file to look them up in. */
static void print_places(struct printer *printer, const char *key, const struct store_places *places) {
    if (places->known)
        describe_counts(printer, key, places->counts, places->count);
    else
        print_member_string(printer, key, NULL);
}

static void print_sending(struct printer *printer, const struct store_campaign_detail *detail) {
    const struct store_sending *sending = &detail->campaign.sending;
    print_begin_map(printer);
    print_member_count(printer, "messages", sending->messages);
    print_member_count(printer, "senders", sending->senders);
    print_member_count(printer, "home", sending->home);
    print_member_count(printer, "one_mail", sending->one_mail);
    print_member_count(printer, "named", sending->named);
    print_member_count(printer, "doubtful", sending->doubtful);
    print_member_count(printer, "nameless", sending->nameless);
    describe_counts(printer, "providers", sending->providers, sending->provider_count);
    print_helos(printer, sending);
    print_results(printer, "spf", sending->spf);
    print_results(printer, "dkim", sending->dkim);
    print_results(printer, "dmarc", sending->dmarc);
    print_places(printer, "countries", &detail->countries);
    print_places(printer, "networks", &detail->networks);
    print_end_map(printer);
}

static void print_signals(struct printer *printer, const struct store_sending *sending) {
    print_key(printer, "signals");
    print_begin_map(printer);
    for (enum effort_signal signal = 0; signal < EFFORT_SIGNALS; signal++) {
        print_key(printer, effort_signal_name(signal));
        print_begin_map(printer);
        print_member_count(printer, "count", sending->counts.signals[signal].count);
        print_member_count(printer, "of", sending->counts.signals[signal].of);
        print_member_real(printer, "adds", sending->effort.strengths[signal]);
        print_end_map(printer);
    }
    print_end_map(printer);
}

void describe_effort(struct printer *printer, const struct store_sending *sending) {
    print_key(printer, "effort");
    print_begin_map(printer);
    print_member_string(printer, "level", effort_level_name(sending->effort.level));
    print_member_real(printer, "score", sending->effort.score);
    describe_strings(printer, "reasons", sending->reasons, sending->reason_count);
    print_member_real(printer, "likeness", sending->counts.likeness);
    print_signals(printer, sending);
    print_end_map(printer);
}

void describe_sending(struct printer *printer, const struct store_campaign_detail *detail) {
    print_key(printer, "sending");
    print_sending(printer, detail);
}

static void end_line(struct printer *printer, const char *key, struct buffer *line) {
    buffer_append(line, "", 1);
    print_member_string(printer, key, line->data);
    buffer_clear(line);
}

/* "217 of 239 senders". */
static void append_share(struct buffer *line, uint64_t count, uint64_t of, const char *what) {
    char number[OUTPUT_NUMBER_BYTES];
    buffer_append_string(line, output_count(count, number));
    buffer_append_string(line, " of ");
    buffer_printf(line, "%s %s", output_count(of, number), what);
}

static void append_senders(struct buffer *line, const struct store_sending *sending) {
    append_share(line, sending->home, sending->senders, "senders look like home connections");
    if (sending->nameless)
        buffer_printf(line, "; %" PRIu64 " have no name in the DNS", sending->nameless);
    if (sending->doubtful)
        buffer_printf(line, "; %" PRIu64 " one that does not lead back", sending->doubtful);
    uint64_t known = sending->named + sending->doubtful + sending->nameless;
    if (known < sending->senders)
        buffer_printf(line, "; of %" PRIu64 " it is not recorded", sending->senders - known);
}

static void print_helo_row(struct printer *printer, const struct store_sending *sending,
                           struct buffer *line) {
    static const struct {
        enum sender_helo helo;
        const char *words;
    } kinds[] = {
        {SENDER_HELO_ALIEN, "another domain's on a home line"},
        {SENDER_HELO_BORROWED, "a provider's or another address"},
        {SENDER_HELO_OURS, "the receiver's own"},
    };
    if (!sending->helo_recorded)
        return;
    append_share(line, sending->helo_fake, sending->helo_recorded, "sessions give a false name");
    const char *before = ": ";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (sending->helos[kinds[i].helo]) {
            buffer_printf(line, "%s%s %" PRIu64, before, kinds[i].words, sending->helos[kinds[i].helo]);
            before = ", ";
        }
    if (sending->helos[SENDER_HELO_BARE])
        buffer_printf(line, "; a bare word %" PRIu64, sending->helos[SENDER_HELO_BARE]);
    end_line(printer, "HELO", line);
}

/* "SPF: fail 20, pass 3 of 239 messages"; nothing where nothing is recorded. */
static void append_results(struct buffer *line, const char *name, const uint64_t results[SENDING_RESULTS],
                           uint64_t messages) {
    if (results[MAIL_RESULT_NONE] == messages)
        return;
    buffer_printf(line, "%s%s", line->size ? "; " : "", name);
    for (size_t i = MAIL_RESULT_PASS; i < SENDING_RESULTS; i++)
        if (results[i])
            buffer_printf(line, " %s %" PRIu64, mail_result_name((enum mail_result)i), results[i]);
    buffer_printf(line, " of %" PRIu64, messages);
}

static void print_checks_row(struct printer *printer, const struct store_sending *sending,
                             struct buffer *line) {
    append_results(line, "SPF", sending->spf, sending->messages);
    append_results(line, "DKIM", sending->dkim, sending->messages);
    append_results(line, "DMARC", sending->dmarc, sending->messages);
    if (line->size)
        end_line(printer, "recorded", line);
}

static void print_places_row(struct printer *printer, const char *key, const struct store_places *places) {
    if (places->count)
        describe_counts(printer, key, places->counts, places->count < LISTED ? places->count : LISTED);
}

static void print_effort_row(struct printer *printer, const struct store_sending *sending,
                             struct buffer *line) {
    if (sending->effort.level != EFFORT_NONE)
        buffer_printf(line, "%s (%.2f)", effort_level_name(sending->effort.level), sending->effort.score);
    for (size_t i = 0; i < sending->reason_count; i++)
        buffer_printf(line, "%s%s", !line->size ? "" : i ? "; " : ": ", sending->reasons[i]);
    end_line(printer, "effort", line);
}

void describe_sending_rows(struct printer *printer, const struct store_campaign_detail *detail) {
    const struct store_sending *sending = &detail->campaign.sending;
    struct buffer line = {0};
    if (!sending->messages)
        return;
    if (sending->senders) {
        append_senders(&line, sending);
        end_line(printer, "sent from", &line);
        append_share(&line, sending->one_mail, sending->senders, "senders sent one mail");
        end_line(printer, "one mail", &line);
    }
    describe_counts(printer, "providers", sending->providers,
                    sending->provider_count < LISTED ? sending->provider_count : LISTED);
    print_helo_row(printer, sending, &line);
    print_checks_row(printer, sending, &line);
    print_places_row(printer, "countries", &detail->countries);
    print_places_row(printer, "networks", &detail->networks);
    print_effort_row(printer, sending, &line);
    buffer_free(&line);
}
