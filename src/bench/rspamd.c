/* rspamd, asked as its own client rspamc and mail servers ask it: the mail is posted to /checkv2 of the
 * worker, with the envelope in headers of HTTP, and JSON comes back (docs.rspamd.com, "Rspamd HTTP API").
 * What it says is an action, from which settings make block or pass:
 *
 *   no action                    pass
 *   greylist                     pass   a threshold of the score; the greylisting module, if it is on, makes
 *                                       it a soft reject. A sender that tries again comes through
 *   add header, rewrite subject  block  it is marked as spam ("probable spam" in rspamd's actions.conf)
 *   reject, quarantine, discard  block
 *   soft reject                  later  temporary: greylisting and rate limits
 *
 * Settings name the actions that block and those that pass; of these, one taken off its list falls to the
 * other side. Other actions than these are what its user made up: the settings must say what they mean. */
#include "bench/rspamd.h"

#include <ctype.h>
#include <curl/curl.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/arena.h"

#define RSPAMD_PORT 11333
/* Answers have some 5 KB; one of a mail with thousands of links, a hundred times as much. */
#define BODY_BYTES ((size_t)4 << 20)
/* Header values beyond are no envelope that anybody wrote. */
#define VALUE_BYTES   1000
#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const char *const usual_blocks[] = {"add header", "rewrite subject", "reject", "quarantine",
                                           "discard"};
static const char *const usual_passes[] = {"no action", "greylist"};

const struct rspamd_settings rspamd_usual = {usual_blocks, LENGTH(usual_blocks), usual_passes,
                                             LENGTH(usual_passes), ""};

static setting_read read_blocks, read_passes;

static const struct setting rspamd_settings[] = {
    {"blocks", SETTING_OTHER, .read = read_blocks},
    {"passes", SETTING_OTHER, .read = read_passes},
    {"recipient", SETTING_TEXT, .offset = offsetof(struct rspamd_settings, recipient)},
};

/* A list given is the whole list, not more of the usual one. */
static bool read_actions(const struct setting_place *place, const struct ucl_value *value,
                         const char *const **actions, size_t *count) {
    struct ucl_strings strings = {0};
    if (!ucl_strings_add(place->arena, &strings, value))
        return setting_refuse(place, value, "a list of actions is wanted, such as [reject, \"add header\"]");
    *actions = strings.items;
    *count = strings.count;
    return true;
}

static bool read_blocks(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct rspamd_settings *settings = into;
    return read_actions(place, value, &settings->blocks, &settings->block_count);
}

static bool read_passes(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct rspamd_settings *settings = into;
    return read_actions(place, value, &settings->passes, &settings->pass_count);
}

/* --- answers --- */

static bool is_among(const char *action, const char *const *actions, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!strcasecmp(actions[i], action))
            return true;
    return false;
}

static void judge(const struct rspamd_settings *settings, const char *action, double score,
                  struct answer *answer) {
    bool known = true;
    enum answer_state state = ANSWER_BROKEN;
    if (is_among(action, settings->blocks, settings->block_count))
        state = ANSWER_BLOCK;
    else if (is_among(action, settings->passes, settings->pass_count))
        state = ANSWER_PASS;
    else if (!strcasecmp(action, "soft reject"))
        state = ANSWER_LATER;
    else
        known = is_among(action, usual_blocks, LENGTH(usual_blocks)) ||
                is_among(action, usual_passes, LENGTH(usual_passes));
    if (state == ANSWER_BROKEN && known) /* the settings took it off a list */
        state = is_among(action, usual_blocks, LENGTH(usual_blocks)) ? ANSWER_PASS : ANSWER_BLOCK;
    answer_set(answer, state, score, "%s%s", known ? "" : "unknown action: ", action);
}

void rspamd_read(const struct rspamd_settings *settings, long status, struct slice body,
                 struct answer *answer) {
    json_t *root = json_loadb(body.data ? body.data : "", body.size, 0, NULL);
    const char *action = json_string_value(json_object_get(root, "action"));
    const char *why = json_string_value(json_object_get(root, "error"));
    const json_t *score = json_object_get(root, "score");
    if (status == 200 && action)
        judge(settings, action, json_is_number(score) ? json_number_value(score) : NAN, answer);
    else
        answer_set(answer, status >= 500 ? ANSWER_LATER : ANSWER_BROKEN, NAN, "HTTP %ld: %s", status,
                   why ? why : "no action in its answer");
    json_decref(root);
}

/* --- asking --- */

struct rspamd_session {
    const struct product *product;
    CURL *curl;
    char *url;
    struct buffer body;
    struct curl_slist *headers;
};

static size_t take_body(char *data, size_t one, size_t size, void *context) {
    struct rspamd_session *session = context;
    if (session->body.size + size > BODY_BYTES)
        return 0;
    buffer_append(&session->body, data, size);
    return one * size;
}

/* All that curl would do by itself is off: proxies from the environment, other servers' redirects, other
 * protocols. rspamd closes after each answer, so that a connection kept would be a dead one. */
static void set_up(struct rspamd_session *session) {
    const struct endpoint *endpoint = &session->product->endpoint;
    CURL *curl = session->curl;
    const char *bracket = endpoint->host && strchr(endpoint->host, ':') ? "[" : "";
    struct buffer url = {0};
    if (endpoint->path)
        buffer_printf(&url, "http://localhost");
    else
        buffer_printf(&url, "http://%s%s%s:%u", bracket, endpoint->host, *bracket ? "]" : "", endpoint->port);
    buffer_append(&url, "", 1);
    session->url = url.data;
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, endpoint->path);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "rspamc"); /* who names no client is told it by Received */
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, session);
}

static void *rspamd_open(const struct product *product) {
    struct rspamd_session *session = allocate_zeroed(1, sizeof *session);
    session->product = product;
    session->curl = curl_easy_init();
    if (session->curl)
        set_up(session);
    return session;
}

static void rspamd_close(void *session) {
    struct rspamd_session *closed = session;
    curl_easy_cleanup(closed->curl);
    buffer_free(&closed->body);
    free(closed->url);
    free(closed);
}

/* Left out where there is none, and where it is no text that a header may have: it is out of a mail. */
static void add_header(struct rspamd_session *session, const char *name, const char *value) {
    char line[VALUE_BYTES + 40];
    size_t size = strlen(value);
    for (size_t i = 0; i < size; i++)
        if (iscntrl((unsigned char)value[i]))
            return;
    if (!size || size > VALUE_BYTES)
        return;
    snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(session->headers, line);
    if (longer)
        session->headers = longer;
}

static void add_envelope(struct rspamd_session *session, const struct handover *mail) {
    const struct rspamd_settings *settings = session->product->own;
    add_header(session, "Expect", " ");
    add_header(session, "IP", mail->client);
    add_header(session, "Hostname", mail->client_name);
    add_header(session, "Helo", mail->helo);
    add_header(session, "From", mail->null_sender ? "<>" : mail->mail_from);
    add_header(session, "Rcpt", settings->recipient);
}

/* One request; false with the answer. */
static bool request(struct rspamd_session *session, const char *path, int64_t deadline, long *status,
                    struct answer *answer) {
    char url[128];
    int64_t left = deadline - monotonic_ms();
    if (!session->curl) {
        answer_set(answer, ANSWER_DOWN, NAN, "libcurl could not be set up");
        return false;
    }
    snprintf(url, sizeof url, "%s%s", session->url, path);
    buffer_clear(&session->body);
    curl_easy_setopt(session->curl, CURLOPT_URL, url);
    curl_easy_setopt(session->curl, CURLOPT_HTTPHEADER, session->headers);
    curl_easy_setopt(session->curl, CURLOPT_TIMEOUT_MS, left > 0 ? (long)left : 1L);
    CURLcode code = curl_easy_perform(session->curl);
    curl_slist_free_all(session->headers);
    session->headers = NULL;
    curl_easy_getinfo(session->curl, CURLINFO_RESPONSE_CODE, status);
    if (code == CURLE_OK)
        return true;
    bool gibberish =
        code == CURLE_WRITE_ERROR || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_WEIRD_SERVER_REPLY;
    answer_set(answer,
               code == CURLE_OPERATION_TIMEDOUT ? ANSWER_TIMEOUT
               : gibberish                      ? ANSWER_BROKEN
                                                : ANSWER_DOWN,
               NAN, "%s", curl_easy_strerror(code));
    return false;
}

/* Told of the client, rspamd is asked as by the server that the client is connected to, before that server
 * has written its Received. */
static void rspamd_ask(void *session, const struct handover *mail, int64_t deadline, struct answer *answer) {
    struct rspamd_session *asked = session;
    size_t skipped = *mail->client ? mail->own_bytes : 0;
    struct slice bytes = slice_of(mail->bytes.data + skipped, mail->bytes.size - skipped);
    long status;
    if (asked->curl) {
        curl_easy_setopt(asked->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)bytes.size);
        curl_easy_setopt(asked->curl, CURLOPT_POSTFIELDS, bytes.size ? bytes.data : "");
        add_envelope(asked, mail);
    }
    if (request(asked, "/checkv2", deadline, &status, answer))
        rspamd_read(asked->product->own, status, buffer_slice(&asked->body), answer);
}

/* "Server: rspamd/3.4" */
static size_t take_version(char *data, size_t one, size_t size, void *context) {
    struct product_facts *facts = context;
    static const char header[] = "Server: ";
    size_t from = sizeof header - 1, to = size;
    while (to > from && isspace((unsigned char)data[to - 1]))
        to--;
    if (size > from && !strncasecmp(data, header, from))
        product_fact_set(facts->version, slice_of(data + from, to - from));
    return one * size;
}

static void rspamd_tell(const struct product *product, int64_t deadline, struct product_facts *facts) {
    struct rspamd_session *session = rspamd_open(product);
    struct answer answer;
    long status;
    if (session->curl) {
        curl_easy_setopt(session->curl, CURLOPT_HEADERFUNCTION, take_version);
        curl_easy_setopt(session->curl, CURLOPT_HEADERDATA, facts);
    }
    request(session, "/ping", deadline, &status, &answer);
    rspamd_close(session);
}

const struct product_protocol product_rspamd = {
    .name = "rspamd",
    .summary = "rspamd's worker, over HTTP",
    .product_class = PRODUCT_FULL,
    .port = RSPAMD_PORT,
    .addressed = true,
    .canaries = CANARY_GTUBE | CANARY_PLAIN,
    .settings = rspamd_settings,
    .setting_count = LENGTH(rspamd_settings),
    .own_bytes = sizeof(struct rspamd_settings),
    .own_usual = &rspamd_usual,
    .open = rspamd_open,
    .ask = rspamd_ask,
    .close = rspamd_close,
    .tell = rspamd_tell,
};
