/* Signatures of hostile mail: the input, cut into three texts, as the samples of a campaign, its first word
 * as what the campaign promotes; and the input as a signature in the store. What must hold: both ways of
 * reading words agree, and each signature matches the samples that it says it does. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "template/infer.h"
#include "template/matcher.h"

#define TEXTS 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds)
        abort();
}

/* The normal form of a whole text is that of its words; those left out as too long or too many are the end of
 * this. */
static void check_words(struct arena *arena, struct slice text, const struct words *words) {
    struct buffer form = {0};
    words_append(&form, text);
    if (words->count && words->count < WORDS_LEARNT) {
        size_t at = 0;
        for (size_t i = 0; i < words->count; i++) {
            const char *word = words_phrase(arena, words, i, 1);
            const char *found = memmem(form.data + at, form.size - at, word, strlen(word));
            demand(found != NULL);
            at = (size_t)(found - form.data) + strlen(word);
        }
    }
    demand(form.size && form.data[0] == ' ' && form.data[form.size - 1] == ' ');
    buffer_free(&form);
}

static void check_matches(const struct inferred *inferred, struct slice texts[TEXTS]) {
    const struct signature *signature = &inferred->signature;
    struct error error;
    struct matcher *matcher = matcher_new(&signature, 1, &error);
    demand(matcher != NULL);
    struct matcher_scratch *scratch = matcher_scratch_new(matcher);
    for (size_t i = 0; i < TEXTS; i++) {
        struct matcher_text text = {0};
        const uint32_t *found;
        words_append(&text.words, slice_of("", 0));
        text.ends[SIGNATURE_SUBJECT] = text.ends[SIGNATURE_FROM] = text.words.size;
        words_append(&text.words, texts[i]);
        text.ends[SIGNATURE_BODY] = text.words.size;
        if (sample_set_has(&inferred->samples, i))
            demand(matcher_scan(matcher, scratch, &text, &found) == 1);
        matcher_text_free(&text);
    }
    matcher_scratch_free(scratch);
    matcher_free(matcher);
}

static void check_learning(struct arena *arena, struct slice texts[TEXTS]) {
    struct sample samples[TEXTS] = {0};
    struct inference *inference = arena_alloc(arena, sizeof *inference);
    for (size_t i = 0; i < TEXTS; i++) {
        words_read(arena, texts[i], &samples[i].fields[SIGNATURE_BODY]);
        check_words(arena, texts[i], &samples[i].fields[SIGNATURE_BODY]);
    }
    const struct words *first = &samples[0].fields[SIGNATURE_BODY];
    const char *name = first->count ? words_phrase(arena, first, 0, 1) : "";
    const struct infer_settings settings = {.names = &name, .name_count = 1};
    signature_infer(arena, samples, TEXTS, &settings, inference);
    demand(inference->count <= INFER_SIGNATURES);
    for (size_t i = 0; i < inference->count; i++)
        check_matches(&inference->items[i], texts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    struct slice texts[TEXTS];
    struct signature signature;
    struct error error;
    for (size_t i = 0; i < TEXTS; i++)
        texts[i] = slice_of((const char *)data + i * (size / TEXTS), size / TEXTS);
    check_learning(arena, texts);
    if (signature_read(arena, arena_copy(arena, (const char *)data, size), &signature, &error)) {
        const char *json = signature_write(arena, &signature);
        demand(signature_read(arena, json, &signature, &error));
    }
    arena_free(arena);
    return 0;
}
