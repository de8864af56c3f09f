/* Templates out of hostile mails. What must hold: pieces are valid UTF-8 as the texts are, counts add up,
 * what one mail alone says comes back whole, and no value of a recipient's slot is kept. The input is mails
 * with 0xff between them, the fields of each with 0xfe between them; the first field is the recipient's
 * address. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/charset.h"
#include "template/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds)
        abort();
}

static const char *text_of(struct arena *arena, const char *data, size_t size) {
    uint32_t anomalies = 0;
    struct slice text = charset_to_utf8(arena, slice_of(data, size), "utf-8", &anomalies);
    return arena_copy(arena, text.data, strnlen(text.data, text.size));
}

/* Up to the separator or the end; *at moves behind it. */
static struct slice next_part(const char **at, const char *end, int separator) {
    const char *begin = *at, *stop = memchr(begin, separator, (size_t)(end - begin));
    *at = stop ? stop + 1 : end;
    return slice_of(begin, (size_t)((stop ? stop : end) - begin));
}

static void read_mail(struct arena *arena, struct slice part, struct pattern_mail *mail) {
    const char *at = part.data, *end = part.data + part.size;
    struct mail_address *recipient = arena_alloc(arena, sizeof *recipient);
    struct slice address = next_part(&at, end, 0xfe);
    *recipient = (struct mail_address){"", text_of(arena, address.data, address.size)};
    *mail = (struct pattern_mail){.recipients = recipient, .recipient_count = 1};
    for (size_t field = 0; field < PATTERN_FIELDS; field++) {
        struct slice text =
            field == PATTERN_BODY ? slice_of(at, (size_t)(end - at)) : next_part(&at, end, 0xfe);
        mail->fields[field] = text_of(arena, text.data, text.size);
    }
}

static void check_piece(const struct pattern_piece *piece, size_t mails) {
    demand(piece->kind < PATTERN_KINDS && (piece->kind == PATTERN_FIXED) == (piece->text != NULL));
    demand(piece->value_count <= PATTERN_VALUES && piece->value_count <= piece->distinct);
    demand(piece->kind != PATTERN_RECIPIENT || !piece->value_count);
    if (piece->kind == PATTERN_FIXED)
        return;
    uint64_t counted = 0;
    for (size_t i = 0; i < piece->value_count; i++) {
        counted += piece->values[i].count;
        demand(piece->values[i].text != NULL);
    }
    demand(piece->mails == mails && counted <= mails && piece->least_words <= piece->most_words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct pattern_name names[] = {{"QWXZ", 0}, {"Quavex Minerals", 1}};
    struct arena *arena = arena_new();
    struct pattern_mail mails[PATTERN_MAILS];
    struct pattern pattern;
    const char *at = (const char *)data, *end = at + size;
    size_t count = 0, laid = 0;
    while (at < end && count < PATTERN_MAILS)
        read_mail(arena, next_part(&at, end, 0xff), &mails[count++]);
    pattern_infer(arena, mails, count, names, 2, &pattern);
    for (size_t i = 0; i < pattern.layout_count; i++) {
        const struct pattern_layout *layout = &pattern.layouts[i];
        laid += layout->mails;
        for (size_t field = 0; field < PATTERN_FIELDS; field++)
            for (size_t j = 0; j < layout->fields[field].count; j++)
                check_piece(&layout->fields[field].items[j], layout->mails);
    }
    demand(laid + pattern.other_mails == count && pattern.mails == count);
    arena_free(arena);
    return 0;
}
