/* The section of products: what may stand in it, what is usual, what each mistake is answered. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/ucl.h"
#include "bench/command.h"
#include "bench/dnsbl.h"
#include "bench/product.h"
#include "bench/rspamd.h"

static const char *const allowed[] = {"192.0.2.7"};

static int make_arena(void **state) {
    *state = arena_new();
    return 0;
}

static int free_arena(void **state) {
    arena_free(*state);
    return 0;
}

static bool take(struct arena *arena, const char *text, struct product_list *list, struct error *error) {
    const struct ucl_value *top = ucl_read(arena, slice_from_string(text), error);
    return top && products_read(arena, top->first, allowed, 1, list, error);
}

static const struct product *one(struct arena *arena, const char *text) {
    struct product_list list;
    struct error error = {""};
    if (!take(arena, text, &list, &error))
        fail_msg("%s", error.message);
    assert_int_equal(list.count, 1);
    return list.items;
}

static void usual_settings(void **state) {
    const struct product *product =
        one(*state, "products { filter { protocol = spamd; address = \"127.0.0.1\" } }");
    assert_string_equal(product->name, "filter");
    assert_ptr_equal(product->protocol, &product_spamd);
    assert_int_equal(product->product_class, PRODUCT_FULL);
    assert_string_equal(product->address, "127.0.0.1");
    assert_int_equal(product->endpoint.port, 783);
    assert_int_equal(product->concurrency, 4);
    assert_int_equal(product->timeout_ms, 60000);
    assert_int_equal(product->retries, 5);
    assert_int_equal(product->retry_ms, 1000);
    assert_int_equal(product->down_ms, 600000);
    assert_int_equal(product->canaries, CANARY_GTUBE | CANARY_PLAIN);
    assert_string_equal(product->version, "");
    assert_string_equal(product->rules, "");
    assert_int_equal(product->network, PRODUCT_NETWORK_UNSAID);
}

static void all_settings(void **state) {
    const struct product *product =
        one(*state,
            "products { a-1 { protocol = clamd; address = \"192.0.2.7:99\"; class = full; concurrency = 64\n"
            "timeout = 1.5 s\nretries = 0; retry_wait = 250ms; down_limit = 2 h; knows = [eicar]\n"
            "version = \"4 beta\"; rules = \"2025-01-01\"; network = no } }");
    assert_int_equal(product->endpoint.port, 99);
    assert_int_equal(product->product_class, PRODUCT_FULL);
    assert_int_equal(product->concurrency, 64);
    assert_int_equal(product->timeout_ms, 1500);
    assert_int_equal(product->retries, 0);
    assert_int_equal(product->retry_ms, 250);
    assert_int_equal(product->down_ms, 7200000);
    assert_int_equal(product->canaries, CANARY_EICAR);
    assert_string_equal(product->version, "4 beta");
    assert_string_equal(product->rules, "2025-01-01");
    assert_int_equal(product->network, PRODUCT_NETWORK_OFF);
    product =
        one(*state, "products { a { protocol = clamd; address = \"unix:/run/c\"; knows = []; network = yes;"
                    "timeout = 30; down_limit = 1min } }");
    assert_int_equal(product->canaries, 0);
    assert_int_equal(product->network, PRODUCT_NETWORK_ON);
    assert_int_equal(product->timeout_ms, 30000);
    assert_int_equal(product->down_ms, 60000);
    assert_string_equal(product->endpoint.path, "/run/c");
}

static void settings_of_protocols(void **state) {
    const struct product *product =
        one(*state, "products { r { protocol = rspamd; address = \"127.0.0.1\"; blocks = [reject] } }");
    const struct rspamd_settings *rspamd = product->own;
    assert_int_equal(rspamd->block_count, 1);
    assert_string_equal(rspamd->blocks[0], "reject");
    assert_int_equal(rspamd->pass_count, 2);
    product =
        one(*state, "products { d { protocol = dnsbl; address = \"127.0.0.1:5353\"; zone = list.example.org;"
                    "codes = [127.0.0.2, 127.0.0.4-127.0.0.11] } }");
    const struct dnsbl_settings *list = product->own;
    assert_int_equal(product->network,
                     PRODUCT_NETWORK_ON); /* it is asked of the outside unless said otherwise */
    assert_int_equal(product->product_class, PRODUCT_COMPLEMENTARY);
    assert_int_equal(list->code_count, 2);
    assert_int_equal(list->codes[0].last, 0x7f000002);
    assert_int_equal(list->codes[1].last, 0x7f00000b);
    product = one(*state, "products { c { protocol = command; command = [filter, -x]; block_status = 7;"
                          "pass_status = [0, 2]; later_status = [75] } }");
    const struct command_settings *command = product->own;
    assert_string_equal(command->arguments[1], "-x");
    assert_null(command->arguments[2]);
    assert_string_equal(command->version_arguments[1], "--version");
    assert_true(command->decides[7] && command->means[7] == ANSWER_BLOCK);
    assert_true(command->decides[2] && command->means[2] == ANSWER_PASS);
    assert_true(command->decides[75] && command->means[75] == ANSWER_LATER);
    assert_false(command->decides[1]);
}

static void presets(void **state) {
    static const struct {
        const char *name, *last;
    } known[] = {
        {"bogofilter", "/"}, {"spamprobe", "score"}, {"bsfilter", "/dev/stdin"}, {"crm114", "--stats_only"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const char *text = arena_printf(
            *state, "products { a { protocol = command; preset = %s; database = / } }", known[i].name);
        const struct command_settings *command = one(*state, text)->own;
        assert_string_equal(command->arguments[command->command_count - 1], known[i].last);
    }
    const struct command_settings *own =
        one(*state, "products { a { protocol = command; preset = bogofilter; database = /;"
                    "block_status = [0, 2]; pass_status = 1 } }")
            ->own;
    assert_int_equal(own->means[2], ANSWER_BLOCK);
}

static void nothing_is_no_product(void **state) {
    struct product_list list;
    struct error error;
    assert_true(products_read(*state, NULL, NULL, 0, &list, &error));
    assert_int_equal(list.count, 0);
}

#define SPAMD(more)   "products { a { protocol = spamd; address = \"127.0.0.1\"; " more " } }"
#define COMMAND(more) "products { a { protocol = command; command = [x]; " more " } }"
#define LIST(more)    "products { a { protocol = dnsbl; address = \"127.0.0.1\"; " more " } }"

static const struct {
    const char *text, *why;
} bad[] = {
    {"products { a { address = \"127.0.0.1\" } }", "products.a: it has no `protocol`"},
    {"products { a { protocol = mcafee } }", "unknown protocol 'mcafee'; known are spamd, rspamd, "},
    {"products { a { protocol = spamd } }", "products.a: it has no `address`"},
    {"products { a { protocol = spamd; address = \"filter.example.org\" } }",
     "products.a.address: filter.example.org: weir hands mail to nobody by name"},
    {"products { a { protocol = spamd; address = \"192.0.2.8\" } }", "`allow`"},
    {"products { a { protocol = command; address = \"127.0.0.1\" } }", "has no address"},
    {"products { \"a b\" { protocol = spamd } }", "a name is made of"},
    {"products { a 1; }", "a section is wanted"},
    {"products = 1", "products is a section"},
    {SPAMD("adress = x"), "products.a.adress: unknown setting; known are protocol, address, class, "},
    {SPAMD("adress = x"), "network, user, max_bytes"},
    {SPAMD("class = half"), "full or complementary"},
    {SPAMD("concurrency = 0"), "0 is not from 1 to 64"},
    {SPAMD("concurrency = 65"), "65 is not from 1 to 64"},
    {SPAMD("timeout = 0"), "0 is not from 0.001 to 3600"},
    {SPAMD("timeout = 61 min"), "61 is not from"},
    {SPAMD("timeout = 5 days"), "a time to wait is wanted, such as 500 ms"},
    {SPAMD("timeout = -5"), "a time to wait is wanted"},
    {SPAMD("knows = [gtube, eicra]"), "unknown canary 'eicra'; known are gtube, eicar, plain"},
    {SPAMD("network = maybe"), "yes or no"},
    {SPAMD("user = \"a\\nUser: b\""), "without control characters"},
    {SPAMD("timeout = 5; timeout = 6"), "given twice"},
    {SPAMD("protocol = spamd"), "given twice"},
    {"products { a { protocol = rspamd; address = \"127.0.0.1\"; blocks = [a]; blocks = [b] } }",
     "given twice"},
    {"products { a { protocol = rspamd; address = \"127.0.0.1\"; passes { a = b } } }", "a list of actions"},
    {"products { a { protocol = command } }", "it has no `command`"},
    {"products { a { protocol = command; command = \"bogofilter -T\"; block_status = 0 } }", "no shell"},
    {COMMAND(""), "nothing that it answers blocks"},
    {COMMAND("pass_status = 1"), "nothing that it answers blocks"},
    {COMMAND("block_status = 256"), "256 is not from 0 to 255"},
    {COMMAND("block_status = 1.5"), "a whole number"},
    {COMMAND("block_status = 1; pass_status = [0, 1]"), "one exit status has one meaning"},
    {COMMAND("block_pattern = \"(\""), "pattern (: "},
    {COMMAND("block_status = 1; score_pattern = \"[0-9]\""), "its first group, which it has not"},
    {COMMAND("block_score = 5"), "wants a score_pattern"},
    {COMMAND("preset = spamoracle; database = /"), "unknown preset 'spamoracle'; known are bogofilter, "},
    {COMMAND("preset = bogofilter"), "wants `database`"},
    {COMMAND("preset = bogofilter; database = relative"), "wants `database`"},
    {COMMAND("preset = bogofilter; database = /nowhere/at/all"), "is no folder: train bogofilter first"},
    {COMMAND("block_status = 1; database = /"), "database belongs to a preset"},
    {LIST(""), "it has no `zone`"},
    {LIST("zone = \"list example\""), "it is a name of letters"},
    {LIST("zone = list.example.org; codes = [127.0.0.9-127.0.0.2]"), "a list of answers"},
    {LIST("zone = list.example.org; codes = []"), "a list of answers"},
    {"products { a { protocol = dnsbl; zone = list.example.org; address = \"unix:/run/x\" } }",
     "that of a resolver"},
    {"products { a { protocol = clamd; address = \"127.0.0.1\" } a { protocol = clamd } }", "given twice"},
};

static void mistakes_are_explained(void **state) {
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct product_list list;
        struct error error = {""};
        if (take(*state, bad[i].text, &list, &error))
            fail_msg("was taken: %s", bad[i].text);
        if (!strstr(error.message, bad[i].why) || strncmp(error.message, "line 1: ", 8) != 0)
            fail_msg("%s: %s", bad[i].text, error.message);
    }
}

static void there_is_an_end_of_them(void **state) {
    struct buffer text = {0};
    struct product_list list;
    struct error error = {""};
    buffer_append_string(&text, "products {\n");
    for (int i = 0; i <= PRODUCTS_MOST; i++)
        buffer_printf(&text, "p%d { protocol = clamd; address = \"127.0.0.1\" }\n", i);
    buffer_append(&text, "}", 2);
    assert_false(take(*state, text.data, &list, &error));
    assert_non_null(strstr(error.message, "at most 64"));
    buffer_free(&text);
}

/* What the table says holds together. */
static void protocols_are_whole(void **state) {
    const struct product_protocol *protocol;
    for (size_t i = 0; (protocol = product_protocol_at(i)); i++) {
        assert_true(*protocol->name && *protocol->summary);
        assert_true(protocol->open && protocol->ask && protocol->close);
        assert_true(!protocol->start == !protocol->stop);
        assert_true(protocol->setting_count == 0 || protocol->settings);
        for (size_t j = i + 1; product_protocol_at(j); j++)
            assert_string_not_equal(protocol->name, product_protocol_at(j)->name);
    }
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, make_arena, free_arena)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_ARENA(usual_settings),          WITH_ARENA(all_settings),
        WITH_ARENA(settings_of_protocols),   WITH_ARENA(presets),
        WITH_ARENA(nothing_is_no_product),   WITH_ARENA(mistakes_are_explained),
        WITH_ARENA(there_is_an_end_of_them), cmocka_unit_test(protocols_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
