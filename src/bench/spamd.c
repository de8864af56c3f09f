/* SpamAssassin's daemon, asked as spamc asks it: one connection a mail, the command CHECK, and a reply of a
 * few lines ("SPAMD/1.1 0 EX_OK", "Spam: True ; 15.0 / 5.0"). Protocol: spamd/PROTOCOL of SpamAssassin's
 * source.
 *
 *   Spam: True                 block  the score reached required_score: marked (Mail::SpamAssassin::Conf)
 *   Spam: False                pass
 *   75, 79 and the like        later  EX_TEMPFAIL, EX_TIMEOUT (sysexits.h; 79 is spamd's own): try again
 *   larger than spamc's limit  pass   spamc lets such mail through unread (spamc(1), --max-size)
 */
#include "bench/spamd.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <strings.h>
#include <sysexits.h>

#include "base/arena.h"

#define SPAMD_PORT 783
/* spamc -s: 500 KB. */
#define USUAL_MAX_BYTES (500 * 1024)
/* A reply to CHECK has 100 bytes, one to HEADERS those of the header and a report. */
#define REPLY_BYTES 65536
/* Of spamd alone, beside those of sysexits.h. */
#define EXIT_TIMEOUT 79

struct spamd_settings {
    const char *user;
    uint64_t max_bytes;
};

static const struct setting spamd_settings[] = {
    {"user", SETTING_TEXT, .offset = offsetof(struct spamd_settings, user)},
    {"max_bytes", SETTING_COUNT, .offset = offsetof(struct spamd_settings, max_bytes), .least = 1,
     .most = 1e9},
};

struct spamd_session {
    const struct product *product;
    struct connection connection;
};

/* --- replies --- */

/* Cuts the first line off, without its end. */
static struct slice next_line(struct slice *rest) {
    const char *end = rest->size ? memchr(rest->data, '\n', rest->size) : NULL;
    struct slice line = slice_of(rest->data, end ? (size_t)(end - rest->data) : rest->size);
    size_t skipped = line.size + (end != NULL);
    *rest = slice_of(rest->data + skipped, rest->size - skipped);
    line.size -= line.size && line.data[line.size - 1] == '\r';
    return line;
}

static bool begins(struct slice text, const char *with) {
    size_t size = strlen(with);
    return text.size >= size && !strncasecmp(text.data, with, size);
}

static struct slice trim(struct slice text) {
    while (text.size && isspace((unsigned char)*text.data))
        text = slice_of(text.data + 1, text.size - 1);
    while (text.size && isspace((unsigned char)text.data[text.size - 1]))
        text.size--;
    return text;
}

/* "SPAMD/1.1 0 EX_OK": the code, -1 if it is none. words: behind it. */
static int read_status(struct slice line, struct slice *words) {
    size_t at = strlen("SPAMD/");
    int code = 0;
    if (!begins(line, "SPAMD/"))
        return -1;
    while (at < line.size && line.data[at] != ' ')
        at++;
    *words = trim(slice_of(line.data + at, line.size - at));
    if (!words->size || !isdigit((unsigned char)*words->data))
        return -1;
    for (at = 0; at < words->size && isdigit((unsigned char)words->data[at]) && code < 1000; at++)
        code = 10 * code + words->data[at] - '0';
    return code;
}

static bool is_temporary(int code) {
    return code == EX_TEMPFAIL || code == EX_UNAVAILABLE || code == EX_OSERR || code == EX_IOERR ||
           code == EXIT_TIMEOUT;
}

/* "True ; 15.0 / 5.0" */
static bool read_verdict(struct slice text, struct answer *answer) {
    const char *semicolon = memchr(text.data, ';', text.size), *end = text.data + text.size;
    const char *slash = semicolon ? memchr(semicolon, '/', (size_t)(end - semicolon)) : NULL;
    double score, threshold;
    if (!slash)
        return false;
    struct slice word = trim(slice_of(text.data, (size_t)(semicolon - text.data)));
    bool spam = word.size == 4 && begins(word, "True");
    if ((!spam && !(word.size == 5 && begins(word, "False"))) ||
        !answer_score(trim(slice_of(semicolon + 1, (size_t)(slash - semicolon - 1))), &score) ||
        !answer_score(trim(slice_of(slash + 1, (size_t)(end - slash - 1))), &threshold))
        return false;
    answer_set(answer, spam ? ANSWER_BLOCK : ANSWER_PASS, score, "%.*s", (int)text.size, text.data);
    return true;
}

void spamd_read(struct slice reply, struct answer *answer) {
    struct slice words = {"", 0}, line = next_line(&reply);
    int code = read_status(line, &words);
    if (code) {
        bool temporary = code > 0 && is_temporary(code);
        answer_set(answer, temporary ? ANSWER_LATER : ANSWER_BROKEN, NAN, "%s%.*s",
                   code < 0 ? "no SPAMD reply: " : "", (int)(code < 0 ? line.size : words.size),
                   code < 0 ? line.data : words.data);
        return;
    }
    while (reply.size) {
        line = next_line(&reply);
        if (begins(line, "Spam:") && read_verdict(trim(slice_of(line.data + 5, line.size - 5)), answer))
            return;
    }
    answer_set(answer, ANSWER_BROKEN, NAN, "no verdict in its reply");
}

void spamd_read_version(struct slice reply, struct product_facts *facts) {
    static const char header[] = "X-Spam-Checker-Version:";
    while (reply.size) {
        struct slice line = next_line(&reply);
        if (!begins(line, header))
            continue;
        /* "SpamAssassin 4.0.1 (2024-03-26) on HOST": the host is nobody's business. */
        struct slice value = trim(slice_of(line.data + sizeof header - 1, line.size - (sizeof header - 1)));
        const char *close = memchr(value.data, ')', value.size);
        size_t size = close ? (size_t)(close - value.data) + 1 : 0;
        product_fact_set(facts->version, slice_of(value.data, size));
        return;
    }
}

/* --- asking --- */

static void *spamd_open(const struct product *product) {
    struct spamd_session *session = allocate_zeroed(1, sizeof *session);
    session->product = product;
    session->connection.descriptor = -1;
    return session;
}

static void spamd_close(void *session) {
    struct spamd_session *closed = session;
    connection_close(&closed->connection);
    free(closed);
}

static bool talk(struct spamd_session *session, const char *command, struct slice mail, int64_t deadline,
                 struct slice *reply) {
    const struct spamd_settings *settings = session->product->own;
    struct connection *connection = &session->connection;
    const char *user = settings->user ? settings->user : "";
    struct buffer head = {0};
    buffer_printf(&head, "%s SPAMC/1.5\r\nContent-length: %zu\r\n%s%s%s\r\n", command, mail.size,
                  *user ? "User: " : "", user, *user ? "\r\n" : "");
    bool good = connection_open(connection, &session->product->endpoint, deadline) &&
                connection_send(connection, head.data, head.size) &&
                connection_send(connection, mail.data, mail.size) && connection_shut(connection) &&
                connection_rest(connection, REPLY_BYTES, reply);
    buffer_free(&head);
    return good;
}

static void spamd_ask(void *session, const struct handover *mail, int64_t deadline, struct answer *answer) {
    struct spamd_session *asked = session;
    const struct spamd_settings *settings = asked->product->own;
    struct slice reply;
    if (mail->bytes.size > settings->max_bytes) {
        answer_set(answer, ANSWER_PASS, NAN, "too large");
        return;
    }
    if (talk(asked, "CHECK", mail->bytes, deadline, &reply) && reply.size)
        spamd_read(reply, answer);
    else
        connection_answer(&asked->connection, answer);
    connection_close(&asked->connection);
}

static void spamd_tell(const struct product *product, int64_t deadline, struct product_facts *facts) {
    static const char mail[] = "From: weir@example.org\r\nSubject: version\r\n\r\n\r\n";
    struct spamd_session *session = spamd_open(product);
    struct slice reply;
    if (talk(session, "HEADERS", slice_from_string(mail), deadline, &reply))
        spamd_read_version(reply, facts);
    spamd_close(session);
}

const struct product_protocol product_spamd = {
    .name = "spamd",
    .summary = "SpamAssassin's spamd",
    .product_class = PRODUCT_FULL,
    .port = SPAMD_PORT,
    .addressed = true,
    .canaries = CANARY_GTUBE | CANARY_PLAIN,
    .settings = spamd_settings,
    .setting_count = sizeof spamd_settings / sizeof *spamd_settings,
    .own_bytes = sizeof(struct spamd_settings),
    .own_usual = &(const struct spamd_settings){.user = "", .max_bytes = USUAL_MAX_BYTES},
    .open = spamd_open,
    .ask = spamd_ask,
    .close = spamd_close,
    .tell = spamd_tell,
};
