/* SMTP (RFC 5321) and LMTP (RFC 2033) as a client: greeting, EHLO or LHLO, XCLIENT where the client is given
 * so, MAIL, RCPT, DATA, the mail. One recipient, so LMTP's replies of each recipient are one reply, too.
 *
 * What a reply means:
 *   2xx (354 to DATA)     on
 *   4xx                   later: a temporary failure (RFC 5321, 4.2.1)
 *   5xx                   block: a permanent one. VBSpam: "5xx in the SMTP dialogue = marked as spam"
 *   5xx to the greeting or the first EHLO  down: nothing of the mail was told yet, so weir is refused
 *   501, 502, 503, 550 to XCLIENT          broken: the command is refused (XCLIENT_README), not the client
 *   anything else         broken
 *
 * A session is used again after RSET. That is tried with every mail: filters end sessions when they like, and
 * as nothing of the mail was told, another connection does no harm. XCLIENT begins the session anew, so EHLO
 * is said again, then with the client's own name; the right to XCLIENT stays. */
#include "bench/smtp_client.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/smtp_letter.h"

/* Nothing depends on the reply to QUIT; filters that relay it like it to be read. */
#define QUIT_MS 500

enum stage {
    STAGE_GREETING,
    STAGE_HELLO,
    STAGE_XCLIENT,
    STAGE_CLIENT_HELLO, /* after XCLIENT */
    STAGE_MAIL,
    STAGE_RECIPIENT,
    STAGE_DATA,
    STAGE_TEXT,
};

static const char *stage_name(enum stage stage) {
    static const char *const names[] = {"greeting", "EHLO", "XCLIENT", "EHLO",
                                        "MAIL",     "RCPT", "DATA",    "mail"};
    return names[stage];
}

/* --- replies --- */

/* false: the connection failed, or it is no reply (OVERFLOW says so). */
static bool read_reply(struct connection *connection, struct smtp_reply *reply) {
    enum smtp_reply_step step = SMTP_REPLY_MORE;
    *reply = (struct smtp_reply){0};
    while (step == SMTP_REPLY_MORE) {
        struct slice line;
        if (!connection_line(connection, SMTP_REPLY_LINE_BYTES, &line))
            return false;
        step = smtp_reply_add(reply, line);
    }
    if (step == SMTP_REPLY_GARBAGE)
        connection->state = CONNECTION_OVERFLOW;
    return step == SMTP_REPLY_WHOLE;
}

/* Is it the command that is refused, not the client that it names? */
static bool refuses_xclient(unsigned code) {
    return code == 501 || code == 502 || code == 503 || code == 550;
}

static enum answer_state meaning_of(enum stage stage, unsigned code) {
    if (code / 100 == 4)
        return ANSWER_LATER;
    if (code / 100 != 5 || (stage == STAGE_XCLIENT && refuses_xclient(code)))
        return ANSWER_BROKEN;
    return stage <= STAGE_HELLO ? ANSWER_DOWN : ANSWER_BLOCK;
}

static bool is_welcome(enum stage stage, unsigned code) {
    return stage == STAGE_DATA ? code == 354 : code / 100 == 2;
}

/* Reads the reply of a stage; false with the answer. */
static bool hear(struct smtp_session *session, enum stage stage, struct answer *answer) {
    struct smtp_reply reply;
    if (!read_reply(&session->connection, &reply)) {
        if (session->connection.state == CONNECTION_OVERFLOW)
            answer_set(answer, ANSWER_BROKEN, NAN, "no reply of SMTP to %s", stage_name(stage));
        else
            connection_answer(&session->connection, answer);
        return false;
    }
    if (stage == STAGE_HELLO || stage == STAGE_CLIENT_HELLO)
        session->offers = reply.offers;
    if (is_welcome(stage, reply.code))
        return true;
    enum answer_state state = meaning_of(stage, reply.code);
    if (state == ANSWER_BLOCK)
        answer_set(answer, state, NAN, "%u %s", reply.code, reply.text);
    else
        answer_set(answer, state, NAN, "%s: %u %s", stage_name(stage), reply.code, reply.text);
    return false;
}

__attribute__((format(printf, 2, 3))) static void say(struct smtp_session *session, const char *format, ...) {
    char command[SMTP_COMMAND_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    connection_send(&session->connection, command, (size_t)size); /* a failure is heard of */
}

/* --- the session --- */

static void say_hello(struct smtp_session *session, const char *name) {
    say(session, "%s %s\r\n", session->is_lmtp ? "LHLO" : "EHLO", name);
}

static void drop(struct smtp_session *session) {
    connection_close(&session->connection);
    session->is_open = false;
}

static bool begin(struct smtp_session *session, int64_t deadline, struct answer *answer) {
    session->mails = 0;
    if (!connection_open(&session->connection, session->endpoint, deadline)) {
        connection_answer(&session->connection, answer);
        return false;
    }
    session->is_open = true;
    if (!hear(session, STAGE_GREETING, answer))
        return false;
    say_hello(session, session->own_name);
    return hear(session, STAGE_HELLO, answer);
}

/* Is there a session that a mail can go on with? */
static bool is_alive(struct smtp_session *session, int64_t deadline) {
    struct smtp_reply reply;
    if (!session->is_open)
        return false;
    if (session->mails >= session->mails_most) {
        smtp_session_end(session);
        return false;
    }
    /* Replies that nothing asked for: those to come would be taken for others. */
    if (session->connection.in.size > session->connection.taken) {
        drop(session);
        return false;
    }
    session->connection.deadline = deadline;
    say(session, "RSET\r\n");
    if (read_reply(&session->connection, &reply) && reply.code / 100 == 2)
        return true;
    drop(session);
    return false;
}

static bool give_client(struct smtp_session *session, const struct handover *mail, struct answer *answer) {
    const unsigned needed = SMTP_OFFER_XCLIENT | SMTP_OFFER_XCLIENT_ADDR;
    struct buffer command = {0};
    if ((session->offers & needed) != needed) {
        answer_set(answer, ANSWER_BROKEN, NAN, "XCLIENT with ADDR is not offered");
        return false;
    }
    smtp_letter_xclient(mail, session->offers, &command);
    connection_send(&session->connection, command.data, command.size);
    buffer_free(&command);
    if (!hear(session, STAGE_XCLIENT, answer))
        return false;
    say_hello(session, smtp_letter_is_name(mail->helo) ? mail->helo : session->own_name);
    return hear(session, STAGE_CLIENT_HELLO, answer);
}

static bool tell_letter(struct smtp_session *session, const struct smtp_letter *letter,
                        struct answer *answer) {
    bool is_8bit = letter->is_8bit && session->offers & SMTP_OFFER_8BITMIME;
    session->mails++;
    say(session, "MAIL FROM:<%s>%s\r\n", letter->mail_from, is_8bit ? " BODY=8BITMIME" : "");
    if (!hear(session, STAGE_MAIL, answer))
        return false;
    say(session, "RCPT TO:<%s>\r\n", letter->recipient);
    if (!hear(session, STAGE_RECIPIENT, answer))
        return false;
    say(session, "DATA\r\n");
    if (!hear(session, STAGE_DATA, answer))
        return false;
    connection_send(&session->connection, letter->wire.data, letter->wire.size);
    return hear(session, STAGE_TEXT, answer);
}

bool smtp_hand_over(struct smtp_session *session, const struct smtp_letter *letter, int64_t deadline,
                    struct answer *answer) {
    bool taken = (is_alive(session, deadline) || begin(session, deadline, answer)) &&
                 (!letter->client || give_client(session, letter->client, answer)) &&
                 tell_letter(session, letter, answer);
    /* After a verdict both sides know where they are. */
    if (!taken && answer->state != ANSWER_BLOCK)
        drop(session);
    return taken;
}

void smtp_session_end(struct smtp_session *session) {
    struct smtp_reply reply;
    if (!session->is_open)
        return;
    session->connection.deadline = monotonic_ms() + QUIT_MS;
    say(session, "QUIT\r\n");
    read_reply(&session->connection, &reply);
    drop(session);
}

bool smtp_greeting(const struct endpoint *endpoint, int64_t deadline, struct smtp_reply *reply) {
    struct connection connection;
    bool good = connection_open(&connection, endpoint, deadline) && read_reply(&connection, reply) &&
                reply->code == 220;
    connection_close(&connection);
    return good;
}
