/* What products' native answers mean, also broken ones. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "bench/clamd.h"
#include "bench/command.h"
#include "bench/dnsbl.h"
#include "bench/rspamd.h"
#include "bench/spamd.h"
#include "mail/host_address.h"

struct expected {
    const char *said;
    enum answer_state state;
    double score;
    const char *native;
};

static void assert_answer(const struct answer *answer, const struct expected *expected) {
    bool same_score = isnan(expected->score) ? isnan(answer->score) : answer->score == expected->score;
    if (answer->state != expected->state || !same_score || strcmp(answer->native, expected->native) != 0)
        fail_msg("'%s' gives %s, %g, '%s'", expected->said, answer_state_name(answer->state), answer->score,
                 answer->native);
}

#define EACH(cases) (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++)

static void of_spamd(void **state) {
    static const struct expected cases[] = {
        {"SPAMD/1.1 0 EX_OK\r\nSpam: True ; 15.0 / 5.0\r\n\r\n", ANSWER_BLOCK, 15, "True ; 15.0 / 5.0"},
        {"SPAMD/1.1 0 EX_OK\r\nContent-length: 2\r\nSpam: False ; -1.2 / 5.0\r\n\r\n", ANSWER_PASS, -1.2,
         "False ; -1.2 / 5.0"},
        {"SPAMD/1.5 0 EX_OK\nspam:True;1e1/5\n", ANSWER_BLOCK, 10, "True;1e1/5"},
        {"SPAMD/1.0 75 EX_TEMPFAIL\r\n", ANSWER_LATER, NAN, "75 EX_TEMPFAIL"},
        {"SPAMD/1.0 79 Timeout: (30 second timeout)\r\n", ANSWER_LATER, NAN,
         "79 Timeout: (30 second timeout)"},
        {"SPAMD/1.0 76 Bad header line: x\r\n", ANSWER_BROKEN, NAN, "76 Bad header line: x"},
        {"SPAMD/1.1 0 EX_OK\r\n\r\n", ANSWER_BROKEN, NAN, "no verdict in its reply"},
        {"SPAMD/1.1 0 EX_OK\r\nSpam: Maybe ; 1 / 5\r\n", ANSWER_BROKEN, NAN, "no verdict in its reply"},
        {"SPAMD/1.1 0 EX_OK\r\nSpam: True ; nan / 5.0\r\n", ANSWER_BROKEN, NAN, "no verdict in its reply"},
        {"SPAMD/1.1 0 EX_OK\r\nSpam: True ; 15.0\r\n", ANSWER_BROKEN, NAN, "no verdict in its reply"},
        {"SPAMD/1.1", ANSWER_BROKEN, NAN, "no SPAMD reply: SPAMD/1.1"},
        {"220 mx.example.org\r\n", ANSWER_BROKEN, NAN, "no SPAMD reply: 220 mx.example.org"},
        {"", ANSWER_BROKEN, NAN, "no SPAMD reply: "},
    };
    for
        EACH(cases) {
            struct answer answer;
            spamd_read(slice_from_string(cases[i].said), &answer);
            assert_answer(&answer, &cases[i]);
        }
}

static void of_clamd(void **state) {
    static const struct expected cases[] = {
        {"stream: OK", ANSWER_PASS, NAN, "OK"},
        {"stream: Win.Test.EICAR_HDB-1 FOUND", ANSWER_BLOCK, NAN, "Win.Test.EICAR_HDB-1 FOUND"},
        {"INSTREAM size limit exceeded. ERROR", ANSWER_PASS, NAN, "INSTREAM size limit exceeded. ERROR"},
        {"stream: Heuristics.Limits.Exceeded.MaxScanTime ERROR", ANSWER_LATER, NAN,
         "Heuristics.Limits.Exceeded.MaxScanTime ERROR"},
        {"UNKNOWN COMMAND", ANSWER_BROKEN, NAN, "UNKNOWN COMMAND"},
        {"stream: NOT OK", ANSWER_BROKEN, NAN, "NOT OK"},
        {"FOUND", ANSWER_BROKEN, NAN, "FOUND"},
        {"", ANSWER_BROKEN, NAN, ""},
    };
    for
        EACH(cases) {
            struct answer answer;
            clamd_read(slice_from_string(cases[i].said), &answer);
            assert_answer(&answer, &cases[i]);
        }
}

static void of_rspamd(void **state) {
    static const struct expected cases[] = {
        {"{\"action\":\"no action\",\"score\":-0.5}", ANSWER_PASS, -0.5, "no action"},
        {"{\"action\":\"greylist\",\"score\":4}", ANSWER_PASS, 4, "greylist"},
        {"{\"action\":\"add header\",\"score\":7.25}", ANSWER_BLOCK, 7.25, "add header"},
        {"{\"action\":\"rewrite subject\"}", ANSWER_BLOCK, NAN, "rewrite subject"},
        {"{\"action\":\"reject\",\"score\":\"15\"}", ANSWER_BLOCK, NAN, "reject"},
        {"{\"action\":\"quarantine\",\"score\":1}", ANSWER_BLOCK, 1, "quarantine"},
        {"{\"action\":\"discard\",\"score\":1}", ANSWER_BLOCK, 1, "discard"},
        {"{\"action\":\"soft reject\",\"score\":6}", ANSWER_LATER, 6, "soft reject"},
        {"{\"action\":\"ponder\",\"score\":6}", ANSWER_BROKEN, 6, "unknown action: ponder"},
        {"{\"action\":7}", ANSWER_BROKEN, NAN, "HTTP 200: no action in its answer"},
        {"{\"error\":\"task timeout\"}", ANSWER_BROKEN, NAN, "HTTP 200: task timeout"},
        {"{\"action\":\"reject\"", ANSWER_BROKEN, NAN, "HTTP 200: no action in its answer"},
        {"[]", ANSWER_BROKEN, NAN, "HTTP 200: no action in its answer"},
        {"", ANSWER_BROKEN, NAN, "HTTP 200: no action in its answer"},
    };
    struct answer answer;
    for
        EACH(cases) {
            rspamd_read(&rspamd_usual, 200, slice_from_string(cases[i].said), &answer);
            assert_answer(&answer, &cases[i]);
        }
    rspamd_read(&rspamd_usual, 503, slice_from_string("{\"error\":\"busy\"}"), &answer);
    assert_answer(&answer, &(struct expected){"503", ANSWER_LATER, NAN, "HTTP 503: busy"});
    rspamd_read(&rspamd_usual, 404, slice_from_string("{\"action\":\"reject\"}"), &answer);
    assert_int_equal(answer.state, ANSWER_BROKEN);
}

static void of_rspamd_by_settings(void **state) {
    static const char *const blocks[] = {"reject", "soft reject", "ponder"};
    static const char *const passes[] = {"no action"};
    static const struct rspamd_settings settings = {blocks, 3, passes, 1, ""};
    static const struct expected cases[] = {
        {"{\"action\":\"soft reject\"}", ANSWER_BLOCK, NAN, "soft reject"},
        {"{\"action\":\"ponder\"}", ANSWER_BLOCK, NAN, "ponder"},
        {"{\"action\":\"add header\"}", ANSWER_PASS, NAN, "add header"}, /* taken off what blocks */
        {"{\"action\":\"greylist\"}", ANSWER_BLOCK, NAN, "greylist"},    /* taken off what passes */
        {"{\"action\":\"wonder\"}", ANSWER_BROKEN, NAN, "unknown action: wonder"},
    };
    for
        EACH(cases) {
            struct answer answer;
            rspamd_read(&settings, 200, slice_from_string(cases[i].said), &answer);
            assert_answer(&answer, &cases[i]);
        }
}

static void of_lists(void **state) {
    static const struct {
        uint32_t addresses[2];
        size_t count;
        enum answer_state state;
        const char *native;
    } cases[] = {
        {{0x7f000002}, 1, ANSWER_BLOCK, "127.0.0.2"},
        {{0x7f0000ff}, 1, ANSWER_BLOCK, "127.0.0.255"},
        {{0x7f000001}, 1, ANSWER_PASS, "127.0.0.1"},
        {{0x7f000100}, 1, ANSWER_PASS, "127.0.1.0"},
        {{0x7f000001, 0x7f000004}, 2, ANSWER_BLOCK, "127.0.0.4"},
        {{0x7ffffffe}, 1, ANSWER_LATER, "127.255.255.254"},
        {{0x7ffffffe, 0x7f000002}, 2, ANSWER_LATER, "127.255.255.254"},
        {{0xc0000207}, 1, ANSWER_BROKEN, "192.0.2.7"},
    };
    for
        EACH(cases) {
            struct answer answer;
            dnsbl_read(&dnsbl_usual, cases[i].addresses, cases[i].count, &answer);
            assert_int_equal(answer.state, cases[i].state);
            assert_string_equal(answer.native, cases[i].native);
        }
}

/* Both of RFC 5782: 2.1 and 2.4. */
static void names_of_lists(void **state) {
    char name[DNSBL_NAME_BYTES];
    uint8_t client[16];
    host_address_parse(slice_from_string("192.0.2.99"), client);
    dnsbl_name(client, "bad.example.com", name);
    assert_string_equal(name, "99.2.0.192.bad.example.com");
    host_address_parse(slice_from_string("2001:db8:1:2:3:4:567:89ab"), client);
    dnsbl_name(client, "ugly.example.com", name);
    assert_string_equal(name,
                        "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ugly.example.com");
}

/* --- commands --- */

static void read_run(struct command_settings *settings, const char *output, int status,
                     struct answer *answer) {
    struct command_patterns patterns;
    struct error error = {""};
    struct process process = {.end = PROCESS_EXITED, .status = status};
    buffer_append(&process.output, output, strlen(output) + 1);
    process.output.size--;
    buffer_append(&process.complaints, "first\nsecond\n", sizeof "first\nsecond\n");
    process.complaints.size--;
    assert_true(command_patterns_make(settings, &patterns, &error));
    command_read(settings, &patterns, &process, answer);
    command_patterns_free(&patterns);
    process_free(&process);
}

static void of_presets(void **state) {
    static const struct {
        const char *preset;
        int status;
        struct expected expected;
    } cases[] = {
        {"bogofilter", 0, {"S 0.999\n", ANSWER_BLOCK, 0.999, "S 0.999"}},
        {"bogofilter", 1, {"H 1e-05\n", ANSWER_PASS, 1e-5, "H 1e-05"}},
        {"bogofilter", 2, {"U 0.5\n", ANSWER_PASS, 0.5, "U 0.5"}},
        {"bogofilter", 3, {"", ANSWER_BROKEN, NAN, "no score, exit status 3: first"}},
        {"bogofilter", 3, {"S 0.5\n", ANSWER_BROKEN, NAN, "no verdict, exit status 3: first"}},
        {"spamprobe", 1, {"SPAM 0.95 db01\n", ANSWER_BLOCK, 0.95, "SPAM 0.95 db01"}},
        {"spamprobe", 0, {"GOOD 0.05 db01\n", ANSWER_PASS, 0.05, "GOOD 0.05 db01"}},
        {"spamprobe", 1, {"", ANSWER_BROKEN, NAN, "no score, exit status 1: first"}},
        {"bsfilter",
         0,
         {"combined probability /dev/stdin 1 1.000000\n", ANSWER_BLOCK, 1,
          "combined probability /dev/stdin 1 1.000000"}},
        {"bsfilter",
         1,
         {"combined probability /dev/stdin 1 0.5\n", ANSWER_PASS, 0.5,
          "combined probability /dev/stdin 1 0.5"}},
        {"bsfilter", 1, {"", ANSWER_BROKEN, NAN, "no score, exit status 1: first"}},
        {"crm114", 0, {" -5.00 ", ANSWER_BLOCK, 5, "-5.00 "}},
        {"crm114", 0, {" -4.99 ", ANSWER_PASS, 4.99, "-4.99 "}},
        {"crm114", 0, {"999.99", ANSWER_PASS, -999.99, "999.99"}},
        {"crm114", 1, {"", ANSWER_BROKEN, NAN, "no score, exit status 1: first"}},
    };
    struct arena *arena = arena_new();
    for
        EACH(cases) {
            struct command_settings settings = *(const struct command_settings *)product_command.own_usual;
            struct error error = {""};
            struct answer answer;
            settings.preset = cases[i].preset;
            settings.database = "/";
            assert_true(command_settings_check(arena, &settings, &error));
            read_run(&settings, cases[i].expected.said, cases[i].status, &answer);
            assert_answer(&answer, &cases[i].expected);
        }
    arena_free(arena);
}

/* Patterns before scores, scores before statuses; a temporary status before all. */
static void of_commands(void **state) {
    struct command_settings settings = *(const struct command_settings *)product_command.own_usual;
    struct answer answer;
    settings.patterns[PATTERN_BLOCK] = "^spam";
    settings.patterns[PATTERN_PASS] = "^ham";
    settings.decides[0] = settings.decides[75] = true;
    settings.means[0] = ANSWER_BLOCK;
    settings.means[75] = ANSWER_LATER;
    read_run(&settings, "x\nham\n", 0, &answer);
    assert_answer(&answer, &(struct expected){"x\nham", ANSWER_PASS, NAN, "x"});
    read_run(&settings, "ham\nspam\n", 9, &answer);
    assert_answer(&answer, &(struct expected){"ham\nspam", ANSWER_BLOCK, NAN, "ham"});
    read_run(&settings, "", 0, &answer);
    assert_answer(&answer, &(struct expected){"", ANSWER_BLOCK, NAN, "exit status 0"});
    read_run(&settings, "spam\n", 75, &answer);
    assert_answer(&answer, &(struct expected){"spam", ANSWER_LATER, NAN, "exit status 75"});
    settings.patterns[PATTERN_SCORE] = "score=([0-9.]+)";
    settings.block_score = 5;
    read_run(&settings, "score=5\n", 0, &answer);
    assert_answer(&answer, &(struct expected){"score=5", ANSWER_BLOCK, 5, "score=5"});
    read_run(&settings, "score=4.9\n", 0, &answer);
    assert_answer(&answer, &(struct expected){"score=4.9", ANSWER_PASS, 4.9, "score=4.9"});
    read_run(&settings, "score=1.2.3\n", 0, &answer);
    assert_int_equal(answer.state, ANSWER_BROKEN);
}

static void of_ends(void **state) {
    static const struct {
        struct process process;
        enum answer_state state;
    } cases[] = {
        {{.end = PROCESS_KILLED, .status = 9}, ANSWER_LATER},
        {{.end = PROCESS_TIMEOUT}, ANSWER_TIMEOUT},
        {{.end = PROCESS_FAILED, .status = 2}, ANSWER_DOWN},
    };
    const struct command_patterns none = {0};
    for
        EACH(cases) {
            struct answer answer;
            command_read(product_command.own_usual, &none, &cases[i].process, &answer);
            assert_int_equal(answer.state, cases[i].state);
            assert_true(*answer.native);
        }
}

/* --- what products tell of themselves --- */

static void versions(void **state) {
    struct product_facts facts = {"", ""};
    clamd_read_version(slice_from_string("ClamAV 1.4.3/27673/Tue Jun 17 08:36:55 2025"), &facts);
    assert_string_equal(facts.version, "ClamAV 1.4.3");
    assert_string_equal(facts.rules, "27673/Tue Jun 17 08:36:55 2025");
    facts = (struct product_facts){"", ""};
    clamd_read_version(slice_from_string("ClamAV 1.4.3"), &facts);
    assert_string_equal(facts.version, "ClamAV 1.4.3");
    assert_string_equal(facts.rules, "");
    facts = (struct product_facts){"", ""};
    clamd_read_version(slice_from_string("UNKNOWN COMMAND"), &facts);
    assert_string_equal(facts.version, "");
    spamd_read_version(
        slice_from_string("SPAMD/1.1 0 EX_OK\r\n\r\nFrom: x\r\nX-Spam-Checker-Version: SpamAssassin "
                          "4.0.1 (2024-03-25) on\r\n\thost.example.org\r\n"),
        &facts);
    assert_string_equal(facts.version, "SpamAssassin 4.0.1 (2024-03-25)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_spamd),   cmocka_unit_test(of_clamd),
        cmocka_unit_test(of_rspamd),  cmocka_unit_test(of_rspamd_by_settings),
        cmocka_unit_test(of_lists),   cmocka_unit_test(names_of_lists),
        cmocka_unit_test(of_presets), cmocka_unit_test(of_commands),
        cmocka_unit_test(of_ends),    cmocka_unit_test(versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
