/* Answer times of a product asked alone. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bench/run_speed.h"
#include "run_double.h"

static struct double_list *products;
static struct double_backing *backing;

static int prepare(void **state) {
    products = doubles_new(1, 4);
    backing = double_backing_new(40);
    products->doubles[0].wait_ms = 5;
    return 0;
}

static int clear(void **state) {
    doubles_free(products);
    free(backing);
    return 0;
}

static bool ask(size_t items, unsigned sessions, struct run_speed *speed, struct error *error) {
    return run_speed(&products->items[0], &backing->backing, items, sessions, speed, error);
}

static void one_at_a_time(void **state) {
    struct run_speed speed;
    assert_true(ask(20, 1, &speed, NULL));
    assert_int_equal(speed.mails, 20);
    assert_int_equal(speed.failures, 0);
    assert_int_equal(products->doubles[0].most, 1);
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(products->doubles[0].order[i], i + 1);
    assert_true(speed.seconds >= 0.1 && speed.mails_per_second <= 200);
    assert_true(fabs(speed.mails_per_second * speed.seconds - 20) < 1e-6);
    for (size_t i = 0; i < RUN_SPEED_SHARES; i++)
        assert_true(speed.answer_ms[i] >= 5 && (!i || speed.answer_ms[i] >= speed.answer_ms[i - 1]));
    assert_int_equal(backing->kept, 0);
}

static void with_its_concurrency(void **state) {
    struct run_speed speed;
    assert_true(ask(1000, 0, &speed, NULL)); /* there are 40 */
    assert_int_equal(speed.mails, 40);
    assert_int_equal(products->doubles[0].most, 4);
    assert_true(speed.mails_per_second > 200);
}

static enum answer_state some_fail(struct run_double *asked, uint64_t number, unsigned time) {
    return number % 4 ? ANSWER_PASS : ANSWER_LATER;
}

static enum answer_state all_fail(struct run_double *asked, uint64_t number, unsigned time) {
    return ANSWER_DOWN;
}

static void failures_are_not_timed(void **state) {
    struct run_speed speed;
    struct error error;
    products->doubles[0].answer = some_fail;
    assert_true(ask(40, 2, &speed, &error));
    assert_int_equal(speed.mails, 30);
    assert_int_equal(speed.failures, 10);
    products->doubles[0].answer = all_fail;
    assert_false(ask(40, 2, &speed, &error));
    assert_string_equal(error.message, "double does not answer: double down");
    assert_true(products->doubles[0].asked < 40 + 15);
}

static void mails_must_be_there(void **state) {
    struct run_speed speed;
    struct error error;
    backing->fail_load = 7;
    assert_false(ask(40, 2, &speed, &error));
    assert_string_equal(error.message, "item 7 is lost");
    backing->fail_load = SIZE_MAX;
    assert_true(ask(0, 2, &speed, &error));
    assert_int_equal(speed.mails, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_at_a_time, prepare, clear),
        cmocka_unit_test_setup_teardown(with_its_concurrency, prepare, clear),
        cmocka_unit_test_setup_teardown(failures_are_not_timed, prepare, clear),
        cmocka_unit_test_setup_teardown(mails_must_be_there, prepare, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
