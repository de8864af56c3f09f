/* A test double made for this one purpose: it speaks SpamAssassin's protocol badly, as it is told, so that
 * tests can see that no product however broken hangs a run. With FAULTY_NONE it is the null product, which
 * answers at once. */
#ifndef WEIR_TEST_FAULTY_SERVER_H
#define WEIR_TEST_FAULTY_SERVER_H

#include <stdbool.h>
#include <stdint.h>

enum faulty_mode {
    FAULTY_NONE,     /* answers "False ; 0.0 / 5.0" at once */
    FAULTY_SLOW,     /* the same, after delay_ms */
    FAULTY_DRIP,     /* the same, but a byte each delay_ms */
    FAULTY_MUTE,     /* reads and says nothing */
    FAULTY_DEAF,     /* does not even read */
    FAULTY_HALF,     /* half an answer, then no more; the connection stays open for reading */
    FAULTY_CLOSE,    /* closes without an answer */
    FAULTY_RESET,    /* resets the connection */
    FAULTY_GARBAGE,  /* answers what is no reply */
    FAULTY_FLOOD,    /* answers without end */
    FAULTY_REFUSE,   /* listens no more, for delay_ms */
    FAULTY_TEMPFAIL, /* EX_TEMPFAIL */
    FAULTY_MODES
};
/* false: no mode is called so. */
bool faulty_mode_named(const char *name, enum faulty_mode *mode);

/* Connections before the first `good` and after the next `bad` are answered well. */
struct faulty {
    enum faulty_mode mode;
    unsigned good, bad;
    unsigned delay_ms;
};

/* On 127.0.0.1; port 0: any that is free, and which. The descriptor, -1 if it cannot. */
int faulty_listen(uint16_t *port);
/* Until it is killed. */
_Noreturn void faulty_serve(int listener, const struct faulty *faulty);

#endif
