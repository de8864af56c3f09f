/* Templates recovered from mails: each kind of slot from plain data, and whole templates from mails that a
 * generator printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "template/pattern.h"

static const struct pattern_name names[] = {{"QWXZ", 0}};

static struct pattern_mail mail_of(const char *body) {
    return (struct pattern_mail){.fields = {"", "", "", "", body}};
}

/* Fixed text as it is, slots as "{kind}", with values as "{kind:a 2|b 1}". */
static const char *show(struct arena *arena, const struct pattern_pieces *pieces, bool values) {
    const char *text = "";
    for (size_t i = 0; i < pieces->count; i++) {
        const struct pattern_piece *piece = &pieces->items[i];
        if (piece->kind == PATTERN_FIXED) {
            text = arena_printf(arena, "%s%s", text, piece->text);
            continue;
        }
        text = arena_printf(arena, "%s{%s", text, pattern_kind_name(piece->kind));
        for (size_t j = 0; values && j < piece->value_count; j++)
            text = arena_printf(arena, "%s%s%s %u", text, j ? "|" : ":", piece->values[j].text,
                                (unsigned)piece->values[j].count);
        text = arena_printf(arena, "%s}", text);
    }
    return text;
}

static const char *body_of(struct arena *arena, const struct pattern_mail *mails, size_t count, bool values) {
    struct pattern *pattern = arena_alloc(arena, sizeof *pattern);
    pattern_infer(arena, mails, count, names, 1, pattern);
    assert_int_equal(pattern->mails, count);
    return pattern->layout_count ? show(arena, &pattern->layouts[0].fields[PATTERN_BODY], values) : "";
}

#define assert_body(expected, ...)                                                                           \
    do {                                                                                                     \
        static const char *const bodies[] = {__VA_ARGS__};                                                   \
        struct arena *own = arena_new();                                                                     \
        struct pattern_mail mails[sizeof bodies / sizeof *bodies];                                           \
        for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)                                          \
            mails[i] = mail_of(bodies[i]);                                                                   \
        assert_string_equal(body_of(own, mails, sizeof bodies / sizeof *bodies, true), expected);            \
        arena_free(own);                                                                                     \
    } while (0)

static void test_nothing(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(body_of(arena, NULL, 0, true), "");
    arena_free(arena);
    assert_body("", "", "");
    assert_body("Buy it,\n\nnow (100%).", "Buy it,\n\nnow (100%).");
    assert_body("Buy it now", "Buy it now", "Buy it\nnow", "Buy it now");
}

static void test_typed_slots(void **state) {
    (void)state;
    assert_body("The price now is {price:$1 2|$2 1}, they say", "The price now is $1, they say",
                "The price now is $2, they say", "The price now is $1, they say");
    assert_body("Your code is {number:17 1|18 1|19 1} today", "Your code is 17 today",
                "Your code is 18 today", "Your code is 19 today");
    assert_body("Act before {date:Monday 2|3 March 2025 1} or lose", "Act before Monday or lose",
                "Act before 3 March 2025 or lose", "Act before Monday or lose");
    assert_body("Look here{choice:! 2|.. 1} Well", "Look here! Well", "Look here.. Well", "Look here! Well");
}

static void test_links(void **state) {
    (void)state;
    /* Of one domain, it is fixed; of several, the slot lists them. */
    assert_body("Go to http://example.org{word:/a 1|/b 1|/c 1} and buy", "Go to http://example.org/a and buy",
                "Go to http://example.org/b and buy", "Go to http://example.org/c and buy");
    assert_body("Go to {link:example.org 2|example.com 1} and buy", "Go to http://example.org/a and buy",
                "Go to http://example.com/b and buy", "Go to http://w.example.org/c and buy");
    assert_body("Write to {address}example.org and buy", "Write to alma@example.org and buy",
                "Write to bert@example.org and buy", "Write to carl@example.org and buy");
}

/* What differs within a phrase of a list is marked; a domain it shares is told. */
#define FRAME "All of this remains the very same in each mail of the campaign: %s"

static void test_slots_in_choices(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct pattern_mail mails[12];
    for (size_t i = 0; i < 12; i++)
        mails[i] = mail_of(arena_printf(arena, FRAME,
                                        i % 2 ? arena_printf(arena, "look at http://example.org/%zu", i)
                                              : arena_printf(arena, "pay $%zu", i)));
    assert_string_equal(body_of(arena, mails, 12, true),
                        arena_printf(arena, FRAME, "{choice:pay {price} 6|look at {link example.org} 6}"));
    arena_free(arena);
}

static void test_choices_and_words(void **state) {
    (void)state;
    assert_body("Please {choice:buy one 3|sell all of them 3} before it is late",
                "Please buy one before it is late", "Please sell all of them before it is late",
                "Please buy one before it is late", "Please sell all of them before it is late",
                "Please buy one before it is late", "Please sell all of them before it is late");
    assert_body("This is very {choice: 4|very 2} good for you", "This is very good for you",
                "This is very very good for you", "This is very good for you", "This is very good for you",
                "This is very very good for you", "This is very good for you");
    assert_body("The word for it is {word:apple 1|plum 1|quince 1} today", "The word for it is apple today",
                "The word for it is plum today", "The word for it is quince today");
}

static void test_noise(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const struct pattern_mail mails[] = {
        mail_of("Buy it now or never\none two three four five"),
        mail_of("Buy it now or never\nsix seven eight"),
        mail_of("Buy it now or never\nnine ten eleven twelve\nthirteen fourteen"),
        mail_of("Buy it now or never\nfifteen sixteen")};
    struct pattern pattern;
    pattern_infer(arena, mails, 4, names, 1, &pattern);
    const struct pattern_pieces *body = &pattern.layouts[0].fields[PATTERN_BODY];
    assert_int_equal(body->count, 2);
    assert_string_equal(body->items[0].text, "Buy it now or never\n");
    assert_int_equal(body->items[1].kind, PATTERN_NOISE);
    assert_int_equal(body->items[1].least_words, 2);
    assert_int_equal(body->items[1].most_words, 6);
    assert_int_equal(body->items[1].value_count, 1);
    assert_int_equal(body->items[1].distinct, 4);
    arena_free(arena);
}

/* What is promoted stays, however it is spelled, and its neighbours are the slots. */
static void test_names_never_become_slots(void **state) {
    (void)state;
    assert_body("{choice:Symbol 3|Buy 3}: QWXZ is {choice:up 3|rising 3}", "Symbol: QWXZ is up",
                "Buy: Q.W.X.Z is rising", "Symbol: QWXZ is up", "Buy: Q W X Z is rising",
                "Symbol: QWXZ is up", "Buy: Q_W_X_Z is rising");
}

static void test_recipients(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    enum { MAILS = 12 };
    static const char *const people[] = {"theo", "manager", "quirin", "olga", "nils", "peer"};
    struct pattern_mail mails[MAILS];
    for (size_t i = 0; i < MAILS; i++) {
        const char *who = people[i % 6];
        struct mail_address *to = arena_alloc(arena, sizeof *to);
        *to =
            (struct mail_address){i % 6 == 4 ? "Nils Holm" : "", arena_printf(arena, "%s@example.org", who)};
        /* Everybody's mail has the word "manager": there, it is no name. */
        mails[i] = mail_of(arena_printf(arena, "Dear %s, your manager wrote to %s@example.org on it",
                                        i % 6 == 4 ? "Nils Holm" : who, who));
        mails[i].recipients = to;
        mails[i].recipient_count = 1;
    }
    const char *text = body_of(arena, mails, MAILS, true);
    assert_null(strstr(text, "theo"));
    assert_null(strstr(text, "Holm"));
    assert_non_null(strstr(text, ", your manager wrote to {recipient} on it"));
    arena_free(arena);
}

/* A link ends where the recipient begins. */
static void test_recipients_in_links(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    static const char *const people[] = {"theodor", "quirin", "olga"};
    struct pattern_mail mails[3];
    for (size_t i = 0; i < 3; i++) {
        struct mail_address *to = arena_alloc(arena, sizeof *to);
        *to = (struct mail_address){"", arena_printf(arena, "%s@example.org", people[i])};
        mails[i] = mail_of(
            arena_printf(arena, "Leave http://example.net/?to=%s@EXAMPLE.org&n=%zu today", people[i], i));
        mails[i].recipients = to;
        mails[i].recipient_count = 1;
    }
    assert_string_equal(body_of(arena, mails, 3, true), "Leave http://example.net/?to={recipient} today");
    arena_free(arena);
}

static void test_holes_are_recipients(void **state) {
    (void)state;
    assert_body("Dear {recipient}, buy it now", "Dear \x01, buy it now", "Dear \x01, buy it now");
}

static void test_headers(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    static const char *const firsts[] = {"Ann", "Bob", "Cay"};
    struct pattern_mail mails[6];
    for (size_t i = 0; i < 6; i++)
        mails[i] = (struct pattern_mail){.fields = {arena_printf(arena, "Alert number %zu", i),
                                                    arena_printf(arena, "%s Smith", firsts[i % 3]),
                                                    arena_printf(arena, "xy%zuhostz", i % 2),
                                                    arena_printf(arena, "%zuhost.example", i % 2), "b"}};
    struct pattern pattern;
    pattern_infer(arena, mails, 6, names, 1, &pattern);
    const struct pattern_layout *layout = &pattern.layouts[0];
    assert_string_equal(show(arena, &layout->fields[PATTERN_SUBJECT], false), "Alert number {number}");
    assert_string_equal(show(arena, &layout->fields[PATTERN_FROM_NAME], true),
                        "{choice:Ann 2|Bob 2|Cay 2} Smith");
    assert_string_equal(show(arena, &layout->fields[PATTERN_FROM_LOCAL], false), "xy{domain}z");
    assert_string_equal(show(arena, &layout->fields[PATTERN_FROM_DOMAIN], true),
                        "{link:0host.example 3|1host.example 3}");
    arena_free(arena);
}

/* Lines out of lists, one of them optional. */
static void test_lines_stand_for_each_other(void **state) {
    (void)state;
    static const char *const first[] = {"Doors open at nine", "Hear the bell ring", "Mark that very day"};
    static const char *const second[] = {"Keep both eyes open", "Tell none of this", "Write it on a wall"};
    static const char *const last[] = {"Ring your bank", "Ask somebody else", "Do it in the morning"};
    struct arena *arena = arena_new();
    enum { MAILS = 90 };
    struct pattern_mail mails[MAILS];
    for (size_t i = 0; i < MAILS; i++)
        mails[i] = mail_of(arena_printf(arena, "%s\n%s%s%s", first[i % 3], i % 5 ? second[i / 3 % 3] : "",
                                        i % 5 ? "\n" : "", last[i / 9 % 3]));
    assert_string_equal(body_of(arena, mails, MAILS, true),
                        "{choice:Doors open at nine 30|Hear the bell ring 30|Mark that very day "
                        "30}\n{choice:Keep both eyes open 24|Tell none of this 24|Write it on a wall 24| "
                        "18}\n{choice:Ring your bank 36|Ask somebody else 27|Do it in the morning 27}");
    arena_free(arena);
}

/* Two arrangements are two layouts, the commoner first; what fits neither is counted. */
static void test_layouts(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct pattern_mail mails[21];
    for (size_t i = 0; i < 20; i++)
        mails[i] =
            mail_of(i % 5 < 3 ? arena_printf(arena,
                                             "Long report of the company follows below this very line\n"
                                             "Our experts see the price at $%zu within the next week\n"
                                             "There is no risk in it and everything to win for you\n"
                                             "Call now",
                                             i)
                              : arena_printf(arena,
                                             "Short note to whoever wants to earn something this month\n"
                                             "Number %zu of the list has been given to you by chance\n"
                                             "Answer to this mail with a copy of your passport, please\n"
                                             "Call now",
                                             i));
    mails[20] = mail_of("Something else altogether");
    struct pattern pattern;
    pattern_infer(arena, mails, 21, names, 1, &pattern);
    assert_int_equal(pattern.layout_count, 2);
    assert_int_equal(pattern.layouts[0].mails, 12);
    assert_int_equal(pattern.layouts[1].mails, 8);
    assert_int_equal(pattern.other_mails, 1);
    arena_free(arena);
}

/* A generator: templates of random pieces, printed with random values. */
enum { PIECES = 9, PRINTED = 60, TEMPLATES = 40 };

static uint64_t next_random(uint64_t *seed) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static const char *random_word(struct arena *arena, uint64_t *seed) {
    char word[9];
    for (size_t i = 0; i < 8; i++)
        word[i] = (char)("bdfgklmnprstvz"[next_random(seed) % 14]);
    for (size_t i = 1; i < 8; i += 2)
        word[i] = "aeiou"[next_random(seed) % 5];
    word[8] = '\0';
    return arena_string(arena, word);
}

static const char *random_words(struct arena *arena, uint64_t *seed, size_t count) {
    const char *text = random_word(arena, seed);
    for (size_t i = 1; i < count; i++)
        text = arena_printf(arena, "%s %s", text, random_word(arena, seed));
    return text;
}

static const char *fill(struct arena *arena, uint64_t *seed, enum pattern_kind kind,
                        const char *const choices[3], const char *recipient) {
    switch (kind) {
    case PATTERN_CHOICE:
        return choices[next_random(seed) % 3];
    case PATTERN_NUMBER:
        return arena_printf(arena, "%u", (unsigned)(next_random(seed) % 900 + 50));
    case PATTERN_PRICE:
        return arena_printf(arena, "$%u.%02u", (unsigned)(next_random(seed) % 9),
                            (unsigned)(next_random(seed) % 99));
    case PATTERN_DATE:
        return arena_printf(arena, "%u March 2025", (unsigned)(next_random(seed) % 30 + 1));
    case PATTERN_RECIPIENT:
        return recipient;
    case PATTERN_LINK:
        return arena_printf(arena, "http://%s.com/x", random_word(arena, seed));
    case PATTERN_NOISE:
        return random_words(arena, seed, 10 + next_random(seed) % 20);
    default:
        return random_word(arena, seed);
    }
}

/* One template: fixed text, slot, fixed text... with the name of what is promoted in one of the texts. */
static void check_template(struct arena *arena, uint64_t seed) {
    static const enum pattern_kind kinds[] = {PATTERN_CHOICE, PATTERN_NUMBER, PATTERN_PRICE,
                                              PATTERN_DATE,   PATTERN_LINK,   PATTERN_RECIPIENT,
                                              PATTERN_WORD,   PATTERN_NOISE};
    enum pattern_kind slots[PIECES];
    const char *texts[PIECES + 1], *choices[PIECES][3], *expected = "";
    for (size_t i = 0; i <= PIECES; i++)
        texts[i] = arena_printf(arena, "%s%s", random_words(arena, &seed, 2 + next_random(&seed) % 4),
                                i == 4 ? " QWXZ of" : "");
    for (size_t i = 0; i < PIECES; i++) {
        slots[i] = kinds[next_random(&seed) % 8];
        for (size_t j = 0; j < 3; j++)
            choices[i][j] = random_words(arena, &seed, 1 + next_random(&seed) % 3);
        const char *end = slots[i] == PATTERN_NOISE || i % 3 == 0 ? "\n" : " ";
        expected =
            arena_printf(arena, "%s%s%s{%s}%s", expected, texts[i], end, pattern_kind_name(slots[i]), end);
    }
    expected = arena_printf(arena, "%s%s", expected, texts[PIECES]);
    struct pattern_mail mails[PRINTED];
    for (size_t i = 0; i < PRINTED; i++) {
        struct mail_address *to = arena_alloc(arena, sizeof *to);
        const char *who = random_word(arena, &seed), *body = "";
        *to = (struct mail_address){"", arena_printf(arena, "%s@example.org", who)};
        for (size_t j = 0; j < PIECES; j++) {
            const char *end = slots[j] == PATTERN_NOISE || j % 3 == 0 ? "\n" : " ";
            body = arena_printf(arena, "%s%s%s%s%s", body, texts[j], end,
                                fill(arena, &seed, slots[j], choices[j], who), end);
        }
        mails[i] = mail_of(arena_printf(arena, "%s%s", body, texts[PIECES]));
        mails[i].recipients = to;
        mails[i].recipient_count = 1;
    }
    assert_string_equal(body_of(arena, mails, PRINTED, false), expected);
}

static void test_printed_templates_are_recovered(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= TEMPLATES; seed++) {
        struct arena *arena = arena_new();
        check_template(arena, seed * 7919);
        arena_free(arena);
    }
}

/* Forms whose every line is picked from a list of its own; some lines are left out now and then. Phrases of
 * different lists share words. */
static void check_form(struct arena *arena, uint64_t seed) {
    enum { LINES = 6, LISTED = 4, WORDS = 90 };
    const char *words[WORDS], *lists[LINES][LISTED], *expected = "";
    size_t optional = next_random(&seed) % LINES;
    for (size_t i = 0; i < WORDS; i++)
        words[i] = random_word(arena, &seed);
    for (size_t i = 0; i < LINES; i++)
        for (size_t j = 0; j < LISTED; j++)
            lists[i][j] = arena_printf(arena, "%s %s %s", words[next_random(&seed) % WORDS],
                                       words[next_random(&seed) % WORDS], words[next_random(&seed) % WORDS]);
    for (size_t i = 0; i < LINES; i++)
        expected = arena_printf(arena, "%s%s{choice}", expected, i ? "\n" : "");
    struct pattern_mail mails[2 * PRINTED];
    for (size_t i = 0; i < 2 * PRINTED; i++) {
        const char *body = "";
        for (size_t j = 0; j < LINES; j++)
            if (j != optional || next_random(&seed) % 3)
                body = arena_printf(arena, "%s%s%s", body, *body ? "\n" : "",
                                    lists[j][next_random(&seed) % LISTED]);
        mails[i] = mail_of(body);
    }
    assert_string_equal(body_of(arena, mails, 2 * PRINTED, false), expected);
}

static void test_forms_are_recovered(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= TEMPLATES; seed++) {
        struct arena *arena = arena_new();
        check_form(arena, seed * 104729);
        arena_free(arena);
    }
}

/* As many and as long as can be: all alike, all different, one word, nothing in common but signs. */
static void test_hostile(void **state) {
    (void)state;
    enum { BYTES = 1 << 18 };
    for (unsigned shape = 0; shape < 5; shape++) {
        struct arena *arena = arena_new();
        struct pattern_mail mails[PATTERN_MAILS];
        uint64_t seed = shape;
        for (size_t i = 0; i < PATTERN_MAILS; i++) {
            char *text = arena_alloc(arena, BYTES / 16 + 1);
            for (size_t j = 0; j < BYTES / 16; j++)
                text[j] = shape == 0   ? 'a'
                          : shape == 1 ? "ab "[next_random(&seed) % 3]
                          : shape == 2 ? (char)(j % 9 ? 'a' + (char)(next_random(&seed) % 26) : ' ')
                          : shape == 3 ? "a\n"[j % 2]
                                       : ". \n-"[next_random(&seed) % 4];
            mails[i] = mail_of(text);
        }
        struct pattern pattern;
        pattern_infer(arena, mails, PATTERN_MAILS, names, 1, &pattern);
        assert_true(pattern.layout_count >= 1);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_typed_slots),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_choices_and_words),
        cmocka_unit_test(test_slots_in_choices),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_names_never_become_slots),
        cmocka_unit_test(test_recipients),
        cmocka_unit_test(test_recipients_in_links),
        cmocka_unit_test(test_holes_are_recipients),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_lines_stand_for_each_other),
        cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_printed_templates_are_recovered),
        cmocka_unit_test(test_forms_are_recovered),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
