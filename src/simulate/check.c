/* Looks for names in a scenario that somebody may own. Settings are looked at as they are. Texts and subjects
 * are expanded as mails are, many times over, and with all alternatives one under the other; each is parsed
 * as weir parses mail, as plain text and as HTML, and inspected (inspect.c). The cost is some hundred
 * parsings a text. */
#include "simulate/check.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/random.h"
#include "mail/mail.h"
#include "simulate/inspect.h"
#include "simulate/spin.h"

/* Expansions of a text: so many, and more the more alternatives it has. */
#define EXPANSIONS      64
#define EXPANSIONS_EACH 2
#define EXPANSIONS_MOST 1024
/* A longer text is no mail that anybody sends a million times. */
#define TEXT_MOST ((size_t)32 << 10)
/* Host names of the feeds; room is left for what is put before them. */
#define HOST_MOST   150
#define SYMBOL_MOST 12

struct check {
    const struct scenario *scenario;
    const struct scenario_campaign *campaign;
    char place[200]; /* "campaign january, text 2" */
    struct arena *arena;
    struct error *error;
};

static bool refuse(const struct check *check, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool refuse(const struct check *check, const char *format, ...) {
    char what[ERROR_MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return error_set(check->error, "%s: %s", check->place, what);
}

/* -- names -- */

static bool is_host_name(const char *name) {
    size_t size = strlen(name), label = 0;
    for (size_t i = 0; i < size; i++) {
        bool dot = name[i] == '.';
        if ((dot || name[i] == '-') && !label)
            return false;
        if (!dot && !isalnum((unsigned char)name[i]) && name[i] != '-')
            return false;
        label = dot ? 0 : label + 1;
    }
    return label && size <= HOST_MOST;
}

static bool check_host(const struct check *check, const char *what, const char *host) {
    if (!is_host_name(host))
        return refuse(check, "%s '%s' is no host's name", what, host);
    return inspect_is_reserved_host(slice_from_string(host)) ||
           refuse(check, "%s '%s' is not reserved: use .example, .test, .invalid, example.org, .net or .com",
                  what, host);
}

static bool check_feed(struct check *check, const struct scenario_feed *feed) {
    snprintf(check->place, sizeof check->place, "feed %s", feed->name);
    return check_host(check, "domain", feed->domain) &&
           (!*feed->forwarder || check_host(check, "forwarder", feed->forwarder));
}

static bool check_instrument(struct check *check) {
    const struct scenario_campaign *campaign = check->campaign;
    size_t size = strlen(campaign->symbol);
    snprintf(check->place, sizeof check->place, "campaign %s, instrument", campaign->name);
    if (campaign->type == SCENARIO_NOTHING)
        return true;
    for (size_t i = 0; i < size; i++)
        if (!isupper((unsigned char)campaign->symbol[i]) && !isdigit((unsigned char)campaign->symbol[i]))
            return refuse(check, "symbol '%s': a symbol is made of capitals and digits", campaign->symbol);
    if (!inspect_is_invented(campaign->symbol) || size <= 2 || size > SYMBOL_MOST)
        return refuse(check,
                      "symbol '%s' is not an invented one: these begin with ZZ, and have 3 to %d letters",
                      campaign->symbol, SYMBOL_MOST);
    struct error why;
    return inspect_coins(campaign->company, &why) || refuse(check, "company: %s", why.message);
}

/* -- texts -- */

static bool check_mail(const struct check *check, const char *type, struct slice subject, struct slice text) {
    struct buffer raw = {0};
    buffer_printf(
        &raw, "MIME-Version: 1.0\nContent-Type: text/%s; charset=utf-8\nSubject: %.*s\n\n%.*s\n%.*s\n", type,
        (int)subject.size, subject.data, (int)subject.size, subject.data, (int)text.size, text.data);
    const struct mail *mail = mail_parse(check->arena, buffer_slice(&raw), NULL, NULL);
    struct error why;
    bool good = inspect_mail(check->campaign, mail, &why) || refuse(check, "%s", why.message);
    arena_reset(check->arena);
    buffer_free(&raw);
    return good;
}

static bool check_both_ways(const struct check *check, struct slice subject, struct slice text) {
    bool markup = memchr(text.data, '<', text.size) || memchr(text.data, '&', text.size);
    return check_mail(check, "plain", subject, text) && (!markup || check_mail(check, "html", subject, text));
}

/* All alternatives, each on a line of its own. */
static bool check_flat(const struct check *check, struct slice text) {
    struct buffer flat = {0};
    buffer_append(&flat, text.data, text.size);
    for (size_t i = 0; i < flat.size; i++)
        if (strchr("{|}", flat.data[i]))
            flat.data[i] = '\n';
    bool good = check_both_ways(check, slice_of("", 0), buffer_slice(&flat));
    buffer_free(&flat);
    return good;
}

static size_t count_expansions(struct slice text) {
    size_t bars = 0;
    for (size_t i = 0; i < text.size; i++)
        bars += text.data[i] == '|';
    size_t count = bars ? EXPANSIONS + EXPANSIONS_EACH * bars : 1;
    return count < EXPANSIONS_MOST ? count : EXPANSIONS_MOST;
}

/* A text, with one subject after the other. */
static bool check_expansions(const struct check *check, struct slice text) {
    struct random random = random_stream(0, 0, 0);
    struct buffer one = {0}, subject = {0};
    size_t count = count_expansions(text), subjects = check->campaign->subject_count;
    bool good = true;
    for (size_t i = 0; good && i < (count > subjects ? count : subjects); i++) {
        buffer_clear(&one);
        buffer_clear(&subject);
        spin_expand(text, &random, &one);
        spin_expand(slice_from_string(check->campaign->subjects[i % subjects]), &random, &subject);
        good = check_both_ways(check, buffer_slice(&subject), buffer_slice(&one));
    }
    buffer_free(&one);
    buffer_free(&subject);
    return good;
}

static bool check_text(const struct check *check, const char *string) {
    struct slice text = slice_from_string(string);
    if (text.size > TEXT_MOST)
        return refuse(check, "%zu bytes are too long; at most %zu", text.size, TEXT_MOST);
    if (!text.size)
        return refuse(check, "there is nothing in it");
    return check_flat(check, text) && check_expansions(check, text);
}

static bool check_subject(const struct check *check, const char *subject) {
    for (const char *letter = subject; *letter; letter++)
        if (iscntrl((unsigned char)*letter))
            return refuse(check, "a subject is one line, without control characters");
    return check_text(check, subject);
}

static bool check_campaign(struct check *check) {
    const struct scenario_campaign *campaign = check->campaign;
    if (!check_instrument(check))
        return false;
    for (size_t i = 0; i < campaign->subject_count; i++) {
        snprintf(check->place, sizeof check->place, "campaign %s, subject %zu", campaign->name, i + 1);
        if (!check_subject(check, campaign->subjects[i]))
            return false;
    }
    for (size_t i = 0; i < campaign->text_count; i++) {
        snprintf(check->place, sizeof check->place, "campaign %s, text %zu", campaign->name, i + 1);
        if (!check_text(check, campaign->texts[i]))
            return false;
    }
    return true;
}

bool check_scenario(const struct scenario *scenario, struct error *error) {
    struct check check = {.scenario = scenario, .arena = arena_new(), .error = error};
    bool good = true;
    mail_initialize();
    for (size_t i = 0; good && i < scenario->feed_count; i++)
        good = check_feed(&check, &scenario->feeds[i]);
    for (size_t i = 0; good && i < scenario->campaign_count; i++) {
        check.campaign = &scenario->campaigns[i];
        good = check_campaign(&check);
    }
    arena_free(check.arena);
    return good;
}
