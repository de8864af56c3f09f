#include "fixture.h"

int set_up(void **state) {
    *state = arena_new();
    return 0;
}

int tear_down(void **state) {
    arena_free(*state);
    return 0;
}

struct tokens tokens_of(struct arena *arena, const char *text) {
    struct tokens tokens = {0};
    tokens_read(arena, slice_of(arena_string(arena, text), strlen(text)), &tokens);
    return tokens;
}
