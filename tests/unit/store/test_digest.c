/* The mark of simulated mail is seen as such and by nothing else: wherever it stands, what the store keeps of
 * the mail is what it keeps of the same mail without it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/digest.h"

#define MARK "X-Weir-Simulated: yes\n"

static const char received[] =
    "Received: from pc17.example.com (host7.example.net [240.9.8.7])\n"
    "\tby mx.example.org with ESMTP id l3D3390I005434; Mon, 3 Mar 2025 10:00:00 +0000\n";
static const char *const written[] = {
    "X-Odd: 1\n",
    "From: \"Alma Abbot\" <alma@example.net>\n",
    "To: <trap@example.org>\n",
    "Subject: Alert on QVZX.PK\n",
    "X-Priority: 3\n",
    "Date: Mon, 03 Mar 2025 09:59:58 +0000\n",
    "X-Mailer: Quill 6.00.2900\n",
    "Message-ID: <000001c77a1b$4a2b3c10$01a8c0d0@host>\n",
    "Content-Type: text/plain;\n\tcharset=utf-8\n",
};
static const char body[] =
    "\nQuavex Minerals Inc.\nSymbol: QVZX.PK\nCurrent price: $0.10\nThis stock is about to explode!\n"
    "Visit http://quavex.example/now or call +1 202 555 0147.\n";
enum { WRITTEN = sizeof written / sizeof *written };

static int set_up(void **state) {
    mail_initialize();
    *state = arena_new();
    return 0;
}

static int tear_down(void **state) {
    arena_free(*state);
    return 0;
}

/* The mail with something before its Received, and before and behind each header of the sender. */
static const char *mail_with(struct arena *arena, const char *on_top, const char *const *between) {
    const char *raw = arena_printf(arena, "%s%s", on_top, received);
    for (size_t i = 0; i < WRITTEN; i++)
        raw = arena_printf(arena, "%s%s%s", raw, between[i], written[i]);
    return arena_printf(arena, "%s%s%s", raw, between[WRITTEN], body);
}

static struct digest digest_of(struct arena *arena, const char *raw) {
    struct digester digester;
    struct digest digest;
    digester_open(&digester, NULL);
    digest_make(&digester, arena, slice_from_string(raw), NULL, NULL, &digest);
    digester_close(&digester);
    return digest;
}

static void assert_alike(const struct digest *a, const struct digest *b) {
    assert_string_equal(a->unreadable, "");
    assert_string_equal(b->unreadable, "");
    assert_memory_equal(&a->print, &b->print, sizeof a->print);
    assert_true(a->trace == b->trace);
    assert_true(a->dialect.id == b->dialect.id);
    for (size_t i = 0; i < MAKING_COUNT; i++)
        assert_string_equal(a->dialect.texts[i], b->dialect.texts[i]);
    assert_int_equal(a->term_count, b->term_count);
    assert_memory_equal(a->terms, b->terms, a->term_count * sizeof *a->terms);
    assert_int_equal(a->sighting.size, b->sighting.size);
    assert_true(a->sighting.size > 0);
    assert_memory_equal(a->sighting.data, b->sighting.data, a->sighting.size);
    assert_memory_equal(a->address, b->address, sizeof a->address);
    assert_true(a->received == b->received);
    assert_int_equal(a->flags, b->flags);
    assert_string_equal(a->sender, b->sender);
    assert_string_equal(a->subject, b->subject);
}

static void mark_is_left_out_wherever_it_stands(void **state) {
    const char *none[WRITTEN + 1];
    for (size_t i = 0; i <= WRITTEN; i++)
        none[i] = "";
    struct digest plain = digest_of(*state, mail_with(*state, "", none));
    assert_false(plain.simulated);
    struct digest on_top = digest_of(*state, mail_with(*state, MARK, none));
    assert_true(on_top.simulated);
    assert_alike(&plain, &on_top);
    for (size_t i = 0; i <= WRITTEN; i++) {
        const char *between[WRITTEN + 1];
        memcpy(between, none, sizeof none);
        between[i] = MARK;
        struct digest marked = digest_of(*state, mail_with(*state, "", between));
        assert_true(marked.simulated);
        assert_alike(&plain, &marked);
    }
    /* Another header there is not left out. */
    none[4] = "X-Weird: yes\n";
    struct digest other = digest_of(*state, mail_with(*state, "", none));
    assert_string_not_equal(plain.dialect.texts[MAKING_PROGRAM], other.dialect.texts[MAKING_PROGRAM]);
}

static void mark_is_left_out_however_it_is_written(void **state) {
    static const struct {
        const char *header;
        bool simulated;
    } marks[] = {
        {"x-weir-SIMULATED:YES\n", true},
        {"X-Weir-Simulated:\n\tyes\n", true},
        {MARK MARK, true},
        {"X-Weir-Simulated: no\n", false},
        {"X-Weir-Simulated: yesss\n", false},
        {"X-Weir-Simulated:\n", false},
        {MARK "X-Weir-Simulated: no\n", true},
    };
    const char *none[WRITTEN + 1];
    for (size_t i = 0; i <= WRITTEN; i++)
        none[i] = "";
    struct digest plain = digest_of(*state, mail_with(*state, "", none));
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        none[3] = marks[i].header;
        struct digest marked = digest_of(*state, mail_with(*state, "", none));
        assert_int_equal(marked.simulated, marks[i].simulated);
        assert_alike(&plain, &marked);
    }
}

static bool is_simulated_from(void **state, const char *address) {
    const char *hop = *address ? arena_printf(*state,
                                              "Received: from a.example (a.example [%s]) by mx.example.org; "
                                              "Mon, 3 Mar 2025 10:00:00 +0000\n",
                                              address)
                               : "";
    struct digest digest =
        digest_of(*state, arena_printf(*state, "%s" MARK "From: a@example.net\n\nwords\n", hop));
    return digest.simulated;
}

static void mark_of_a_host_of_the_internet_does_not_count(void **state) {
    static const char *const nobody[] = {
        "",         "240.0.0.1",    "255.255.255.254", "192.0.2.1",       "198.51.100.255",
        "10.0.0.1", "203.0.113.77", "127.0.0.1",       "169.254.1.1",     "172.31.0.1",
        "::1",      "192.168.1.1",  "IPv6:fe80::1",    "IPv6:2001:db8::1"};
    static const char *const somebody[] = {"8.8.8.8",          "239.0.0.1",        "192.0.3.1",
                                           "198.51.101.1",     "172.32.0.1",       "203.0.112.1",
                                           "IPv6:2001:db9::1", "IPv6:2a00:1450::1"};
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
        assert_true(is_simulated_from(state, nobody[i]));
    for (size_t i = 0; i < sizeof somebody / sizeof *somebody; i++)
        assert_false(is_simulated_from(state, somebody[i]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(mark_is_left_out_wherever_it_stands, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mark_is_left_out_however_it_is_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mark_of_a_host_of_the_internet_does_not_count, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
