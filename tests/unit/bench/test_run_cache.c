/* A mail is prepared once for all who want it at about the same time; what is kept is bounded. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/random.h"
#include "bench/run_cache.h"

#define MAIL_BYTES 10000
#define LOST       999

static bool load(void *context, size_t item, struct arena *arena, struct handover *mail,
                 struct error *error) {
    atomic_uint *slow = context;
    if (*slow)
        usleep(20000);
    mail->number = item;
    mail->bytes = slice_of(arena_alloc(arena, MAIL_BYTES), MAIL_BYTES);
    return item != LOST || error_set(error, "lost");
}

static void assert_figures(struct run_cache *cache, size_t loads, size_t mails) {
    size_t found, bytes;
    run_cache_figures(cache, &found, &bytes);
    assert_int_equal(found, loads);
    assert_in_range(bytes, mails * MAIL_BYTES, mails * (MAIL_BYTES + 5000));
}

static void touch(struct run_cache *cache, size_t item) {
    struct run_mail *mail = run_cache_take(cache, item, NULL);
    assert_int_equal(mail->mail.number, item);
    run_cache_give_back(cache, mail);
}

static void the_least_recently_used_goes(void **state) {
    atomic_uint slow = 0;
    struct run_cache *cache =
        run_cache_new(3 * MAIL_BYTES * 3 / 2, SIZE_MAX, load, &slow); /* three of them */
    for (size_t item = 1; item <= 3; item++)
        touch(cache, item);
    touch(cache, 1);
    assert_figures(cache, 3, 3);
    touch(cache, 4); /* 2 goes */
    touch(cache, 1);
    touch(cache, 3);
    touch(cache, 4);
    assert_figures(cache, 4, 3);
    touch(cache, 2);
    assert_figures(cache, 5, 3);
    run_cache_free(cache);
}

static void what_is_in_hand_stays(void **state) {
    atomic_uint slow = 0;
    struct run_cache *cache = run_cache_new(1, SIZE_MAX, load, &slow);
    struct run_mail *first = run_cache_take(cache, 1, NULL), *again = run_cache_take(cache, 1, NULL);
    struct run_mail *second = run_cache_take(cache, 2, NULL);
    assert_ptr_equal(first, again);
    assert_figures(cache, 2, 0);
    run_cache_give_back(cache, first);
    assert_int_equal(again->mail.number, 1);
    run_cache_give_back(cache, again);
    run_cache_give_back(cache, second);
    assert_figures(cache, 2, 0);
    touch(cache, 1);
    assert_figures(cache, 3, 0);
    run_cache_free(cache);
}

static void what_all_have_had_goes(void **state) {
    atomic_uint slow = 0;
    struct run_cache *cache = run_cache_new(1000000, 2, load, &slow);
    touch(cache, 1);
    assert_figures(cache, 1, 1);
    touch(cache, 2);
    touch(cache, 1);
    assert_figures(cache, 2, 1);
    touch(cache, 1); /* a retry */
    assert_figures(cache, 3, 2);
    run_cache_free(cache);
}

static void what_cannot_be_read_is_an_error(void **state) {
    atomic_uint slow = 0;
    struct error error;
    struct run_cache *cache = run_cache_new(1000000, SIZE_MAX, load, &slow);
    assert_null(run_cache_take(cache, LOST, &error));
    assert_string_equal(error.message, "lost");
    assert_null(run_cache_take(cache, LOST, &error));
    assert_figures(cache, 2, 0);
    run_cache_free(cache);
}

struct user {
    struct run_cache *cache;
    uint64_t seed;
    size_t items, wrong;
};

static void *use(void *context) {
    struct user *user = context;
    struct random random = random_stream(1, user->seed, 0);
    for (size_t i = 0; i < 2000 / user->items; i++) {
        size_t item = random_below(&random, user->items);
        struct run_mail *mail = run_cache_take(user->cache, item, NULL);
        user->wrong += mail->mail.number != item || mail->mail.bytes.data[MAIL_BYTES - 1];
        run_cache_give_back(user->cache, mail);
    }
    return NULL;
}

static void use_at_once(struct run_cache *cache, size_t items) {
    pthread_t threads[8];
    struct user users[8];
    for (size_t i = 0; i < 8; i++) {
        users[i] = (struct user){cache, i, items, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, use, &users[i]), 0);
    }
    for (size_t i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(users[i].wrong, 0);
    }
}

static void many_use_it_at_once(void **state) {
    atomic_uint slow = 0;
    struct run_cache *cache = run_cache_new(4 * MAIL_BYTES, SIZE_MAX, load, &slow);
    use_at_once(cache, 20);
    run_cache_free(cache);
    slow = 1;
    cache = run_cache_new(4 * MAIL_BYTES, SIZE_MAX, load, &slow);
    use_at_once(cache, 1); /* who comes while it is loaded waits for that */
    assert_figures(cache, 1, 1);
    run_cache_free(cache);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_recently_used_goes), cmocka_unit_test(what_is_in_hand_stays),
        cmocka_unit_test(what_all_have_had_goes),       cmocka_unit_test(what_cannot_be_read_is_an_error),
        cmocka_unit_test(many_use_it_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
