/* Headers. Their names say what is in them: in lists of senders and recipients everybody is one, known or
 * not; in Received and Message-ID all ids are of one mail. What is left is text. */
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "publish/redactor.h"

enum header_kind { HEADER_TEXT, HEADER_SENDERS, HEADER_RECIPIENTS, HEADER_IDS, HEADER_RECEIVED };

static enum header_kind kind_of(const char *name) {
    static const struct {
        const char *name;
        enum header_kind kind;
    } headers[] = {
        {"from", HEADER_SENDERS},
        {"sender", HEADER_SENDERS},
        {"reply-to", HEADER_SENDERS},
        {"return-path", HEADER_SENDERS},
        {"errors-to", HEADER_SENDERS},
        {"x-sender", HEADER_SENDERS},
        {"resent-from", HEADER_SENDERS},
        {"disposition-notification-to", HEADER_SENDERS},
        {"to", HEADER_RECIPIENTS},
        {"cc", HEADER_RECIPIENTS},
        {"bcc", HEADER_RECIPIENTS},
        {"resent-to", HEADER_RECIPIENTS},
        {"delivered-to", HEADER_RECIPIENTS},
        {"x-original-to", HEADER_RECIPIENTS},
        {"envelope-to", HEADER_RECIPIENTS},
        {"x-envelope-to", HEADER_RECIPIENTS},
        {"x-rcpt-to", HEADER_RECIPIENTS},
        {"x-mailed-to", HEADER_RECIPIENTS},
        {"x-to", HEADER_RECIPIENTS},
        {"apparently-to", HEADER_RECIPIENTS},
        {"message-id", HEADER_IDS},
        {"in-reply-to", HEADER_IDS},
        {"references", HEADER_IDS},
        {"resent-message-id", HEADER_IDS},
        {"received", HEADER_RECEIVED},
        {"x-received", HEADER_RECEIVED},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        if (!strcasecmp(headers[i].name, name))
            return headers[i].kind;
    return HEADER_TEXT;
}

static struct slice trim(struct slice text, const char *signs) {
    while (text.size && strchr(signs, *text.data))
        text = slice_of(text.data + 1, text.size - 1);
    while (text.size && strchr(signs, text.data[text.size - 1]))
        text.size--;
    return text;
}

/* Of a list, up to the next comma that is not in quotation marks. */
static struct slice next_item(const char **at) {
    const char *begin = *at, *end = begin;
    for (bool quoted = false; *end && (quoted || *end != ','); end++)
        quoted ^= *end == '"';
    *at = *end ? end + 1 : end;
    return trim(slice_of(begin, (size_t)(end - begin)), " \t\r\n");
}

/* A sender may call himself what is no name of a person: that stays. */
static bool hides_name(struct redactor *redactor, enum header_kind kind, struct slice name) {
    struct person_word *words;
    size_t count = person_words(redactor->arena, name, &words);
    return kind == HEADER_RECIPIENTS || redactor_is_name(redactor, name, words, count);
}

static void write_person(struct redactor *redactor, enum header_kind kind, struct slice item,
                         struct buffer *out) {
    const char *label = kind == HEADER_SENDERS ? "[sender]" : "[recipient]";
    const char *open = memrchr(item.data, '<', item.size);
    bool bare = !open && memchr(item.data, '@', item.size);
    struct slice name = trim(slice_of(item.data, open   ? (size_t)(open - item.data)
                                                 : bare ? 0
                                                        : item.size),
                             " \"'");
    if (name.size && hides_name(redactor, kind, name))
        name = slice_from_string(label);
    buffer_append(out, name.data, name.size);
    if (bare || open)
        buffer_printf(out, open ? "%s<%s>" : "%s%s", name.size ? " " : "", label);
}

static void write_people(struct redactor *redactor, enum header_kind kind, const char *value,
                         struct buffer *out) {
    while (*value) {
        struct slice item = next_item(&value);
        if (out->size && item.size)
            buffer_append_string(out, ", ");
        if (item.size)
            write_person(redactor, kind, item, out);
    }
}

/* before: the word before, in Received: an id follows "id". */
static const char *label_of(enum header_kind kind, struct slice word, struct slice before) {
    bool is_id = before.size == 2 && !strncasecmp(before.data, "id", 2);
    if (kind == HEADER_IDS || is_id)
        return "[id]";
    return memchr(word.data, '@', word.size) ? "[recipient]" : NULL;
}

static void write_ids(enum header_kind kind, const char *value, struct buffer *out) {
    static const char signs[] = " \t\r\n<>(),;\"";
    for (struct slice before = {"", 0}; *value;) {
        size_t between = strspn(value, signs);
        buffer_append(out, value, between);
        value += between;
        struct slice word = slice_of(value, strcspn(value, signs));
        const char *label = word.size ? label_of(kind, word, before) : NULL;
        if (label)
            buffer_append_string(out, label);
        else
            buffer_append(out, word.data, word.size);
        value += word.size;
        before = word;
    }
}

const char *redact_header(struct redactor *redactor, struct arena *arena, const char *name,
                          const char *value) {
    enum header_kind kind = kind_of(name);
    struct buffer out = {0};
    if (kind == HEADER_TEXT)
        return redact_text(redactor, arena, value);
    arena_reset(redactor->arena);
    if (kind == HEADER_SENDERS || kind == HEADER_RECIPIENTS)
        write_people(redactor, kind, value, &out);
    else
        write_ids(kind, value, &out);
    const char *plain = arena_copy(arena, out.data, out.size);
    buffer_free(&out);
    return redact_text(redactor, arena, plain);
}
