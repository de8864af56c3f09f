/* A product must see what its server would have seen when the mail came in. So the separator that a mailbox
 * puts before a mail is cut off, and so are headers that say what another filter made of it, alike from spam
 * and from wanted mail: else whoever reads X-Spam-Status wins the test. Nothing else is touched, neither
 * order nor line ends nor what is broken, since filters judge that, too.
 *
 * Who handed it over is what mail/received.h finds, with nothing of the rest parsed. Cost: the head is read
 * twice, about 10 microseconds; the mail is copied once, and only where there is a header to remove. */
#include "bench/handover.h"

#include <ctype.h>
#include <strings.h>

#include "bench/verdict_headers.h"
#include "mail/address.h"
#include "mail/head.h"

/* Longer than any name of the list and than any name that has one of its words for a reason. */
#define NAME_BYTES 100
/* A separator line is cut here; what counts of it stands at its beginning. */
#define FROM_LINE_BYTES ((size_t)500)

static bool has_word(const char *name) {
    for (size_t i = 0; i < verdict_word_count; i++)
        if (strstr(name, verdict_words[i]))
            return true;
    return false;
}

bool handover_is_verdict(struct slice name) {
    char lower[NAME_BYTES];
    size_t size = name.size < sizeof lower - 1 ? name.size : sizeof lower - 1;
    for (size_t i = 0; i < size; i++)
        lower[i] = (char)tolower((unsigned char)name.data[i]);
    lower[size] = '\0';
    if (!strncmp(lower, "x-", 2) && has_word(lower))
        return true;
    size_t low = 0, high = verdict_header_count; /* the first that is behind it */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(verdict_headers[middle].name, lower) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        return false;
    const struct verdict_header *header = &verdict_headers[low - 1];
    return !strncmp(header->name, lower, header->size) && (header->prefix || size == header->size);
}

/* Behind the line end, or at the end. */
static const char *next_line(const char *at, const char *end) {
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline + 1 : end;
}

/* The line's name, empty where it is no header. */
static struct slice name_of(const char *at, const char *end) {
    const char *begin = at;
    while (at<end && * at> ' ' && *at < 127 && *at != ':')
        at++;
    const char *name_end = at;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return slice_of(begin, at < end && *at == ':' ? (size_t)(name_end - begin) : 0);
}

/* Separators of mailboxes; one of a mailbox in a mailbox is quoted. */
static struct slice without_separator(struct slice raw) {
    const char *at = raw.data, *end = raw.data + raw.size;
    while (end - at > 5 && (!memcmp(at, "From ", 5) || !memcmp(at, ">From", 5)) && !name_of(at, end).size)
        at = next_line(at, end);
    return slice_of(at, (size_t)(end - at));
}

/* Where the head ends, also one that is longer than head_parse() reads. */
static size_t head_end(struct slice bytes, const struct head *head) {
    if (head->bytes < MAIL_HEADER_BYTES)
        return head->bytes;
    const char *end = bytes.data + bytes.size, *at = next_line(bytes.data + head->bytes - 1, end);
    while (at < end && *at != '\n' && *at != '\r')
        at = next_line(at, end);
    return (size_t)(at - bytes.data);
}

/* What is copied of a mail, so far. */
struct removal {
    char *to; /* NULL: nothing was to be removed yet */
    const char *kept_from;
    size_t size;
    size_t *own_bytes; /* less what was removed of them */
};

static void keep_to(struct removal *removal, const char *at) {
    size_t size = (size_t)(at - removal->kept_from);
    memcpy(removal->to + removal->size, removal->kept_from, size);
    removal->size += size;
}

static struct slice without_verdicts(struct arena *arena, struct slice bytes, size_t head_bytes,
                                     size_t *own_bytes) {
    const char *at = bytes.data, *end = bytes.data + head_bytes, *own_end = bytes.data + *own_bytes;
    struct removal removal = {.kept_from = at};
    bool verdict = false;
    for (const char *next; at < end; at = next) {
        next = next_line(at, end);
        if (*at != ' ' && *at != '\t')
            verdict = handover_is_verdict(name_of(at, next));
        if (!verdict)
            continue;
        if (!removal.to)
            removal.to = arena_alloc_raw(arena, bytes.size);
        keep_to(&removal, at);
        removal.kept_from = next;
        *own_bytes -= at < own_end ? (size_t)(next - at) : 0;
    }
    if (!removal.to)
        return bytes;
    keep_to(&removal, bytes.data + bytes.size);
    return slice_of(removal.to, removal.size);
}

/* "" for what a line of SMTP cannot have. */
static const char *wire_word(const char *word) {
    size_t size = strlen(word);
    for (size_t i = 0; i < size; i++)
        if (word[i] <= ' ' || word[i] >= 127 || strchr("<>\"\\", word[i]))
            return "";
    return size > HANDOVER_WORD_BYTES ? "" : word;
}

/* Where the Received of the hand-over ends. */
static size_t own_end(struct slice bytes, const struct head *head, size_t own_headers) {
    if (!own_headers || own_headers > head->count)
        return 0;
    struct slice value = head->headers[own_headers - 1].value;
    const char *end = bytes.data + bytes.size;
    return (size_t)(next_line(value.data + value.size, end) - bytes.data);
}

/* The separator that is part of the bytes, where a file is one mail; NULL: there is none. */
static const char *own_from_line(struct arena *arena, struct slice raw, struct slice bytes) {
    if (raw.data == bytes.data || *raw.data != 'F')
        return NULL;
    size_t size = (size_t)(next_line(raw.data, bytes.data) - raw.data);
    return arena_copy(arena, raw.data, size < FROM_LINE_BYTES ? size : FROM_LINE_BYTES);
}

void handover_make(struct arena *arena, struct slice raw, const char *from_line, const struct trust *trust,
                   struct handover *handover) {
    struct slice bytes = without_separator(raw);
    struct mail mail = {.arena = arena, .envelope_from = ""};
    mail.sender = (struct mail_sender){.ip = "", .helo = "", .reverse_name = ""};
    struct head head;
    head_parse(arena, bytes, &head);
    received_read(&mail, &head, trust);
    address_read_envelope(&mail, &head, from_line ? from_line : own_from_line(arena, raw, bytes), "");
    size_t own_bytes = *mail.sender.ip ? own_end(bytes, &head, mail.own_headers) : 0;
    *handover = (struct handover){.client = mail.sender.ip,
                                  .client_name = wire_word(mail.sender.reverse_name),
                                  .helo = wire_word(mail.sender.helo),
                                  .mail_from = mail.null_sender ? "" : wire_word(mail.envelope_from),
                                  .null_sender = mail.null_sender};
    handover->bytes = without_verdicts(arena, bytes, head_end(bytes, &head), &own_bytes);
    handover->own_bytes = own_bytes;
}

void handover_crlf(struct slice bytes, struct buffer *into) {
    const char *at = bytes.data, *end = bytes.data + bytes.size;
    while (at < end) {
        size_t size = 0, left = (size_t)(end - at);
        while (size < left && at[size] != '\r' && at[size] != '\n')
            size++;
        buffer_append(into, at, size);
        at += size;
        if (at < end)
            at += at + 1 < end && *at == '\r' && at[1] == '\n' ? 2 : 1;
        buffer_append(into, "\r\n", 2);
    }
}
