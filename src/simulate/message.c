/* One mail from who sends it to how a feed kept it. Who the sender pretends to be, what he writes, with what
 * program, and how that writes its ids come from streams of their own of the mail's variant; how his programs
 * dress is drawn from the operator's name (habit.c); what his hosts are called from their number and address.
 * Cost: about 20 microseconds. */
#include "simulate/message.h"

#include <string.h>
#include <xxhash.h>

#include "simulate/draft.h"
#include "simulate/spin.h"
#include "simulate/words.h"

/* Of lines whose mail is returned. */
#define RETURNED_POOL_BITS 12

static uint64_t key_of(const char *name) {
    return XXH3_64bits(name, strlen(name));
}

/* -- an operator's mail -- */

static int zone_of_host(const struct scenario_operator *sender, uint64_t key) {
    struct random random = random_stream(key, DRAFT_SENDER, 0);
    return sender->zone_count ? (int)(sender->zones[random_below(&random, sender->zone_count)].hours * 60)
                              : 0;
}

static void operator_begin(struct draft *draft) {
    const struct scenario *scenario = draft->scenario;
    const struct scenario_campaign *campaign = &scenario->campaigns[draft->mail->campaign];
    const struct scenario_operator *sender = &scenario->operators[campaign->sent_by];
    uint64_t key = key_of(sender->name), host = key ^ draft->mail->host;
    struct random random = random_stream(draft->mail->variant, DRAFT_PROGRAM, 0);
    const struct program *program = program_number(key);
    if (sender->program_count)
        program = program_find(sender->programs[random_below(&random, sender->program_count)]);
    habit_make(key, program, &draft->habit);
    random = random_stream(draft->mail->variant, DRAFT_SENDER, 0);
    draft->from_name = words_person(&random, true, draft->arena);
    draft->from_address = words_address(&random, draft->from_name, draft->arena);
    draft->zone_minutes = zone_of_host(sender, host);
    draft->html = campaign->html;
    client_home(draft, draft->mail->address, sender->pool_bits, host);
}

static void operator_write(struct draft *draft) {
    const struct scenario_campaign *campaign = &draft->scenario->campaigns[draft->mail->campaign];
    struct random random = random_stream(draft->mail->variant, DRAFT_TEXT, 0);
    const char *subject = "", *text = "";
    if (campaign->subject_count)
        subject = campaign->subjects[random_below(&random, campaign->subject_count)];
    if (campaign->text_count)
        text = campaign->texts[random_below(&random, campaign->text_count)];
    spin_expand(slice_from_string(subject), &random, &draft->subject);
    spin_expand(slice_from_string(text), &random, &draft->text);
}

/* The mail that a bounce returns: from the trap address to somebody who is not there, out of a line that only
 * the server saw, so that any will do. */
static void bounce_begin(struct draft *draft) {
    struct random random = random_stream(draft->mail->variant, DRAFT_BOUNCE, 0);
    uint32_t address = UINT32_C(0xf0000000) | (uint32_t)random_below(&random, 1 << 28); /* 240.0.0.0/4 */
    client_home(draft, address, RETURNED_POOL_BITS, draft->mail->variant);
    draft->from_address = draft->mail->recipient;
    draft->recipient = words_address(&random, words_person(&random, false, draft->arena), draft->arena);
}

/* -- any mail -- */

static void draft_begin(struct draft *draft, struct arena *arena, const struct scenario *scenario,
                        const struct sim_mail *mail) {
    *draft = (struct draft){.arena = arena,
                            .scenario = scenario,
                            .mail = mail,
                            .ids = random_stream(mail->variant, DRAFT_IDS, 0),
                            .recipient = mail->recipient,
                            .from_name = "",
                            .from_address = "",
                            .list = "",
                            .bounce = mail->kind == SIM_BOUNCE};
    if (mail->kind == SIM_SPAM || mail->kind == SIM_WANTED)
        background_begin(draft);
    else
        operator_begin(draft);
    if (draft->bounce)
        bounce_begin(draft);
}

static void draft_free(struct draft *draft) {
    buffer_free(&draft->subject);
    buffer_free(&draft->text);
}

/* Lines that an mbox would take for the next mail's beginning. */
static void append_quoted(struct slice text, struct buffer *into) {
    static const char from[] = "\nFrom ";
    const char *found;
    while ((found = memmem(text.data, text.size, from, sizeof from - 1))) {
        size_t size = (size_t)(found + 1 - text.data);
        buffer_append(into, text.data, size);
        buffer_append(into, ">", 1);
        text = slice_of(text.data + size, text.size - size);
    }
    buffer_append(into, text.data, text.size);
}

/* A bounce comes from a server of the domain that nobody is known at. */
static void write_received(struct draft *draft, size_t feed, struct buffer *into, int64_t *received) {
    struct client own = draft->client;
    if (draft->bounce) {
        const char *at = strrchr(draft->recipient, '@');
        client_server(draft, draft->mail->address, arena_printf(draft->arena, "mx.%s", at + 1));
    }
    received_write(draft, feed, into, received);
    draft->client = own;
}

void message_write(const struct scenario *scenario, size_t feed, const struct sim_mail *mail,
                   struct buffer *into, int64_t *received) {
    struct arena *arena = arena_new();
    struct buffer sent = {0};
    struct draft draft;
    draft_begin(&draft, arena, scenario, mail);
    write_received(&draft, feed, into, received);
    if (mail->kind == SIM_SPAM || mail->kind == SIM_WANTED)
        background_write(&draft);
    else
        operator_write(&draft);
    if (draft.bounce)
        bounce_write(&draft, &sent);
    else
        body_write(&draft, &sent);
    append_quoted(buffer_slice(&sent), into);
    buffer_free(&sent);
    draft_free(&draft);
    arena_free(arena);
}

const char *message_envelope(const struct scenario *scenario, const struct sim_mail *mail,
                             struct arena *arena) {
    struct draft draft;
    draft_begin(&draft, arena, scenario, mail);
    return draft.bounce ? "MAILER-DAEMON" : draft.from_address;
}
