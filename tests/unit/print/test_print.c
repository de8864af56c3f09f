/* Prints of invented mail: what two of them share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "print/print.h"

static const char *const TEXT =
    "This gem is about to move and nobody knows why yet so read the report tonight";

static struct mail make_mail(struct arena *arena, const char *subject, const char *text) {
    return (struct mail){.arena = arena,
                         .subject = subject,
                         .text = text,
                         .text_bytes = strlen(text),
                         .from = {"Some Body", "a@example.org"},
                         .received = 1000};
}

static unsigned shared_shingles(const struct print *a, const struct print *b) {
    unsigned shared = 0;
    for (size_t i = 0; i < a->shingle_count; i++)
        for (size_t j = 0; j < b->shingle_count; j++)
            shared += a->shingles[i] == b->shingles[j];
    return shared;
}

static bool has_key(const struct print *print, enum print_key_kind kind, const struct print *other) {
    for (size_t i = 0; i < print->key_count; i++)
        for (size_t j = 0; j < other->key_count; j++)
            if (print->key_kinds[i] == kind && print->keys[i] == other->keys[j])
                return true;
    return false;
}

static void test_padding_leaves_the_core(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    char padded[400];
    strcpy(padded, TEXT);
    strcat(padded, " apple river chair window seven lamps under green water");
    struct mail a = make_mail(arena, "One", TEXT), b = make_mail(arena, "Two", padded);
    struct print x, y;
    print_make(&a, &x);
    print_make(&b, &y);
    assert_int_equal(x.shingle_count, 13);
    assert_int_equal(shared_shingles(&x, &y), 13);
    for (size_t i = 1; i < y.shingle_count; i++)
        assert_true(y.shingles[i - 1] < y.shingles[i]);
    arena_free(arena);
}

static void test_keys_tie(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct mail_link links[2] = {
        {.host = "example.org", .domain = "example.org", .url = ""},
        {.host = "example.net", .domain = "example.net", .url = "", .image = true},
    };
    struct mail a = make_mail(arena, "Vacant position", "x"), b = make_mail(arena, "Other words", "y");
    struct print x, y;
    a.links = b.links = links;
    a.link_count = b.link_count = 2;
    b.from.name = "Else";
    print_make(&a, &x);
    print_make(&b, &y);
    assert_true(has_key(&x, KEY_DOMAIN, &y));
    assert_false(has_key(&x, KEY_SUBJECT, &y));
    assert_false(has_key(&x, KEY_FROM_NAME, &y));
    arena_free(arena);
}

static void test_pictures_of_like_proportion_tie(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct mail_attachment one = {
        .name = "", .content_type = "image/gif", .size = 9000, .image = true, .width = 654, .height = 440};
    struct mail_attachment two = one, other = one;
    two.width = 641, two.height = 431;
    other.width = 300, other.height = 600;
    struct mail a = make_mail(arena, "", ""), b = a, c = a;
    a.attachments = &one, b.attachments = &two, c.attachments = &other;
    a.attachment_count = b.attachment_count = c.attachment_count = 1;
    two.sha256[0] = 1, other.sha256[0] = 2;
    struct print x, y, z;
    print_make(&a, &x);
    print_make(&b, &y);
    print_make(&c, &z);
    assert_true(x.picture);
    assert_true(has_key(&x, KEY_PICTURE, &y));
    assert_false(has_key(&x, KEY_PICTURE, &z));
    assert_false(has_key(&x, KEY_ATTACHMENT, &y));
    arena_free(arena);
}

static void test_returned_mail_gives_the_print(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct mail inner = make_mail(arena, "Inner", TEXT),
                bounce = make_mail(arena, "Undelivered", "It did not go.");
    bounce.returned = &inner;
    struct print x, y;
    print_make(&inner, &x);
    print_make(&bounce, &y);
    assert_true(y.indirect);
    assert_int_equal(shared_shingles(&x, &y), 13);
    arena_free(arena);
}

/* A forwarder's copy has recipients more, whose names are words of the text, perhaps. */
static void test_wording_is_the_same_for_all_recipients(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct mail_address recipients[] = {{"", "thing@example.org"}};
    struct mail a = make_mail(arena, "A thing", "this thing is what you want, at http://a.example/1 for 20"),
                b = a, c = a, d = a;
    struct print x, y, z, other;
    b.recipients = recipients;
    b.recipient_count = 1;
    c.text = "This  THING is what\nyou want, at http://a.example/2 for 30";
    c.text_bytes = strlen(c.text);
    d.subject = "A thing more";
    print_make(&a, &x);
    print_make(&b, &y);
    print_make(&c, &z);
    print_make(&d, &other);
    assert_true(x.wording == y.wording && x.wording == z.wording);
    assert_true(x.wording != other.wording);
    a.text = "thing this is what you want, at http://a.example/1 for 20"; /* in another order */
    print_make(&a, &other);
    assert_true(x.wording != other.wording);
    arena_free(arena);
}

static void test_nothing_gives_nothing(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct mail mail = make_mail(arena, "", "");
    mail.from.name = "";
    struct print print;
    print_make(&mail, &print);
    assert_int_equal(print.shingle_count + print.key_count + print.word_count, 0);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_padding_leaves_the_core),
        cmocka_unit_test(test_keys_tie),
        cmocka_unit_test(test_pictures_of_like_proportion_tie),
        cmocka_unit_test(test_returned_mail_gives_the_print),
        cmocka_unit_test(test_wording_is_the_same_for_all_recipients),
        cmocka_unit_test(test_nothing_gives_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
