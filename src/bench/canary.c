/* Three mails. GTUBE (spamassassin.apache.org/gtube) is known to filters of spam, SpamAssassin and rspamd
 * first of all; the EICAR file (eicar.org, "anti malware testfile") to scanners; a plain wanted mail must
 * pass everywhere. A filter that learns knows none of the first two: its protocol, or its setting `knows`,
 * says so.
 *
 * The EICAR file stands nowhere in this program or its source: it is put together of two halves when it is
 * needed, so that scanners leave both alone. */
#include "bench/canary.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "simulate/draft.h"

/* No longer than this before another try: the mail is our own, nobody is annoyed. */
#define WAIT_MOST_MS 2000
/* What a line of base64 holds (RFC 2045, 6.8). */
#define LINE_BYTES 57

#define CLIENT      "198.51.100.25" /* RFC 5737 */
#define CLIENT_NAME "mail.example.org"
#define BOUNDARY    "=_minutes"
#define SENDER      "alma.abbot@example.org"
#define TEXT                                                                                                 \
    "Dear Bert,\r\n\r\nthank you for your letter of Tuesday. The minutes of our meeting are nearly done; "   \
    "I\r\n"                                                                                                  \
    "have added what you said about the library's opening hours, and the committee will see\r\n"             \
    "them at the end of the week. Could you look at the second paragraph once more before\r\n"               \
    "they are printed? Lunch on Thursday suits me well.\r\n\r\nKind regards,\r\nAlma\r\n"

static const char gtube[] = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n";
static const char *const eicar_halves[] = {"X5O!P%@AP[4\\PZX54(P^)7CC)7}",
                                           "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"};

/* For messages, and subjects. */
static const char *canary_name(enum canary canary) {
    return canary == CANARY_GTUBE ? "GTUBE" : canary == CANARY_EICAR ? "the EICAR file" : "a plain mail";
}

/* --- the mails --- */

/* The Received of the hand-over, for whom the client is told by it. */
static void write_received(time_t now, struct buffer *into) {
    buffer_printf(into,
                  "Received: from " CLIENT_NAME " (" CLIENT_NAME " [" CLIENT "])\r\n\tby mx.weir.example "
                  "with ESMTP id %llX\r\n\tfor <recipient@weir.example>; ",
                  (unsigned long long)now);
    head_write_date(now, 0, into);
    buffer_append_string(into, "\r\n");
}

static void write_head(time_t now, const char *subject, struct buffer *into) {
    buffer_append_string(into, "Date: ");
    head_write_date(now, 0, into);
    buffer_printf(into,
                  "\r\nFrom: Alma Abbot <" SENDER ">\r\nTo: Bert Bower <recipient@weir.example>\r\n"
                  "Subject: %s\r\nMessage-ID: <%llx.minutes@" CLIENT_NAME ">\r\nMIME-Version: 1.0\r\n",
                  subject, (unsigned long long)now);
}

static void write_text(struct buffer *into) {
    buffer_append_string(into, "Content-Type: text/plain; charset=us-ascii\r\n\r\n" TEXT);
}

static void write_eicar(struct buffer *into) {
    struct buffer file = {0};
    for (size_t i = 0; i < sizeof eicar_halves / sizeof *eicar_halves; i++)
        buffer_append_string(&file, eicar_halves[i]);
    for (size_t at = 0; at < file.size; at += LINE_BYTES) {
        size_t left = file.size - at;
        body_write_base64(slice_of(file.data + at, left < LINE_BYTES ? left : LINE_BYTES), into);
        buffer_append_string(into, "\r\n");
    }
    buffer_free(&file);
}

static void write_attachment(struct buffer *into) {
    buffer_append_string(into, "Content-Type: multipart/mixed; boundary=\"" BOUNDARY "\"\r\n\r\n--" BOUNDARY
                               "\r\n");
    write_text(into);
    buffer_append_string(into, "\r\n--" BOUNDARY
                               "\r\nContent-Type: application/octet-stream; name=\"eicar.com\"\r\n"
                               "Content-Disposition: attachment; filename=\"eicar.com\"\r\n"
                               "Content-Transfer-Encoding: base64\r\n\r\n");
    write_eicar(into);
    buffer_append_string(into, "--" BOUNDARY "--\r\n");
}

void canary_make(struct arena *arena, enum canary canary, struct handover *mail) {
    const time_t now = time(NULL);
    struct buffer text = {0};
    write_received(now, &text);
    const size_t own_bytes = text.size;
    write_head(now, canary == CANARY_PLAIN ? "Minutes of our meeting" : canary_name(canary), &text);
    if (canary == CANARY_EICAR)
        write_attachment(&text);
    else
        write_text(&text);
    if (canary == CANARY_GTUBE)
        buffer_append_string(&text, gtube);
    *mail = (struct handover){.bytes = slice_of(arena_copy(arena, text.data, text.size), text.size),
                              .own_bytes = own_bytes,
                              .client = CLIENT,
                              .client_name = CLIENT_NAME,
                              .helo = CLIENT_NAME,
                              .mail_from = SENDER};
    buffer_free(&text);
}

/* --- asking --- */

const char *canary_state_name(enum canary_state state) {
    static const char *const names[] = {"good", "miswired", "down", "broken"};
    return names[state];
}

/* Once more as long as that may help. */
static void ask(const struct product *product, void *session, const struct handover *mail,
                struct answer *answer) {
    int64_t wait = product->retry_ms;
    for (unsigned tries = 1;; tries++, wait *= 2) {
        product->protocol->ask(session, mail, monotonic_ms() + product->timeout_ms, answer);
        if ((answer->state != ANSWER_LATER && answer->state != ANSWER_BROKEN) || tries == CANARY_TRIES)
            return;
        poll(NULL, 0, (int)(wait < WAIT_MOST_MS ? wait : WAIT_MOST_MS));
    }
}

/* "passes GTUBE, which its configuration says it knows (no action)" */
static void set(struct canary_report *report, enum canary_state state, const char *what, enum canary canary,
                const char *more, const struct answer *answer) {
    report->state = state;
    snprintf(report->why, sizeof report->why, "%s %s%s (%s)", what, canary_name(canary), more,
             answer->native);
}

static void judge(const struct product *product, enum canary canary, const struct answer *answer,
                  struct canary_report *report) {
    const bool blocks = answer->state == ANSWER_BLOCK, is_plain = canary == CANARY_PLAIN;
    if (answer->state > ANSWER_BLOCK)
        set(report, answer->state == ANSWER_BROKEN ? CANARY_BROKEN : CANARY_DOWN, "no verdict of", canary, "",
            answer);
    else if (product->canaries & canary && blocks == is_plain)
        set(report, CANARY_MISWIRED, blocks ? "blocks" : "passes", canary,
            is_plain ? "" : ", which its configuration says it knows", answer);
}

void canary_ask(const struct product *product, struct canary_report *report) {
    static const enum canary canaries[] = {CANARY_PLAIN, CANARY_GTUBE, CANARY_EICAR};
    void *session = product->protocol->open(product);
    struct arena *arena = arena_new();
    *report = (struct canary_report){.state = CANARY_GOOD};
    for (size_t i = 0; i < sizeof canaries / sizeof *canaries && report->state == CANARY_GOOD; i++) {
        struct handover mail;
        struct answer answer = {.score = NAN};
        if (canaries[i] != CANARY_PLAIN && !(product->canaries & canaries[i]))
            continue;
        canary_make(arena, canaries[i], &mail);
        ask(product, session, &mail, &answer);
        judge(product, canaries[i], &answer, report);
    }
    product->protocol->close(session);
    arena_free(arena);
}
