/* Heads and what is read of single headers. What must hold: slices of a head lie in it and in order, decoded
 * values are valid UTF-8 on one line, dates are dates, decoded content is no longer than its encodings
 * allow. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "mail/content.h"
#include "mail/encoded_word.h"
#include "mail/mail.h"

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds)
        abort();
}

static void check_line(const char *text) {
    size_t size = strlen(text);
    for (size_t at = 0; at < size;) {
        UChar32 c;
        U8_NEXT(text, at, size, c);
        demand(c >= ' ');
    }
}

static void check_head(struct slice raw, const struct head *head) {
    demand(head->count <= MAIL_HEADERS && head->bytes <= raw.size);
    const char *at = raw.data;
    for (size_t i = 0; i < head->count; i++) {
        const struct header *header = &head->headers[i];
        demand(header->name.size && header->name.data >= at);
        demand(header->value.data > header->name.data + header->name.size - 1);
        at = header->value.data + header->value.size;
        demand(at <= raw.data + head->bytes);
    }
}

static void check_value(struct arena *arena, struct slice value) {
    uint32_t anomalies = 0;
    const char *unfolded = head_unfold(arena, value);
    demand(strlen(unfolded) <= value.size && !strpbrk(unfolded, "\r\n"));
    check_line(encoded_word_decode(arena, value, "", &anomalies));
    check_line(encoded_word_decode(arena, value, "koi8-r", &anomalies));
    int64_t date = head_parse_date(value);
    demand(date == TIME_NONE || (date > -INT64_C(1000000) && date < INT64_C(253402387200)));
}

static void check_content(struct arena *arena, struct slice raw, const struct head *head, size_t n) {
    struct content content;
    content_read(arena, head, n, &content);
    demand(*content.type && content.charset && content.boundary && content.report_type && content.id);
    check_line(content.name);
    check_line(content.type);
    struct slice body = slice_of(raw.data + head->bytes, raw.size - head->bytes);
    uint32_t anomalies = 0;
    for (int encoding = ENCODING_NONE; encoding <= ENCODING_UU; encoding++)
        demand(content_decode(arena, body, (enum content_encoding)encoding, &anomalies).size <=
               body.size + 3);
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    mail_initialize();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    struct slice raw = slice_of((const char *)data, size);
    struct head head;
    head_parse(arena, raw, &head);
    check_head(raw, &head);
    check_value(arena, raw);
    for (size_t i = 0; i < head.count; i++)
        check_value(arena, head.headers[i].value);
    for (size_t n = 0; n < 3; n++)
        check_content(arena, raw, &head, n);
    arena_free(arena);
    return 0;
}
