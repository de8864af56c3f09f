/* The way in: a text is looked through as it is and as it decodes, what was found each time is laid together
 * in bytes of the original, and these are replaced. */
#include "publish/redact.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "publish/redact_scan.h"
#include "publish/redact_view.h"

/* Bytes of the original that are replaced. */
struct span {
    uint32_t start, end;
    enum scan_mark mark;
};

struct spans {
    struct arena *arena;
    struct span *items;
    size_t count, capacity;
};

static const char *const labels[MARK_COUNT] = {
    [MARK_RECIPIENT] = "[recipient]",
    [MARK_SENDER] = "[sender]",
    [MARK_HOST] = "[trap host]",
    [MARK_ID] = "[id]",
};

static void add_span(struct spans *spans, const struct redact_view *view, uint32_t start, uint32_t end,
                     enum scan_mark mark) {
    spans->items =
        arena_grow(spans->arena, spans->items, spans->count, &spans->capacity, sizeof *spans->items);
    spans->items[spans->count++] = (struct span){.start = view->from ? view->from[start] : start,
                                                 .end = view->from ? view->from[end] : end,
                                                 .mark = mark};
}

static void add_marks(struct spans *spans, const struct redact_view *view, const struct redact_scan *scan) {
    for (size_t i = 0, next; i < scan->count; i = next) {
        next = i + 1;
        if (!scan->marks[i])
            continue;
        while (next < scan->count && scan->joined[next])
            next++;
        add_span(spans, view, scan->words[i].start, scan->words[next - 1].end, scan->marks[i]);
    }
}

static int compare_spans(const void *a, const void *b) {
    const struct span *left = a, *right = b;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    if (left->end != right->end) /* the longer one first: its mark is the better one */
        return left->end > right->end ? -1 : 1;
    return (left->mark > right->mark) - (left->mark < right->mark);
}

static void merge(struct spans *spans) {
    size_t kept = 0;
    if (spans->count)
        qsort(spans->items, spans->count, sizeof *spans->items, compare_spans);
    for (size_t i = 0; i < spans->count; i++) {
        struct span *last = kept ? &spans->items[kept - 1] : NULL, *span = &spans->items[i];
        if (!last || span->start >= last->end)
            spans->items[kept++] = *span;
        else if (span->end > last->end)
            last->end = span->end;
    }
    spans->count = kept;
}

static void find_spans(struct redactor *redactor, struct arena *arena, struct slice text,
                       enum scan_context context, struct spans *spans) {
    struct redact_view view;
    struct redact_scan scan;
    *spans = (struct spans){.arena = arena};
    for (enum redact_writing writing = 0; writing < WRITING_COUNT; writing++) {
        if (!redact_view(arena, text, writing, &view))
            continue;
        scan_read(&scan, redactor, arena, view.text, context, 0);
        if (scan.any)
            add_marks(spans, &view, &scan);
    }
    merge(spans);
}

static const char *replace(struct arena *arena, const char *text, const struct spans *spans) {
    struct buffer buffer = {0};
    size_t at = 0;
    if (!spans->count)
        return text;
    for (size_t i = 0; i < spans->count; i++) {
        buffer_append(&buffer, text + at, spans->items[i].start - at);
        buffer_append_string(&buffer, labels[spans->items[i].mark]);
        at = spans->items[i].end;
    }
    buffer_append_string(&buffer, text + at);
    const char *result = arena_copy(arena, buffer.data, buffer.size);
    buffer_free(&buffer);
    return result;
}

static const char *redact(struct redactor *redactor, struct arena *arena, const char *text,
                          enum scan_context context) {
    struct spans spans;
    arena_reset(redactor->arena);
    find_spans(redactor, redactor->arena, slice_from_string(text), context, &spans);
    return replace(arena, text, &spans);
}

const char *redact_text(struct redactor *redactor, struct arena *arena, const char *text) {
    return redact(redactor, arena, text, SCAN_TEXT);
}

const char *redact_link(struct redactor *redactor, struct arena *arena, const char *url) {
    return redact(redactor, arena, url, SCAN_LINK);
}

const char *redact_file_name(struct redactor *redactor, struct arena *arena, const char *name) {
    return redact(redactor, arena, name, SCAN_LINK);
}

bool redact_is_recipient(struct redactor *redactor, const char *text) {
    struct redact_scan scan;
    size_t marked = 0;
    arena_reset(redactor->arena);
    scan_read(&scan, redactor, redactor->arena, slice_from_string(text), SCAN_LINK, 0);
    while (marked < scan.count && scan.marks[marked] == MARK_RECIPIENT)
        marked++;
    return marked && marked == scan.count;
}

bool redact_is_clean(struct redactor *redactor, const char *text) {
    struct spans spans;
    arena_reset(redactor->arena);
    find_spans(redactor, redactor->arena, slice_from_string(text), SCAN_TEXT, &spans);
    return !spans.count;
}
