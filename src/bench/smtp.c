/* Any filter that speaks SMTP or LMTP, as a black box: mail is handed in with its envelope and the address of
 * the client that it once came from, and what the filter makes of it is seen from outside, as VBSpam sees it
 * (methodology, 2010 to 2018: a 5xx reply, a header in what reaches the back-end, or nothing within a limit).
 *
 *   5xx at any stage                            block  (smtp_client.c has each stage)
 *   4xx                                         later
 *   a tag in what comes out at weir's back-end  block  if the product added it (smtp_judge.c)
 *   it comes out without one                    pass
 *   taken over, but not out within lost_after   block: put aside or thrown away; or, with `silence = error`,
 *                                               no answer
 *
 * Every hand-over has a recipient of its own, by which what comes out is known: proxies that deliver during
 * the session and servers that queue are one thing, and a mail that comes late or twice disturbs none.
 *
 * Recipients are always of the test domain. The sender is, too, so that a bounce ends at the back-end, unless
 * the product's outbound mail is known to be sunk.
 *
 * product->state: what is shared, from start to stop. A session is one thread's connection. */
#include "bench/smtp.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/back_end_talk.h"
#include "bench/smtp_client.h"
#include "bench/smtp_judge.h"
#include "bench/smtp_letter.h"
#include "bench/smtp_settings.h"

struct shared {
    struct back_end *back_end;
    struct smtp_marks marks;
};

struct relay {
    const struct product *product;
    struct smtp_session session;
    struct buffer text, wire; /* of the mail at hand */
    char sender[SMTP_ADDRESS_BYTES + 1], recipient[SMTP_ADDRESS_BYTES + 1];
};

/* --- from start to stop --- */

static void smtp_stop(struct product *product) {
    struct shared *shared = product->state;
    if (shared->back_end)
        back_end_close(shared->back_end);
    for (size_t i = 0; i < shared->marks.tag_count; i++)
        smtp_mark_free(&shared->marks.tags[i]);
    smtp_mark_free(&shared->marks.score);
    free(shared);
    product->state = NULL;
}

static bool compile_marks(const struct smtp_settings *settings, struct smtp_marks *marks,
                          struct error *error) {
    marks->subject_tag = settings->subject_tag;
    marks->has_score = settings->score_pattern != NULL;
    for (; marks->tag_count < settings->tag_count; marks->tag_count++)
        if (!smtp_mark_compile(settings->tags[marks->tag_count], 0, &marks->tags[marks->tag_count], error))
            return false;
    return !marks->has_score || smtp_mark_compile(settings->score_pattern, 1, &marks->score, error);
}

static bool smtp_start(struct product *product, struct error *error) {
    const struct smtp_settings *settings = product->own;
    struct shared *shared = product->state = allocate_zeroed(1, sizeof *shared);
    if (compile_marks(settings, &shared->marks, error))
        shared->back_end = back_end_open(&settings->back_end_address, settings->recipient_domain, error);
    if (shared->back_end)
        return true;
    smtp_stop(product);
    return false;
}

struct back_end_counts smtp_counts(const struct product *product) {
    const struct shared *shared = product->state;
    return back_end_counts(shared->back_end);
}

/* --- a session --- */

static void *open_relay(const struct product *product, bool is_lmtp) {
    const struct smtp_settings *settings = product->own;
    struct relay *relay = allocate_zeroed(1, sizeof *relay);
    relay->product = product;
    relay->session = (struct smtp_session){
        .endpoint = &product->endpoint,
        .is_lmtp = is_lmtp,
        .own_name = settings->recipient_domain,
        .mails_most = settings->session_mails,
        .connection = {.descriptor = -1},
    };
    return relay;
}

static void *smtp_open(const struct product *product) {
    return open_relay(product, false);
}

static void *lmtp_open(const struct product *product) {
    return open_relay(product, true);
}

static void smtp_close(void *session) {
    struct relay *relay = session;
    smtp_session_end(&relay->session);
    buffer_free(&relay->text);
    buffer_free(&relay->wire);
    free(relay);
}

static void set_sender(struct relay *relay, const struct handover *mail) {
    const struct smtp_settings *settings = relay->product->own;
    if (settings->outbound_is_sunk && (mail->null_sender || smtp_letter_is_address(mail->mail_from)))
        snprintf(relay->sender, sizeof relay->sender, "%s", mail->null_sender ? "" : mail->mail_from);
    else
        snprintf(relay->sender, sizeof relay->sender, "sender@%s", settings->recipient_domain);
}

static void set_letter(struct relay *relay, const struct handover *mail, uint64_t token,
                       struct smtp_letter *letter) {
    const struct smtp_settings *settings = relay->product->own;
    set_sender(relay, mail);
    snprintf(relay->recipient, sizeof relay->recipient, BACK_END_RECIPIENT_FORMAT "@%s", mail->number, token,
             settings->recipient_domain);
    buffer_clear(&relay->text);
    buffer_clear(&relay->wire);
    smtp_letter_text(mail, settings->client, settings->client_header, &relay->text);
    smtp_letter_wire(buffer_slice(&relay->text), &relay->wire);
    *letter = (struct smtp_letter){
        .client = settings->client == SMTP_CLIENT_XCLIENT ? mail : NULL,
        .mail_from = relay->sender,
        .recipient = relay->recipient,
        .is_8bit = smtp_letter_is_8bit(buffer_slice(&relay->text)),
        .wire = buffer_slice(&relay->wire),
    };
}

/* The product has taken it over. */
static void watch(const struct relay *relay, struct back_end_awaited *awaited, int64_t deadline,
                  struct answer *answer) {
    const struct smtp_settings *settings = relay->product->own;
    const struct shared *shared = relay->product->state;
    const int64_t lost = monotonic_ms() + settings->lost_after_ms;
    if (back_end_await(shared->back_end, awaited, lost < deadline ? lost : deadline))
        smtp_judge(&shared->marks, buffer_slice(&relay->text), buffer_slice(&awaited->head), answer);
    else if (lost < deadline && settings->silence_blocks)
        answer_set(answer, ANSWER_BLOCK, NAN, "did not come out");
    else
        answer_set(answer, ANSWER_TIMEOUT, NAN, "taken, but did not come out in time");
}

static void smtp_ask(void *session, const struct handover *mail, int64_t deadline, struct answer *answer) {
    struct relay *relay = session;
    const struct shared *shared = relay->product->state;
    struct back_end_awaited awaited;
    struct smtp_letter letter;
    /* Before the hand-over: a proxy delivers during it. */
    back_end_expect(shared->back_end, &awaited);
    set_letter(relay, mail, awaited.token, &letter);
    if (smtp_hand_over(&relay->session, &letter, deadline, answer))
        watch(relay, &awaited, deadline, answer);
    back_end_forget(shared->back_end, &awaited);
}

/* What its greeting says behind the name of the host; a proxy's is that of weir itself. */
static void smtp_tell(const struct product *product, int64_t deadline, struct product_facts *facts) {
    struct smtp_reply reply;
    if (!smtp_greeting(&product->endpoint, deadline, &reply) || strstr(reply.text, BACK_END_GREETING))
        return;
    const char *space = strchr(reply.text, ' ');
    snprintf(facts->version, sizeof facts->version, "%.*s", (int)sizeof facts->version - 1,
             space ? space + 1 : reply.text);
}

#define SHARED_BY_BOTH                                                                                       \
    .product_class = PRODUCT_FULL, .addressed = true, .canaries = CANARY_PLAIN, .settings = smtp_settings,   \
    .setting_count = SMTP_SETTING_COUNT, .own_bytes = sizeof(struct smtp_settings),                          \
    .own_usual = &smtp_settings_usual, .check = smtp_settings_check, .start = smtp_start, .stop = smtp_stop, \
    .ask = smtp_ask, .close = smtp_close, .tell = smtp_tell

const struct product_protocol product_smtp = {
    .name = "smtp",
    .summary = "any SMTP filter as a black box: spampd, Postfix with filters of its own, an appliance",
    .open = smtp_open,
    SHARED_BY_BOTH,
};

const struct product_protocol product_lmtp = {
    .name = "lmtp",
    .summary = "any LMTP filter as a black box",
    .open = lmtp_open,
    SHARED_BY_BOTH,
};
