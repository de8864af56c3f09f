/* What a mail says of instruments: the input as the text of a mail, read token by token, place by place and
 * as a whole; the record of what was read; and the input as a record. What must hold: names are terminated
 * and within their array, tokens lie within the text, and a record gives back what was written. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tout/evidence.h"
#include "tout/record.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds)
        abort();
}

static void check_tokens(const struct tokens *tokens, struct slice text) {
    demand(tokens->count <= TOKENS && tokens->word_count <= tokens->count);
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        demand(token->start >= text.data && token->start + token->bytes <= text.data + text.size);
        demand(i + token->phrase <= tokens->count);
        demand(token->type != TOKEN_WORD || tokens->words[i].bytes);
    }
}

static void check_places(struct arena *arena, const struct tokens *tokens) {
    struct tout_place *places = arena_alloc_raw(arena, TOUT_PLACES * sizeof *places);
    struct number *numbers = numbers_read(arena, tokens);
    size_t count = candidate_find(arena, tokens, 0, places);
    demand(count <= TOUT_PLACES);
    for (size_t i = 0; i < count; i++) {
        demand(places[i].kind < TOUT_KIND_COUNT);
        demand(*places[i].spelling.name && memchr(places[i].spelling.name, 0, TOUT_NAME_BYTES));
        demand(places[i].at < places[i].to && places[i].to <= tokens->count);
        struct tout_evidence evidence = evidence_weigh(tokens, numbers, &places[i]);
        demand(evidence.instrument >= 0 && evidence.promotion >= 0);
    }
}

/* Points are rounded when they are written, so a record is the same from the second time on. */
static void check_record(struct arena *arena, const struct tout_reading *reading) {
    struct buffer first = {0}, second = {0};
    struct tout_reading again;
    demand(reading->count <= TOUT_CANDIDATES);
    tout_record_write(reading, &first);
    demand(tout_record_read(arena, buffer_slice(&first), &again));
    demand(again.count == reading->count && again.claims.urgent == reading->claims.urgent);
    for (size_t i = 0; i < again.count; i++) {
        demand(!strcmp(again.candidates[i].name, reading->candidates[i].name));
        demand(!strcmp(again.candidates[i].market, reading->candidates[i].market));
        demand(again.candidates[i].how == reading->candidates[i].how);
    }
    tout_record_write(&again, &second);
    demand(first.size == second.size && !memcmp(first.data, second.data, first.size));
    buffer_free(&first);
    buffer_free(&second);
}

static void check_mail(struct arena *arena, struct slice input) {
    static const char head[] = "Subject: Alma\n\n";
    char *raw = arena_alloc_raw(arena, sizeof head - 1 + input.size);
    memcpy(raw, head, sizeof head - 1);
    memcpy(raw + sizeof head - 1, input.data, input.size);
    struct mail *mail = mail_parse(arena, slice_of(raw, sizeof head - 1 + input.size), NULL, NULL);
    struct tout_reading reading;
    tout_read(mail, slice_of("", 0), &reading);
    check_record(arena, &reading);
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    mail_initialize();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    struct slice input = slice_of((const char *)data, size);
    struct tokens tokens = {0};
    struct tout_reading reading;
    tokens_read(arena, input, &tokens);
    check_tokens(&tokens, input);
    check_places(arena, &tokens);
    if (size)
        check_mail(arena, input);
    if (tout_record_read(arena, input, &reading))
        check_record(arena, &reading);
    arena_free(arena);
    return 0;
}
