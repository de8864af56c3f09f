/* Programs: run without a shell, bounded in time and output, alone with their input. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/process.h"

static void run(struct process *process, const char *script, const char *input, int64_t timeout_ms) {
    const char *const arguments[] = {"sh", "-c", script, NULL};
    process_run(process, arguments, slice_from_string(input), monotonic_ms() + timeout_ms);
}

static void gives_output_complaints_and_status(void **state) {
    struct process process = {0};
    run(&process, "cat; echo bad >&2; exit 3", "mail\n", 5000);
    assert_int_equal(process.end, PROCESS_EXITED);
    assert_int_equal(process.status, 3);
    assert_string_equal(process.output.data, "mail\n");
    assert_string_equal(process.complaints.data, "bad\n");
    run(&process, "wc -c < /dev/stdin; printf 'a\\0b'", "", 5000); /* again, with the same buffers */
    assert_int_equal(process.status, 0);
    assert_string_equal(process.output.data, "0\na b");
    assert_string_equal(process.complaints.data, "");
    process_free(&process);
}

static void input_need_not_be_read(void **state) {
    struct process process = {0};
    size_t size = (size_t)1 << 20; /* more than a pipe holds */
    char *mail = malloc(size + 1);
    memset(mail, 'x', size);
    mail[size] = '\0';
    run(&process, "exit 1", mail, 5000);
    assert_int_equal(process.end, PROCESS_EXITED);
    run(&process, "wc -c", mail, 5000);
    assert_int_equal(strtol(process.output.data, NULL, 10), size);
    process_free(&process);
    free(mail);
}

static void output_is_bounded(void **state) {
    struct process process = {0};
    run(&process, "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2", "", 5000);
    assert_int_equal(process.end, PROCESS_EXITED);
    assert_int_equal(process.output.size, PROCESS_OUTPUT_BYTES);
    assert_int_equal(process.complaints.size, PROCESS_OUTPUT_BYTES);
    process_free(&process);
}

static void is_killed_at_the_deadline(void **state) {
    struct process process = {0};
    int64_t begun = monotonic_ms();
    run(&process, "trap '' TERM; echo begun; while :; do sleep 1; done", "", 300);
    assert_int_equal(process.end, PROCESS_TIMEOUT);
    assert_true(monotonic_ms() - begun < 3000);
    assert_string_equal(process.output.data, "begun\n");
    process_free(&process);
}

/* Its output stays open in a child, which says its number and would go on. */
static void what_it_leaves_is_killed(void **state) {
    struct process process = {0};
    int64_t begun = monotonic_ms();
    run(&process, "sleep 60 & echo $!", "", 30000);
    pid_t left = (pid_t)strtol(process.output.data, NULL, 10);
    assert_true(left > 0);
    assert_true(monotonic_ms() - begun < 10000);
    int gone = 0;
    for (int i = 0; i < 100 && !gone; i++) {
        char path[64], line[256] = "";
        snprintf(path, sizeof path, "/proc/%d/stat", (int)left);
        FILE *status = fopen(path, "re");
        gone = !status || !fgets(line, sizeof line, status) || strstr(line, ") Z ") != NULL;
        if (status)
            fclose(status);
        usleep(20000);
    }
    assert_true(gone);
    process_free(&process);
}

static void is_killed_by_others(void **state) {
    struct process process = {0};
    run(&process, "kill -9 $$", "", 5000);
    assert_int_equal(process.end, PROCESS_KILLED);
    assert_int_equal(process.status, SIGKILL);
    process_free(&process);
}

static void may_not_be_there(void **state) {
    struct process process = {0};
    const char *const arguments[] = {"/nowhere/at/all", NULL};
    process_run(&process, arguments, slice_from_string(""), monotonic_ms() + 5000);
    assert_int_equal(process.end, PROCESS_FAILED);
    assert_int_equal(process.status, ENOENT);
    assert_string_equal(process.output.data, "");
    process_free(&process);
}

static void inherits_nothing(void **state) {
    struct process process = {0};
    int leaky = dup(STDOUT_FILENO); /* without close-on-exec */
    const char *const arguments[] = {"ls", "/proc/self/fd", NULL};
    process_run(&process, arguments, slice_from_string(""), monotonic_ms() + 5000);
    assert_string_equal(process.output.data, "0\n1\n2\n3\n"); /* 3 is the folder itself */
    close(leaky);
    process_free(&process);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_output_complaints_and_status),
        cmocka_unit_test(input_need_not_be_read),
        cmocka_unit_test(output_is_bounded),
        cmocka_unit_test(is_killed_at_the_deadline),
        cmocka_unit_test(what_it_leaves_is_killed),
        cmocka_unit_test(is_killed_by_others),
        cmocka_unit_test(may_not_be_there),
        cmocka_unit_test(inherits_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
