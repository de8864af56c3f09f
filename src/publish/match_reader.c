/* Parses and scans; nothing else of a mail is kept. */
#include "publish/match_reader.h"

#include <stdlib.h>
#include <string.h>

/* One thread's. */
struct state {
    const struct matcher *matcher;
    struct matcher_scratch *scratch;
    struct matcher_text text;
    struct arena *arena;
};

static void *open_state(const void *context) {
    struct state *state = allocate_zeroed(1, sizeof *state);
    state->matcher = context;
    state->scratch = matcher_scratch_new(state->matcher);
    state->arena = arena_new();
    return state;
}

static void close_state(void *context) {
    struct state *state = context;
    matcher_scratch_free(state->scratch);
    matcher_text_free(&state->text);
    arena_free(state->arena);
    free(state);
}

static void read_message(struct state *state, struct batch *batch, struct batch_message *message) {
    struct match_result *result = arena_alloc(batch->arena, sizeof *result);
    const char *from_line = *message->from_line ? message->from_line : NULL;
    const uint32_t *found;
    arena_reset(state->arena);
    matcher_text_read(
        &state->text,
        mail_parse(state->arena, batch_bytes(batch, message->offset, message->bytes), from_line, NULL));
    result->count = matcher_scan(state->matcher, state->scratch, &state->text, &found);
    if (result->count) {
        uint32_t *kept = arena_alloc_raw(batch->arena, result->count * sizeof *kept);
        memcpy(kept, found, result->count * sizeof *kept);
        result->found = kept;
    }
    message->result = result;
}

static void read_batch(void *context, struct batch *batch) {
    for (size_t i = 0; i < batch->count; i++)
        read_message(context, batch, &batch->messages[i]);
}

struct batch_reader match_reader(const struct matcher *matcher) {
    return (struct batch_reader){
        .context = matcher, .open = open_state, .read = read_batch, .close = close_state};
}
