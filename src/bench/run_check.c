/* Canaries: mails of which one knows what a product that is set up rightly says. They are of no corpus and
 * are not recorded. One of wanted mail is asked of every product, if only to see whether it answers. */
#include "bench/run.h"

#include <math.h>
#include <stdio.h>

static const char plain[] = "From: Alma Abbot <alma@example.org>\r\nTo: Bert Bower <bert@example.org>\r\n"
                            "Subject: Tuesday\r\nDate: Mon, 3 Mar 2025 09:59:58 +0000\r\n"
                            "Message-ID: <tuesday@example.org>\r\n\r\nLunch at one?\r\n";

/* Until canary.h is there. */
static void ask_canary(const struct product *product, enum canary canary, struct answer *answer) {
    struct handover mail = {
        .bytes = slice_from_string(plain), .client = "", .client_name = "", .helo = "", .mail_from = ""};
    void *session = product->protocol->open(product);
    product->protocol->ask(session, &mail, monotonic_ms() + product->timeout_ms, answer);
    product->protocol->close(session);
}

enum run_check run_check(const struct product *product, char why[RUN_WHY_BYTES]) {
    struct answer answer = {.score = NAN};
    ask_canary(product, CANARY_PLAIN, &answer);
    snprintf(why, RUN_WHY_BYTES, "plain: %s", answer.native);
    if (answer.state == ANSWER_BROKEN)
        return RUN_CHECK_BROKEN;
    if (answer.state > ANSWER_BLOCK)
        return RUN_CHECK_FAILED;
    if (product->canaries & CANARY_PLAIN && answer.state != ANSWER_PASS)
        return RUN_CHECK_WRONG;
    return RUN_CHECK_GOOD;
}
