/* spamd's protocol, spoken badly by a server in another process (tests/cli/faulty_server.c): each fault has a
 * clear state, nothing hangs, and the product beside it gets all its mail in time. */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../cli/faulty_server.h"
#include "run_double.h"

#define ITEMS 20
/* Canaries of the beginning are answered well. */
#define CANARIES 4
#define ALWAYS   1000000

static pid_t serve(const struct faulty *faulty, uint16_t *port) {
    *port = 0;
    int listener = faulty_listen(port);
    assert_true(listener >= 0);
    pid_t child = fork();
    if (!child) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        faulty_serve(listener, faulty);
    }
    close(listener);
    return child;
}

struct outcome {
    enum run_outcome outcome;
    char states[512];
    size_t there, errors; /* verdicts of the faulty one; those that are none */
    enum answer_state state;
    unsigned most_tries;
    int64_t took_ms, other_ms;
    char why[128];
};

static void sum_up(const struct double_backing *backing, struct outcome *outcome) {
    double_states(backing, 0, outcome->states);
    snprintf(outcome->why, sizeof outcome->why, "%s", backing->why[0]);
    for (size_t i = 0; i < ITEMS; i++) {
        const struct double_verdict *verdict = &backing->verdicts[0][i];
        assert_true(backing->verdicts[1][i].there);
        outcome->there += verdict->there;
        outcome->most_tries = verdict->tries > outcome->most_tries ? verdict->tries : outcome->most_tries;
        if (verdict->there && verdict->state != ANSWER_PASS) {
            outcome->errors++;
            outcome->state = verdict->state;
        }
    }
}

/* One product that is faulty as said, and one that is not. */
static struct outcome run_beside(struct faulty faulty, unsigned concurrency, int64_t timeout_ms) {
    alarm(60);
    struct double_list *products = doubles_new(2, concurrency);
    struct double_backing *backing = double_backing_new(ITEMS);
    struct product *product = &products->items[0];
    struct arena *arena = arena_new();
    uint16_t port;
    pid_t server = serve(&faulty, &port);
    product->protocol = &product_spamd;
    product->own = arena_alloc(arena, product_spamd.own_bytes);
    memcpy(product->own, product_spamd.own_usual, product_spamd.own_bytes);
    product->canaries = CANARY_PLAIN;
    product->timeout_ms = timeout_ms;
    product->down_ms = 600;
    assert_true(endpoint_read(arena, arena_printf(arena, "127.0.0.1:%u", port), 0, NULL, 0,
                              &product->endpoint, NULL));
    struct outcome outcome = {0};
    struct error error;
    int64_t begun = monotonic_ms();
    outcome.outcome = run_products(&products->list, &backing->backing, &run_limits_usual, &error);
    outcome.took_ms = monotonic_ms() - begun;
    outcome.other_ms = products->doubles[1].last - begun;
    sum_up(backing, &outcome);
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    arena_free(arena);
    free(backing);
    doubles_free(products);
    assert_true(outcome.other_ms < 1000);
    return outcome;
}

static void the_null_product_passes_all(void **state) {
    struct outcome outcome = run_beside((struct faulty){FAULTY_NONE, 0, 0, 0}, 4, 2000);
    assert_int_equal(outcome.outcome, RUN_DONE);
    assert_int_equal(outcome.there, ITEMS);
    assert_int_equal(outcome.errors, 0);
    assert_string_equal(outcome.states, "running, done");
}

static void a_slow_one_has_time(void **state) {
    struct outcome outcome = run_beside((struct faulty){FAULTY_SLOW, CANARIES, ALWAYS, 100}, 2, 2000);
    assert_int_equal(outcome.outcome, RUN_DONE);
    assert_int_equal(outcome.errors, 0);
    assert_in_range(outcome.took_ms, 800, 3000);
}

/* Mute, deaf, or a byte now and then: the same. */
static void one_that_falls_silent_is_given_up(void **state) {
    static const enum faulty_mode modes[] = {FAULTY_MUTE, FAULTY_DEAF, FAULTY_DRIP};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        struct outcome outcome = run_beside((struct faulty){modes[i], CANARIES + 5, ALWAYS, 150}, 2, 200);
        assert_int_equal(outcome.outcome, RUN_UNFINISHED);
        assert_string_equal(outcome.states, "running, down, given up");
        assert_int_equal(outcome.errors, 0); /* it is not the mails' fault */
        assert_in_range(outcome.there, 5, ITEMS - 1);
        assert_in_range(outcome.took_ms, 600, 3000);
    }
}

static void a_hiccup_is_asked_again(void **state) {
    static const enum faulty_mode modes[] = {FAULTY_MUTE,    FAULTY_HALF,  FAULTY_CLOSE,   FAULTY_RESET,
                                             FAULTY_GARBAGE, FAULTY_FLOOD, FAULTY_TEMPFAIL};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        struct outcome outcome = run_beside((struct faulty){modes[i], CANARIES + 5, 2, 0}, 2, 300);
        assert_int_equal(outcome.outcome, RUN_DONE);
        assert_int_equal(outcome.there, ITEMS);
        assert_int_equal(outcome.errors, 0);
        assert_in_range(outcome.most_tries, 2, 4);
        assert_true(outcome.took_ms < 3000);
    }
}

static void one_that_stays_broken_is_given_up(void **state) {
    static const enum faulty_mode modes[] = {FAULTY_HALF,    FAULTY_CLOSE, FAULTY_RESET,
                                             FAULTY_GARBAGE, FAULTY_FLOOD, FAULTY_TEMPFAIL};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        struct outcome outcome = run_beside((struct faulty){modes[i], CANARIES + 5, ALWAYS, 0}, 2, 300);
        print_message("%d: %s, %zu of %zu errors, %s\n", (int)modes[i], outcome.states, outcome.errors,
                      outcome.there, outcome.why);
        assert_int_equal(outcome.outcome, RUN_UNFINISHED);
        assert_string_equal(outcome.states, "running, down, given up");
        assert_int_equal(outcome.errors, 0);
        assert_true(*outcome.why);
        assert_in_range(outcome.there, 5, ITEMS - 1);
        assert_true(outcome.took_ms < 4000);
    }
}

static void one_that_refuses_for_a_while_is_waited_for(void **state) {
    struct outcome outcome = run_beside((struct faulty){FAULTY_REFUSE, CANARIES + 5, 1, 400}, 2, 300);
    assert_int_equal(outcome.outcome, RUN_DONE);
    assert_string_equal(outcome.states, "running, down, running, done");
    assert_int_equal(outcome.there, ITEMS);
    assert_int_equal(outcome.errors, 0);
}

static void garbage_from_the_beginning_is_miswired(void **state) {
    struct outcome outcome = run_beside((struct faulty){FAULTY_GARBAGE, 0, ALWAYS, 0}, 2, 300);
    assert_int_equal(outcome.outcome, RUN_DONE);
    assert_string_equal(outcome.states, "miswired");
    assert_int_equal(outcome.there, 0);
}

static void silence_from_the_beginning_is_given_up(void **state) {
    struct outcome outcome = run_beside((struct faulty){FAULTY_MUTE, 0, ALWAYS, 0}, 2, 200);
    assert_int_equal(outcome.outcome, RUN_UNFINISHED);
    assert_string_equal(outcome.states, "down, given up");
    assert_int_equal(outcome.there, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_null_product_passes_all),
        cmocka_unit_test(a_slow_one_has_time),
        cmocka_unit_test(one_that_falls_silent_is_given_up),
        cmocka_unit_test(a_hiccup_is_asked_again),
        cmocka_unit_test(one_that_stays_broken_is_given_up),
        cmocka_unit_test(one_that_refuses_for_a_while_is_waited_for),
        cmocka_unit_test(garbage_from_the_beginning_is_miswired),
        cmocka_unit_test(silence_from_the_beginning_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
