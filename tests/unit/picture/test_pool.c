#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawing.h"
#include "picture/pool.h"

#define WHITE 0xffffff00U
#define COUNT 5

static struct picture_pool *pool;

static int open_pool(void **state) {
    pool = picture_pool_open(2);
    return 0;
}

static int close_pool(void **state) {
    picture_pool_close(pool);
    return 0;
}

static void send(uint64_t id, enum worker_task task, const struct mail_picture *picture) {
    struct error error;
    assert_true(picture_pool_send(pool, id, task, picture, &error));
}

static void looks_into_each_picture_once(void **state) {
    struct picture_result result;
    unsigned seen[COUNT] = {0}, taken = 0;
    struct mail_picture picture = draw_file(&(struct drawing){.lines = "QUILL", .paper = WHITE}, PICTURE_PNG);
    for (uint64_t id = 0; id < COUNT; id++) {
        if (!picture_pool_ready(pool)) {
            assert_true(picture_pool_take(pool, &result));
            seen[result.id]++;
        }
        send(id, WORKER_LOOK, &picture);
    }
    for (; picture_pool_take(pool, &result); taken++) {
        assert_int_equal(result.outcome, WORKER_DONE);
        assert_int_equal(result.width, 420);
        assert_true(result.look.shape > 0);
        seen[result.id]++;
    }
    assert_int_equal(taken, 2);
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(seen[i], 1);
    free((char *)picture.file.data);
}

static void a_broken_picture_costs_only_itself(void **state) {
    struct picture_result result;
    const struct mail_picture broken = {PICTURE_GIF, slice_from_string("GIF89a and nothing more")};
    struct mail_picture sound =
        draw_file(&(struct drawing){.lines = "Symbol: KHRB", .paper = WHITE}, PICTURE_GIF);
    send(1, WORKER_READ, &broken);
    send(2, WORKER_READ, &sound);
    for (unsigned taken = 0; taken < 2; taken++) {
        assert_true(picture_pool_take(pool, &result));
        assert_int_equal(result.outcome, result.id == 1 ? WORKER_FAILED : WORKER_DONE);
        if (result.id == 1)
            assert_true(*result.why.message);
        else
            assert_non_null(memmem(result.text.data, result.text.size, "KHRB", 4));
    }
    assert_false(picture_pool_take(pool, &result));
    free((char *)sound.file.data);
}

static void what_is_under_way_is_given_up(void **state) {
    struct mail_picture picture = draw_file(&(struct drawing){.lines = "QUILL", .paper = WHITE}, PICTURE_PNG);
    send(1, WORKER_READ, &picture);
    free((char *)picture.file.data);
}

int main(void) {
#define TEST(test) cmocka_unit_test_setup_teardown(test, open_pool, close_pool)
    const struct CMUnitTest tests[] = {
        TEST(looks_into_each_picture_once),
        TEST(a_broken_picture_costs_only_itself),
        TEST(what_is_under_way_is_given_up),
    };
    return cmocka_run_group_tests_name("picture/pool", tests, NULL, NULL);
}
