/* Readings as bytes: what is written is read again, and what was never written is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "tout/record.h"

/* Of the bytes of a record. */
enum { FORMAT_AT = 0, COUNT_AT = 2, HEAD_BYTES = 40, KIND_AT = HEAD_BYTES, NAME_BYTES_AT = HEAD_BYTES + 6 };

static struct tout_reading make_reading(void) {
    struct tout_reading reading = {
        .count = 2,
        .candidates =
            {{.name = "QZXV.PK",
              .kind = TOUT_SYMBOL,
              .how = HOW_KEY | HOW_SUBJECT,
              .places = 3,
              .market = "Pink Sheets",
              .instrument = 8.125,
              .promotion = 5.5},
             {.name = "ALMA WATER", .kind = TOUT_NAME, .how = HOW_LEGAL, .places = 1, .market = ""}},
        .claims = {.price = 0.5, .target = 3, .currency = "USD", .gain = 300, .horizon = 14, .urgent = 12345},
        .symbols = 1,
        .words = 90,
        .finance = 12,
        .disclaimer = true,
        .solicited = true};
    return reading;
}

/* From memory of its own size, so that a sanitizer sees what is read beyond. */
static bool read_copy(struct arena *arena, struct slice record, struct tout_reading *reading) {
    char *copy = malloc(record.size + !record.size);
    if (record.size)
        memcpy(copy, record.data, record.size);
    bool read = tout_record_read(arena, slice_of(copy, record.size), reading);
    free(copy);
    return read;
}

static void assert_same(const struct tout_reading *a, const struct tout_reading *b) {
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const struct tout_candidate *x = &a->candidates[i], *y = &b->candidates[i];
        assert_string_equal(x->name, y->name);
        assert_string_equal(x->market, y->market);
        assert_int_equal(x->kind, y->kind);
        assert_int_equal(x->how, y->how);
        assert_int_equal(x->places, y->places);
        assert_float_equal(x->instrument, y->instrument, 1e-9);
        assert_float_equal(x->promotion, y->promotion, 1e-9);
    }
    assert_float_equal(a->claims.price, b->claims.price, 1e-6);
    assert_float_equal(a->claims.target, b->claims.target, 1e-6);
    assert_float_equal(a->claims.gain, b->claims.gain, 1e-6);
    assert_float_equal(a->claims.horizon, b->claims.horizon, 1e-6);
    assert_string_equal(a->claims.currency, b->claims.currency);
    assert_true(a->claims.urgent == b->claims.urgent);
    assert_int_equal(a->symbols, b->symbols);
    assert_int_equal(a->words, b->words);
    assert_int_equal(a->finance, b->finance);
    assert_int_equal(a->disclaimer, b->disclaimer);
    assert_int_equal(a->picture_link, b->picture_link);
    assert_int_equal(a->solicited, b->solicited);
}

static void test_round_trip(void **state) {
    struct tout_reading readings[] = {make_reading(), {.claims.urgent = TIME_NONE}, make_reading()}, read;
    readings[1].picture_link = true;
    readings[2].count = TOUT_CANDIDATES;
    for (size_t i = 1; i < TOUT_CANDIDATES; i++) {
        readings[2].candidates[i] = readings[2].candidates[0];
        memset(readings[2].candidates[i].name, 'A', TOUT_NAME_BYTES - 1);
    }
    for (size_t i = 0; i < 3; i++) {
        struct buffer buffer = {0};
        tout_record_write(&readings[i], &buffer);
        assert_true(read_copy(*state, buffer_slice(&buffer), &read));
        assert_same(&readings[i], &read);
        buffer_free(&buffer);
    }
}

static void test_what_is_too_much_is_cut(void **state) {
    struct tout_reading reading = make_reading(), read;
    struct buffer buffer = {0};
    reading.symbols = reading.words = reading.finance = 100000;
    reading.candidates[0].places = 1000;
    reading.candidates[0].instrument = 1000;
    reading.candidates[0].promotion = -1;
    tout_record_write(&reading, &buffer);
    assert_true(read_copy(*state, buffer_slice(&buffer), &read));
    assert_int_equal(read.symbols, UINT8_MAX);
    assert_int_equal(read.words, UINT16_MAX);
    assert_int_equal(read.candidates[0].places, UINT8_MAX);
    assert_true(read.candidates[0].instrument > 30);
    assert_true(read.candidates[0].promotion == 0);
    buffer_free(&buffer);
}

static void test_cut_short_or_too_long(void **state) {
    struct tout_reading reading = make_reading(), read;
    struct buffer buffer = {0};
    tout_record_write(&reading, &buffer);
    for (size_t size = 0; size < buffer.size; size++)
        assert_false(read_copy(*state, slice_of(buffer.data, size), &read));
    buffer_append(&buffer, "", 1);
    assert_false(read_copy(*state, buffer_slice(&buffer), &read));
    buffer_free(&buffer);
}

static void test_corrupt(void **state) {
    static const struct {
        size_t at;
        unsigned char byte;
    } samples[] = {
        {FORMAT_AT, 0},
        {FORMAT_AT, 2},
        {COUNT_AT, 1},
        {COUNT_AT, 3},
        {COUNT_AT, TOUT_CANDIDATES + 1},
        {COUNT_AT, 255},
        {KIND_AT, TOUT_KIND_COUNT},
        {KIND_AT, 255},
        {NAME_BYTES_AT, TOUT_NAME_BYTES},
        {NAME_BYTES_AT, 255},
        {NAME_BYTES_AT + 1, 255},
    };
    struct tout_reading reading = make_reading(), read;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct buffer buffer = {0};
        tout_record_write(&reading, &buffer);
        buffer.data[samples[i].at] = (char)samples[i].byte;
        if (read_copy(*state, buffer_slice(&buffer), &read))
            fail_msg("byte %zu = %u is read", samples[i].at, samples[i].byte);
        buffer_free(&buffer);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_too_much_is_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cut_short_or_too_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_corrupt, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
