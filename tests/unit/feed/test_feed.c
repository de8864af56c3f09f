/* Folders, archives and what nests in them, and what cannot be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <archive.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed/feed.h"
#include "feed/natural_order.h"
#include "scratch.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
#define TWO_MAILS                                                                                            \
    "From a@example.org Mon Jan  1 10:00:00 2007\nSubject: a\n\n1\n\n"                                       \
    "From b@example.org Mon Jan  1 10:00:00 2007\nSubject: b\n\n2\n"

static void assert_fed(const char *path, const char *expected) {
    struct buffer said = {0};
    scratch_feed(path, &said);
    assert_string_equal(said.data, expected);
    buffer_free(&said);
}

static void assert_says(const char *path, const char *part) {
    struct buffer said = {0};
    scratch_feed(path, &said);
    if (!strstr(said.data, part))
        fail_msg("no \"%s\" in: %s", part, said.data);
    buffer_free(&said);
}

static void test_natural_order(void **state) {
    (void)state;
    static const char *const names[] = {
        "",  "a",   "a02",  "a2",     "a10", "a10b",    "a100000000000000000000000",
        "b", "m.2", "m.10", "m.10.1", "m.x", "\xc3\xa4"};
    for (size_t i = 0; i < COUNT_OF(names); ++i)
        for (size_t j = 0; j < COUNT_OF(names); ++j) {
            int order = natural_order_compare(names[i], names[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
}

static void test_folder(void **state) {
    (void)state;
    mkdir("f", 0700);
    mkdir("f/m.3", 0700);
    scratch_write_text("f/m.10", "ten");
    scratch_write_text("f/m.2", "two");
    scratch_write_text("f/m.3/x", "in 3");
    scratch_write_text("f/.hidden", "no");
    scratch_write_text("f/bell\a", "odd name");
    assert_int_equal(mkfifo("f/pipe", 0600), 0);
    assert_int_equal(symlink("..", "f/m.3/loop"), 0);
    assert_int_equal(symlink("../m.2", "f/m.3/y"), 0);
    assert_fed("f/",
               "f/bell\xef\xbf\xbd [odd name]\nf/m.2 [two]\nf/m.3/x [in 3]\nf/m.3/y [two]\nf/m.10 [ten]\n");
}

static void test_maildir(void **state) {
    (void)state;
    static const char *const folders[] = {"d", "d/cur", "d/new", "d/tmp", "d/.Spam", "d/.Spam/cur", "d/.git"};
    for (size_t i = 0; i < COUNT_OF(folders); ++i)
        mkdir(folders[i], 0700);
    scratch_write_text("d/cur/2:2,S", "c");
    scratch_write_text("d/new/1", "n");
    scratch_write_text("d/tmp/3", "half");
    scratch_write_text("d/.Spam/cur/4", "s");
    scratch_write_text("d/.git/config", "no mail");
    scratch_write_text("d/dovecot-uidlist", "no mail");
    assert_fed("d", "d/.Spam/cur/4 [s]\nd/cur/2:2,S [c]\nd/new/1 [n]\n");
}

static const struct scratch_member members[] = {
    {"cur/10", "ten", 0}, {"cur/2", "two", 0}, {"./box", TWO_MAILS, 0}, {"__MACOSX/._x", "no", 0}};

#define MEMBERS_AS(path)                                                                                     \
    path "/cur/10 [ten]\n" path "/cur/2 [two]\n" path                                                        \
         "/box#1 [Subject: a\n\n1\n] From a@example.org Mon Jan  1 10:00:00 2007\n" path                     \
         "/box#2 [Subject: b\n\n2\n] From b@example.org Mon Jan  1 10:00:00 2007\n"

static void test_archives(void **state) {
    (void)state;
    static const struct {
        int format, filter;
    } kinds[] = {
        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE},
        {ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_GZIP},
        {ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ARCHIVE_FILTER_XZ},
        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD},
        {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_BZIP2},
        {ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE},
        {ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE},
        {ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_GZIP},
    };
    for (size_t i = 0; i < COUNT_OF(kinds); ++i) {
        scratch_pack("b", kinds[i].format, kinds[i].filter, members, COUNT_OF(members));
        assert_fed("b", MEMBERS_AS("b"));
    }
}

static void test_compressed_file(void **state) {
    (void)state;
    static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_ZSTD,
                                  ARCHIVE_FILTER_BZIP2};
    struct scratch_member mail = {"x", "Subject: x\n\ny\n", 0}, box = {"x", TWO_MAILS, 0};
    for (size_t i = 0; i < COUNT_OF(filters); ++i) {
        scratch_pack("one", ARCHIVE_FORMAT_RAW, filters[i], &mail, 1);
        assert_fed("one", "one [Subject: x\n\ny\n]\n");
        scratch_pack("two", ARCHIVE_FORMAT_RAW, filters[i], &box, 1);
        assert_says("two", "two#2 [Subject: b\n\n2\n]");
    }
}

/* Packs what is in file `path` into a tar as its only member `name`. */
static void pack_file(const char *path, const char *name, const char *into, int format, int filter) {
    struct buffer bytes = {0};
    scratch_read(path, &bytes);
    struct scratch_member member = {name, bytes.data, bytes.size};
    scratch_pack(into, format, filter, &member, 1);
    buffer_free(&bytes);
}

static void test_nesting(void **state) {
    (void)state;
    static const int formats[] = {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_ZIP, ARCHIVE_FORMAT_7ZIP};
    for (size_t i = 0; i < COUNT_OF(formats); ++i) {
        scratch_pack("in", formats[i], ARCHIVE_FILTER_NONE, members, COUNT_OF(members));
        pack_file("in", "in", "out", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD);
        assert_fed("out", MEMBERS_AS("out/in"));
    }
    rename("in", "n0");
    for (int i = 0; i < 12; ++i) {
        pack_file("n0", "n", "n1", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE);
        rename("n1", "n0");
    }
    assert_fed("n0",
               "! n0/n/n/n/n/n/n/n/n: archives nested too deep; unpack it yourself and give the folder\n");
}

static void test_names_in_archives(void **state) {
    (void)state;
    static const struct scratch_member odd[] = {{"/etc/../\x1b[1mx", "1", 0},
                                                {"gr\xc3\xbc\xc3\x9f", "2", 0},
                                                {"caf\xe9", "3", 0},
                                                {"dir/.hidden", "4", 0}};
    scratch_pack("b", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, odd, COUNT_OF(odd));
    assert_fed("b", "b/etc/../\xef\xbf\xbd[1mx [1]\nb/gr\xc3\xbc\xc3\x9f [2]\nb/caf\xef\xbf\xbd [3]\n");
}

/* A zip whose one member, stored, has a name marked as UTF-8, read in the locale "C". */
static void test_name_outside_of_locale(void **state) {
    (void)state;
    static const char zip[] =
        "PK\3\4\24\0\0\10\0\0\0\0\0\0\x43\xbe\xb7\xe8\1\0\0\0\1\0\0\0\2\0\0\0\xc3\xa4"
        "a"
        "PK\1\2\24\3\24\0\0\10\0\0\0\0\0\0\x43\xbe\xb7\xe8\1\0\0\0\1\0\0\0\2\0\0\0\0\0\0\0"
        "\0\0\0\0\0\0\0\0\0\0\xc3\xa4"
        "PK\5\6\0\0\0\0\1\0\1\0\x30\0\0\0\x21\0\0\0\0\0";
    scratch_write("b", zip, sizeof zip - 1);
    assert_fed("b", "b/\xc3\xa4 [a]\n");
}

static void test_not_mail_is_handed_out(void **state) {
    (void)state;
    char picture[5000];
    for (size_t i = 0; i < sizeof picture; ++i)
        picture[i] = (char)(i * 2654435761u >> 7);
    memcpy(picture, "\x89PNG\r\n\x1a\n", 8);
    struct scratch_member member = {"p.png", picture, sizeof picture};
    scratch_pack("b", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, &member, 1);
    assert_says("b", "b/p.png [\x89PNG");
}

static void test_what_cannot_be_read(void **state) {
    (void)state;
    assert_fed("missing", "! missing: No such file or directory; check the path\n");
    scratch_write("bad.gz", "\x1f\x8b\x08\0\0\0\0\0\0\0garbage", 17);
    assert_says("bad.gz", "! bad.gz: ");
    scratch_write("bad.7z", "7z\xbc\xaf\x27\x1c\0\4garbage", 15);
    assert_says("bad.7z", "! bad.7z: ");
}

/* What comes before the damage is handed out, and there is one complaint. */
static void test_cut_archives(void **state) {
    (void)state;
    static char noise[300000];
    for (size_t i = 0; i < sizeof noise; ++i)
        noise[i] = (char)('a' + (i * 2654435761u >> 11) % 26);
    struct scratch_member two[] = {{"first", "1", 0}, {"second", noise, sizeof noise}};
    static const int filters[] = {ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD,
                                  ARCHIVE_FILTER_XZ};
    for (size_t i = 0; i < COUNT_OF(filters); ++i) {
        struct buffer said = {0}, whole = {0};
        two[1].bytes = noise;
        scratch_pack("b", ARCHIVE_FORMAT_TAR_USTAR, filters[i], two, 2);
        scratch_read("b", &whole);
        scratch_write("b", whole.data, whole.size / 2);
        scratch_feed("b", &said);
        const char *complaint = strstr(said.data, "! b/second: ");
        /* xz unpacks nothing of a block that is cut. */
        if (complaint)
            assert_memory_equal(said.data, "b/first [1]\n", 12);
        else
            complaint = strstr(said.data, "! b: ");
        assert_non_null(complaint);
        assert_null(strstr(complaint + 1, "! "));
        buffer_free(&said);
        buffer_free(&whole);
    }
}

static void test_too_large_is_cut(void **state) {
    (void)state;
    size_t size = FEED_MESSAGE_BYTES + 10;
    char *large = calloc(1, size);
    assert_non_null(large);
    const struct scratch_member two[] = {{"large", large, size}, {"small", "s", 0}};
    scratch_pack("b", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD, two, 2);
    free(large);
    const char *path = "b";
    struct feed *feed = feed_open(&path, 1);
    struct buffer bytes = {0};
    struct feed_message message;
    struct error error;
    assert_int_equal(feed_next(feed, &bytes, &message, &error), FEED_MESSAGE);
    assert_true(message.cut);
    assert_int_equal(bytes.size, FEED_MESSAGE_BYTES);
    assert_int_equal(feed_next(feed, &bytes, &message, &error), FEED_MESSAGE);
    assert_string_equal(message.source, "b/small");
    assert_false(message.cut);
    assert_int_equal(feed_next(feed, &bytes, &message, &error), FEED_END);
    feed_close(feed);
    buffer_free(&bytes);
}

static void test_standard_input(void **state) {
    (void)state;
    scratch_pack("b", ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, members, COUNT_OF(members));
    int kept = dup(STDIN_FILENO);
    assert_non_null(freopen("b", "rb", stdin));
    assert_fed("-", MEMBERS_AS("-"));
    assert_true(dup2(kept, STDIN_FILENO) >= 0);
    close(kept);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_natural_order),
        cmocka_unit_test(test_folder),
        cmocka_unit_test(test_maildir),
        cmocka_unit_test(test_archives),
        cmocka_unit_test(test_compressed_file),
        cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_names_in_archives),
        cmocka_unit_test(test_name_outside_of_locale),
        cmocka_unit_test(test_not_mail_is_handed_out),
        cmocka_unit_test(test_what_cannot_be_read),
        cmocka_unit_test(test_cut_archives),
        cmocka_unit_test(test_too_large_is_cut),
        cmocka_unit_test(test_standard_input),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
