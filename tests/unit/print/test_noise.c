/* Words that are none, and words in disguise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "print/normal.h"

static struct noise noise_of(const char *text) {
    struct arena *arena = arena_new();
    struct normal_words words = {0};
    normal_words_read(arena, slice_from_string(text), NULL, &words);
    arena_free(arena);
    return words.noise;
}

static void words_of_languages_are_not_random(void **state) {
    (void)state;
    static const char *const texts[] = {
        "The quick investigation of knowledgeable strengths, rhythms and psychology",
        "Rechtschreibung Angstschweiss Arbeitsschutzbestimmungen Quatschkopf",
        "l'acquisition d'oiseaux extraordinairement heureux quelquefois",
        "chrzaszcz szczescie przestrzegajcie bezwzgledny",
        "Qualcuno soqquadro azzurrissimo",
        "http://www.xqzjwvkq.example/ zxqvjkw@example.org", /* links are no words */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (noise_of(texts[i]).random)
            fail_msg("%s", texts[i]);
}

static void strings_of_letters_are(void **state) {
    (void)state;
    assert_int_equal(noise_of("buy xqzjwvkq now, kjwqzxv pfgqvbx").random, 3);
    assert_int_equal(noise_of("xqz vkq").random, 0); /* too short to say */
}

static void disguises_are_seen(void **state) {
    (void)state;
    static const char *const texts[] = {
        "enl4rgement",
        "prescripti0n",
        "sym8ol",
        "w4tches",
        "S T O C K S",
        "v.i.a.l.s",
        "\xd0\xb0pple juice", /* a Cyrillic letter */
        "\xf0\x9d\x90\x8f\xf0\x9d\x90\x87\xf0\x9d\x90\x8e\xf0\x9d\x90\x93\xf0\x9d\x90\x8e", /* bold signs */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (noise_of(texts[i]).disguised != 1)
            fail_msg("%s", texts[i]);
}

static void other_writing_is_none(void **state) {
    (void)state;
    static const char *const texts[] = {
        "mp3 b2b w3c i18n 2nd 3rd 10am",
        "x86 0x7fff 1a2b3c4d5e6f",
        "U.S.A. and U.K.",
        "krb5conf pmc2c",
        "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82",     /* Cyrillic */
        "k\xc4\xb1rm\xc4\xb1z\xc4\xb1 \xc3\xb8l m\xc3\xbcller", /* accents, dotless i */
        "z1 z2 k g w z x",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (noise_of(texts[i]).disguised)
            fail_msg("%s", texts[i]);
}

static void many_is_a_share_of_the_text(void **state) {
    (void)state;
    assert_false(noise_is_many(0, 0));
    assert_true(noise_is_many(1, 99));
    assert_false(noise_is_many(1, 100));
    assert_true(noise_is_many(3, 200));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_languages_are_not_random),
        cmocka_unit_test(strings_of_letters_are),
        cmocka_unit_test(disguises_are_seen),
        cmocka_unit_test(other_writing_is_none),
        cmocka_unit_test(many_is_a_share_of_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
