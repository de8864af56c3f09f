/* A map of hashes: what was put is there, nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/key_map.h"

#define KEYS UINT64_C(3000)

/* Neighbours of few values as well as keys all over; 0, which marks a free slot, among them. */
static uint64_t key_of(uint64_t i) {
    return i % 2 ? i * UINT64_C(0xa0761d6478bd642f) : i;
}

static void keeps_what_was_put(void **state) {
    struct key_map map = {0};
    assert_int_equal(key_map_get(&map, 7), 0);
    for (uint64_t i = 0; i < KEYS; i++)
        key_map_put(&map, key_of(i), (uint8_t)(i % 200 + 1));
    assert_int_equal(map.count, KEYS);
    for (uint64_t i = 0; i < KEYS; i++) {
        assert_int_equal(key_map_get(&map, key_of(i)), i % 200 + 1);
        assert_int_equal(key_map_get(&map, ~key_of(i)), 0);
    }
    key_map_put(&map, key_of(5), 9);
    assert_int_equal(key_map_get(&map, key_of(5)), 9);
    assert_int_equal(map.count, KEYS);
    key_map_clear(&map);
    assert_int_equal(map.count, 0);
    assert_int_equal(key_map_get(&map, key_of(5)), 0);
    key_map_free(&map);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(keeps_what_was_put)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
