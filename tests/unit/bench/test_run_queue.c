/* New mail in order of arrival, retries when they are due, and not more of them than is bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench/run_queue.h"

/* Every third was done before, every second of the others handed over once. */
static bool third_is_done(void *context, size_t item, unsigned *tries) {
    *tries = item % 2;
    return item % 3 == 2;
}

static bool none_is_done(void *context, size_t item, unsigned *tries) {
    return false;
}

static void done_ones_are_passed_over(void **state) {
    static const size_t wanted[] = {0, 1, 3, 4, 6};
    struct run_queue queue;
    struct run_item item;
    int64_t due;
    run_queue_open(&queue, 9);
    assert_false(run_queue_is_over(&queue, third_is_done, NULL));
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(run_queue_take(&queue, 0, third_is_done, NULL, &item, &due), RUN_NEXT_ITEM);
        assert_int_equal(item.item, wanted[i]);
        assert_int_equal(item.tries, wanted[i] % 2);
        run_queue_done(&queue);
    }
    assert_int_equal(run_queue_take(&queue, 0, third_is_done, NULL, &item, &due), RUN_NEXT_ITEM);
    assert_int_equal(run_queue_take(&queue, 0, third_is_done, NULL, &item, &due), RUN_NEXT_LATER);
    assert_true(due == INT64_MAX); /* the last may come back */
    assert_false(run_queue_is_over(&queue, third_is_done, NULL));
    run_queue_done(&queue);
    assert_int_equal(run_queue_take(&queue, 0, third_is_done, NULL, &item, &due), RUN_NEXT_OVER);
    assert_true(run_queue_is_over(&queue, third_is_done, NULL));
    assert_int_equal(queue.done, 9);
    run_queue_free(&queue);
}

static void what_is_due_goes_before_what_is_new(void **state) {
    struct run_queue queue;
    struct run_item items[4], item;
    int64_t due;
    run_queue_open(&queue, 6);
    for (size_t i = 0; i < 4; i++)
        run_queue_take(&queue, 0, none_is_done, NULL, &items[i], &due);
    items[0].due = 30;
    items[1].due = 10;
    items[2].due = 20;
    items[3].due = 10;
    for (size_t i = 4; i > 0; i--)
        run_queue_back(&queue, &items[i - 1]);
    static const struct {
        int64_t now;
        size_t item;
    } wanted[] = {{9, 4}, {10, 1}, {10, 3}, {10, 5}, {25, 2}, {30, 0}};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(run_queue_take(&queue, wanted[i].now, none_is_done, NULL, &item, &due),
                         RUN_NEXT_ITEM);
        assert_int_equal(item.item, wanted[i].item);
        run_queue_done(&queue);
        if (i == 3)
            assert_int_equal(run_queue_take(&queue, 19, none_is_done, NULL, &item, &due), RUN_NEXT_LATER);
        if (i == 3)
            assert_int_equal(due, 20);
    }
    assert_true(run_queue_is_over(&queue, none_is_done, NULL));
    run_queue_free(&queue);
}

static void too_many_retries_hold_new_mail_up(void **state) {
    struct run_queue queue;
    struct run_item item;
    int64_t due;
    run_queue_open(&queue, RUN_WAITING_MOST * 2);
    for (size_t i = 0; i < RUN_WAITING_MOST; i++) {
        assert_int_equal(run_queue_take(&queue, 0, none_is_done, NULL, &item, &due), RUN_NEXT_ITEM);
        item.due = 1000 + (int64_t)(i * 7919 % RUN_WAITING_MOST);
        run_queue_back(&queue, &item);
    }
    assert_int_equal(run_queue_take(&queue, 999, none_is_done, NULL, &item, &due), RUN_NEXT_LATER);
    assert_int_equal(due, 1000);
    int64_t last = 0;
    for (size_t i = 0; i < RUN_WAITING_MOST; i++) {
        assert_int_equal(run_queue_take(&queue, 5000, none_is_done, NULL, &item, &due), RUN_NEXT_ITEM);
        assert_true(item.due >= last);
        last = item.due;
    }
    assert_int_equal(run_queue_take(&queue, 5000, none_is_done, NULL, &item, &due), RUN_NEXT_ITEM);
    assert_int_equal(item.item, RUN_WAITING_MOST);
    run_queue_free(&queue);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(done_ones_are_passed_over),
        cmocka_unit_test(what_is_due_goes_before_what_is_new),
        cmocka_unit_test(too_many_retries_hold_new_mail_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
