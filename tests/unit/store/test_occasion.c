/* Which mails are one delivery. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/time.h"
#include "store/occasion.h"

static void recipients_are_the_same_in_any_case(void **state) {
    assert_true(occasion_recipient("Box1@Trap.Example") == occasion_recipient("box1@trap.example"));
    assert_true(occasion_recipient("box1@trap.example") != occasion_recipient("box2@trap.example"));
    assert_true(occasion_recipient("") == 0);
}

static void what_is_not_known_is_no_occasion(void **state) {
    static const uint8_t host[16] = {[15] = 1}, other[16] = {[15] = 2}, none[16];
    int64_t whole = occasion_of(host, 1, 100, 7);
    assert_true(whole != 0);
    assert_true(occasion_of(host, 1, 100, 7) == whole);
    assert_true(occasion_of(other, 1, 100, 7) != whole);
    assert_true(occasion_of(host, 2, 100, 7) != whole);
    assert_true(occasion_of(host, 1, 101, 7) != whole);
    assert_true(occasion_of(host, 1, 100, 8) != whole);
    assert_true(occasion_of(none, 1, 100, 7) == 0);
    assert_true(occasion_of(host, 0, 100, 7) == 0);
    assert_true(occasion_of(host, 1, TIME_NONE, 7) == 0);
}

static void the_nth_of_one_feed_is_the_nth_of_another(void **state) {
    static const struct {
        int64_t occasion, feed;
        bool is_new;
    } mails[] = {{5, 1, true},  {5, 2, false}, {5, 2, true},  {5, 1, false}, {5, 1, true},
                 {5, 3, false}, {6, 3, true},  {6, 1, false}, {0, 1, true},  {0, 2, true}};
    struct occasion_set set = {.linking = true}, alone = {0};
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        assert_int_equal(occasion_is_new(&set, mails[i].occasion, mails[i].feed), mails[i].is_new);
        assert_true(occasion_is_new(&alone, mails[i].occasion, mails[i].feed));
    }
    occasion_set_clear(&set);
    assert_true(occasion_is_new(&set, 5, 2));
    occasion_set_clear(&set);
}

/* Counts end at 255 of a feed; what comes after is never taken for another's. */
static void many_of_one_feed_are_as_many(void **state) {
    struct occasion_set set = {.linking = true};
    for (int i = 0; i < 1000; i++)
        assert_true(occasion_is_new(&set, 5, 1));
    for (int i = 0; i < 255; i++)
        assert_false(occasion_is_new(&set, 5, 2));
    assert_true(occasion_is_new(&set, 5, 2));
    occasion_set_clear(&set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recipients_are_the_same_in_any_case),
        cmocka_unit_test(what_is_not_known_is_no_occasion),
        cmocka_unit_test(the_nth_of_one_feed_is_the_nth_of_another),
        cmocka_unit_test(many_of_one_feed_are_as_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
