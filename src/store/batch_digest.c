/* See batch_digest.h. */
#include "store/batch_digest.h"

#include <stdlib.h>

#include "store/raw_file.h"

struct state {
    struct digester digester;
    struct raw_compressor *compressor; /* NULL: blocks are not wanted */
};

static void *open_state(const void *context) {
    const struct batch_digest_settings *settings = context;
    struct state *state = allocate_zeroed(1, sizeof *state);
    digester_open(&state->digester, settings->trust);
    state->compressor = settings->compress ? raw_compressor_new() : NULL;
    return state;
}

static void close_state(void *context) {
    struct state *state = context;
    digester_close(&state->digester);
    raw_compressor_free(state->compressor);
    free(state);
}

static void read_batch(void *context, struct batch *batch) {
    struct state *state = context;
    for (size_t i = 0; i < batch->count; i++) {
        struct batch_message *message = &batch->messages[i];
        if (!message->mail)
            digest_make(&state->digester, batch->arena, batch_bytes(batch, message->offset, message->bytes),
                        *message->from_line ? message->from_line : NULL, message->sender, &message->digest);
    }
    if (state->compressor && batch->raw.size)
        raw_compress(state->compressor, buffer_slice(&batch->raw), &batch->block);
}

struct batch_reader batch_digest_reader(const struct batch_digest_settings *settings) {
    return (struct batch_reader){
        .context = settings, .open = open_state, .read = read_batch, .close = close_state};
}
