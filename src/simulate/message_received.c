/* What a feed's servers write on top: to whom it was delivered, the mark of simulated mail, and the hand-over
 * by the client; above that, where a forwarder passed the mail on, the feed's own hand-over from it. Only
 * these lines differ between feeds. */
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "simulate/draft.h"

/* Seconds that a hand-over takes, and that a forwarder keeps mail, at most. */
#define HAND_OVER_SECONDS 40
#define FORWARD_SECONDS   900

/* Of 255.255.0.0/16, where no other host is. */
static uint32_t forwarder_address(const char *forwarder) {
    return UINT32_C(0xffff0000) | (uint32_t)(XXH3_64bits(forwarder, strlen(forwarder)) & 0xffff);
}

static void write_queue_id(struct random *random, struct buffer *into) {
    static const char digits[] = "0123456789ABCDEF";
    char *to = buffer_reserve(into, 10);
    for (size_t i = 0; i < 10; i++)
        to[i] = digits[random_below(random, 16)];
    into->size += 10;
}

/* One hop: by prefix and host. */
static void write_hop(const struct client *client, const char *prefix, const char *by, const char *protocol,
                      const char *recipient, int64_t time, struct random *random, struct buffer *into) {
    const char *const pieces[] = {"Received: from ",
                                  client->helo,
                                  " (",
                                  *client->reverse ? client->reverse : "unknown",
                                  " [",
                                  client->ip,
                                  "])\n\tby ",
                                  prefix,
                                  by,
                                  " (Postfix) with ",
                                  protocol,
                                  " id "};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        buffer_append_string(into, pieces[i]);
    write_queue_id(random, into);
    buffer_append_string(into, "\n\tfor <");
    buffer_append_string(into, recipient);
    buffer_append_string(into, ">; ");
    head_write_date(time, 0, into);
    buffer_append_string(into, " (UTC)\n");
}

static bool is_first_hand(const struct scenario_feed *feed, const char *recipient) {
    const char *at = strrchr(recipient, '@');
    return !*feed->forwarder || (at && !strcmp(at + 1, feed->domain));
}

static void write_top(const struct draft *draft, struct buffer *into) {
    buffer_append_string(into, "Return-Path: <");
    buffer_append_string(into, draft->bounce ? "" : draft->from_address);
    buffer_append_string(into, ">\nX-Weir-Simulated: yes\nDelivered-To: ");
    buffer_append_string(into, draft->mail->recipient);
    buffer_append_string(into, "\n");
}

void received_write(struct draft *draft, size_t feed, struct buffer *into, int64_t *received) {
    const struct scenario_feed *facts = &draft->scenario->feeds[feed];
    const char *recipient = draft->mail->recipient;
    const char *protocol = draft->habit.esmtp ? "ESMTP" : "SMTP";
    struct random random = random_stream(draft->mail->variant, DRAFT_HOPS, feed);
    int64_t handed_over = draft->mail->sent + 1 + (int64_t)random_below(&random, HAND_OVER_SECONDS);
    *received = handed_over;
    write_top(draft, into);
    if (is_first_hand(facts, recipient)) {
        write_hop(&draft->client, "mx.", facts->domain, protocol, recipient, handed_over, &random, into);
        return;
    }
    struct client forwarder;
    client_write_ip(forwarder_address(facts->forwarder), forwarder.ip);
    snprintf(forwarder.reverse, sizeof forwarder.reverse, "%s", facts->forwarder);
    snprintf(forwarder.helo, sizeof forwarder.helo, "%s", facts->forwarder);
    *received += 60 + (int64_t)random_below(&random, FORWARD_SECONDS);
    write_hop(&forwarder, "mx.", facts->domain, "ESMTP", recipient, *received, &random, into);
    write_hop(&draft->client, "", facts->forwarder, protocol, recipient, handed_over, &random, into);
}
