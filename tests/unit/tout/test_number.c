/* What the numbers of a line are. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "tout/number.h"

/* The first number of text. */
static void assert_number(struct arena *arena, const char *text, enum number_role role, double value,
                          const char *currency) {
    struct tokens tokens = tokens_of(arena, text);
    struct number *numbers = numbers_read(arena, &tokens);
    size_t at = 0;
    while (at < tokens.count && tokens.items[at].type != TOKEN_NUMBER)
        at++;
    assert_true(at < tokens.count);
    const struct number *number = &numbers[at];
    if (number->role != role || fabs(number->value - value) > 1e-9 || strcmp(number->currency, currency) != 0)
        fail_msg("\"%s\": role %u, %g \"%s\"", text, number->role, number->value, number->currency);
}

static void test_prices_and_targets(void **state) {
    assert_number(*state, "Price: 1.20", NUMBER_PRICE, 1.2, "");
    assert_number(*state, "Current Price = $1.20", NUMBER_PRICE, 1.2, "USD");
    assert_number(*state, "price is $0.45", NUMBER_PRICE, 0.45, "USD");
    assert_number(*state, "Price:\n$0.45", NUMBER_PRICE, 0.45, "USD");
    assert_number(*state, "Price:\n\n$0.45", NUMBER_MONEY, 0.45, "USD");
    assert_number(*state, "price 5 of us", NUMBER_PLAIN, 5, ""); /* neither colon nor currency */
    assert_number(*state, "Target: 3.50", NUMBER_TARGET, 3.5, "");
    assert_number(*state, "5 day target", NUMBER_SPAN, 5, "");
    assert_number(*state, "Price target: $3", NUMBER_TARGET, 3, "USD");
    assert_number(*state, "Kursziel: 3,50 EUR", NUMBER_TARGET, 3.5, "EUR");
    assert_number(*state, "Price: a b c d e f g h 5", NUMBER_PLAIN, 5, ""); /* too far */
}

static void test_percent(void **state) {
    assert_number(*state, "up 300%", NUMBER_PERCENT, 300, "");
    assert_number(*state, "400+% gains", NUMBER_PERCENT, 400, "");
    assert_number(*state, "up 40 percent", NUMBER_PERCENT, 40, "");
    assert_number(*state, "Target: 300%", NUMBER_PERCENT, 300, "");
}

static void test_spans(void **state) {
    assert_number(*state, "in 5 days", NUMBER_SPAN, 5, "");
    assert_number(*state, "in 2 weeks", NUMBER_SPAN, 14, "");
    assert_number(*state, "in 3 months", NUMBER_SPAN, 90, "");
    assert_number(*state, "a 10-day run", NUMBER_SPAN, 10, "");
    assert_number(*state, "5-", NUMBER_PLAIN, 5, "");
    assert_number(*state, "5+", NUMBER_PLAIN, 5, "");
}

static void test_money(void **state) {
    assert_number(*state, "$5", NUMBER_MONEY, 5, "USD");
    assert_number(*state, "5 EUR", NUMBER_MONEY, 5, "EUR");
    assert_number(*state,
                  "\xe2\x82\xac"
                  "5",
                  NUMBER_MONEY, 5, "EUR");
    assert_number(*state, "\xc2\xa3 5", NUMBER_MONEY, 5, "GBP");
    assert_number(*state, "18 cents", NUMBER_MONEY, 0.18, "USD");
    assert_number(*state, "price is 18 cents", NUMBER_PRICE, 0.18, "USD");
    assert_number(*state, "5 lamps", NUMBER_PLAIN, 5, "");
    assert_number(*state, "5", NUMBER_PLAIN, 5, "");
}

static void test_no_numbers(void **state) {
    struct tokens tokens = {0};
    assert_non_null(numbers_read(*state, &tokens));
    tokens = tokens_of(*state, "target price");
    assert_int_equal(numbers_read(*state, &tokens)[1].role, NUMBER_PLAIN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_prices_and_targets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_percent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_spans, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_money, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_numbers, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
