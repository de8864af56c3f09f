/* For JSON every figure has its key and null where nobody says it; for people a line a kind of claim. */
#include "command/describe_tout.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "command/describe.h"
#include "command/output.h"

/* What else is named, as far as a person reads. */
#define RIVALS_LISTED 5

static void print_instrument(struct printer *printer, const struct store_campaign_detail *detail) {
    const struct store_promotion *promotion = &detail->campaign.promotion;
    print_begin_map(printer);
    print_member_string(printer, "instrument", promotion->instrument);
    print_member_string(printer, "kind", promotion->kind);
    print_member_string(printer, "type", detail->type);
    print_member_string(printer, "name", detail->company);
    print_member_string(printer, "market", detail->market);
    print_member_real(printer, "confidence", promotion->confidence);
    describe_strings(printer, "aliases", promotion->aliases, promotion->alias_count);
    print_key(printer, "runners_up");
    print_begin_list(printer);
    for (size_t i = 0; i < detail->names.rival_count; i++) {
        print_begin_map(printer);
        print_member_string(printer, "name", detail->names.rivals[i].name);
        print_member_string(printer, "kind", detail->names.rivals[i].kind);
        print_member_count(printer, "messages", detail->names.rivals[i].messages);
        print_end_map(printer);
    }
    print_end_list(printer);
    print_end_map(printer);
}

static void print_range(struct printer *printer, const char *key, const struct store_range *range) {
    print_key(printer, key);
    if (!range->messages) {
        print_string(printer, NULL);
        return;
    }
    print_begin_map(printer);
    print_member_real(printer, "min", range->least);
    print_member_real(printer, "max", range->most);
    print_member_real(printer, "first", range->first);
    print_member_real(printer, "last", range->last);
    print_member_count(printer, "messages", range->messages);
    print_end_map(printer);
}

static void print_claims(struct printer *printer, const struct store_claims *claims) {
    print_begin_map(printer);
    print_member_time(printer, "from", claims->from);
    print_member_time(printer, "to", claims->to);
    print_member_count(printer, "messages", claims->messages);
    print_range(printer, "price", &claims->price);
    print_range(printer, "target", &claims->target);
    print_member_string(printer, "currency", claims->currency);
    print_range(printer, "gain_percent", &claims->gain);
    print_range(printer, "horizon_days", &claims->horizon);
    print_member_time(printer, "urgent", claims->urgent);
    print_end_map(printer);
}

void describe_tout(struct printer *printer, const struct store_campaign_detail *detail) {
    print_key(printer, "instrument_details");
    print_begin_list(printer);
    if (*detail->campaign.promotion.instrument)
        print_instrument(printer, detail);
    print_end_list(printer);
    print_key(printer, "claims");
    if (detail->claims.messages)
        print_claims(printer, &detail->claims);
    else
        print_string(printer, NULL);
    print_key(printer, "claims_by_day");
    print_begin_list(printer);
    for (size_t i = 0; i < detail->claim_row_count; i++)
        print_claims(printer, &detail->claim_rows[i]);
    print_end_list(printer);
}

static void print_said(struct printer *printer, const char *key, double number) {
    print_key(printer, key);
    if (number > 0)
        print_real(printer, number);
    else
        print_string(printer, NULL);
}

void describe_claims(struct printer *printer, const struct tout_claims *claims) {
    print_key(printer, "claims");
    if (!claims) {
        print_string(printer, NULL);
        return;
    }
    print_begin_map(printer);
    print_said(printer, "price", claims->price);
    print_said(printer, "target", claims->target);
    print_member_string(printer, "currency", claims->currency);
    print_said(printer, "gain_percent", claims->gain);
    print_said(printer, "horizon_days", claims->horizon);
    print_member_time(printer, "urgent", claims->urgent);
    print_end_map(printer);
}

/* A member of what was put together in line. */
static void print_line(struct printer *printer, const char *key, struct buffer *line) {
    buffer_append(line, "", 1);
    if (key)
        print_member_string(printer, key, line->data);
    else
        print_string(printer, line->data);
    buffer_clear(line);
}

/* "ABCD.PK, ABCD CORP (stock, pink sheets), confidence 0.97". */
static void print_promoted(struct printer *printer, const struct store_campaign_detail *detail) {
    const struct store_promotion *promotion = &detail->campaign.promotion;
    struct buffer line = {0};
    if (!*promotion->kind) {
        print_member_string(printer, "promotes", "what stands in a linked picture");
        return;
    }
    buffer_append_string(&line, promotion->instrument);
    if (*detail->company && strcmp(detail->company, promotion->instrument) != 0)
        buffer_printf(&line, ", %s", detail->company);
    buffer_printf(&line, " (%s%s%s), confidence %.2f", detail->type, *detail->market ? ", " : "",
                  detail->market, promotion->confidence);
    print_line(printer, "promotes", &line);
    buffer_free(&line);
}

static void print_rivals(struct printer *printer, const struct store_campaign_detail *detail) {
    print_key(printer, "also named");
    print_begin_map(printer);
    for (size_t i = 0; i < detail->names.rival_count && i < RIVALS_LISTED; i++)
        print_member_count(printer, detail->names.rivals[i].name, detail->names.rivals[i].messages);
    print_end_map(printer);
}

void describe_promotion(struct printer *printer, const struct store_campaign_detail *detail) {
    const struct store_promotion *promotion = &detail->campaign.promotion;
    char score[OUTPUT_NUMBER_BYTES];
    snprintf(score, sizeof score, "%s, score %.2f", detail->campaign.kind, promotion->score);
    print_member_string(printer, "kind", score);
    if (!promotion->tout)
        return;
    print_promoted(printer, detail);
    describe_strings(printer, "aliases", promotion->aliases, promotion->alias_count);
    print_rivals(printer, detail);
    describe_strings(printer, "because", promotion->reasons, promotion->reason_count);
}

/* "0.11..0.22", or "0.11" alone. */
static void append_range(struct buffer *line, const struct store_range *range) {
    char number[OUTPUT_NUMBER_BYTES];
    buffer_append_string(line, output_amount(range->least, number));
    if (range->most > range->least)
        buffer_printf(line, "..%s", output_amount(range->most, number));
}

static const char *unit_of_days(const struct store_range *range) {
    return range->most > 1 ? "days" : "day";
}

/* A member: "0.11..0.22 USD, first 0.11, last 0.22". */
static void print_course(struct printer *printer, const char *key, const struct store_range *range,
                         const char *unit) {
    struct buffer line = {0};
    char number[OUTPUT_NUMBER_BYTES];
    if (!range->messages)
        return;
    append_range(&line, range);
    buffer_printf(&line, "%s%s", *unit ? " " : "", unit);
    if (range->most > range->least) {
        buffer_printf(&line, ", first %s", output_amount(range->first, number));
        buffer_printf(&line, ", last %s", output_amount(range->last, number));
    }
    print_line(printer, key, &line);
    buffer_free(&line);
}

/* One claim in a row of them. */
static void append_claim(struct buffer *line, const char *what, const struct store_range *range,
                         const char *unit) {
    if (!range->messages)
        return;
    buffer_printf(line, "  %s ", what);
    append_range(line, range);
    buffer_printf(line, "%s%s", *unit ? " " : "", unit);
}

static void print_row(struct printer *printer, const struct store_claims *claims) {
    struct buffer line = {0};
    char day[TIME_TEXT_BYTES];
    buffer_append_string(&line, output_day(claims->from, day));
    if (claims->to > claims->from)
        buffer_printf(&line, "..%s", output_day(claims->to, day));
    append_claim(&line, "price", &claims->price, claims->currency);
    append_claim(&line, "target", &claims->target, claims->currency);
    append_claim(&line, "gain", &claims->gain, "%");
    append_claim(&line, "within", &claims->horizon, unit_of_days(&claims->horizon));
    print_line(printer, NULL, &line);
    buffer_free(&line);
}

void describe_claim_rows(struct printer *printer, const struct store_campaign_detail *detail) {
    const struct store_claims *claims = &detail->claims;
    char day[TIME_TEXT_BYTES];
    if (!claims->messages)
        return;
    print_course(printer, "price", &claims->price, claims->currency);
    print_course(printer, "target", &claims->target, claims->currency);
    print_course(printer, "gain", &claims->gain, "%");
    print_course(printer, "within", &claims->horizon, unit_of_days(&claims->horizon));
    if (claims->urgent != TIME_NONE)
        print_member_string(printer, "act by", output_day(claims->urgent, day));
    if (detail->claim_row_count < 2)
        return;
    print_key(printer, "by days");
    print_begin_list(printer);
    for (size_t i = 0; i < detail->claim_row_count; i++)
        print_row(printer, &detail->claim_rows[i]);
    print_end_list(printer);
}
