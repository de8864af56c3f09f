/* What is written must be read as meant: each mail is parsed back as weir reads mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mail/mail.h"
#include "mail/received.h"
#include "mail/sender.h"
#include "simulate/message.h"

#define SENT ((int64_t)1516000000) /* 2018-01-15T07:06:40Z */

static const char *const programs[] = {"outlook-express", "the-bat"};
static const char *const other_programs[] = {"thunderbird", "foxmail"};
static const char *const subjects[] = {"{One|Another} subject"};
static const char *const texts[] = {
    "{Hello|Hi},\n\nFrom {here|there} on it is & stays < {one|two} lines, of which this is rather "
    "long, so that whoever wraps lines must wrap it somewhere.\nFrom now on.\n"};
static const char *const foreign[] = {"Gr\xc3\xbc\xc3\x9f"
                                      "e, 5 \xe2\x82\xac\n"};

static struct scenario_operator operators[] = {
    {.name = "heron", .hosts = 100, .pool_bits = 8, .programs = programs, .program_count = 2},
    {.name = "stork", .hosts = 100, .pool_bits = 8, .programs = programs, .program_count = 2},
    {.name = "crane", .hosts = 100, .pool_bits = 8, .programs = other_programs, .program_count = 2},
};
static struct scenario_campaign campaigns[] = {
    {.sent_by = 0, .subjects = subjects, .subject_count = 1, .texts = texts, .text_count = 1},
    {.sent_by = 1, .subjects = subjects, .subject_count = 1, .texts = texts, .text_count = 1},
    {.sent_by = 2, .subjects = subjects, .subject_count = 1, .texts = texts, .text_count = 1, .html = true},
    {.sent_by = 0, .subjects = foreign, .subject_count = 1, .texts = foreign, .text_count = 1},
    {.sent_by = 0, .subjects = subjects, .subject_count = 1, .texts = texts, .text_count = 1, .html = true},
};
static const struct scenario world = {
    .feeds = {{.name = "north", .domain = "north.example", .traps = 10, .forwarder = ""},
              {.name = "south", .domain = "south.example", .traps = 10, .forwarder = "relay.south.example"}},
    .feed_count = 2,
    .operators = operators,
    .operator_count = 3,
    .campaigns = campaigns,
    .campaign_count = 5,
};

static struct sim_mail mail_of(size_t campaign, uint64_t number) {
    return (struct sim_mail){.kind = SIM_CAMPAIGN,
                             .sent = SENT,
                             .variant = number * UINT64_C(0x9e3779b97f4a7c15),
                             .campaign = campaign,
                             .host = (uint32_t)(number % 7),
                             .address = UINT32_C(0xf0c81203) + (uint32_t)(number << 8),
                             .recipient = "trap@north.example",
                             .feeds = 3};
}

static int64_t write_mail(size_t feed, const struct sim_mail *mail, struct buffer *raw) {
    int64_t received = 0;
    buffer_clear(raw);
    message_write(&world, feed, mail, raw, &received);
    return received;
}

static const struct mail *read_mail(void **state, struct buffer *raw) {
    return mail_parse(*state, buffer_slice(raw), NULL, NULL);
}

static void assert_parsed(const struct mail *mail) {
    assert_null(mail->unreadable);
    assert_int_equal(mail->anomalies, 0);
}

static void text_of(uint32_t address, char text[20]) {
    snprintf(text, 20, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
}

/* -- the hand-over -- */

static void tells_who_handed_it_over(void **state) {
    struct buffer raw = {0};
    for (uint64_t i = 0; i < 40; i++)
        for (size_t feed = 0; feed < 2; feed++) {
            struct sim_mail sent = mail_of(i % 3, i);
            int64_t received = write_mail(feed, &sent, &raw);
            const struct mail *mail = read_mail(state, &raw);
            char ip[20];
            text_of(sent.address, ip);
            assert_parsed(mail);
            assert_string_equal(mail->sender.ip, ip);
            assert_true(mail->sender.looked_up && *mail->sender.helo);
            assert_string_equal(mail->sender.recipient, sent.recipient);
            assert_string_equal(mail->sender.receiver, feed ? "relay.south.example" : "mx.north.example");
            assert_int_equal(mail->received, received);
            assert_int_equal(mail->date, SENT);
            assert_in_range(received - SENT, feed ? 60 : 1, feed ? 1000 : 60);
        }
    buffer_free(&raw);
}

/* A forwarder of another domain is a stranger until it is trusted. */
static void hides_the_client_behind_a_foreign_forwarder(void **state) {
    static const char *const nets[] = {"255.255.0.0/16"};
    struct scenario foreign_world = world;
    struct buffer raw = {0};
    struct error error;
    struct trust *trust = trust_new(nets, 1, &error);
    struct sim_mail sent = mail_of(0, 4);
    int64_t received;
    char ip[20];
    foreign_world.feeds[1].forwarder = "pass.broker.example";
    message_write(&foreign_world, 1, &sent, &raw, &received);
    text_of(sent.address, ip);
    assert_string_equal(read_mail(state, &raw)->sender.reverse_name, "pass.broker.example");
    assert_string_equal(mail_parse(*state, buffer_slice(&raw), NULL, trust)->sender.ip, ip);
    trust_free(trust);
    buffer_free(&raw);
}

static const char *body_of(struct buffer *raw) {
    buffer_append(raw, "", 1);
    raw->size--;
    const char *hop = raw->data;
    for (const char *next = raw->data; (next = strstr(next, " (UTC)\n"));)
        hop = next += strlen(" (UTC)\n");
    return hop;
}

static void differs_between_feeds_at_the_top_alone(void **state) {
    struct buffer first = {0}, second = {0};
    struct sim_mail sent = mail_of(2, 5);
    write_mail(0, &sent, &first);
    write_mail(1, &sent, &second);
    const char *own = body_of(&first), *other = body_of(&second);
    assert_string_equal(own, other);
    assert_int_not_equal(own - first.data, other - second.data);
    assert_memory_equal(first.data, second.data, (size_t)(strstr(first.data, "Received:") - first.data));
    buffer_free(&first);
    buffer_free(&second);
}

static void is_marked_above_what_was_sent(void **state) {
    struct buffer raw = {0};
    struct sim_mail sent = mail_of(0, 1);
    write_mail(1, &sent, &raw);
    /* What a feed's server wrote; the mark is seen by nobody who reads headers. */
    assert_true(read_mail(state, &raw)->simulated);
    assert_int_equal(read_mail(state, &raw)->own_headers, 4);
    buffer_append(&raw, "", 1);
    const char *mark = strstr(raw.data, "\nX-Weir-Simulated: yes\n");
    assert_non_null(mark);
    assert_true(mark < strstr(raw.data, "\nReceived: "));
    buffer_free(&raw);
}

static void is_the_same_each_time(void **state) {
    struct buffer first = {0}, second = {0};
    static const enum sim_kind kinds[] = {SIM_CAMPAIGN, SIM_SPAM, SIM_WANTED, SIM_BOUNCE};
    for (size_t i = 0; i < 16; i++) {
        struct sim_mail sent = mail_of(i % 3, i);
        sent.kind = kinds[i % 4];
        int64_t received = write_mail(0, &sent, &first);
        assert_int_equal(write_mail(0, &sent, &second), received);
        assert_int_equal(first.size, second.size);
        assert_memory_equal(first.data, second.data, first.size);
    }
    buffer_free(&first);
    buffer_free(&second);
}

static void comes_from_lines_at_home(void **state) {
    struct buffer raw = {0};
    int home = 0, named = 0;
    for (uint64_t i = 0; i < 500; i++) {
        struct sim_mail sent = mail_of(0, i);
        struct sender_traits traits;
        write_mail(0, &sent, &raw);
        const struct mail *mail = read_mail(state, &raw);
        sender_classify(mail, &traits);
        home += traits.home;
        named += traits.reverse == SENDER_NAMED;
        assert_true(traits.home || traits.reverse == SENDER_NAMELESS);
    }
    assert_in_range(named, 350, 450);
    assert_true(home >= named);
    buffer_free(&raw);
}

/* -- text -- */

static void says_what_the_template_says(void **state) {
    struct buffer raw = {0};
    for (uint64_t i = 0; i < 20; i++)
        for (size_t campaign = 0; campaign < 5; campaign++) {
            struct sim_mail sent = mail_of(campaign, i);
            write_mail(0, &sent, &raw);
            const struct mail *mail = read_mail(state, &raw);
            assert_parsed(mail);
            if (campaign == 3) {
                assert_string_equal(mail->subject, "Gr\xc3\xbc\xc3\x9f"
                                                   "e, 5 \xe2\x82\xac");
                assert_non_null(strstr(mail->text, mail->subject));
                continue;
            }
            assert_true(!strcmp(mail->subject, "One subject") || !strcmp(mail->subject, "Another subject"));
            assert_true(strstr(mail->text, " on it is & stays < ") ||
                        strstr(mail->text, "on it is & stays <"));
            assert_int_equal(mail->link_count, 0);
            assert_int_equal(mail->attachment_count, 0);
        }
    buffer_free(&raw);
}

static void quotes_what_an_mbox_would_divide_at(void **state) {
    struct buffer raw = {0};
    struct sim_mail sent = mail_of(0, 2);
    for (uint64_t i = 0; i < 20; i++) {
        sent.variant = i;
        write_mail(0, &sent, &raw);
        assert_null(memmem(raw.data, raw.size, "\nFrom ", 6));
    }
    assert_non_null(strstr(read_mail(state, &raw)->text, "From now on."));
    buffer_free(&raw);
}

/* -- who sends -- */

/* How often the second of two campaigns is made as the first ever is, in hundredths. */
static int alike(void **state, size_t first, size_t second, enum mail_making facet) {
    enum { MAILS = 50 };
    struct buffer raw = {0};
    const char *lines[MAILS];
    int found = 0;
    for (uint64_t i = 0; i < MAILS; i++) {
        struct sim_mail sent = mail_of(first, i);
        write_mail(0, &sent, &raw);
        lines[i] = arena_string(*state, read_mail(state, &raw)->making[facet]);
    }
    for (uint64_t i = 0; i < MAILS; i++) {
        struct sim_mail sent = mail_of(second, i + 1000);
        write_mail(0, &sent, &raw);
        const char *line = read_mail(state, &raw)->making[facet];
        size_t at = 0;
        while (at < MAILS && strcmp(lines[at], line) != 0)
            at++;
        found += at < MAILS;
    }
    buffer_free(&raw);
    return found * 100 / MAILS;
}

static void is_made_alike_by_one_operator_alone(void **state) {
    assert_in_range(alike(state, 0, 3, MAKING_PROGRAM), 95, 100); /* other texts, the same operator */
    assert_in_range(alike(state, 0, 3, MAKING_DELIVERY), 95, 100);
    assert_in_range(alike(state, 0, 1, MAKING_PROGRAM), 0,
                    0); /* the same text and programs, another operator */
    assert_in_range(alike(state, 0, 2, MAKING_PROGRAM), 0, 0);
}

static void forges_personal_senders(void **state) {
    struct buffer raw = {0};
    struct sim_mail sent = mail_of(0, 3);
    write_mail(0, &sent, &raw);
    const struct mail *mail = read_mail(state, &raw);
    assert_non_null(strchr(mail->from.name, ' '));
    assert_string_equal(mail->envelope_from, mail->from.address);
    assert_string_equal(message_envelope(&world, &sent, *state), mail->from.address);
    const char *end = strrchr(mail->from.address, '.');
    assert_true(!strcmp(end, ".example") || !strcmp(end, ".test"));
    buffer_free(&raw);
}

/* -- other mail -- */

static void returns_what_was_forged(void **state) {
    struct buffer raw = {0};
    for (uint64_t i = 0; i < 20; i++) {
        struct sim_mail sent = mail_of(i % 3, i);
        sent.kind = SIM_BOUNCE;
        write_mail(1, &sent, &raw);
        const struct mail *mail = read_mail(state, &raw);
        char ip[20];
        text_of(sent.address, ip);
        assert_parsed(mail);
        assert_int_equal(mail->mail_class, MAIL_BOUNCE);
        assert_true(mail->null_sender);
        assert_string_equal(mail->sender.ip, ip);
        assert_non_null(mail->returned);
        assert_string_equal(mail->returned->from.address, sent.recipient);
        assert_non_null(
            strstr(mail->returned->subject, "ther subject") ? "" : strstr(mail->returned->subject, "One"));
        assert_string_not_equal(mail->returned->sender.ip, ip);
        assert_string_equal(message_envelope(&world, &sent, *state), "MAILER-DAEMON");
    }
    buffer_free(&raw);
}

static void background_spam_links_to_its_shop(void **state) {
    struct buffer raw = {0};
    const char *domain = NULL;
    for (uint64_t i = 0; i < 30; i++) {
        struct sim_mail sent = mail_of(17, i);
        sent.kind = SIM_SPAM;
        write_mail(0, &sent, &raw);
        const struct mail *mail = read_mail(state, &raw);
        assert_parsed(mail);
        assert_int_equal(mail->link_count, 1);
        assert_true(strstr(mail->links[0].domain, "17.example"));
        assert_true(!domain || !strcmp(domain, mail->links[0].domain));
        domain = arena_string(*state, mail->links[0].domain);
    }
    buffer_free(&raw);
}

static void wanted_mail_is_from_somebody(void **state) {
    struct buffer raw = {0};
    int clubs = 0;
    for (size_t sender = 0; sender < 30; sender++) {
        struct sim_mail sent = mail_of(sender, 1), next = mail_of(sender, 2);
        sent.kind = next.kind = SIM_WANTED;
        write_mail(0, &sent, &raw);
        const struct mail *mail = read_mail(state, &raw);
        assert_parsed(mail);
        assert_int_equal(mail->bulk, sender % 3 == 0);
        assert_true(!strncmp(mail->sender.reverse_name, "mail.", 5));
        assert_string_equal(mail->from.address, message_envelope(&world, &next, *state));
        clubs += mail->bulk;
    }
    assert_int_equal(clubs, 10);
    buffer_free(&raw);
}

static int set_up(void **state) {
    mail_initialize();
    *state = arena_new();
    return 0;
}

static int tear_down(void **state) {
    arena_free(*state);
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(tells_who_handed_it_over),
        TEST(hides_the_client_behind_a_foreign_forwarder),
        TEST(differs_between_feeds_at_the_top_alone),
        TEST(is_marked_above_what_was_sent),
        TEST(is_the_same_each_time),
        TEST(comes_from_lines_at_home),
        TEST(says_what_the_template_says),
        TEST(quotes_what_an_mbox_would_divide_at),
        TEST(is_made_alike_by_one_operator_alone),
        TEST(forges_personal_senders),
        TEST(returns_what_was_forged),
        TEST(background_spam_links_to_its_shop),
        TEST(wanted_mail_is_from_somebody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
