/* Words as names are compared, and the people of a mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/person.h"

static int open_arena(void **state) {
    mail_initialize();
    *state = arena_new();
    return 0;
}

static int close_arena(void **state) {
    arena_free(*state);
    return 0;
}

/* The forms of text's words with a bar between; capitals get a ^. */
static const char *forms_of(struct arena *arena, const char *text) {
    struct person_word *words;
    size_t count = person_words(arena, slice_from_string(text), &words);
    const char *forms = "";
    for (size_t i = 0; i < count; i++)
        forms = arena_printf(arena, "%s%s%s%.*s", forms, i ? "|" : "", words[i].capital ? "^" : "",
                             (int)words[i].bytes, words[i].form);
    return forms;
}

static void reads_words(void **state) {
    static const struct {
        const char *text, *forms;
    } examples[] = {
        {"J.Smith_2@Example.org", "^j|^smith|2|^example|org"},
        {"", ""},
        {"... !", ""},
        {"don't", "don|t"},
        {"M\xc3\xbcller", "^muller"},
        {"so\xc2\xad"
         "ft\xe2\x80\x8bly \xe2\x80\xaex",
         "softly|x"},
        {"p\xd0\xb0yp\xd0\xb0l", "paypal"},
        {"\xef\xbd\x81\xef\xbd\x82", "ab"},
        {"name\xe4\xbd\xa0\xe5\xa5\xbdname", "name|\xe4\xbd\xa0\xe5\xa5\xbd|name"},
        {"a\xff\xfe"
         "b",
         "a|b"},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        assert_string_equal(forms_of(*state, examples[i].text), examples[i].forms);
}

static void places_words(void **state) {
    struct person_word *words;
    struct slice text = slice_from_string("a \xc3\xa9t\xc3\xa9\xc2\xad b");
    assert_int_equal(person_words(*state, text, &words), 3);
    assert_int_equal(words[1].start, 2);
    assert_int_equal(words[1].end, 7); /* without the soft hyphen */
    assert_int_equal(words[2].start, 10);
}

static void keeps_kinds_apart(void **state) {
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    uint64_t seen[PERSON_KINDS * sizeof alphabet];
    size_t count = 0;
    for (enum person_kind kind = 0; kind < PERSON_KINDS; kind++)
        for (size_t i = 0; alphabet[i]; i++) {
            uint64_t key = person_key(kind, slice_of(alphabet + i, 1));
            for (size_t j = 0; j < count; j++)
                assert_true(seen[j] != key);
            seen[count++] = key;
        }
}

static bool has(const uint64_t *keys, size_t count, uint64_t key) {
    for (size_t i = 0; i < count; i++)
        if (keys[i] == key)
            return true;
    return false;
}

static bool has_recipient(struct arena *arena, const struct people *people, enum person_kind kind,
                          const char *text) {
    struct person_word *words;
    size_t count = person_words(arena, slice_from_string(text), &words);
    bool by_words = kind == PERSON_WORDS || kind == PERSON_HOST || kind == PERSON_BEGINNING;
    uint64_t key = by_words ? person_words_key(kind, words, count)
                            : person_part_key(kind, slice_from_string(text), words, count);
    return has(people->recipients, people->recipient_count, key);
}

static bool has_sender(struct arena *arena, const struct people *people, enum person_kind kind,
                       const char *text) {
    struct person_word *words;
    size_t count = person_words(arena, slice_from_string(text), &words);
    uint64_t key = kind == PERSON_SENDER ? person_part_key(kind, slice_from_string(text), words, count)
                                         : person_words_key(kind, words, count);
    return has(people->senders, people->sender_count, key);
}

static void finds_people(void **state) {
    static const char raw[] =
        "Return-Path: <bounce@other.example>\n"
        "Received: from a.example.net ([192.0.2.7]) by mx.trap.example for <envelope@mx.trap.example>\n"
        "From: Maria Forged <m@victim.example>\n"
        "To: \"Hans Beispiel\" <H.Beispiel+list@mail.trap.example>, \"x y@z.example\" <q@public.example>\n"
        "\n"
        "Text.\n";
    struct arena *arena = *state;
    struct people people;
    people_read(arena, mail_parse(arena, slice_of(raw, sizeof raw - 1), NULL, NULL), &people);
    assert_true(has_recipient(arena, &people, PERSON_ADDRESS, "h.beispiel+list@mail.trap.example"));
    assert_true(has_recipient(arena, &people, PERSON_ADDRESS, "envelope@mx.trap.example"));
    assert_true(has_recipient(arena, &people, PERSON_ADDRESS, "y@z.example"));
    assert_true(has_recipient(arena, &people, PERSON_PART, "h.beispiel+list"));
    assert_true(has_recipient(arena, &people, PERSON_PART, "h.beispiel"));
    assert_true(has_recipient(arena, &people, PERSON_WORDS, "H Beispiel"));
    assert_true(has_recipient(arena, &people, PERSON_WORDS, "hans beispiel"));
    assert_true(has_recipient(arena, &people, PERSON_BEGINNING, "hans"));
    assert_true(has_recipient(arena, &people, PERSON_HOST, "mx.trap.example"));
    assert_true(has_recipient(arena, &people, PERSON_HOST, "mail.trap.example"));
    assert_false(has_recipient(arena, &people, PERSON_HOST, "public.example"));
    assert_false(has_recipient(arena, &people, PERSON_PART, "m"));
    assert_true(has_sender(arena, &people, PERSON_SENDER, "m@victim.example"));
    assert_true(has_sender(arena, &people, PERSON_SENDER, "bounce@other.example"));
    assert_true(has_sender(arena, &people, PERSON_SENDER_NAME, "Maria Forged"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_words, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(places_words, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(keeps_kinds_apart, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(finds_people, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
