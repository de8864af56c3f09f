/* What a filter answers over the milter protocol: bytes as they come, packets with their sizes, heard at one
 * stage after another; and what is told to it: the same bytes as a mail. What must hold: an answer that ends
 * a mail is one of the states with a line of native text; what is written are whole packets, none larger than
 * a filter takes. */
#include <arpa/inet.h>
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/milter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds) {
    if (!holds)
        abort();
}

static void look_at(const struct answer *answer) {
    demand(answer->state <= ANSWER_BROKEN && answer->state != ANSWER_DOWN && answer->state != ANSWER_TIMEOUT);
    demand(strlen(answer->native) < sizeof answer->native && *answer->native);
    for (const char *c = answer->native; *c; c++)
        demand(isprint((unsigned char)*c));
}

/* The first byte of a packet's size says which stage it answers, so that all stages are tried. */
static void hear(struct milter_judge *judge, struct slice rest) {
    while (rest.size > 4) {
        const enum milter_stage stage = (unsigned char)*rest.data % MILTER_STAGES;
        size_t most = rest.size - 4, size = (unsigned char)rest.data[3];
        struct slice packet = slice_of(rest.data + 4, size < most ? size : most);
        struct answer answer = {.score = NAN};
        if (milter_hear(judge, stage, packet, &answer) == MILTER_HEARD_LAST)
            look_at(&answer);
        rest = slice_of(packet.data + packet.size, most - packet.size);
    }
}

static void tell(struct slice mail, bool space) {
    struct buffer text = {0}, packets = {0};
    struct slice name, value;
    uint32_t bytes;
    handover_crlf(mail, &text);
    struct slice rest = buffer_slice(&text);
    while (milter_next_header(&rest, &name, &value)) {
        demand(name.size && value.data >= text.data && value.data + value.size <= text.data + text.size);
        buffer_clear(&packets);
        milter_write_header(name, value, space, &packets);
        memcpy(&bytes, packets.data, sizeof bytes);
        demand(ntohl(bytes) + sizeof bytes == packets.size && ntohl(bytes) <= MILTER_CHUNK_BYTES);
        size_t first = strlen(packets.data + 5), second = strlen(packets.data + 5 + first + 1);
        demand(5 + first + 1 + second + 1 == packets.size);
    }
    milter_skip_empty(&rest);
    demand(!rest.size || rest.data + rest.size == text.data + text.size);
    buffer_free(&text);
    buffer_free(&packets);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct milter_marks marks;
    const struct milter_options offer = {MILTER_VERSION, MILTER_ACTIONS, MILTER_WISHES};
    struct milter_options options = offer;
    struct milter_judge judge;
    struct arena *arena = arena_new();
    struct slice bytes = slice_of((const char *)data, size);
    if (!marks.tag_count)
        demand(milter_marks_make(product_milter.own_usual, &marks, NULL));
    if (milter_read_options(bytes, &offer, &options))
        demand(options.version <= MILTER_VERSION && !(options.wishes & ~MILTER_WISHES));
    milter_judge_begin(&judge, &marks, &options, "recipient@weir.example", arena);
    hear(&judge, bytes);
    tell(bytes, size && *data & 1);
    arena_free(arena);
    return 0;
}
