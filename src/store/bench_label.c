/* A label is of use only if it is right, so the first line that cannot be meant ends the reading. Sources
 * are paths, which differ from machine to machine; so a label names as much of the end of one as it takes to
 * tell it from others, and a label that fits mails of other bytes is known as ambiguous.
 *
 * Cost: one pass over the files; a hash and a look-up for each slash of a source. */
#include "store/bench_label.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/buffer.h"

/* Some ten million labels. */
#define FILE_BYTES ((size_t)1 << 30)
#define READ_BYTES ((size_t)1 << 20)
/* More columns than such tables have; those behind are not looked at. */
#define COLUMNS_MOST 64

static const char *const class_names[] = {"phish", "malware", "unwanted"}; /* in order of their bits */
#define CLASSES (sizeof class_names / sizeof *class_names)
_Static_assert(BENCH_CLASS_PHISH == 1 && BENCH_CLASS_MALWARE == 2 && BENCH_CLASS_UNWANTED == 4,
               "class_names has them in this order");

struct reading {
    struct arena *arena;
    struct bench_labels *labels;
    size_t capacity, file, line;
    size_t message, role, class; /* columns; SIZE_MAX: there is none */
    struct slice fields[COLUMNS_MOST];
    size_t field_count;
    struct error *error;
};

const char *bench_classes_text(struct arena *arena, unsigned classes) {
    const char *text = "";
    for (size_t i = 0; i < CLASSES; i++)
        if (classes >> i & 1)
            text = arena_printf(arena, "%s%s%s", text, *text ? "," : "", class_names[i]);
    return text;
}

unsigned bench_role_class(enum bench_role role) {
    for (size_t i = 0; i < CLASSES; i++)
        if (!strcmp(class_names[i], bench_role_name(role)))
            return 1U << i;
    return 0;
}

static bool fail(const struct reading *reading, const char *what, struct slice word) {
    return error_set(reading->error, "%s line %zu: %s: '%.*s'", reading->labels->files[reading->file],
                     reading->line, what, (int)(word.size < 100 ? word.size : 100), word.data);
}

static bool is_word(struct slice field, const char *word) {
    return field.size == strlen(word) && !memcmp(field.data, word, field.size);
}

static void split(struct reading *reading, struct slice line) {
    const char *at = line.data, *end = line.data + line.size;
    for (reading->field_count = 0; at <= end && reading->field_count < COLUMNS_MOST;) {
        const char *tab = at < end ? memchr(at, '\t', (size_t)(end - at)) : NULL;
        reading->fields[reading->field_count++] = slice_of(at, (size_t)((tab ? tab : end) - at));
        at = tab ? tab + 1 : end + 1;
    }
}

/* "" beyond the row's end; "-" is none. */
static struct slice field(const struct reading *reading, size_t column) {
    struct slice found = column < reading->field_count ? reading->fields[column] : slice_of("", 0);
    return is_word(found, "-") ? slice_of("", 0) : found;
}

static bool read_header(struct reading *reading) {
    size_t label = SIZE_MAX;
    reading->message = reading->role = reading->class = SIZE_MAX;
    for (size_t i = reading->field_count; i-- > 0;) {
        struct slice name = reading->fields[i];
        size_t *column = is_word(name, "message") ? &reading->message
                         : is_word(name, "role")  ? &reading->role
                         : is_word(name, "label") ? &label
                         : is_word(name, "class") ? &reading->class
                                                  : NULL;
        if (column)
            *column = i;
    }
    if (reading->role == SIZE_MAX)
        reading->role = label;
    return (reading->message != SIZE_MAX && reading->role != SIZE_MAX) ||
           error_set(
               reading->error,
               "%s has no header row with the columns message and role, tabs between (class may follow)",
               reading->labels->files[reading->file]);
}

static bool read_classes(const struct reading *reading, struct slice words, unsigned *classes) {
    while (words.size) {
        const char *comma = memchr(words.data, ',', words.size);
        struct slice word = slice_of(words.data, comma ? (size_t)(comma - words.data) : words.size);
        size_t i = 0;
        while (i < CLASSES && !is_word(word, class_names[i]))
            i++;
        if (i == CLASSES)
            return fail(reading, "a class is phish, malware or unwanted, commas between", word);
        *classes |= 1U << i;
        words = slice_of(words.data + word.size, words.size - word.size);
        if (comma)
            words = slice_of(words.data + 1, words.size - 1);
    }
    return true;
}

/* Where the label of a message is, or would be. */
static size_t *slot_of(const struct bench_labels *labels, struct slice message) {
    size_t at = XXH3_64bits(message.data, message.size) & (labels->slot_count - 1);
    while (labels->slots[at] && !is_word(message, labels->items[labels->slots[at] - 1].message))
        at = (at + 1) & (labels->slot_count - 1);
    return &labels->slots[at];
}

/* Half empty, so that look-ups stay short. */
static void grow_slots(struct reading *reading) {
    struct bench_labels *labels = reading->labels;
    if (2 * (labels->count + 1) <= labels->slot_count)
        return;
    labels->slot_count = labels->slot_count ? 2 * labels->slot_count : 1024;
    labels->slots = arena_alloc(reading->arena, labels->slot_count * sizeof *labels->slots);
    for (size_t i = 0; i < labels->count; i++)
        *slot_of(labels, slice_from_string(labels->items[i].message)) = i + 1;
}

static bool add(struct reading *reading, struct slice message, const struct bench_label *label) {
    struct bench_labels *labels = reading->labels;
    grow_slots(reading);
    size_t *slot = slot_of(labels, message);
    if (*slot) {
        const struct bench_label *other = &labels->items[*slot - 1];
        return (other->role == label->role && other->classes == label->classes) ||
               error_set(reading->error, "%s line %zu and %s line %zu say different things of '%s'",
                         labels->files[other->file], other->line, labels->files[label->file], label->line,
                         other->message);
    }
    if (labels->count == reading->capacity)
        labels->items = arena_grow(reading->arena, labels->items, labels->count, &reading->capacity,
                                   sizeof *labels->items);
    labels->items[labels->count] = *label;
    labels->items[labels->count].message = arena_copy(reading->arena, message.data, message.size);
    *slot = ++labels->count;
    return true;
}

static bool read_row(struct reading *reading) {
    struct slice message = field(reading, reading->message), role = field(reading, reading->role);
    struct bench_label label = {.file = reading->file, .line = reading->line};
    char name[16];
    if (!role.size)
        return true;
    if (!message.size)
        return fail(reading, "a label without a message", role);
    snprintf(name, sizeof name, "%.*s", role.size < sizeof name ? (int)role.size : 0, role.data);
    if (!bench_role_named(name, &label.role))
        return fail(reading, "a role is spam, phish, malware, unwanted, ham or newsletter", role);
    if (!read_classes(reading, field(reading, reading->class), &label.classes))
        return false;
    if (label.classes && !bench_role_is_spam(label.role))
        return fail(reading, "wanted mail has no class", message);
    label.classes |= bench_role_class(label.role);
    return add(reading, message, &label);
}

static bool read_text(struct reading *reading, struct slice text) {
    const char *at = text.data, *end = text.data + text.size;
    bool header = false;
    for (reading->line = 1; at < end; reading->line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at)), *stop = newline ? newline : end;
        struct slice line = slice_of(at, (size_t)(stop - at));
        at = newline ? newline + 1 : end;
        if (line.size && line.data[line.size - 1] == '\r')
            line.size--;
        if (!line.size)
            continue;
        split(reading, line);
        if (!(header ? read_row(reading) : read_header(reading)))
            return false;
        header = true;
    }
    reading->field_count = 0;
    return header || read_header(reading);
}

static bool read_file(const char *path, struct buffer *text, struct error *error) {
    FILE *file = fopen(path, "re");
    size_t got = 1;
    if (!file)
        return error_set(error, "cannot read the labels %s: %s", path, strerror(errno));
    while (got && text->size <= FILE_BYTES) {
        got = fread(buffer_reserve(text, READ_BYTES), 1, READ_BYTES, file);
        text->size += got;
    }
    bool good = !ferror(file) && !got;
    if (!good)
        error_set(error, "cannot read the labels %s: %s", path,
                  ferror(file) ? strerror(errno) : "more than a gigabyte");
    fclose(file);
    return good;
}

bool bench_labels_read(struct arena *arena, const char *const *files, size_t file_count,
                       struct bench_labels *labels, struct error *error) {
    struct reading reading = {.arena = arena, .labels = labels, .error = error};
    *labels = (struct bench_labels){.files = files, .file_count = file_count};
    bool good = true;
    for (; good && reading.file < file_count; reading.file++) {
        struct buffer text = {0};
        good = read_file(files[reading.file], &text, error) && read_text(&reading, buffer_slice(&text));
        buffer_free(&text);
    }
    return good;
}

struct bench_label *bench_labels_find(const struct bench_labels *labels, const char *source, int64_t mail) {
    while (labels->count && source) {
        size_t found = *slot_of(labels, slice_from_string(source));
        if (found) {
            struct bench_label *label = &labels->items[found - 1];
            label->ambiguous |= label->mail && label->mail != mail;
            label->mail = mail;
            return label;
        }
        source = strchr(source, '/');
        source += source != NULL;
    }
    return NULL;
}

bool bench_labels_used(const struct bench_labels *labels, struct error *error) {
    bool *used = allocate_zeroed(labels->file_count + 1, sizeof *used);
    for (size_t i = 0; i < labels->count; i++)
        used[labels->items[i].file] |= labels->items[i].mail != 0;
    size_t file = 0;
    while (file < labels->file_count && used[file])
        file++;
    free(used);
    return file == labels->file_count ||
           error_set(
               error,
               "%s labels no mail of this corpus: a message is a source as `weir messages` has it, or the "
               "end of one behind a slash",
               labels->files[file]);
}
