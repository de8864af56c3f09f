#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leptonica/allheaders.h>
#include <openssl/evp.h>

#include "store/ingest.h"
#include "store/ocr.h"

static char folder[] = "/tmp/weir-test-XXXXXX";
static struct store *store;
static struct arena *arena;

/* A GIF with a line of text in it; base64; the caller's. */
static char *draw(const char *line) {
    PIX *pix = pixCreate(400, 100, 8);
    L_BMF *font = bmfCreate(NULL, 4); /* letters of 15 pixels */
    l_uint8 *bytes;
    size_t size;
    pixSetAll(pix);
    pixSetTextline(pix, font, line, 1, 40, 50, NULL, NULL);
    assert_int_equal(pixWriteMem(&bytes, &size, pix, IFF_GIF), 0);
    char *text = malloc(size * 2);
    EVP_EncodeBlock((unsigned char *)text, bytes, (int)size);
    lept_free(bytes);
    bmfDestroy(&font);
    pixDestroy(&pix);
    return text;
}

/* Takes a mail in; with a picture where line is not NULL. */
static void take_in(const char *name, const char *line) {
    char path[100], *picture = line ? draw(line) : NULL;
    struct error error;
    struct ingest_counts counts;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "From: alma@example.net\nSubject: %s\n", name);
    fprintf(file, "Content-Type: %s\n%s\n", picture ? "image/gif" : "text/plain",
            picture ? "Content-Transfer-Encoding: base64\n" : "");
    fprintf(file, "%s\n", picture ? picture : "no picture");
    fclose(file);
    free(picture);
    const char *const paths[] = {path};
    assert_true(ingest_run(store, &(struct ingest_settings){.threads = 1}, paths, 1, &counts, &error));
    assert_int_equal(counts.added, 1);
    remove(path);
}

static struct ocr_counts read_pictures(void) {
    const struct ocr_settings settings = {.threads = 1};
    struct ocr_counts counts;
    struct error error;
    assert_true(store_ocr(store, &settings, &counts, &error));
    return counts;
}

static const char *text_of(int64_t mail) {
    struct error error;
    const char *text = store_picture_text(store, mail, arena, &error);
    assert_non_null(text);
    return text;
}

static void tells_of_mail_with_new_text_once(void **state) {
    take_in("one", "Merle Harbour MHRB");
    take_in("two", NULL);
    struct ocr_counts counts = read_pictures();
    assert_int_equal(counts.read, 1);
    assert_int_equal(counts.told, 1);
    assert_non_null(strstr(text_of(1), "MHRB"));
    assert_string_equal(text_of(2), "");
    counts = read_pictures();
    assert_int_equal(counts.read + counts.told, 0);
}

static void later_mail_of_a_group_gets_its_text(void **state) {
    take_in("three", "Merle Harbour MHRB");
    struct ocr_counts counts = read_pictures();
    assert_int_equal(counts.read, 0);
    assert_string_equal(text_of(3), text_of(1));
}

static int open_store(void **state) {
    char path[100];
    struct error error;
    arena = arena_new();
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/store", folder);
    store = store_open(path, STORE_WRITE, &error);
    return store ? 0 : -1;
}

static int close_store(void **state) {
    static const char *const files[] = {
        "store/weir.db", "store/weir.db-wal", "store/weir.db-shm", "store/raw", "store/lock", "store", ""};
    store_close(store);
    arena_free(arena);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[100];
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        remove(path);
    }
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_of_mail_with_new_text_once),
        cmocka_unit_test(later_mail_of_a_group_gets_its_text),
    };
    return cmocka_run_group_tests_name("store/ocr", tests, open_store, close_store);
}
