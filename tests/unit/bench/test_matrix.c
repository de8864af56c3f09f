/* The matrix of campaigns and products. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/time.h"
#include "bench/score.h"
#include "table.h"

static struct campaign_matrix *matrix_of(struct arena *arena, size_t products, const char *text) {
    return campaign_matrix_of(arena, &test_table_new(arena, products, text)->table);
}

static void campaigns_stand_by_size_with_what_each_product_blocked(void **state) {
    struct arena *arena = arena_new();
    struct campaign_matrix *matrix = matrix_of(arena, 3,
                                               "spam B bbb\n"
                                               "spam a bbp\n"
                                               "spam a bpp\n"
                                               "spam a ppp\n"
                                               "ham x ppp\n"
                                               "spam - bbb\n"
                                               "spam - bbt\n"
                                               "phish B bbb\n"
                                               "spam - ppd\n"
                                               "spam - bbb\n"
                                               "newsletter a bbb\n");
    assert_int_equal(matrix->campaign_count, 3);
    const struct campaign_row *row = &matrix->campaigns[0];
    assert_int_equal(row->campaign, 0);
    assert_int_equal(row->mails, 3);
    assert_true(row->blocked[0] == 2 && row->blocked[1] == 1 && row->blocked[2] == 0);
    assert_true(row->by_all == 0 && row->by_none == 1);
    assert_true(row->missed_by[0] == 0 && row->missed_by[1] == 1 && row->missed_by[2] == 1 &&
                row->missed_by[3] == 1);
    row = &matrix->campaigns[1];
    assert_true(row->campaign == 26 + 1 && row->mails == 2 && row->by_all == 2 && row->by_none == 0);
    row = &matrix->campaigns[2]; /* more mails, but no campaign */
    assert_true(row->campaign == SIZE_MAX && row->mails == 4 && row->by_all == 2 && row->by_none == 1);
    assert_true(row->missed_by[1] == 1 && row->blocked[2] == 2);
    assert_true(isnan(row->by_hour[0]));
    assert_int_equal(matrix->kind_count, 2);
    assert_true(matrix->kinds[0].campaign == 0 && matrix->kinds[0].mails == 3);
    assert_true(matrix->kinds[1].campaign == 26 && matrix->kinds[1].mails == 2); /* of kind "other" */
    assert_int_equal(matrix->nobody_count, 2);
    assert_true(matrix->nobody[0] == 3 && matrix->nobody[1] == 8);
    arena_free(arena);
}

static void mails_that_not_all_were_asked_are_left_out(void **state) {
    struct arena *arena = arena_new();
    struct test_table *made = test_table_new(arena, 3,
                                             "spam a bb-\n"
                                             "spam a b-b\n"
                                             "spam a ppb\n"
                                             "spam a p-t\n");
    made->products[1].miswired = true;
    struct campaign_matrix *matrix = campaign_matrix_of(arena, &made->table);
    assert_int_equal(matrix->campaign_count, 1);
    const struct campaign_row *row = &matrix->campaigns[0];
    assert_true(row->mails == 3 && row->by_all == 1 && row->missed_by[1] == 1 && row->by_none == 1);
    assert_true(row->blocked[0] == 1 && row->blocked[1] == 0 && row->blocked[2] == 2);
    made->products[0].miswired = made->products[2].miswired = true;
    matrix = campaign_matrix_of(arena, &made->table);
    assert_true(!matrix->campaign_count && !matrix->kind_count && !matrix->nobody_count);
    arena_free(arena);
}

static void hours_run_from_the_first_mail_of_each_campaign(void **state) {
    struct arena *arena = arena_new();
    struct test_table *made = test_table_new(arena, 2,
                                             "spam a pp\n"
                                             "spam a bp\n"
                                             "spam b bb\n"
                                             "spam b bp\n"
                                             "spam a bb\n"
                                             "spam a pb\n");
    made->campaigns[1].first_seen = 100000;
    made->mails[1].received = 3599;
    made->mails[2].received = 100000;
    made->mails[3].received = 100000 + 3600;
    made->mails[4].received = 90 * 3600;
    made->mails[5].received = TIME_NONE;
    struct campaign_matrix *matrix = campaign_matrix_of(arena, &made->table);
    const struct campaign_row *row = &matrix->campaigns[0];
    assert_true(row->mails == 4 && row->by_hour[0] == 0.25 && isnan(row->by_hour[1]));
    assert_true(row->by_hour[CAMPAIGN_HOURS - 1] == 1);
    assert_true(matrix->campaigns[1].by_hour[0] == 1 && matrix->campaigns[1].by_hour[1] == 0.5);
    row = &matrix->kinds[0];
    assert_true(row->mails == 6 && row->by_hour[0] == 0.5 && row->by_hour[1] == 0.5);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(campaigns_stand_by_size_with_what_each_product_blocked),
        cmocka_unit_test(mails_that_not_all_were_asked_are_left_out),
        cmocka_unit_test(hours_run_from_the_first_mail_of_each_campaign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
