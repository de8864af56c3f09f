/* Scenarios: defaults, every setting, what is refused and where; and names that somebody may own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/time.h"
#include "simulate/check.h"

static struct arena *arena;

static int set_up(void **state) {
    arena = arena_new();
    return 0;
}

static int tear_down(void **state) {
    arena_free(arena);
    return 0;
}

static struct scenario *read(const char *text) {
    struct error error = {""};
    struct scenario *scenario = scenario_read(arena, slice_from_string(text), &error);
    assert_string_equal(error.message, "");
    assert_non_null(scenario);
    return scenario;
}

static void assert_refused(const char *text, const char *why) {
    struct error error = {""};
    assert_null(scenario_read(arena, slice_from_string(text), &error));
    assert_string_equal(error.message, why);
}

#define LEAST                                                                                                \
    "feeds { a { } }\noperators { o { } }\n"                                                                 \
    "campaigns { c { start = 2018-01-15; subjects = one; texts = two } }\n"

static void defaults(void **state) {
    const struct scenario *scenario = read(LEAST "backgrounds { wanted = 3 }");
    const struct scenario_operator *sender = &scenario->operators[0];
    const struct scenario_campaign *campaign = &scenario->campaigns[0];
    assert_int_equal(scenario->seed, 1);
    assert_string_equal(scenario->feeds[0].domain, "a.example");
    assert_int_equal(scenario->feeds[0].traps, 1000);
    assert_true(scenario->feeds[0].sampled == 1 && scenario->feeds[0].bias == 1);
    assert_true(sender->hosts == 1000 && sender->rate == 100 && sender->lease[1] == 48);
    assert_int_equal(campaign->sent_by, 0);
    assert_int_equal(campaign->start, time_from_civil(2018, 1, 15, 0, 0, 0));
    assert_true(campaign->hours == 48 && campaign->hosts == 1 && campaign->type == SCENARIO_NOTHING);
    assert_int_equal(scenario->backgrounds[0].start, campaign->start);
}

static void settings_in_any_order(void **state) {
    const struct scenario *scenario = read(
        "campaigns c { operator = p; start = \"2018-01-15T06:00:00Z\"; subjects = [a, b]; texts = c; texts = "
        "d;\n"
        "  instrument { type = stock; symbol = ZZAB; company = \"Ab Corp\" } html = yes; bounces = 0.5 }\n"
        "operators o {}\noperators { p { zones { -5 = 0.3; 5.5 = 0.7 } lease = [1, 2] } }\n"
        "feeds One_2 {}\nfeeds { b { shared { One_2 = 0.25 } forwarder = relay.example } }\n");
    const struct scenario_campaign *campaign = &scenario->campaigns[0];
    assert_string_equal(scenario->operators[campaign->sent_by].name, "p");
    assert_true(scenario->operators[1].zones[1].hours == 5.5 && scenario->operators[1].zones[0].share == 0.3);
    assert_int_equal(campaign->subject_count, 2);
    assert_int_equal(campaign->text_count, 2);
    assert_string_equal(campaign->texts[1], "d");
    assert_true(campaign->html && campaign->type == SCENARIO_STOCK && campaign->bounces == 0.5);
    assert_string_equal(scenario->feeds[0].domain, "one-2.example");
    assert_true(scenario->feeds[1].shared[0] == 0.25);
}

static void what_is_refused_is_named(void **state) {
    assert_refused(
        "feeds {\n  a { trasp = 5 }\n}",
        "line 2: feeds.a.trasp: unknown setting; known are traps, domain, sampled, biased, bias, forwarder, "
        "shared");
    assert_refused("fedes {}",
                   "line 1: fedes: unknown setting; known are title, seed, feeds, operators, campaigns, "
                   "backgrounds");
    assert_refused("feeds { a { traps = 0 } }", "line 1: feeds.a.traps: 0 is not from 1 to 10000000");
    assert_refused("feeds { a { traps = 1.5 } }", "line 1: feeds.a.traps: a whole number is wanted");
    assert_refused("feeds { a { traps = 0x10 } }",
                   "line 1: feeds.a.traps: a number is wanted, from 1 to 10000000");
    assert_refused("feeds { a { sampled = nan } }",
                   "line 1: feeds.a.sampled: a number is wanted, from 1e-06 to 1");
    assert_refused("feeds { a { traps = 5; traps = 6 } }", "line 1: feeds.a.traps: this is given twice");
    assert_refused("feeds { a {} }\nfeeds { a {} }", "line 2: feeds.a: this name is given twice");
    assert_refused(
        "feeds { \"../a\" {} }",
        "line 1: feeds.../a: a name is made of at most 40 letters, digits, - and _, a letter or digit first");
    assert_refused("feeds { a { shared { b = 0.1 } } b {} }",
                   "line 1: feeds.a.shared.b: no feed of this name stands before this one");
    assert_refused("feeds { a { traps = 10 } b { traps = 100; shared { a = 0.2 } } }",
                   "line 1: feeds.b: shares 20 addresses of 'a', which has 10 of its own");
    assert_refused("feeds { a {} b { shared { a = 1 } } }",
                   "line 1: feeds.b: shares all its addresses: some must be its own");
    assert_refused("operators o { lease = [48, 6] }",
                   "line 1: operators.o.lease: the shorter time comes first: [6, 48]");
    assert_refused("operators o { zones { 15 = 1 } }",
                   "line 1: operators.o.zones.15: 15 is not from -12 to 14");
    assert_refused("campaigns { c {} }", "line 1: campaigns.c: 'operator' is missing");
    assert_refused("operators o {}\ncampaigns { c { start = 2018-01-01; texts = a } }",
                   "line 2: campaigns.c: 'subjects' is missing");
    assert_refused("operators o {}\ncampaigns { c { start = soon } }",
                   "line 2: campaigns.c.start: a time is wanted, such as 2025-01-14 or 2025-01-14T06:30:00Z");
    assert_refused("operators o {}\ncampaigns { c { instrument { type = coin } } }",
                   "line 2: campaigns.c.instrument: an instrument has a type (coin, stock) and a symbol");
    assert_refused("title = a", "there is no feed: feeds { NAME { traps = 1000 } }");
    assert_refused("feeds { a {} }", "nothing is sent: there is neither a campaign nor a background");
}

static void scaled(void **state) {
    struct scenario *scenario = read(LEAST "backgrounds { wanted = 3; spam = 100 }");
    scenario_scale(scenario, 0.125);
    assert_int_equal(scenario->operators[0].hosts, 125);
    assert_int_equal(scenario->backgrounds[0].wanted, 1);
    assert_int_equal(scenario->backgrounds[0].spam, 13);
    scenario_scale(scenario, 1e-9);
    assert_int_equal(scenario->operators[0].hosts, 1);
}

/* -- names -- */

static void assert_text(const char *subject, const char *text, const char *why) {
    struct scenario *scenario = read(LEAST);
    struct scenario_campaign *campaign = &scenario->campaigns[0];
    struct error error = {""};
    campaign->type = SCENARIO_COIN;
    campaign->symbol = "ZZQL";
    campaign->company = "Quillcoin of GOOG";
    campaign->subjects = &subject;
    campaign->texts = &text;
    bool good = check_scenario(scenario, &error);
    assert_string_equal(error.message, why);
    assert_int_equal(good, !*why);
}

#define IN_TEXT "campaign c, text 1: "

static void reserved_names_pass(void **state) {
    assert_text("{One|Two}",
                "Visit http://www.example.com/a or shop.example, write to bob@mail.test or\n"
                "mailto:eve@example.org, call 212-555-0123, +1 (800) 555-0199. ZZQL is at 0.08.",
                "");
    assert_text("BUY ZZQL NOW",
                "HUGE NEWS: ZZQL.PK and Quillcoin, NASDAQ: ZZQL, $ZZQL, ISIN ZZ0000000000\n"
                "Hosts 192.0.2.7 and 240.1.2.3; version 1.2.3, e.g. 3.50 in Jan.15",
                "");
    assert_text("a", "{user|{other|third}}@{example.org|mail.example} {and|or} {}|{", "");
}

static void others_are_refused(void **state) {
    assert_text("a", "go to http://evil.ru/x",
                IN_TEXT "the link 'http://evil.ru/x' is not to a reserved name");
    assert_text("a", "see evil-site.ru now",
                IN_TEXT "the link 'http://evil-site.ru' is not to a reserved name");
    assert_text("a", "see EVIL.RU", IN_TEXT "'evil.ru' may be a host that somebody owns");
    assert_text("a", "join t.me/zzql", IN_TEXT "'t.me' may be a host that somebody owns");
    assert_text("a", "http://example.org.evil.ru/",
                IN_TEXT "the link 'http://example.org.evil.ru/' is not to a reserved name");
    assert_text("a", "notexample.org", IN_TEXT "the link 'http://notexample.org' is not to a reserved name");
    assert_text("a", "<a href='http://evil.ru'>x</a>",
                IN_TEXT "the link 'http://evil.ru' is not to a reserved name");
    assert_text("a", "evil&#46;ru", IN_TEXT "the link 'http://evil.ru' is not to a reserved name");
    assert_text("a", "10.1.2.3", IN_TEXT "'10.1.2.3' may be a host that somebody owns");
    assert_text("a", "bob@gmail.com", IN_TEXT "the address 'bob@gmail.com' is not of a reserved domain");
    assert_text("a", "212-555-1234",
                IN_TEXT "the phone number '+12125551234' is not one of 555-0100 to 555-0199");
    assert_text("a", "+44 20 7946 0018",
                IN_TEXT "the phone number '+442079460018' is not one of 555-0100 to 555-0199");
    assert_text("see evil.ru", "a",
                "campaign c, subject 1: the link 'http://evil.ru' is not to a reserved name");
    assert_text("one\nBcc: a@example.org", "a",
                "campaign c, subject 1: a subject is one line, without control characters");
}

static void instruments_that_there_may_be_are_refused(void **state) {
#define MAY_BE "' may be an instrument that there is: invented symbols begin with ZZ"
    assert_text("a", "Symbol: MSFT, target price 30", IN_TEXT "'MSFT" MAY_BE);
    assert_text("a", "NASDAQ: AAPL", IN_TEXT "'AAPL" MAY_BE);
    assert_text("a", "Buy $TSLA today", IN_TEXT "'TSLA" MAY_BE);
    assert_text("a", "Symbol: GOOG", IN_TEXT "'GOOG" MAY_BE);
    assert_text("a", "Microsoft Corp. is a buy", IN_TEXT "'MICROSOFT" MAY_BE);
    assert_text("a", "ISIN US0378331005", IN_TEXT "'US0378331005" MAY_BE);
    assert_text("a", "0x52908400098527886E0F7030069857D2E4169EE7",
                IN_TEXT "'0x52908400098527886e0f7030069857d2e4169ee7" MAY_BE);
}

/* Which weir does not read as touted, since other mail names them as money. */
static void known_coins_are_refused(void **state) {
#define IS_ONE "' is an instrument that there is: invented symbols begin with ZZ"
    assert_text("a", "the next Bitcoin is here", IN_TEXT "'Bitcoin" IS_ONE);
    assert_text("a", "buy BTC now", IN_TEXT "'BTC" IS_ONE);
    assert_text("a", "buy $eth or ZZQL", IN_TEXT "'eth" IS_ONE);
    assert_text("a", "everybody has $aapl", IN_TEXT "'aapl" IS_ONE);
    assert_text("get {some|more} doge", "a", "campaign c, subject 1: 'doge" IS_ONE);
    assert_text("a", "bitcoinage of ethics; $0.08 and $zzql, US$ 4", "");
    struct scenario *scenario = read(LEAST);
    struct error error = {""};
    scenario->campaigns[0].type = SCENARIO_COIN;
    scenario->campaigns[0].symbol = "ZZQL";
    scenario->campaigns[0].company = "Bitcoin Trust";
    assert_false(check_scenario(scenario, &error));
    assert_string_equal(error.message, "campaign c, instrument: company: 'Bitcoin" IS_ONE);
}

/* Where it takes one alternative of many, or two that only together are a name. */
static void alternatives_are_looked_at(void **state) {
    assert_text("a", "{a|b|c|d|e|f|g|h} {x|{y|{z|{w|evil.ru}}}}",
                IN_TEXT "the link 'http://evil.ru' is not to a reserved name");
    struct error error;
    struct scenario *scenario = read(LEAST);
    const char *const texts[] = {"{http://www.|http://}{evil|good}{.ru|.com}",
                                 "{Sym|Test}{bol: MS|bol: ZZ}{FT|FX}"};
    for (size_t i = 0; i < 2; i++) {
        scenario->campaigns[0].texts = &texts[i];
        assert_false(check_scenario(scenario, &error));
    }
}

/* Far down in a long text. */
static void all_of_a_text_is_looked_at(void **state) {
    struct buffer text = {0};
    for (int i = 0; i < 1200; i++)
        buffer_printf(&text, "word%c ", 'a' + i % 26);
    buffer_append(&text, "NASDAQ: AAPL", 13);
    assert_text("a", text.data, IN_TEXT "'AAPL" MAY_BE);
    buffer_free(&text);
}

static void settings_are_looked_at(void **state) {
    struct error error;
    struct scenario *scenario = read(LEAST);
    scenario->feeds[0].domain = "trap.gmail.com";
    assert_false(check_scenario(scenario, &error));
    assert_string_equal(error.message,
                        "feed a: domain 'trap.gmail.com' is not reserved: use .example, .test, .invalid, "
                        "example.org, .net or .com");
    scenario->feeds[0].domain = "a example";
    assert_false(check_scenario(scenario, &error));
    scenario->feeds[0].domain = "a.example";
    scenario->feeds[0].forwarder = "relay.abusix.org";
    assert_false(check_scenario(scenario, &error));
    scenario->feeds[0].forwarder = "";
    scenario->campaigns[0].type = SCENARIO_STOCK;
    for (size_t i = 0; i < 4; i++) {
        scenario->campaigns[0].symbol = ((const char *const[]){"MSFT", "ZZ", "zzab", "ZZ AB"})[i];
        assert_false(check_scenario(scenario, &error));
    }
    scenario->campaigns[0].symbol = "ZZAB";
    assert_true(check_scenario(scenario, &error));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults),
        cmocka_unit_test(settings_in_any_order),
        cmocka_unit_test(what_is_refused_is_named),
        cmocka_unit_test(scaled),
        cmocka_unit_test(reserved_names_pass),
        cmocka_unit_test(others_are_refused),
        cmocka_unit_test(instruments_that_there_may_be_are_refused),
        cmocka_unit_test(known_coins_are_refused),
        cmocka_unit_test(alternatives_are_looked_at),
        cmocka_unit_test(all_of_a_text_is_looked_at),
        cmocka_unit_test(settings_are_looked_at),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
