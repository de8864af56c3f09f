/* Mail that has nothing to do with a scenario's campaigns. Spam: each campaign has its trade, its link and
 * its text, which is drawn once; some dozen senders run them all, each with programs of his own. Wanted mail:
 * of every three senders one is a club that writes to its members, a text an issue; the others are people,
 * whose letters are all different. Cost: one pass over the phrases used. */
#include <string.h>

#include "simulate/draft.h"
#include "simulate/phrases.h"
#include "simulate/words.h"

/* Keys of who is neither operator nor each other. */
#define SPAMMER_SEED UINT64_C(0x7370616d)
#define WANTED_SEED  UINT64_C(0x68616d)
#define SPAMMERS     13
#define POOL_BITS    12
/* One in so many wanted senders is a club; it has an issue every so many seconds. */
#define CLUB_OF       3
#define ISSUE_SECONDS ((int64_t)3 * 24 * 60 * 60)

enum { OF_SPAMMER = 1, OF_CAMPAIGN, OF_WRITER, OF_ISSUE };

static void write_pick(const char *const *phrases, struct random *random, struct buffer *into) {
    words_write_phrase(phrases[random_below(random, phrases_count(phrases))], random, into);
}

/* So many different ones of at most 64, in whatever order; between them what is given. */
static void write_several(const char *const *phrases, size_t most, const char *between, struct random *random,
                          struct buffer *into) {
    size_t count = phrases_count(phrases), at;
    uint64_t used = 0;
    for (size_t i = 0; i < most && i < count; i++) {
        do
            at = random_below(random, count);
        while (used >> at & 1);
        used |= UINT64_C(1) << at;
        buffer_append_string(into, i ? between : "");
        words_write_phrase(phrases[at], random, into);
    }
}

static const char *keep(struct draft *draft, struct buffer *text) {
    const char *copy = arena_copy(draft->arena, text->data, text->size);
    buffer_free(text);
    return copy;
}

/* -- spam -- */

static struct random campaign_stream(const struct draft *draft) {
    return random_stream(SPAMMER_SEED, OF_CAMPAIGN, draft->mail->campaign);
}

static const struct phrases_trade *trade_of(const struct draft *draft) {
    return &phrases_trades[draft->mail->campaign % phrases_trade_count];
}

static void spam_begin(struct draft *draft) {
    uint64_t number = draft->mail->campaign, spammer = number % SPAMMERS;
    struct random own = random_stream(SPAMMER_SEED, OF_SPAMMER, spammer);
    struct random random = random_stream(draft->mail->variant, DRAFT_PROGRAM, 0);
    uint64_t key = random_next(&own), programs[2] = {random_next(&own), random_next(&own)};
    habit_make(key, program_number(programs[random_below(&random, 2)]), &draft->habit);
    random = random_stream(draft->mail->variant, DRAFT_SENDER, 0);
    draft->from_name = words_person(&random, true, draft->arena);
    draft->from_address = words_address(&random, draft->from_name, draft->arena);
    draft->html = random_below(&own, 2);
    draft->zone_minutes = 60 * ((int)random_below(&own, 20) - 8);
    if (random_below(&own, 3))
        client_home(draft, draft->mail->address, POOL_BITS, key ^ draft->mail->address);
    else
        client_server(draft, draft->mail->address,
                      arena_printf(draft->arena, "srv%u.%s%u.example", draft->mail->address & 255,
                                   trade_of(draft)->shop, (unsigned)number));
}

static void write_link(const struct draft *draft, struct random *own, struct buffer *into) {
    buffer_printf(into, " http://%s%u.example/%c%u\n", trade_of(draft)->shop, (unsigned)draft->mail->campaign,
                  (char)('a' + random_below(own, 26)), (unsigned)random_below(own, 1000));
}

static void spam_write(struct draft *draft) {
    static const char *const greetings[] = {"Hello", "Good day", "Hi there", "Dear reader", NULL};
    const struct phrases_trade *trade = trade_of(draft);
    struct random same = campaign_stream(draft);
    struct random own = random_stream(draft->mail->variant, DRAFT_TEXT, 0);
    struct buffer *text = &draft->text;
    write_pick(trade->subjects, &same, &draft->subject);
    write_pick(greetings, &own, text);
    buffer_append_string(text, ",\n\n");
    write_pick(trade->openings, &same, text);
    buffer_append_string(text, "\n\n");
    write_several(trade->offers, 2 + random_below(&same, 3), "\n", &same, text);
    buffer_append_string(text, "\n\n");
    write_pick(trade->closings, &same, text);
    write_link(draft, &own, text);
}

/* -- wanted -- */

static struct random writer_stream(const struct draft *draft) {
    return random_stream(WANTED_SEED, OF_WRITER, draft->mail->campaign);
}

static bool is_club(const struct draft *draft) {
    return draft->mail->campaign % CLUB_OF == 0;
}

/* The name of a club and its domain. */
static void club_begin(struct draft *draft, struct random *own) {
    struct buffer name = {0}, domain = {0};
    words_write_domain(own, &domain);
    const char *host = keep(draft, &domain);
    write_pick(phrases_club_names, own, &name);
    buffer_printf(&name, " of %.*s", (int)strcspn(host, "."), host);
    draft->from_name = keep(draft, &name);
    draft->from_address = arena_printf(draft->arena, "news@%s", host);
    draft->list = arena_printf(draft->arena, "news.lists.%s", host);
    draft->html = random_below(own, 2);
    habit_genuine(program_newsletter(random_next(own)), &draft->habit);
}

/* People use few programs, which say nothing of who they are. */
static void person_begin(struct draft *draft, struct random *own) {
    static const char *const common[] = {"outlook", "thunderbird", "apple-mail"};
    draft->from_name = words_person(own, false, draft->arena);
    draft->from_address = words_address(own, draft->from_name, draft->arena);
    habit_genuine(program_find(common[random_below(own, sizeof common / sizeof *common)]), &draft->habit);
}

static void wanted_begin(struct draft *draft) {
    struct random own = writer_stream(draft);
    draft->zone_minutes = 60;
    if (is_club(draft))
        club_begin(draft, &own);
    else
        person_begin(draft, &own);
    const char *host = strrchr(draft->from_address, '@') + 1;
    client_server(draft, draft->mail->address, arena_printf(draft->arena, "mail.%s", host));
}

static void club_write(struct draft *draft) {
    uint64_t issue = (uint64_t)(draft->mail->sent / ISSUE_SECONDS);
    struct random same = random_stream(WANTED_SEED ^ draft->mail->campaign, OF_ISSUE, issue);
    buffer_printf(&draft->subject, "%s: ", draft->from_name);
    write_pick(phrases_club_subjects, &same, &draft->subject);
    write_several(phrases_club_news, 4 + random_below(&same, 4), "\n\n", &same, &draft->text);
    buffer_printf(&draft->text, "\n\n-- \n%s, to leave: leave@%s\n", draft->from_name, draft->list);
}

static void letter_write(struct draft *draft) {
    struct random random = random_stream(draft->mail->variant, DRAFT_TEXT, 0);
    struct buffer *text = &draft->text;
    write_pick(phrases_letter_subjects, &random, &draft->subject);
    write_pick(phrases_letter_openings, &random, text);
    buffer_append_string(text, "\n\n");
    write_several(phrases_letter_sentences, 3 + random_below(&random, 4), " ", &random, text);
    buffer_append_string(text, "\n\n");
    if (random_below(&random, 2)) {
        write_several(phrases_letter_sentences, 1 + random_below(&random, 4), " ", &random, text);
        buffer_append_string(text, "\n\n");
    }
    write_pick(phrases_letter_closings, &random, text);
    buffer_append_string(text, "\n");
    buffer_append(text, draft->from_name, strcspn(draft->from_name, " "));
    buffer_append_string(text, "\n");
}

/* -- either -- */

void background_begin(struct draft *draft) {
    if (draft->mail->kind == SIM_SPAM)
        spam_begin(draft);
    else
        wanted_begin(draft);
}

void background_write(struct draft *draft) {
    if (draft->mail->kind == SIM_SPAM)
        spam_write(draft);
    else if (is_club(draft))
        club_write(draft);
    else
        letter_write(draft);
}
