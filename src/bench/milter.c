/* Filters that speak the milter protocol: spamass-milter, rspamd's proxy, and whatever else Sendmail and
 * Postfix can ask. Weir plays the mail server: it presents the client, HELO and sender that the mail once
 * had, and the mail as it was before that server's own Received was written. Nothing is sent to anybody.
 *
 * What the filter answers, stage by stage, and what it means stands in milter_reply.c.
 *
 * One connection a mail, as for a mail server whose every mail has another client. (A filter may know
 * QUIT_NC, a new client on the old connection; it saves 50 microseconds, only Sendmail uses it, and what one
 * mail left behind in a filter would be the next one's.) Stages that the filter does not answer are sent
 * together with the next one that it answers: to rspamd a mail is one system call. */
#include "bench/milter.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/milter_facts.h"

/* The largest packet is a piece of a body that is replaced, 64 KB. */
#define PACKET_BYTES ((size_t)256 << 10)
/* In answer to one mail: a large body in such pieces, or a sign of life a second, takes less. */
#define PACKETS_MOST  10000
#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* --- settings --- */

#define OFFSET(member) .offset = offsetof(struct milter_settings, member)
static const struct setting milter_settings[] = {
    {"tag", SETTING_TEXTS, OFFSET(tags)},
    {"score_pattern", SETTING_TEXTS, OFFSET(scores)},
    {"recipient", SETTING_TEXT, OFFSET(recipient)},
    {"hostname", SETTING_TEXT, OFFSET(hostname)},
    {"milter_protocol", SETTING_SMALL, OFFSET(version), .least = MILTER_VERSION_OLD, .most = MILTER_VERSION},
};

/* Of SpamAssassin (Mail::SpamAssassin::Conf, add_header) and of rspamd (worker "rspamd_proxy", spam_header).
 */
static const char *const usual_tags[] = {"X-Spam-Flag: ^YES", "X-Spam: ^Yes"};
/* Of SpamAssassin, and of rspamd with extended_spam_headers (module milter_headers). */
static const char *const usual_scores[] = {"X-Spam-Status: score=([-0-9.]+)",
                                           "X-Spamd-Result: \\[([-0-9.]+) /"};

/* A domain that nobody has (RFC 2606). */
static const struct milter_settings milter_usual = {
    .recipient = "recipient@weir.example",
    .hostname = "mx.weir.example",
    .version = MILTER_VERSION,
};

static bool make_marks(const char *name, const char *const *texts, size_t count, size_t groups,
                       struct smtp_mark *marks, size_t *made, struct error *error) {
    struct error why;
    if (count > SMTP_MARKS)
        return error_set(error, "%s: at most %d of them", name, SMTP_MARKS);
    for (size_t i = 0; i < count; i++, ++*made)
        if (!smtp_mark_compile(texts[i], groups, &marks[i], &why))
            return error_set(error, "%s: %s", name, why.message);
    return true;
}

bool milter_marks_make(const struct milter_settings *settings, struct milter_marks *marks,
                       struct error *error) {
    const bool own_tags = settings->tag_count, own_scores = settings->score_count;
    *marks = (struct milter_marks){0};
    if (make_marks("tag", own_tags ? settings->tags : usual_tags,
                   own_tags ? settings->tag_count : LENGTH(usual_tags), 0, marks->tags, &marks->tag_count,
                   error) &&
        make_marks("score_pattern", own_scores ? settings->scores : usual_scores,
                   own_scores ? settings->score_count : LENGTH(usual_scores), 1, marks->scores,
                   &marks->score_count, error))
        return true;
    milter_marks_free(marks);
    return false;
}

void milter_marks_free(struct milter_marks *marks) {
    for (size_t i = 0; i < marks->tag_count; i++)
        smtp_mark_free(&marks->tags[i]);
    for (size_t i = 0; i < marks->score_count; i++)
        smtp_mark_free(&marks->scores[i]);
    *marks = (struct milter_marks){0};
}

/* Something that can stand in a macro and a command as it is. */
static bool is_word(const char *text) {
    size_t size = strlen(text);
    for (const char *letter = text; *letter; letter++)
        if (!isgraph((unsigned char)*letter) || strchr("<>\"\\", *letter))
            return false;
    return size && size <= HANDOVER_WORD_BYTES;
}

/* Patterns are compiled by each session, since matching locks them; here they are tried. */
static bool milter_check(struct arena *arena, struct product *product, struct error *error) {
    const struct milter_settings *settings = product->own;
    const char *at = strrchr(settings->recipient, '@');
    struct milter_marks marks;
    if (!is_word(settings->recipient) || !at || at == settings->recipient || !at[1])
        return error_set(error, "recipient: '%s' is no address", settings->recipient);
    if (!is_word(settings->hostname))
        return error_set(error, "hostname: '%s' is no name of a host", settings->hostname);
    if (!milter_marks_make(settings, &marks, error))
        return false;
    milter_marks_free(&marks);
    return true;
}

/* --- sessions --- */

struct milter_session {
    const struct product *product;
    const struct milter_settings *settings;
    struct milter_marks marks;
    unsigned version; /* that is offered: lower once the filter did not take the higher one */
    struct connection connection;
    struct milter_options options; /* what was agreed upon */
    struct buffer out;             /* what is to be sent with the next packet that is answered */
    struct buffer text;            /* the mail as a mail server has it */
    struct arena *arena;           /* of one mail */
};

static void *milter_open(const struct product *product) {
    struct milter_session *session = allocate_zeroed(1, sizeof *session);
    session->product = product;
    session->settings = product->own;
    session->version = session->settings->version;
    session->connection.descriptor = -1;
    session->arena = arena_new();
    milter_marks_make(session->settings, &session->marks, NULL); /* the check of settings made them, too */
    return session;
}

static void milter_close(void *session) {
    struct milter_session *closed = session;
    connection_close(&closed->connection);
    milter_marks_free(&closed->marks);
    buffer_free(&closed->out);
    buffer_free(&closed->text);
    arena_free(closed->arena);
    free(closed);
}

/* --- talking --- */

/* One mail on its way. */
struct talk {
    struct milter_session *session;
    const struct handover *mail;
    struct milter_facts facts;
    struct milter_judge judge;
    unsigned packets; /* that were answered */
    struct answer *answer;
};

/* Sends what is due, and takes one packet, without its size. false: the connection is of no use any more. */
static bool exchange(struct milter_session *session, struct slice *packet) {
    struct connection *connection = &session->connection;
    struct slice size;
    uint32_t bytes;
    if (session->out.size && !connection_send(connection, session->out.data, session->out.size))
        return false;
    buffer_clear(&session->out);
    if (!connection_bytes(connection, sizeof bytes, &size))
        return false;
    memcpy(&bytes, size.data, sizeof bytes);
    bytes = ntohl(bytes);
    if (bytes > PACKET_BYTES)
        connection->state = CONNECTION_OVERFLOW;
    return connection_bytes(connection, bytes, packet);
}

/* A packet of this stage is in `out`: it is sent and its answer heard, unless the filter gives none. false:
 * the answer to the mail is there. */
static bool step(struct talk *talk, enum milter_stage stage, bool *skip) {
    struct milter_session *session = talk->session;
    enum milter_heard heard = MILTER_HEARD_MORE;
    struct slice packet;
    if (milter_is_silent(&session->options, stage))
        return true;
    while (heard == MILTER_HEARD_MORE) {
        if (talk->packets++ == PACKETS_MOST)
            session->connection.state = CONNECTION_OVERFLOW;
        if (!exchange(session, &packet)) {
            connection_answer(&session->connection, talk->answer);
            return false;
        }
        heard = milter_hear(&talk->judge, stage, packet, talk->answer);
    }
    if (skip)
        *skip = heard == MILTER_HEARD_SKIP;
    return heard != MILTER_HEARD_LAST;
}

/* Offers a version. A filter that does not take it closes instead of answering. */
static bool offer(struct milter_session *session, unsigned version, int64_t deadline, struct slice *packet) {
    const bool old = version < MILTER_VERSION;
    session->options = (struct milter_options){version, old ? MILTER_ACTIONS_OLD : MILTER_ACTIONS,
                                               old ? MILTER_WISHES_OLD : MILTER_WISHES};
    buffer_clear(&session->out);
    milter_write_options(&session->options, &session->out);
    return connection_open(&session->connection, &session->product->endpoint, deadline) &&
           exchange(session, packet);
}

/* Opens the connection and agrees on options; false with the answer. */
static bool negotiate(struct milter_session *session, int64_t deadline, struct answer *answer) {
    struct slice packet;
    bool heard = offer(session, session->version, deadline, &packet);
    if (!heard && session->connection.state == CONNECTION_BROKEN && session->version > MILTER_VERSION_OLD) {
        connection_close(&session->connection);
        heard = offer(session, MILTER_VERSION_OLD, deadline, &packet);
        session->version = heard ? MILTER_VERSION_OLD : session->version;
    }
    if (!heard) {
        connection_answer(&session->connection, answer);
        return false;
    }
    const struct milter_options offered = session->options;
    if (packet.size && *packet.data == MILTER_CODE_OPTIONS &&
        milter_read_options(slice_of(packet.data + 1, packet.size - 1), &offered, &session->options))
        return true;
    answer_set(answer, ANSWER_BROKEN, NAN, "options: no milter, or it wants what was not offered");
    return false;
}

/* --- the mail --- */

/* A stage whose packet has a text, or, with NULL, none. */
static bool send_stage(struct talk *talk, enum milter_stage stage, const char *text) {
    struct buffer *out = &talk->session->out;
    if (milter_is_left_out(&talk->session->options, stage))
        return true;
    milter_facts_write(&talk->facts, stage, out);
    if (stage == MILTER_CONNECT)
        milter_write_connect(talk->facts.client_name, talk->facts.client, out);
    else if (text)
        milter_write_text(stage, text, out);
    else
        milter_write_stage(stage, out);
    return step(talk, stage, NULL);
}

/* A HELO that is not known is left out, as if the client had said none. A sender that is not known is
 * presented as none: any other would be made up. */
static bool send_envelope(struct talk *talk) {
    const struct milter_facts *facts = &talk->facts;
    struct arena *arena = talk->session->arena;
    const char *helo = talk->mail->helo;
    return send_stage(talk, MILTER_CONNECT, NULL) && (!*helo || send_stage(talk, MILTER_HELO, helo)) &&
           send_stage(talk, MILTER_MAIL, arena_printf(arena, "<%s>", facts->sender)) &&
           send_stage(talk, MILTER_RCPT, arena_printf(arena, "<%s>", facts->recipient));
}

static bool send_headers(struct talk *talk, struct slice *rest) {
    struct milter_session *session = talk->session;
    const bool wanted = !milter_is_left_out(&session->options, MILTER_HEADER);
    struct slice name, value;
    while (milter_next_header(rest, &name, &value))
        if (wanted) {
            milter_write_header(name, value, milter_wants_space(&session->options), &session->out);
            if (!step(talk, MILTER_HEADER, NULL))
                return false;
        }
    milter_skip_empty(rest);
    return true;
}

static bool send_body(struct talk *talk, struct slice body) {
    bool skip = milter_is_left_out(&talk->session->options, MILTER_BODY);
    while (body.size && !skip) {
        size_t size = body.size < MILTER_CHUNK_BYTES ? body.size : MILTER_CHUNK_BYTES;
        milter_write_body(slice_of(body.data, size), &talk->session->out);
        body = slice_of(body.data + size, body.size - size);
        if (!step(talk, MILTER_BODY, &skip))
            return false;
    }
    return true;
}

/* Ends with the answer, one way or another. */
static void tell_all(struct talk *talk) {
    struct milter_session *session = talk->session;
    const struct handover *mail = talk->mail;
    buffer_clear(&session->text);
    handover_crlf(slice_of(mail->bytes.data + mail->own_bytes, mail->bytes.size - mail->own_bytes),
                  &session->text);
    struct slice rest = buffer_slice(&session->text);
    if (send_envelope(talk) && send_stage(talk, MILTER_DATA, NULL) && send_headers(talk, &rest) &&
        send_stage(talk, MILTER_EOH, NULL) && send_body(talk, rest))
        send_stage(talk, MILTER_END, NULL);
}

/* Without waiting: what has not arrived when it closes is not worth anything. */
static void say_goodbye(struct milter_session *session) {
    buffer_clear(&session->out);
    milter_write_quit(&session->out);
    connection_send(&session->connection, session->out.data, session->out.size);
    connection_close(&session->connection);
}

static void milter_ask(void *session, const struct handover *mail, int64_t deadline, struct answer *answer) {
    struct milter_session *asked = session;
    struct talk talk = {.session = asked, .mail = mail, .answer = answer};
    arena_reset(asked->arena);
    if (negotiate(asked, deadline, answer)) {
        buffer_clear(&asked->out);
        milter_facts_of(asked->arena, mail, asked->settings->hostname, asked->settings->recipient,
                        &talk.facts);
        milter_judge_begin(&talk.judge, &asked->marks, &asked->options, asked->settings->recipient,
                           asked->arena);
        tell_all(&talk);
    }
    say_goodbye(asked);
}

const struct product_protocol product_milter = {
    .name = "milter",
    .summary = "any milter: spamass-milter, rspamd's proxy; weir plays the mail server",
    .product_class = PRODUCT_FULL,
    .addressed = true,
    .canaries = CANARY_GTUBE | CANARY_PLAIN,
    .settings = milter_settings,
    .setting_count = LENGTH(milter_settings),
    .own_bytes = sizeof(struct milter_settings),
    .own_usual = &milter_usual,
    .check = milter_check,
    .open = milter_open,
    .ask = milter_ask,
    .close = milter_close,
};
