#include "fixture.h"

#include "base/arena.h"
#include "mail/mail.h"

int set_up(void **state) {
    mail_initialize();
    *state = arena_new();
    return 0;
}

int tear_down(void **state) {
    arena_free(*state);
    return 0;
}
