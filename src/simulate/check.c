/* Looks for names in a scenario that somebody may own. Settings are looked at as they are. Texts and subjects
 * are expanded as mails are, many times over, and with all alternatives one under the other, and each is read
 * as weir reads mail: parsed, plain and as HTML, its links, addresses and phone numbers taken out
 * (mail/link.h), its instruments read (tout/reading.h). What the parser leaves alone as no link but has a dot
 * and a known suffix in it is taken for a host, too. The cost is some hundred parsings a text. */
#include "simulate/check.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/random.h"
#include "mail/link_host.h"
#include "mail/mail.h"
#include "simulate/spin.h"
#include "tout/reading.h"

/* Expansions of a text: so many, and more the more alternatives it has. */
#define EXPANSIONS      64
#define EXPANSIONS_EACH 2
#define EXPANSIONS_MOST 1024
/* A longer text is no mail that anybody sends a million times. */
#define TEXT_MOST ((size_t)32 << 10)
/* Host names of the feeds; room is left for what is put before them. */
#define HOST_MOST   150
#define SYMBOL_MOST 12
/* A word in capitals alone is an instrument from so many points on; see docs/touts.md. */
#define INSTRUMENT_POINTS 2.0

static const char *const reserved_suffixes[] = {"example",     "test",        "invalid",    "localhost",
                                                "example.org", "example.net", "example.com"};

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

static bool is_reserved_host(struct slice host) {
    for (size_t i = 0; i < sizeof reserved_suffixes / sizeof *reserved_suffixes; i++) {
        size_t size = strlen(reserved_suffixes[i]);
        const char *tail = host.data + host.size - size;
        if (host.size >= size && !strncasecmp(tail, reserved_suffixes[i], size) &&
            (host.size == size || tail[-1] == '.'))
            return true;
    }
    return false;
}

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
    return is_reserved_host(slice_from_string(host)) ||
           refuse(check, "%s '%s' is not reserved: use .example, .test, .invalid, example.org, .net or .com",
                  what, host);
}

static bool check_feed(struct check *check, const struct scenario_feed *feed) {
    snprintf(check->place, sizeof check->place, "feed %s", feed->name);
    return check_host(check, "domain", feed->domain) &&
           (!*feed->forwarder || check_host(check, "forwarder", feed->forwarder));
}

static bool begins_invented(const char *name) {
    return !strncasecmp(name, "ZZ", 2);
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
    return (begins_invented(campaign->symbol) && size > 2 && size <= SYMBOL_MOST) ||
           refuse(check, "symbol '%s' is not an invented one: these begin with ZZ, and have 3 to %d letters",
                  campaign->symbol, SYMBOL_MOST);
}

/* -- what a mail has in it -- */

static bool check_links(const struct check *check, const struct mail *mail) {
    for (size_t i = 0; i < mail->link_count; i++)
        if (!is_reserved_host(slice_from_string(mail->links[i].host)))
            return refuse(check, "the link '%.100s' is not to a reserved name", mail->links[i].url);
    for (size_t i = 0; i < mail->address_count; i++) {
        const char *at = strrchr(mail->addresses[i], '@');
        if (!at || !is_reserved_host(slice_from_string(at + 1)))
            return refuse(check, "the address '%.100s' is not of a reserved domain", mail->addresses[i]);
    }
    return true;
}

/* 555-0100 to 555-0199, of any area. */
static bool check_phones(const struct check *check, const struct mail *mail) {
    for (size_t i = 0; i < mail->phone_count; i++) {
        const char *phone = mail->phones[i];
        if (strlen(phone) != 12 || strncmp(phone, "+1", 2) != 0 || strncmp(phone + 5, "55501", 5) != 0)
            return refuse(check, "the phone number '%s' is not of 555-0100 to 555-0199", phone);
    }
    return true;
}

static bool is_host_letter(char letter) {
    return isalnum((unsigned char)letter) || letter == '.' || letter == '-';
}

/* The campaign's own symbol may stand before a market's suffix: ZZAB.PK. */
static bool is_symbol(const struct check *check, struct slice word) {
    size_t size = strlen(check->campaign->symbol);
    return size && word.size > size && word.data[size] == '.' &&
           !strncmp(word.data, check->campaign->symbol, size);
}

/* word: of host letters. */
static bool check_word(const struct check *check, struct slice word) {
    while (word.size && !isalnum((unsigned char)word.data[word.size - 1]))
        word.size--;
    const char *dot = word.size ? memrchr(word.data, '.', word.size) : NULL;
    if (!dot || is_symbol(check, word) || !link_host_has_known_suffix(word) || is_reserved_host(word))
        return true;
    return refuse(check, "'%.*s' may be a host that somebody owns", (int)(word.size < 100 ? word.size : 100),
                  word.data);
}

static bool check_words(const struct check *check, struct slice text) {
    for (size_t at = 0, end; at < text.size; at = end) {
        end = at;
        while (end < text.size && is_host_letter(text.data[end]))
            end++;
        if (end > at && !check_word(check, slice_of(text.data + at, end - at)))
            return false;
        end += end == at;
    }
    return true;
}

static bool is_company(const struct check *check, const char *name) {
    return *check->campaign->company && strcasestr(check->campaign->company, name);
}

static bool is_invented(const struct check *check, const struct tout_candidate *candidate) {
    switch (candidate->kind) {
    case TOUT_SYMBOL:
    case TOUT_COIN:
        return begins_invented(candidate->name) || is_company(check, candidate->name) ||
               (!(candidate->how & HOW_EXPLICIT) && candidate->instrument < INSTRUMENT_POINTS);
    case TOUT_NAME:
        return is_company(check, candidate->name) || candidate->instrument < INSTRUMENT_POINTS;
    case TOUT_ISIN:
        return begins_invented(candidate->name);
    default:
        return false;
    }
}

static bool check_reading(const struct check *check, const struct mail *mail) {
    struct tout_reading reading;
    tout_read(mail, slice_of("", 0), &reading);
    for (size_t i = 0; i < reading.count; i++)
        if (!is_invented(check, &reading.candidates[i]))
            return refuse(check, "the instrument '%s' is not the campaign's, whose symbol begins with ZZ",
                          reading.candidates[i].name);
    return true;
}

/* -- texts -- */

static bool check_mail(const struct check *check, const char *type, struct slice subject, struct slice text) {
    struct buffer raw = {0};
    buffer_printf(
        &raw, "MIME-Version: 1.0\nContent-Type: text/%s; charset=utf-8\nSubject: %.*s\n\n%.*s\n%.*s\n", type,
        (int)subject.size, subject.data, (int)subject.size, subject.data, (int)text.size, text.data);
    const struct mail *mail = mail_parse(check->arena, buffer_slice(&raw), NULL, NULL);
    bool good = check_links(check, mail) && check_phones(check, mail) &&
                check_words(check, slice_from_string(mail->text)) &&
                check_words(check, slice_from_string(mail->hidden)) && check_reading(check, mail);
    if (good && mail->anomalies & MAIL_LIMIT)
        good = refuse(check, "this has more links, addresses or words in it than can be checked");
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
