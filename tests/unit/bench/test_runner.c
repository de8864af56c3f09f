/* What a run does with products that answer, fail, hang, break and come back. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/random.h"
#include "run_double.h"

struct fixture {
    struct double_list *products;
    struct double_backing *backing;
    struct run_limits limits;
    struct error error;
    char states[512];
};

static struct fixture make(size_t products, unsigned concurrency, size_t items) {
    alarm(60); /* nothing hangs */
    return (struct fixture){.products = doubles_new(products, concurrency),
                            .backing = double_backing_new(items),
                            .limits = run_limits_usual};
}

static void end(struct fixture *fixture) {
    doubles_free(fixture->products);
    free(fixture->backing);
}

static enum run_outcome run(struct fixture *fixture) {
    return run_products(&fixture->products->list, &fixture->backing->backing, &fixture->limits,
                        &fixture->error);
}

static void assert_states(struct fixture *fixture, size_t product, const char *states) {
    assert_string_equal(double_states(fixture->backing, product, fixture->states), states);
}

/* All but `item` have the verdict that double_passes() gives; tries of all: as asked. */
static void assert_others_are_right(const struct fixture *fixture, size_t product, size_t item) {
    for (size_t i = 0; i < fixture->backing->backing.item_count; i++) {
        const struct double_verdict *verdict = &fixture->backing->verdicts[product][i];
        assert_true(verdict->there);
        assert_int_equal(verdict->tries, fixture->products->doubles[product].times[i + 1]);
        if (i != item)
            assert_int_equal(verdict->state, (i + 1) % 2 ? ANSWER_PASS : ANSWER_BLOCK);
    }
}

static void mails_are_handed_over_in_order(void **state) {
    struct fixture fixture = make(2, 1, 50);
    assert_int_equal(run(&fixture), RUN_DONE);
    for (size_t product = 0; product < 2; product++) {
        struct run_double *asked = &fixture.products->doubles[product];
        assert_int_equal(asked->asked, 50);
        for (size_t i = 0; i < 50; i++)
            assert_int_equal(asked->order[i], i + 1);
        assert_int_equal(asked->canaries, 1);
        assert_others_are_right(&fixture, product, SIZE_MAX);
        assert_states(&fixture, product, "running, done");
    }
    end(&fixture);
}

static void as_many_at_once_as_the_product_takes(void **state) {
    struct fixture fixture = make(2, 4, 60);
    fixture.products->items[1].concurrency = 7;
    fixture.products->doubles[0].wait_ms = fixture.products->doubles[1].wait_ms = 10;
    assert_int_equal(run(&fixture), RUN_DONE);
    assert_int_equal(fixture.products->doubles[0].most, 4);
    assert_int_equal(fixture.products->doubles[1].most, 7);
    assert_others_are_right(&fixture, 1, SIZE_MAX);
    end(&fixture);
}

static void a_slow_product_delays_no_other(void **state) {
    struct fixture fixture = make(2, 1, 60);
    fixture.products->doubles[0].wait_ms = 20;
    assert_int_equal(run(&fixture), RUN_DONE);
    assert_true(fixture.products->doubles[1].last + 500 < fixture.products->doubles[0].last);
    assert_others_are_right(&fixture, 0, SIZE_MAX);
    end(&fixture);
}

static enum answer_state later_twice(struct run_double *asked, uint64_t number, unsigned time) {
    return number == 3 && time <= 2 ? ANSWER_LATER : double_passes(asked, number, time);
}

static void a_temporary_failure_is_asked_again(void **state) {
    struct fixture fixture = make(1, 1, 20);
    fixture.products->doubles[0].answer = later_twice;
    assert_int_equal(run(&fixture), RUN_DONE);
    assert_others_are_right(&fixture, 0, SIZE_MAX);
    assert_int_equal(fixture.backing->verdicts[0][2].tries, 3);
    assert_int_equal(fixture.products->doubles[0].order[3], 4); /* nobody waits for it */
    end(&fixture);
}

static enum answer_state later_always(struct run_double *asked, uint64_t number, unsigned time) {
    return number == 3 ? ANSWER_LATER : double_passes(asked, number, time);
}

static enum answer_state broken_always(struct run_double *asked, uint64_t number, unsigned time) {
    return number == 3 ? ANSWER_BROKEN : double_passes(asked, number, time);
}

static enum answer_state timeout_always(struct run_double *asked, uint64_t number, unsigned time) {
    return number == 3 ? ANSWER_TIMEOUT : double_passes(asked, number, time);
}

static enum answer_state down_always(struct run_double *asked, uint64_t number, unsigned time) {
    return number == 3 ? ANSWER_DOWN : double_passes(asked, number, time);
}

static void a_mail_that_always_fails_is_an_error(void **state) {
    static const struct {
        double_answer *answer;
        enum answer_state state;
        unsigned tries;
    } cases[] = {
        {later_always, ANSWER_LATER, 4},
        {broken_always, ANSWER_BROKEN, 4},
        {timeout_always, ANSWER_TIMEOUT, 4},
        {down_always, ANSWER_DOWN, 6}, /* it breaks the product, not the product breaks */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (unsigned concurrency = 1; concurrency <= 3; concurrency += 2) {
            struct fixture fixture = make(1, concurrency, 20);
            fixture.products->doubles[0].answer = cases[i].answer;
            assert_int_equal(run(&fixture), RUN_DONE);
            assert_others_are_right(&fixture, 0, 2);
            assert_int_equal(fixture.backing->verdicts[0][2].state, cases[i].state);
            assert_int_equal(fixture.backing->verdicts[0][2].tries, cases[i].tries);
            assert_states(&fixture, 0, "running, done");
            end(&fixture);
        }
}

static enum answer_state down_for_a_while(struct run_double *asked, uint64_t number, unsigned time) {
    if (number == 10 && time == 1)
        asked->down_until = monotonic_ms() + 500;
    return monotonic_ms() < asked->down_until ? ANSWER_DOWN : double_passes(asked, number, time);
}

static void a_product_that_is_down_is_waited_for(void **state) {
    for (unsigned concurrency = 1; concurrency <= 4; concurrency += 3) {
        struct fixture fixture = make(2, concurrency, 50);
        fixture.products->doubles[0].answer = down_for_a_while;
        fixture.products->doubles[0].wait_ms = 1;
        assert_int_equal(run(&fixture), RUN_DONE);
        assert_states(&fixture, 0, "running, down, running, done");
        assert_string_equal(fixture.backing->why[0], "no verdict of a plain mail (double down)");
        assert_others_are_right(&fixture, 0, SIZE_MAX);
        assert_true(fixture.backing->verdicts[0][9].tries == 2);
        assert_true(fixture.products->doubles[0].asked <= 50 + concurrency);
        assert_states(&fixture, 1, "running, done");
        assert_true(fixture.products->doubles[1].last < fixture.products->doubles[0].down_until);
        end(&fixture);
    }
}

static enum answer_state down_from_ten(struct run_double *asked, uint64_t number, unsigned time) {
    asked->down_until |= number == 10;
    return asked->down_until ? ANSWER_DOWN : double_passes(asked, number, time);
}

static enum answer_state mute_from_ten(struct run_double *asked, uint64_t number, unsigned time) {
    asked->down_until |= number == 10;
    return asked->down_until ? ANSWER_TIMEOUT : double_passes(asked, number, time);
}

static void a_product_that_stays_away_is_given_up(void **state) {
    static double_answer *const answers[] = {down_from_ten, mute_from_ten};
    for (size_t i = 0; i < 2; i++) {
        struct fixture fixture = make(2, 2, 50);
        fixture.products->doubles[0].answer = answers[i];
        fixture.products->items[0].down_ms = 300;
        assert_int_equal(run(&fixture), RUN_UNFINISHED);
        assert_states(&fixture, 0, "running, down, given up");
        assert_others_are_right(&fixture, 1, SIZE_MAX);
        assert_false(fixture.backing->verdicts[0][9].there); /* not an error of the mail */
        size_t kept = 0;
        for (size_t item = 0; item < 9; item++)
            kept += fixture.backing->verdicts[0][item].there;
        assert_true(kept >= 8); /* one may have been with the other session */
        fixture.products->doubles[0].answer = double_passes;
        assert_int_equal(run(&fixture), RUN_DONE);
        assert_others_are_right(&fixture, 0, SIZE_MAX);
        end(&fixture);
    }
}

static enum answer_state blocks_all(struct run_double *asked, uint64_t number, unsigned time) {
    return ANSWER_BLOCK;
}

static enum answer_state is_garbage(struct run_double *asked, uint64_t number, unsigned time) {
    return ANSWER_BROKEN;
}

static void a_miswired_product_is_not_asked(void **state) {
    struct fixture fixture = make(3, 2, 20);
    fixture.products->doubles[0].answer = blocks_all;
    fixture.products->doubles[2].answer = is_garbage;
    assert_int_equal(run(&fixture), RUN_DONE);
    assert_states(&fixture, 0, "miswired");
    assert_states(&fixture, 2, "miswired");
    assert_int_equal(fixture.products->doubles[0].asked, 0);
    assert_int_equal(fixture.products->doubles[2].asked, 0);
    assert_true(*fixture.backing->why[0]);
    assert_others_are_right(&fixture, 1, SIZE_MAX);
    end(&fixture);
}

static void a_product_that_knows_no_canary_is_asked(void **state) {
    struct fixture fixture = make(1, 2, 20);
    fixture.products->doubles[0].answer = blocks_all;
    fixture.products->items[0].canaries = 0;
    assert_int_equal(run(&fixture), RUN_DONE);
    assert_states(&fixture, 0, "running, done");
    end(&fixture);
}

static enum answer_state wrong_later(struct run_double *asked, uint64_t number, unsigned time) {
    return !number && asked->asked > 10 ? ANSWER_BLOCK : double_passes(asked, number, time);
}

static void canaries_come_during_the_run(void **state) {
    struct fixture fixture = make(2, 2, 100);
    fixture.limits.canary_ms = 20;
    fixture.products->doubles[0].answer = wrong_later;
    fixture.products->doubles[0].wait_ms = fixture.products->doubles[1].wait_ms = 5;
    assert_int_equal(run(&fixture), RUN_DONE);
    assert_states(&fixture, 0, "running, miswired");
    assert_true(fixture.products->doubles[0].asked < 90);
    assert_true(fixture.products->doubles[1].canaries > 3);
    assert_others_are_right(&fixture, 1, SIZE_MAX);
    assert_int_equal(fixture.backing->kept, 100 + fixture.products->doubles[0].asked);
    end(&fixture);
}

static void a_stopped_run_goes_on(void **state) {
    struct fixture fixture = make(3, 2, 150);
    for (size_t i = 0; i < 3; i++)
        fixture.products->doubles[i].wait_ms = 5 * (unsigned)(i + 1);
    fixture.backing->stop_at = 20;
    assert_int_equal(run(&fixture), RUN_UNFINISHED);
    assert_true(fixture.backing->kept < 450);
    fixture.backing->stop_at = 0;
    assert_int_equal(run(&fixture), RUN_DONE);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(fixture.products->doubles[i].asked, 150); /* nothing twice */
        assert_others_are_right(&fixture, i, SIZE_MAX);
    }
    assert_int_equal(run(&fixture), RUN_DONE); /* and again it asks nothing */
    assert_int_equal(fixture.products->doubles[0].canaries, 2);
    end(&fixture);
}

static void hand_overs_before_a_kill_count(void **state) {
    struct fixture fixture = make(1, 2, 20);
    fixture.backing->verdicts[0][4].handed_over = 7; /* more than its retries */
    assert_int_equal(run(&fixture), RUN_DONE);
    assert_int_equal(fixture.backing->verdicts[0][4].tries, 8);
    assert_int_equal(fixture.backing->verdicts[0][4].state, ANSWER_PASS);
    end(&fixture);
}

static void a_stopped_run_leaves_behind_what_hangs(void **state) {
    struct fixture fixture = make(2, 1, 20);
    fixture.products->doubles[0].wait_ms = 3000;
    fixture.backing->stop_at = 20;
    int64_t begun = monotonic_ms();
    assert_int_equal(run(&fixture), RUN_UNFINISHED);
    assert_in_range(monotonic_ms() - begun, 900, 2900);
    assert_int_equal(fixture.backing->kept, 20);
    assert_int_equal(fixture.backing->verdicts[0][0].handed_over, 1); /* in flight, as after a kill */
    fixture.backing->over = true;
    assert_int_equal(double_open(&fixture.products->doubles[0]), 1);
    while (double_open(&fixture.products->doubles[0]))
        usleep(10000);
    usleep(100000); /* it has come back, and calls nobody */
    end(&fixture);
}

static void a_cache_smaller_than_a_mail_will_do(void **state) {
    struct fixture fixture = make(2, 3, 30);
    fixture.limits.cache_bytes = 1;
    fixture.backing->mail_bytes = 100000;
    fixture.products->doubles[0].wait_ms = 3;
    assert_int_equal(run(&fixture), RUN_DONE);
    assert_others_are_right(&fixture, 0, SIZE_MAX);
    assert_others_are_right(&fixture, 1, SIZE_MAX);
    assert_in_range(fixture.backing->loads, 30, 60);
    end(&fixture);
}

static void a_mail_is_loaded_once_for_all(void **state) {
    struct fixture fixture = make(5, 2, 100);
    assert_int_equal(run(&fixture), RUN_DONE);
    assert_int_equal(fixture.backing->loads, 100);
    end(&fixture);
}

static void so_many_products_are_no_trouble(void **state) {
    struct fixture fixture = make(PRODUCTS_MOST, 3, 30);
    assert_int_equal(run(&fixture), RUN_DONE);
    for (size_t i = 0; i < PRODUCTS_MOST; i++)
        assert_others_are_right(&fixture, i, SIZE_MAX);
    end(&fixture);
}

static void without_mail_nothing_is_asked(void **state) {
    struct fixture fixture = make(2, 2, 0);
    assert_int_equal(run(&fixture), RUN_DONE);
    assert_int_equal(fixture.products->doubles[0].canaries, 0);
    assert_states(&fixture, 0, "done");
    end(&fixture);
    fixture = make(0, 1, 5);
    assert_int_equal(run(&fixture), RUN_DONE);
    end(&fixture);
}

static void failures_of_the_backing_end_the_run(void **state) {
    struct fixture fixture = make(3, 4, 100);
    fixture.backing->fail_load = 20;
    assert_int_equal(run(&fixture), RUN_FAILED);
    assert_string_equal(fixture.error.message, "item 20 is lost");
    end(&fixture);
    fixture = make(3, 4, 100);
    fixture.backing->fail_at = 50;
    assert_int_equal(run(&fixture), RUN_FAILED);
    assert_string_equal(fixture.error.message, "the disk is full");
    end(&fixture);
}

/* One in four fails somehow, canaries too. */
static enum answer_state fails_at_random(struct run_double *asked, uint64_t number, unsigned time) {
    struct random random = random_stream((uint64_t)asked->down_until, number, time);
    double share = random_share(&random);
    return share < 0.10   ? ANSWER_LATER
           : share < 0.15 ? ANSWER_BROKEN
           : share < 0.20 ? ANSWER_TIMEOUT
           : share < 0.25 ? ANSWER_DOWN
                          : double_passes(asked, number, time);
}

static void any_mixture_of_failures_comes_to_an_end(void **state) {
    struct fixture fixture = make(12, 4, DOUBLE_ITEMS);
    fixture.limits.canary_ms = 10;
    fixture.limits.cache_bytes = 100000;
    for (size_t i = 0; i < 12; i++) {
        fixture.products->doubles[i].answer = fails_at_random;
        fixture.products->doubles[i].down_until = (int64_t)i; /* its seed */
        fixture.products->items[i].down_ms = 60000;
        fixture.products->items[i].concurrency = 1 + (unsigned)i % 4;
    }
    enum run_outcome outcome = run(&fixture);
    for (size_t i = 0; i < 12; i++) {
        if (fixture.backing->states[i][(fixture.backing->state_count[i] - 1) % 64] == PRODUCT_MISWIRED)
            continue; /* garbage for its first canary */
        assert_int_equal(outcome, RUN_DONE);
        for (size_t item = 0; item < DOUBLE_ITEMS; item++) {
            assert_true(fixture.backing->verdicts[i][item].there);
            assert_int_equal(fixture.backing->verdicts[i][item].tries,
                             fixture.products->doubles[i].times[item + 1]);
        }
    }
    end(&fixture);
}

static unsigned started, stopped;

static bool start_at_most_two(struct product *product, struct error *error) {
    return ++started < 3 || error_set(error, "its port is taken");
}

static void stop_double(struct product *product) {
    stopped++;
}

static void listeners_are_started_and_stopped_once(void **state) {
    struct product_protocol protocol = double_protocol;
    struct fixture fixture = make(2, 2, 10);
    protocol.start = start_at_most_two;
    protocol.stop = stop_double;
    fixture.products->items[0].protocol = fixture.products->items[1].protocol = &protocol;
    assert_int_equal(run(&fixture), RUN_DONE);
    assert_int_equal(started, 2);
    assert_int_equal(stopped, 2);
    end(&fixture);
    fixture = make(3, 2, 10);
    started = stopped = 0;
    for (size_t i = 0; i < 3; i++)
        fixture.products->items[i].protocol = &protocol;
    assert_int_equal(run(&fixture), RUN_FAILED);
    assert_string_equal(fixture.error.message, "its port is taken");
    assert_int_equal(stopped, 2);
    assert_int_equal(fixture.products->doubles[0].asked, 0);
    end(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mails_are_handed_over_in_order),
        cmocka_unit_test(as_many_at_once_as_the_product_takes),
        cmocka_unit_test(a_slow_product_delays_no_other),
        cmocka_unit_test(a_temporary_failure_is_asked_again),
        cmocka_unit_test(a_mail_that_always_fails_is_an_error),
        cmocka_unit_test(a_product_that_is_down_is_waited_for),
        cmocka_unit_test(a_product_that_stays_away_is_given_up),
        cmocka_unit_test(a_miswired_product_is_not_asked),
        cmocka_unit_test(a_product_that_knows_no_canary_is_asked),
        cmocka_unit_test(canaries_come_during_the_run),
        cmocka_unit_test(a_stopped_run_goes_on),
        cmocka_unit_test(hand_overs_before_a_kill_count),
        cmocka_unit_test(a_stopped_run_leaves_behind_what_hangs),
        cmocka_unit_test(a_cache_smaller_than_a_mail_will_do),
        cmocka_unit_test(a_mail_is_loaded_once_for_all),
        cmocka_unit_test(so_many_products_are_no_trouble),
        cmocka_unit_test(without_mail_nothing_is_asked),
        cmocka_unit_test(failures_of_the_backing_end_the_run),
        cmocka_unit_test(any_mixture_of_failures_comes_to_an_end),
        cmocka_unit_test(listeners_are_started_and_stopped_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
