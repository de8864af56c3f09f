/* The file of raw mail: blocks in and out, and every way that it can be damaged. */
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

#include "store/raw_file.h"

enum { BLOCKS = 5, BLOCK_BYTES = 20000 };

struct scene {
    char folder[40], path[60];
    struct raw_file file;
    uint64_t offsets[BLOCKS], sizes[BLOCKS];
    struct error error;
};

static void fill(char *bytes, size_t block) {
    for (size_t i = 0; i < BLOCK_BYTES; i++)
        bytes[i] = (char)(i * i / (block + 3) % 251);
}

static int write_blocks(void **state) {
    struct scene *scene = calloc(1, sizeof *scene);
    struct raw_compressor *compressor = raw_compressor_new();
    struct buffer compressed = {0};
    char bytes[BLOCK_BYTES];
    strcpy(scene->folder, "/tmp/weir-raw-XXXXXX");
    assert_non_null(mkdtemp(scene->folder));
    snprintf(scene->path, sizeof scene->path, "%s/raw", scene->folder);
    assert_true(raw_file_open(&scene->file, scene->path, true, 0, &scene->error));
    for (size_t i = 0; i < BLOCKS; i++) {
        fill(bytes, i);
        raw_compress(compressor, slice_of(bytes, sizeof bytes), &compressed);
        scene->sizes[i] = compressed.size;
        assert_true(
            raw_file_append(&scene->file, buffer_slice(&compressed), &scene->offsets[i], &scene->error));
    }
    assert_true(raw_file_sync(&scene->file, &scene->error));
    buffer_free(&compressed);
    raw_compressor_free(compressor);
    *state = scene;
    return 0;
}

static int remove_blocks(void **state) {
    struct scene *scene = *state;
    raw_file_close(&scene->file);
    unlink(scene->path);
    rmdir(scene->folder);
    free(scene);
    return 0;
}

static bool read_block(struct scene *scene, size_t block) {
    struct buffer bytes = {0};
    char expected[BLOCK_BYTES];
    fill(expected, block);
    bool good = raw_file_read(&scene->file, scene->offsets[block], scene->sizes[block], BLOCK_BYTES, &bytes,
                              &scene->error) &&
                bytes.size == BLOCK_BYTES && !memcmp(bytes.data, expected, BLOCK_BYTES);
    buffer_free(&bytes);
    return good;
}

static void test_back_again(void **state) {
    struct scene *scene = *state;
    for (size_t i = BLOCKS; i-- > 0;)
        assert_true(read_block(scene, i));
    raw_file_close(&scene->file);
    assert_true(raw_file_open(&scene->file, scene->path, false, scene->file.size, &scene->error));
    assert_true(read_block(scene, 2));
}

static void test_what_is_not_known_is_cut_off(void **state) {
    struct scene *scene = *state;
    struct stat status;
    raw_file_close(&scene->file);
    assert_true(raw_file_open(&scene->file, scene->path, true, scene->offsets[3], &scene->error));
    assert_int_equal(stat(scene->path, &status), 0);
    assert_int_equal(status.st_size, scene->offsets[3]);
    assert_true(read_block(scene, 2));
    assert_false(read_block(scene, 3));
    raw_file_close(&scene->file);
    assert_true(
        raw_file_open(&scene->file, scene->path, false, 100, &scene->error)); /* a reader cuts nothing */
    assert_int_equal(stat(scene->path, &status), 0);
    assert_int_equal(status.st_size, scene->offsets[3]);
}

static void test_too_short(void **state) {
    struct scene *scene = *state;
    assert_int_equal(truncate(scene->path, (off_t)(scene->offsets[4] + 5)), 0);
    assert_true(read_block(scene, 3));
    assert_false(read_block(scene, 4));
    assert_non_null(strstr(scene->error.message, "damaged"));
}

static void test_missing(void **state) {
    struct scene *scene = *state;
    raw_file_close(&scene->file);
    unlink(scene->path);
    assert_true(raw_file_open(&scene->file, scene->path, false, 1000, &scene->error));
    assert_false(read_block(scene, 0));
    assert_non_null(strstr(scene->error.message, "missing"));
}

/* Each byte of a frame, changed: never the bytes that were there, nor a crash. */
static void test_every_byte(void **state) {
    struct scene *scene = *state;
    for (uint64_t i = 0; i < scene->sizes[1]; i += i < 64 ? 1 : 13) {
        off_t at = (off_t)(scene->offsets[1] + i);
        unsigned char byte, changed;
        assert_int_equal(pread(scene->file.descriptor, &byte, 1, at), 1);
        changed = byte ^ (unsigned char)(1 << i % 8);
        assert_int_equal(pwrite(scene->file.descriptor, &changed, 1, at), 1);
        if (i != 4) /* the frame header's descriptor has a bit that means nothing */
            assert_false(read_block(scene, 1));
        assert_int_equal(pwrite(scene->file.descriptor, &byte, 1, at), 1);
    }
    assert_true(read_block(scene, 1));
}

static void test_rows_that_cannot_be(void **state) {
    struct scene *scene = *state;
    const struct {
        uint64_t offset;
        size_t bytes, raw_bytes;
    } rows[] = {
        {0, SIZE_MAX, BLOCK_BYTES},
        {0, 100, SIZE_MAX},
        {UINT64_MAX, 100, BLOCK_BYTES},
        {0, scene->sizes[0], BLOCK_BYTES - 1},
        {0, scene->sizes[0], BLOCK_BYTES + 1},
        {0, scene->sizes[0] - 1, BLOCK_BYTES},
        {0, 0, BLOCK_BYTES},
        {1, scene->sizes[0], BLOCK_BYTES},
    };
    struct buffer bytes = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_false(raw_file_read(&scene->file, rows[i].offset, rows[i].bytes, rows[i].raw_bytes, &bytes,
                                   &scene->error));
    buffer_free(&bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_back_again, write_blocks, remove_blocks),
        cmocka_unit_test_setup_teardown(test_what_is_not_known_is_cut_off, write_blocks, remove_blocks),
        cmocka_unit_test_setup_teardown(test_too_short, write_blocks, remove_blocks),
        cmocka_unit_test_setup_teardown(test_missing, write_blocks, remove_blocks),
        cmocka_unit_test_setup_teardown(test_every_byte, write_blocks, remove_blocks),
        cmocka_unit_test_setup_teardown(test_rows_that_cannot_be, write_blocks, remove_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
