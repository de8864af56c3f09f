/* The words common to all samples are found by a longest common subsequence (Hirschberg's table, kept whole:
 * texts are cut at TEMPLATE_WORDS), first of the first two samples, then of what is common so far and the
 * next. What stands between two common words in any sample is a slot. Cost: words squared a sample, about a
 * millisecond each. */
#include "store/template_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"

#define TEMPLATE_WORDS 500
/* Shown of a slot. */
#define SLOT_VARIANTS 3
#define VARIANT_BYTES 40

struct words {
    struct slice *items; /* a line end is a word of its own */
    size_t count;
};

static struct words read_words(struct arena *arena, struct slice text) {
    struct words words = {.items = arena_alloc_raw(arena, TEMPLATE_WORDS * sizeof *words.items)};
    const char *at = text.data, *end = at + text.size;
    while (at < end && words.count < TEMPLATE_WORDS) {
        const char *begin = at;
        if (*at == '\n') {
            at++;
            if (words.count && *words.items[words.count - 1].data == '\n')
                continue;
        } else if ((unsigned char)*at <= ' ') {
            at++;
            continue;
        } else {
            while (at < end && (unsigned char)*at > ' ')
                at++;
        }
        words.items[words.count++] = slice_of(begin, (size_t)(at - begin));
    }
    return words;
}

static bool equal(struct slice a, struct slice b) {
    return a.size == b.size && !memcmp(a.data, b.data, a.size);
}

/* Marks in kept[] which words of a are in a longest common subsequence with b, and says in places[] where in
 * b they stand. */
static void match(struct arena *arena, struct words a, struct words b, bool *kept, size_t *places) {
    size_t width = b.count + 1;
    uint16_t *length = arena_alloc(arena, (a.count + 1) * width * sizeof *length);
    for (size_t i = a.count; i-- > 0;)
        for (size_t j = b.count; j-- > 0;) {
            uint16_t down = length[(i + 1) * width + j], right = length[i * width + j + 1];
            length[i * width + j] = equal(a.items[i], b.items[j])
                                        ? (uint16_t)(length[(i + 1) * width + j + 1] + 1)
                                        : (down > right ? down : right);
        }
    for (size_t i = 0, j = 0; i < a.count; i++) {
        while (j < b.count && !equal(a.items[i], b.items[j]) &&
               length[i * width + j + 1] == length[i * width + j])
            j++;
        kept[i] = j < b.count && equal(a.items[i], b.items[j]);
        places[i] = j;
        j += kept[i];
    }
}

/* Leaves in common what is in every sample. */
static void reduce(struct arena *arena, struct words *common, struct words sample) {
    bool kept[TEMPLATE_WORDS];
    size_t places[TEMPLATE_WORDS], count = 0;
    match(arena, *common, sample, kept, places);
    for (size_t i = 0; i < common->count; i++)
        if (kept[i])
            common->items[count++] = common->items[i];
    common->count = count;
}

/* What stands in the sample between two of its words, as shown. */
static const char *variant(struct arena *arena, struct words sample, size_t from, size_t to) {
    struct buffer text = {0};
    for (size_t i = from; i < to; i++) {
        if (*sample.items[i].data == '\n')
            continue;
        if (text.size)
            buffer_append(&text, " ", 1);
        buffer_append(&text, sample.items[i].data, sample.items[i].size);
    }
    size_t size = text.size < VARIANT_BYTES ? text.size : VARIANT_BYTES;
    while (size && size < text.size && ((unsigned char)text.data[size] & 0xc0) == 0x80)
        size--;
    const char *shown =
        arena_printf(arena, "%.*s%s", (int)size, text.data ? text.data : "", size < text.size ? "..." : "");
    buffer_free(&text);
    return shown;
}

static bool is_among(const char *const *variants, size_t count, const char *text) {
    for (size_t i = 0; i < count; i++)
        if (!strcmp(variants[i], text))
            return true;
    return false;
}

/* The slot before common word number `place`; ends[sample][place] is where that word stands in each sample.
 */
static void write_slot(struct arena *arena, const struct words *samples, size_t count, size_t *const *ends,
                       size_t place, struct buffer *into) {
    const char *variants[SLOT_VARIANTS];
    size_t shown = 0, all = 0;
    bool filled = false;
    for (size_t i = 0; i < count; i++) {
        size_t from = place ? ends[i][place - 1] + 1 : 0;
        const char *text = variant(arena, samples[i], from, ends[i][place]);
        filled |= *text != '\0';
        if (is_among(variants, shown, text))
            continue;
        if (shown < SLOT_VARIANTS)
            variants[shown++] = text;
        all++;
    }
    if (!filled)
        return;
    if (into->size && into->data[into->size - 1] != '\n')
        buffer_append(into, " ", 1);
    buffer_append(into, "{", 1);
    for (size_t i = 0; i < shown; i++)
        buffer_printf(into, "%s%s", i ? "|" : "", variants[i]);
    buffer_append_string(into, all > shown ? "|...}" : "}");
}

static const char *write_all(struct arena *arena, const struct words *samples, size_t count,
                             struct words common) {
    struct buffer text = {0};
    size_t **ends = arena_alloc(arena, count * sizeof *ends);
    for (size_t i = 0; i < count; i++) {
        bool kept[TEMPLATE_WORDS];
        ends[i] = arena_alloc(arena, (TEMPLATE_WORDS + 1) * sizeof **ends);
        match(arena, common, samples[i], kept, ends[i]);
        ends[i][common.count] = samples[i].count;
    }
    for (size_t place = 0; place <= common.count; place++) {
        write_slot(arena, samples, count, ends, place, &text);
        if (place == common.count)
            break;
        struct slice word = common.items[place];
        if (text.size && *word.data != '\n' && text.data[text.size - 1] != '\n')
            buffer_append(&text, " ", 1);
        buffer_append(&text, word.data, word.size);
    }
    const char *copy = arena_copy(arena, text.data ? text.data : "", text.size);
    buffer_free(&text);
    return copy;
}

const char *template_text(struct arena *arena, const struct slice *texts, size_t count) {
    struct words *samples = arena_alloc(arena, (count + 1) * sizeof *samples), common;
    for (size_t i = 0; i < count; i++)
        samples[i] = read_words(arena, texts[i]);
    if (!count)
        return "";
    common = read_words(arena, texts[0]);
    for (size_t i = 1; i < count; i++)
        reduce(arena, &common, samples[i]);
    return write_all(arena, samples, count, common);
}
