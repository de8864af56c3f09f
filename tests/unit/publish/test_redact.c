/* What is replaced and what stays, in every disguise that spam has for an address; without a store, so that
 * no word is an ordinary one but where the test says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "publish/redact.h"
#include "store/check.h"
#include "store/ingest.h"

/* A trap "trapname" at mx.trap.example, a person "j.smithson", and a forged sender. */
static const char mail_of_all[] =
    "Received: from sender.example.net (sender.example.net [192.0.2.7])\n"
    "\tby mx.trap.example with SMTP id l38HIW0I003150\n"
    "\tfor <trapname@mx.trap.example>; Sun, 8 Apr 2007 13:18:40 -0400\n"
    "From: \"Maria Forged\" <mforged@victim.example.net>\n"
    "To: \"Johann Q. Smithson\" <j.smithson@mailbox.example.com>, "
    "\"=?utf-8?q?J=C3=BCrgen_M=C3=BCllermann?=\"\n"
    " <juergen@example.com>, manager@mx.trap.example, any.thing@other.trap.example, qx@mx.trap.example\n"
    "Subject: Hello\n"
    "\n"
    "Text.\n";

struct fixture {
    struct arena *arena;
    struct redactor *redactor;
    struct error error;
};

static int open_redactor(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct arena *arena = arena_new();
    mail_initialize();
    fixture->arena = arena_new();
    fixture->redactor = redactor_open(NULL, &fixture->error);
    redactor_add(fixture->redactor,
                 mail_parse(arena, slice_of(mail_of_all, sizeof mail_of_all - 1), NULL, NULL));
    arena_free(arena);
    *state = fixture;
    return 0;
}

static int close_redactor(void **state) {
    struct fixture *fixture = *state;
    redactor_close(fixture->redactor);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

struct example {
    const char *text, *redacted; /* NULL: it stays */
};

static void expect(void **state, const char *(*redact)(struct redactor *, struct arena *, const char *),
                   const struct example *examples, size_t count) {
    struct fixture *fixture = *state;
    for (size_t i = 0; i < count; i++) {
        const char *result = redact(fixture->redactor, fixture->arena, examples[i].text);
        assert_string_equal(result, examples[i].redacted ? examples[i].redacted : examples[i].text);
        if (!examples[i].redacted)
            assert_ptr_equal(result, examples[i].text);
        /* What is redacted once stays as it is. */
        assert_string_equal(redact(fixture->redactor, fixture->arena, result), result);
    }
}
#define EXPECT(redact, ...)                                                                                  \
    do {                                                                                                     \
        const struct example examples[] = {__VA_ARGS__};                                                     \
        expect(state, redact, examples, sizeof examples / sizeof *examples);                                 \
    } while (0)

static void test_addresses(void **state) {
    EXPECT(redact_text, {"Sent to trapname@mx.trap.example.", "Sent to [recipient]."},
           {"Sent to <TrapName@MX.Trap.Example>", "Sent to <[recipient]>"},
           {"J.Smithson@mailbox.example.com wrote", "[recipient] wrote"}, {"trapname", "[recipient]"},
           {"TRAPNAME's offer", "[recipient]'s offer"},
           {"j.smithson and J_Smithson and J. Smithson", "[recipient] and [recipient] and [recipient]"},
           {"unknown@mx.trap.example", "[recipient]"}, /* nobody else has one there */
           {"mail mforged@victim.example.net now", "mail [sender] now"},
           {"trapname @ elsewhere.example", "[recipient] @ elsewhere.example"},
           {"trapname (at) mx (dot) trap (dot) example", "[recipient] (at) [trap host]"},
           {"write to broker@example.biz", NULL}, {"smithson", NULL}, {"trapnames", NULL},
           {"a@b@c @ @@ @", NULL}, {"", NULL});
}

static void test_hosts(void **state) {
    EXPECT(
        redact_text, {"by mx.trap.example with", "by [trap host] with"},
        {"www.mx.trap.example", "[trap host]"}, {"mx-trap-example", "[trap host]"},
        {"owner-l*trapname**MX*-TRAP*-EXAMPLE@list.example", "owner-l*[recipient]**[trap host]@list.example"},
        {"toamx.trap.examplex", "[trap host]"}, {"other.trap.example", "[trap host]"},
        {"mailbox.example.com", NULL}, /* a recipient's, but not the trap's */
        {"trap.example", NULL}, {"mx", NULL});
}

static void test_names(void **state) {
    EXPECT(redact_text, {"Johann Q. Smithson owes", "[recipient] owes"}, {"JOHANN Q SMITHSON", "[recipient]"},
           {"J\xc3\xbcrgen M\xc3\xbcllermann", "[recipient]"}, {"Jurgen Mullermann", "[recipient]"},
           {"Regards, Maria Forged", "Regards, [sender]"}, {"maria forged a letter", NULL}, {"Johann", NULL});
}

static void test_greetings(void **state) {
    EXPECT(redact_text, {"Dear Unknown Person,\nbuy", "Dear [recipient],\nbuy"},
           {"Hi Somebodyelse!", "Hi [recipient]!"}, {"Dear Mr. Xyzzy, buy", "Dear Mr. [recipient], buy"},
           {"> Hello Alexej:", "> Hello [recipient]:"}, {"Re: Dear Dr. Qwert", "Re: Dear Dr. [recipient]"},
           {"Sehr geehrte Frau Wieauchimmer,", "Sehr geehrte Frau [recipient],"},
           {"\xd0\xa3\xd0\xb2\xd0\xb0\xd0\xb6\xd0\xb0\xd0\xb5\xd0\xbc\xd1\x8b\xd0\xb9 "
            "\xd0\x9a\xd1\x82\xd0\xbe\xd1\x82\xd0\xbe,",
            "\xd0\xa3\xd0\xb2\xd0\xb0\xd0\xb6\xd0\xb0\xd0\xb5\xd0\xbc\xd1\x8b\xd0\xb9 [recipient],"},
           {"hello jsm1th,", "hello [recipient],"}, {"Dear valued customer,", NULL},
           {"Dear Sir/Madam,", NULL}, {"Hi there,", NULL}, {"Dear Homeowner,", NULL}, {"Dear Friend!", NULL},
           {"Hello Kitty opens a store", NULL}, {"We said Dear Unknown Person, buy", NULL});
}

static void test_disguises(void **state) {
    EXPECT(
        redact_text, {"t\xc2\xadrap\xe2\x80\x8bname", "[recipient]"}, /* soft hyphen, no width */
        {"tr\xd0\xb0pn\xd0\xb0me", "[recipient]"},                    /* Cyrillic a */
        {"\xef\xbd\x94\xef\xbd\x92\xef\xbd\x81\xef\xbd\x90\xef\xbd\x8e\xef\xbd\x81\xef\xbd\x8d\xef\xbd\x85",
         "[recipient]"},                    /* full width */
        {"tr\xc3\xa1pname", "[recipient]"}, /* an accent */
        {"\xe2\x80\xae"
         "emanpart",
         "\xe2\x80\xae[recipient]"}, /* turned round */
        {"trapname\xef\xbc\xa0mx.trap.example", "[recipient]"},
        {"&#116;rapname&#64;mx.trap.example", "[recipient]"}, {"trapname%40mx.trap.example", "[recipient]"},
        {"trapname=40mx.trap.example", "[recipient]"},
        {"trapname\xe4\xbd\xa0\xe5\xa5\xbd", "[recipient]\xe4\xbd\xa0\xe5\xa5\xbd"});
}

static void test_links(void **state) {
    EXPECT(
        redact_text,
        {"http://shop.example.com/u?e=trapname@mx.trap.example&x=1",
         "http://shop.example.com/u?e=[recipient]&x=1"},
        {"http://shop.example.com/?trapname", "http://shop.example.com/?[recipient]"},
        {"http://trapname.shop.example.com/", "http://[recipient].shop.example.com/"},
        {"http://shop.example.com/?e=%74rapname%2540mx%2etrap%2eexample",
         "http://shop.example.com/?e=[recipient]"},
        {"http://shop.example.com/7472"
         "61706e616d65/a",
         "http://shop.example.com/[recipient]/a"},
        {"http://shop.example.com/?u=dHJhcG5hbWVAbXgudHJhcC5leGFtcGxl",
         "http://shop.example.com/?u=[recipient]"},
        {"http://shop.example.com/?u=dWlkPTcmdT10cmFwbmFtZQ==", "http://shop.example.com/?u=[recipient]=="},
        {"http://shop.example.com/?u=x_dHJhcG5hbWVAbXgudHJhcC5leGFtcGxl",
         "http://shop.example.com/?u=x_[recipient]"},
        {"http://shop.example.com/?u=ZEhKaGNHNWhiV1U9", "http://shop.example.com/?u=[recipient]"}, /* twice */
        {"http://shop.example.com/gencanzr", "http://shop.example.com/[recipient]"},               /* rot13 */
        {"http://shop.example.com/emanpart", "http://shop.example.com/[recipient]"},
        {"http://shop.example.com/c/trapnamexx/", "http://shop.example.com/c/[recipient]/"},
        {"http://shop.example.com/r/a8F3kQ92mZ7xLp/i.gif", "http://shop.example.com/r/[id]/i.gif"},
        {"http://shop.example.com/unsubscribe?id=4839203", "http://shop.example.com/unsubscribe?id=[id]"},
        {"http://shop.example.com/optout/ab12x", "http://shop.example.com/optout/[id]"},
        {"http://shop.example.com/cheap-watches/2007/04/offer123.html", NULL},
        {"http://a8f3k2q92m7x.com/index.html", NULL}, /* what is registered is evidence */
        {"http://192.0.2.1:8080/x.php?viewArticleBasic=1", NULL}, {"trapname://x", "[recipient]://x"},
        {"see qx.com/qx", "see [recipient].com/[recipient]"});
}

static void test_link_and_file(void **state) {
    EXPECT(redact_link, {"/u/trapname/", "/u/[recipient]/"},
           {"mailto:trapname@mx.trap.example?subject=x", "mailto:[recipient]?subject=x"},
           {"https://example.com/a/b.html", NULL});
    EXPECT(redact_file_name, {"invoice_trapname.pdf", "invoice_[recipient].pdf"},
           {"Letter to Johann Q. Smithson.doc", "Letter to [recipient].doc"}, {"report.pdf", NULL});
}

static void test_headers(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *name, *value, *redacted;
    } examples[] = {
        {"From", "\"Carla Stolen\" <carla@stolen.example>", "[sender] <[sender]>"},
        {"To", "a@b.example, \"X, Y\" <c@d.example>", "[recipient], [recipient] <[recipient]>"},
        {"Return-Path", "<carla@stolen.example>", "<[sender]>"},
        {"Message-ID", "<001c01c77a12$c744e6d0@Aska>", "<[id]>"},
        {"Received",
         "from sender.example.net ([192.0.2.7]) by mx.trap.example (8.12) with SMTP id l38HIW0I003150 for "
         "<someone@trap.example>; Sun, 8 Apr 2007 13:18:40 -0400",
         "from sender.example.net ([192.0.2.7]) by [trap host] (8.12) with SMTP id [id] for <[recipient]>; "
         "Sun, "
         "8 Apr 2007 13:18:40 -0400"},
        {"X-Mailer", "The Bat! (v3.0) trapname", "The Bat! (v3.0) [recipient]"},
        {"Subject", "trapname, contact broker", "[recipient], contact broker"},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        assert_string_equal(
            redact_header(fixture->redactor, fixture->arena, examples[i].name, examples[i].value),
            examples[i].redacted);
}

static void test_ids(void **state) {
    EXPECT(redact_text,
           {"by mail.example.net with ESMTP id l38HIW0I003150;", "by mail.example.net with ESMTP id [id];"},
           {"(Postfix) id 5DF3916F03", "(Postfix) id [id]"},
           {"<001c01c77a12$c744e6d0@Aska>", "<[id]$c744e6d0@Aska>"}, {"the id 2007 and the id number", NULL},
           {"l38HIW0I003150", NULL});
}

static void test_clean(void **state) {
    struct fixture *fixture = *state;
    assert_true(redact_is_clean(fixture->redactor, "Target price: $1.50, contact your broker"));
    assert_false(redact_is_clean(fixture->redactor, "contact broker, trapname"));
    assert_true(redact_is_recipient(fixture->redactor, "trapname"));
    assert_true(redact_is_recipient(fixture->redactor, "Johann Q. Smithson"));
    assert_false(redact_is_recipient(fixture->redactor, "trapname buys"));
    assert_false(redact_is_recipient(fixture->redactor, ""));
}

/* Long tokens, nothing but signs, broken characters: they cost time in proportion. */
/* A domain of traps that no mail has shown: its mail came in by somebody else's server. */
static void test_hosts_of_the_configuration(void **state) {
    const struct fixture *fixture = *state;
    const char *text = "Visit www.hidden-zone.example or write to anybody@hidden-zone.example";
    EXPECT(redact_text, {text, NULL});
    redactor_add_host(fixture->redactor, "hidden-zone.example");
    EXPECT(redact_text, {text, "Visit [trap host] or write to [recipient]"});
    EXPECT(redact_link, {"http://hidden-zone.example/x", "http://[trap host]/x"});
}

static void test_hostile(void **state) {
    struct fixture *fixture = *state;
    static const char *const pieces[] = {"a",    "@",  "%40", "http://a.b/", "A B ",
                                         "\xff", "&#", "x.",  "[id]",        "trapname"};
    enum { BYTES = 200000 };
    char *text = malloc(BYTES + 20);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t size = 0;
        for (; size < BYTES; size += strlen(pieces[i]))
            strcpy(text + size, pieces[i]);
        assert_non_null(redact_text(fixture->redactor, fixture->arena, text));
        assert_non_null(redact_link(fixture->redactor, fixture->arena, text));
        arena_reset(fixture->arena);
    }
    free(text);
}

static void test_off(void **state) {
    assert_non_null(strstr(redact_off_warning(), "--no-redact"));
    assert_null(strchr(redact_off_mark(), '\n'));
}

/* A store of mails in which "manager" is an ordinary word, and the trap's. */
static const char *store_folder(void) {
    static char folder[] = "/tmp/weir-redact-XXXXXX";
    char path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/mbox", folder);
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 24; i++)
        fprintf(file,
                "From a@example.net Sun Apr  8 13:13:%02d 2007\n"
                "Received: from a.example.net ([192.0.2.%d]) by mx.trap.example; Sun, 8 Apr 2007 13:13:%02d "
                "+0000\n"
                "From: Pat Example <a%d@example.net>\nTo: trap%d@mx.trap.example\nSubject: News %d\n\n"
                "The manager said so on day %d.\n\n",
                i, i + 1, i, i, i, i, i);
    fprintf(file,
            "From b@example.net Sun Apr  8 13:14:00 2007\n"
            "Received: from b.example.net ([192.0.2.99]) by mx.trap.example; Sun, 8 Apr 2007 13:14:00 +0000\n"
            "From: b@example.net\nTo: manager@mx.trap.example, customer.service@mx.trap.example\n"
            "Subject: manager, contact broker\n\nHi manager, buy.\n\n");
    fclose(file);
    return folder;
}

static void take_in(const char *folder, struct error *error) {
    char path[64];
    const char *const paths[] = {path};
    struct ingest_counts counts;
    snprintf(path, sizeof path, "%s/mbox", folder);
    struct store *store = store_open(folder, STORE_WRITE, error);
    assert_non_null(store);
    assert_true(ingest_run(store, &(struct ingest_settings){.threads = 1}, paths, 1, &counts, error));
    store_close(store);
}

static void fail_on(void *context, const char *what) {
    fail_msg("%s", what);
}

static void test_store(void **state) {
    struct error error;
    struct check_counts counts;
    struct arena *arena = arena_new();
    const char *folder = store_folder();
    take_in(folder, &error);
    struct store *store = store_open(folder, STORE_READ, &error);
    struct redactor *redactor = redactor_open(store, &error);
    assert_non_null(redactor);
    assert_string_equal(redact_text(redactor, arena, "The manager, they say, manages"),
                        "The [recipient], they say, manages"); /* it ends a phrase: it may be meant */
    assert_string_equal(redact_text(redactor, arena, "The manager said so"), "The manager said so");
    assert_string_equal(redact_text(redactor, arena, "Manager of the day: one"), "Manager of the day: one");
    assert_string_equal(redact_text(redactor, arena, "manager, contact broker"),
                        "[recipient], contact broker");
    assert_string_equal(redact_text(redactor, arena, "Re: Dear Manager!"), "Re: Dear [recipient]!");
    assert_string_equal(redact_text(redactor, arena, "manager@example.biz"), "[recipient]@example.biz");
    assert_string_equal(redact_text(redactor, arena, "http://example.com/manager/"),
                        "http://example.com/[recipient]/");
    assert_string_equal(redact_text(redactor, arena, "trap7 was here"), "[recipient] was here");
    assert_true(redact_is_recipient(redactor, "manager"));
    assert_false(redact_is_recipient(redactor, "said"));
    const char *token = redact_token(redactor, arena, "Trap7@example.com");
    assert_string_equal(strchr(token, '@'), "@example.com");
    assert_string_equal(token, redact_token(redactor, arena, "trap7@example.com"));
    assert_string_not_equal(token, redact_token(redactor, arena, "trap8@example.com"));
    assert_non_null(strstr(redact_token(redactor, arena, "trap7@mx.trap.example"), ".invalid"));
    assert_null(strstr(redact_token(redactor, arena, "trap7@mx.trap.example"), "trap"));
    redactor_close(redactor);
    assert_true(store_check(store, fail_on, NULL, NULL, &counts, &error));
    store_close(store);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_addresses, open_redactor, close_redactor),
        cmocka_unit_test_setup_teardown(test_hosts, open_redactor, close_redactor),
        cmocka_unit_test_setup_teardown(test_names, open_redactor, close_redactor),
        cmocka_unit_test_setup_teardown(test_greetings, open_redactor, close_redactor),
        cmocka_unit_test_setup_teardown(test_disguises, open_redactor, close_redactor),
        cmocka_unit_test_setup_teardown(test_links, open_redactor, close_redactor),
        cmocka_unit_test_setup_teardown(test_link_and_file, open_redactor, close_redactor),
        cmocka_unit_test_setup_teardown(test_headers, open_redactor, close_redactor),
        cmocka_unit_test_setup_teardown(test_ids, open_redactor, close_redactor),
        cmocka_unit_test_setup_teardown(test_clean, open_redactor, close_redactor),
        cmocka_unit_test_setup_teardown(test_hosts_of_the_configuration, open_redactor, close_redactor),
        cmocka_unit_test_setup_teardown(test_hostile, open_redactor, close_redactor),
        cmocka_unit_test(test_off),
        cmocka_unit_test(test_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
