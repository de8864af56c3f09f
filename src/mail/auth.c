/* What the receiving servers recorded about SPF, DKIM and DMARC.
 *
 * Only headers that the feed's own servers wrote count (mail->own_headers, see received.c), and of those the
 * ones nearest to the hand-over first, since a server further in sees an own server as the sender. A result
 * of "none" leaves the question to the next header. Cost: one pass over those headers. */
#include "mail/auth.h"

#include <ctype.h>
#include <strings.h>

struct word_result {
    const char *word;
    enum mail_result result;
};

static bool equals(struct slice text, const char *word) {
    return text.size == strlen(word) && !strncasecmp(text.data, word, text.size);
}

/* RFC 8601, 2.7 and the words of before (RFC 4870 and drafts). */
static enum mail_result result_of(struct slice word) {
    static const struct word_result words[] = {
        {"pass", MAIL_RESULT_PASS},       {"good", MAIL_RESULT_PASS},      {"fail", MAIL_RESULT_FAIL},
        {"hardfail", MAIL_RESULT_FAIL},   {"bad", MAIL_RESULT_FAIL},       {"softfail", MAIL_RESULT_SOFTFAIL},
        {"neutral", MAIL_RESULT_NEUTRAL}, {"policy", MAIL_RESULT_NEUTRAL}, {"temperror", MAIL_RESULT_ERROR},
        {"permerror", MAIL_RESULT_ERROR}, {"error", MAIL_RESULT_ERROR},    {"unknown", MAIL_RESULT_ERROR},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (equals(word, words[i].word))
            return words[i].result;
    return MAIL_RESULT_NONE;
}

const char *mail_result_name(enum mail_result result) {
    static const char *const names[] = {"none", "pass", "fail", "softfail", "neutral", "error"};
    return names[result];
}

static struct slice skip(struct slice text, size_t count) {
    return slice_of(text.data + count, text.size - count);
}

static struct slice first_word(struct slice text) {
    while (text.size && (isspace((unsigned char)*text.data) || *text.data == '='))
        text = skip(text, 1);
    size_t size = 0;
    while (size < text.size && isalpha((unsigned char)text.data[size]))
        size++;
    return slice_of(text.data, size);
}

/* The results of one header. */
struct results {
    enum mail_result spf, dkim, dmarc;
};

/* Of several signatures one good one is enough. */
static void add_dkim(struct results *results, enum mail_result dkim) {
    if (results->dkim == MAIL_RESULT_NONE || dkim == MAIL_RESULT_PASS)
        results->dkim = dkim;
}

/* "dkim=pass (2048-bit key) header.d=example.org" */
static void read_method(struct slice text, struct results *results) {
    struct slice method = text;
    for (method.size = 0; method.size < text.size; method.size++)
        if (!isalnum((unsigned char)text.data[method.size]) && text.data[method.size] != '-')
            break;
    text = skip(text, method.size);
    while (text.size && isspace((unsigned char)*text.data))
        text = skip(text, 1);
    if (!text.size || *text.data != '=')
        return;
    enum mail_result result = result_of(first_word(text));
    if (equals(method, "spf") && results->spf == MAIL_RESULT_NONE)
        results->spf = result;
    else if (equals(method, "dmarc") && results->dmarc == MAIL_RESULT_NONE)
        results->dmarc = result;
    else if (equals(method, "dkim") || equals(method, "domainkeys"))
        add_dkim(results, result);
}

/* RFC 8601, 2.2: methods stand at the beginning and behind each semicolon, outside of comments and strings.
 */
static void read_authentication_results(struct slice value, struct results *results) {
    size_t depth = 0;
    bool quoted = false, begins = true;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        if (c == '\\' && (quoted || depth))
            i++;
        else if (c == '"' && !depth)
            quoted = !quoted;
        else if (c == '(' && !quoted)
            depth++;
        else if (c == ')' && depth)
            depth--;
        else if (c == ';' && !quoted && !depth)
            begins = true;
        else if (begins && !depth && isalpha((unsigned char)c)) {
            read_method(skip(value, i), results);
            begins = false;
        }
    }
}

static bool name_has(struct slice name, const char *part) {
    size_t length = strlen(part);
    for (size_t i = 0; i + length <= name.size; i++)
        if (!strncasecmp(name.data + i, part, length))
            return true;
    return false;
}

/* "X-SPF-Result: pass", "DomainKey-Status: good": no standard, but the result is the first word. */
static void read_older_form(const struct header *header, struct results *results) {
    enum mail_result result = result_of(first_word(header->value));
    if (name_has(header->name, "spf"))
        results->spf = result;
    else if (name_has(header->name, "dmarc"))
        results->dmarc = result;
    else if (name_has(header->name, "dkim") || name_has(header->name, "domainkey"))
        results->dkim = result;
}

static bool is_older_form(struct slice name) {
    return equals(name, "received-spf") || equals(name, "dkim-status") || equals(name, "domainkey-status") ||
           (name.size > 2 && !strncasecmp(name.data, "x-", 2));
}

static void fill(enum mail_result *to, enum mail_result from) {
    if (*to == MAIL_RESULT_NONE)
        *to = from;
}

void auth_read(struct mail *mail, const struct head *head) {
    for (size_t i = mail->own_headers < head->count ? mail->own_headers : head->count; i-- > 0;) {
        const struct header *header = &head->headers[i];
        struct results results = {MAIL_RESULT_NONE, MAIL_RESULT_NONE, MAIL_RESULT_NONE};
        if (equals(header->name, "authentication-results"))
            read_authentication_results(header->value, &results);
        else if (is_older_form(header->name))
            read_older_form(header, &results);
        fill(&mail->spf, results.spf);
        fill(&mail->dkim, results.dkim);
        fill(&mail->dmarc, results.dmarc);
    }
}
