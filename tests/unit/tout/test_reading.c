/* Whole invented mails: what each says of instruments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "tout/reading.h"

static bool read_mail(struct arena *arena, const char *raw, struct tout_reading *reading) {
    mail_initialize();
    const char *copy = arena_string(arena, raw);
    return tout_read(mail_parse(arena, slice_from_string(copy), NULL, NULL), slice_of("", 0), reading);
}

static void assert_first(const struct tout_reading *reading, enum tout_kind kind, const char *name) {
    assert_true(reading->count > 0);
    assert_string_equal(reading->candidates[0].name, name);
    assert_int_equal(reading->candidates[0].kind, kind);
}

static const char english[] = "From: a@example.org\nSubject: Big news\n\n"
                              "Company: Alma Water Holdings\n"
                              "Symbol: QZXV.PK\n"
                              "Current Price: $0.45\n"
                              "5 day target: $2.00\n"
                              "Expected: 300% gains\n\n"
                              "This is a strong buy, it is about to explode. Get in on QZXV today!\n";

static void test_english_block(void **state) {
    struct tout_reading reading;
    assert_true(read_mail(*state, english, &reading));
    assert_first(&reading, TOUT_SYMBOL, "QZXV.PK");
    const struct tout_candidate *first = &reading.candidates[0];
    assert_string_equal(first->market, "Pink Sheets");
    assert_true(first->places > 1);
    assert_true(first->how & HOW_KEY && first->how & HOW_SUFFIX);
    assert_true(first->instrument > 6);
    assert_true(first->promotion > 5);
    assert_float_equal(reading.claims.price, 0.45, 1e-9);
    assert_float_equal(reading.claims.target, 2, 1e-9);
    assert_float_equal(reading.claims.gain, 300, 1e-9);
    assert_float_equal(reading.claims.horizon, 5, 1e-9);
    assert_string_equal(reading.claims.currency, "USD");
    assert_int_equal(reading.symbols, 1);
    assert_false(reading.solicited);
    assert_false(reading.picture_link);
}

static void test_german_wkn(void **state) {
    struct tout_reading reading;
    assert_true(read_mail(*state,
                          "From: a@example.org\nSubject: Heute einsteigen\n\n"
                          "Firma: Alma Wasser AG\nWKN: A0B1C2\nAktueller Kurs: 0,45 EUR\n"
                          "Kursziel: 3,50 EUR\nDiese Aktie wird explodieren!\n",
                          &reading));
    assert_first(&reading, TOUT_WKN, "A0B1C2");
    assert_float_equal(reading.claims.price, 0.45, 1e-9);
    assert_float_equal(reading.claims.target, 3.5, 1e-9);
    assert_string_equal(reading.claims.currency, "EUR");
}

static void test_coin_in_brackets(void **state) {
    struct tout_reading reading;
    assert_true(read_mail(*state,
                          "From: a@example.org\nSubject: The next big coin\n\n"
                          "Almacoin (QZX) is the cryptocurrency that is going to explode this week. "
                          "Buy it on Cryptopia before it reaches $5 and you could make 1000% profit.\n",
                          &reading));
    assert_first(&reading, TOUT_SYMBOL, "QZX");
    assert_true(reading.candidates[0].how & HOW_KEY);
    assert_true(reading.candidates[0].promotion > 2);
}

static void test_no_capitals_at_all(void **state) {
    struct tout_reading reading;
    assert_true(read_mail(*state,
                          "From: a@example.org\nSubject: hello\n\n"
                          "hi, the stock symbol is qzxv and it will double this week, trust me, "
                          "buy as many shares as you can before monday, profit is sure.\n",
                          &reading));
    assert_first(&reading, TOUT_SYMBOL, "QZXV");
}

static void test_linked_picture(void **state) {
    struct tout_reading reading;
    assert_true(read_mail(*state,
                          "From: a@example.org\nSubject: Hot stock alert\n\n"
                          "see the stock that doubles: http://www.example.com/qzxv.gif\n",
                          &reading));
    assert_true(reading.picture_link);
    assert_int_equal(reading.count, 0);
    /* the same words and another page */
    assert_false(read_mail(*state,
                           "From: a@example.org\nSubject: Hot stock alert\n\n"
                           "see the stock that doubles: http://www.example.com/qzxv.html\n",
                           &reading));
    assert_false(reading.picture_link);
}

/* Its promotion is far less than that of the block above. */
static void test_trade_confirmation(void **state) {
    struct tout_reading reading;
    read_mail(*state,
              "From: a@example.org\nSubject: Your order was executed\n\n"
              "Your order to buy 100 shares of QZXV (NASDAQ: QZXV) at $12.30 was filled. "
              "Account number 1234, commission $5, settlement date Monday. "
              "See your account statement for this order.\n",
              &reading);
    for (size_t i = 0; i < reading.count; i++)
        assert_true(reading.candidates[i].promotion < 2);
    assert_true(reading.claims.target == 0 && reading.claims.gain == 0);
}

static void test_press_digest(void **state) {
    struct tout_reading reading;
    assert_true(read_mail(*state,
                          "From: a@example.org\nList-Unsubscribe: <mailto:a@example.org>\n"
                          "Subject: Morning news\n\n"
                          "Alma Corp. (NASDAQ: QZXA) reported. Birke Inc. (NYSE: QZXB) closed at $12.\n"
                          "Cedar Ltd. (OTCBB: QZXC) fell. Dorn Corp. (NASDAQ: QZXD) was flat.\n"
                          "Eiche Corp. (NYSE: QZXE) rose. Fichte Inc. (AMEX: QZXF) shares traded.\n"
                          "Ginster Inc. (NYSE: QZXG) named a director. Hasel Inc. (NYSE: QZXH) met.\n",
                          &reading));
    assert_int_equal(reading.symbols, 8);
    assert_int_equal(reading.count, TOUT_CANDIDATES);
    assert_true(reading.solicited);
    for (size_t i = 1; i < reading.count; i++)
        assert_true(strcmp(reading.candidates[0].name, reading.candidates[i].name) != 0);
}

static void test_nothing_of_instruments(void **state) {
    static const char *const mails[] = {
        "",
        "\n",
        "From: a@example.org\nSubject: \n\n",
        "From: a@example.org\nSubject: Lunch\n\nShall we meet at noon? ALMA will be there.\n",
        "From: a@example.org\nSubject: News\n\nThe board is pleased.\n",
    };
    struct tout_reading reading;
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        assert_false(read_mail(*state, mails[i], &reading));
        assert_int_equal(reading.count, 0);
        assert_true(reading.claims.urgent == TIME_NONE);
    }
}

/* What a picture says counts as the mail's own text. */
static void test_text_beside_the_mail(void **state) {
    struct tout_reading reading;
    mail_initialize();
    const char *raw = "From: a@example.org\nSubject: hello\n\nlook\n";
    struct mail *mail = mail_parse(*state, slice_from_string(raw), NULL, NULL);
    assert_false(tout_read(mail, slice_of("", 0), &reading));
    assert_true(tout_read(mail, slice_from_string("Symbol: QZXV\nPrice: $1\nTarget: $5"), &reading));
    assert_first(&reading, TOUT_SYMBOL, "QZXV");
}

/* The mail inside a bounce is the one that is read. */
static void test_returned_mail(void **state) {
    struct tout_reading reading;
    mail_initialize();
    struct mail *inner = mail_parse(*state, slice_from_string(english), NULL, NULL);
    struct mail bounce = *inner;
    bounce.subject = bounce.text = "";
    bounce.text_bytes = 0;
    bounce.returned = inner;
    assert_true(tout_read(&bounce, slice_of("", 0), &reading));
    assert_first(&reading, TOUT_SYMBOL, "QZXV.PK");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_english_block, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_german_wkn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_coin_in_brackets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_capitals_at_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_linked_picture, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_trade_confirmation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_press_digest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_of_instruments, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_text_beside_the_mail, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_returned_mail, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
