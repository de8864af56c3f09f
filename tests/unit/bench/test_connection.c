/* Streams: what is received comes out whole, whatever pieces it came in; no failure holds anybody. The other
 * end is held by the test itself: a listening socket takes connections before they are accepted. */
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/connection.h"

#define SOON_MS 100

struct ends {
    struct arena *arena;
    int listener, other;
    struct endpoint endpoint;
    struct connection connection;
};

static int listen_somewhere(struct arena *arena, struct endpoint *endpoint) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    struct error error;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    assert_true(endpoint_read(arena, "127.0.0.1", ntohs(address.sin_port), NULL, 0, endpoint, &error));
    return listener;
}

static int open_both(void **state) {
    struct ends *ends = calloc(1, sizeof *ends);
    ends->arena = arena_new();
    ends->listener = listen_somewhere(ends->arena, &ends->endpoint);
    assert_true(connection_open(&ends->connection, &ends->endpoint, monotonic_ms() + 5000));
    ends->other = accept(ends->listener, NULL, NULL);
    *state = ends;
    return ends->other < 0;
}

static int close_both(void **state) {
    struct ends *ends = *state;
    connection_close(&ends->connection);
    connection_close(&ends->connection); /* again does no harm */
    close(ends->listener);
    if (ends->other >= 0)
        close(ends->other);
    arena_free(ends->arena);
    free(ends);
    return 0;
}

static void tell(struct ends *ends, const char *text) {
    assert_int_equal(write(ends->other, text, strlen(text)), strlen(text));
}

static void hang_up(struct ends *ends) {
    close(ends->other);
    ends->other = -1;
}

static void assert_slice(struct slice slice, const char *expected) {
    assert_int_equal(slice.size, strlen(expected));
    assert_memory_equal(slice.data, expected, slice.size);
}

static enum answer_state answer_of(const struct ends *ends) {
    struct answer answer;
    connection_answer(&ends->connection, &answer);
    assert_true(*answer.native);
    return answer.state;
}

static void gives_lines_bytes_and_the_rest(void **state) {
    struct ends *ends = *state;
    struct connection *connection = &ends->connection;
    struct slice got;
    tell(ends, "one\r\ntwo\n\nfour");
    assert_true(connection_line(connection, 10, &got));
    assert_slice(got, "one");
    assert_true(connection_line(connection, 3, &got));
    assert_slice(got, "two");
    assert_int_equal(got.data[got.size], '\0');
    assert_true(connection_line(connection, 10, &got));
    assert_slice(got, "");
    assert_true(connection_bytes(connection, 2, &got));
    assert_slice(got, "fo");
    tell(ends, "th and more");
    hang_up(ends);
    assert_true(connection_rest(connection, 100, &got));
    assert_slice(got, "urth and more");
}

static void sends_all(void **state) {
    struct ends *ends = *state;
    char got[20] = "";
    assert_true(connection_send(&ends->connection, "hello", 5));
    assert_true(connection_shut(&ends->connection));
    assert_int_equal(recv(ends->other, got, sizeof got, MSG_WAITALL), 5);
    assert_string_equal(got, "hello");
}

static void a_mute_one_times_out(void **state) {
    struct ends *ends = *state;
    struct slice got;
    int64_t begun = monotonic_ms();
    ends->connection.deadline = begun + SOON_MS;
    tell(ends, "half a li");
    assert_false(connection_line(&ends->connection, 100, &got));
    int64_t took = monotonic_ms() - begun;
    assert_true(took >= SOON_MS && took < 20 * SOON_MS);
    assert_int_equal(ends->connection.state, CONNECTION_TIMEOUT);
    assert_int_equal(answer_of(ends), ANSWER_TIMEOUT);
    tell(ends, "ne\n"); /* too late, for ever */
    ends->connection.deadline = monotonic_ms() + 5000;
    assert_false(connection_line(&ends->connection, 100, &got));
}

static void one_that_does_not_read_times_out(void **state) {
    struct ends *ends = *state;
    size_t size = (size_t)32 << 20; /* more than sockets hold */
    char *bytes = calloc(1, size);
    ends->connection.deadline = monotonic_ms() + SOON_MS;
    assert_false(connection_send(&ends->connection, bytes, size));
    assert_int_equal(ends->connection.state, CONNECTION_TIMEOUT);
    free(bytes);
}

static void an_end_too_early_is_down(void **state) {
    struct ends *ends = *state;
    struct slice got;
    tell(ends, "half");
    hang_up(ends);
    assert_false(connection_line(&ends->connection, 100, &got));
    assert_int_equal(ends->connection.state, CONNECTION_BROKEN);
    assert_int_equal(answer_of(ends), ANSWER_DOWN);
}

static void too_much_is_broken(void **state) {
    struct ends *ends = *state;
    struct slice got;
    tell(ends, "0123456789\n");
    assert_false(connection_line(&ends->connection, 9, &got));
    assert_int_equal(ends->connection.state, CONNECTION_OVERFLOW);
    assert_int_equal(answer_of(ends), ANSWER_BROKEN);
}

static void endless_is_broken(void **state) {
    struct ends *ends = *state;
    struct slice got;
    char many[10000];
    memset(many, 'x', sizeof many);
    assert_int_equal(write(ends->other, many, sizeof many), sizeof many);
    assert_false(connection_rest(&ends->connection, 5000, &got));
    assert_int_equal(ends->connection.state, CONNECTION_OVERFLOW);
    assert_true(ends->connection.in.size < 5000 + 2 * 4096);
}

/* It does not read the mail, answers, and closes: a reset follows what is sent. */
static void an_early_answer_is_read(void **state) {
    struct ends *ends = *state;
    struct slice got;
    size_t size = (size_t)1 << 20;
    char *bytes = calloc(1, size);
    assert_true(connection_send(&ends->connection, "x", 1));
    tell(ends, "too large\n");
    hang_up(ends);
    for (int i = 0; i < 10; i++)
        assert_true(connection_send(&ends->connection, bytes, size));
    assert_true(connection_line(&ends->connection, 100, &got));
    assert_slice(got, "too large");
    free(bytes);
}

static void nobody_is_down(void **state) {
    struct ends *ends = *state;
    struct answer answer;
    struct connection connection;
    close(ends->listener);
    ends->listener = socket(AF_INET, SOCK_STREAM, 0);
    hang_up(ends);
    assert_false(connection_open(&connection, &ends->endpoint, monotonic_ms() + 5000));
    assert_int_equal(connection.state, CONNECTION_REFUSED);
    connection_answer(&connection, &answer);
    assert_int_equal(answer.state, ANSWER_DOWN);
    assert_string_equal(answer.native, "cannot be reached: Connection refused");
    connection_close(&connection);
}

static void a_missing_socket_is_down(void **state) {
    struct arena *arena = arena_new();
    struct endpoint endpoint;
    struct error error;
    struct connection connection;
    assert_true(endpoint_read(arena, "unix:/nowhere/at.all", 0, NULL, 0, &endpoint, &error));
    assert_false(connection_open(&connection, &endpoint, monotonic_ms() + 5000));
    assert_int_equal(connection.state, CONNECTION_REFUSED);
    connection_close(&connection);
    arena_free(arena);
}

#define WITH_BOTH(test) cmocka_unit_test_setup_teardown(test, open_both, close_both)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_BOTH(gives_lines_bytes_and_the_rest),
        WITH_BOTH(sends_all),
        WITH_BOTH(a_mute_one_times_out),
        WITH_BOTH(one_that_does_not_read_times_out),
        WITH_BOTH(an_end_too_early_is_down),
        WITH_BOTH(too_much_is_broken),
        WITH_BOTH(endless_is_broken),
        WITH_BOTH(an_early_answer_is_read),
        WITH_BOTH(nobody_is_down),
        cmocka_unit_test(a_missing_socket_is_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
