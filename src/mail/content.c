/* Content-Type, Content-Disposition and Content-Transfer-Encoding (RFC 2045, 2183, 2231), read by GMime,
 * whose parser forgives what mail programs and spam get wrong. Its decoders do the same: what is not of the
 * encoding is stepped over. */
#include "mail/content.h"

#include <ctype.h>
#include <gmime/gmime.h>
#include <string.h>

#include "mail/charset.h"
#include "mail/encoded_word.h"
#include "mail/mail.h"

/* A type or encoding name longer than this is none. */
#define NAME_BYTES 127
/* RFC 2231 spells the longest file name that file systems know in less. */
#define VALUE_BYTES 4096
/* Of an encoded body so much is looked at to see whether it is what it says. */
#define INSPECTED_BYTES 4096

/* In lower case; what no such name has in it as '?'. */
static const char *lower(struct arena *arena, const char *text) {
    char *copy = arena_copy(arena, text, strnlen(text, NAME_BYTES));
    for (char *c = copy; *c; c++)
        *c = *c > ' ' && *c < 0x7f ? (char)tolower((unsigned char)*c) : '?';
    return copy;
}

static const char *parameter(struct arena *arena, GMimeParamList *list, const char *name, bool decoded,
                             uint32_t *anomalies) {
    GMimeParam *found = list ? g_mime_param_list_get_parameter(list, name) : NULL;
    const char *value = found ? g_mime_param_get_value(found) : NULL;
    if (!value)
        return "";
    return decoded ? encoded_word_decode(arena, slice_from_string(value), "utf-8", anomalies)
                   : arena_string(arena, value);
}

static void read_type(struct arena *arena, const char *value, struct content *content) {
    GMimeContentType *type = g_mime_content_type_parse(NULL, value);
    GMimeParamList *list = g_mime_content_type_get_parameters(type);
    const char *media = g_mime_content_type_get_media_type(type);
    const char *subtype = g_mime_content_type_get_media_subtype(type);
    if (media && subtype && strchr(value, '/')) {
        content->declared = true;
        content->type = lower(arena, arena_printf(arena, "%s/%s", media, subtype));
    }
    content->charset = parameter(arena, list, "charset", false, &content->anomalies);
    content->boundary = parameter(arena, list, "boundary", false, &content->anomalies);
    content->report_type = lower(arena, parameter(arena, list, "report-type", false, &content->anomalies));
    content->name = parameter(arena, list, "name", true, &content->anomalies);
    g_object_unref(type);
}

static void read_disposition(struct arena *arena, const char *value, struct content *content) {
    GMimeContentDisposition *disposition = g_mime_content_disposition_parse(NULL, value);
    if (!disposition)
        return;
    const char *word = g_mime_content_disposition_get_disposition(disposition);
    content->attachment = word && !strcasecmp(word, "attachment");
    content->inlined = word && !strcasecmp(word, "inline");
    const char *name = parameter(arena, g_mime_content_disposition_get_parameters(disposition), "filename",
                                 true, &content->anomalies);
    if (*name)
        content->name = name;
    g_object_unref(disposition);
}

static void read_encoding(struct arena *arena, const char *value, struct content *content) {
    static const struct {
        const char *name;
        enum content_encoding encoding;
    } known[] = {{"base64", ENCODING_BASE64}, {"quoted-printable", ENCODING_QUOTED_PRINTABLE},
                 {"x-uuencode", ENCODING_UU}, {"uuencode", ENCODING_UU},
                 {"x-uue", ENCODING_UU},      {"7bit", ENCODING_NONE},
                 {"8bit", ENCODING_NONE},     {"binary", ENCODING_NONE}};
    const char *name = lower(arena, arena_copy(arena, value, strcspn(value, " \t;(")));
    content->encoding_name = name;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i].name, name)) {
            content->encoding = known[i].encoding;
            return;
        }
    content->anomalies |= MAIL_BAD_ENCODING;
}

/* In UTF-8: GMime would guess other charsets from the user's locale. */
static const char *value_of(struct arena *arena, const struct head *head, const char *name, size_t n) {
    const struct header *header = head_find(head, name, n);
    if (!header)
        return NULL;
    uint32_t of_no_text = 0;
    size_t size = header->value.size < VALUE_BYTES ? header->value.size : VALUE_BYTES;
    return head_unfold(arena, charset_to_utf8(arena, slice_of(header->value.data, size), "", &of_no_text));
}

void content_read(struct arena *arena, const struct head *head, size_t n, struct content *content) {
    *content = (struct content){.type = "text/plain",
                                .charset = "",
                                .boundary = "",
                                .report_type = "",
                                .name = "",
                                .id = "",
                                .encoding_name = ""};
    const char *value = value_of(arena, head, "content-type", n);
    if (value)
        read_type(arena, value, content);
    if ((value = value_of(arena, head, "content-disposition", 0)))
        read_disposition(arena, value, content);
    if ((value = value_of(arena, head, "content-transfer-encoding", 0)))
        read_encoding(arena, value, content);
    if ((value = value_of(arena, head, "content-id", 0))) {
        value += strspn(value, "<");
        content->id = arena_copy(arena, value, strcspn(value, ">"));
    }
}

static bool looks_like_base64(struct slice body) {
    size_t wrong = 0, seen = body.size < INSPECTED_BYTES ? body.size : INSPECTED_BYTES;
    for (size_t i = 0; i < seen; i++) {
        unsigned char c = (unsigned char)body.data[i];
        wrong += !isalnum(c) && !isspace(c) && c != '+' && c != '/' && c != '=';
    }
    return !wrong;
}

static bool looks_like_quoted_printable(struct slice body) {
    const char *at = body.data, *end = at + (body.size < INSPECTED_BYTES ? body.size : INSPECTED_BYTES);
    while ((at = memchr(at, '=', (size_t)(end - at))) && end - at > 3) {
        bool hexadecimal = isxdigit((unsigned char)at[1]) && isxdigit((unsigned char)at[2]);
        if (!hexadecimal && !isspace((unsigned char)at[1]))
            return false;
        at++;
    }
    return true;
}

/* Of a uuencoded file what is behind its "begin 644 name" line; empty without one. */
static struct slice behind_begin(struct slice body) {
    const char *end = body.data + body.size;
    for (const char *at = body.data; at;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *next = newline ? newline + 1 : end;
        if (next - at > 9 && !memcmp(at, "begin ", 6) && isdigit((unsigned char)at[6]))
            return slice_of(next, (size_t)(end - next));
        at = newline ? next : NULL;
    }
    return slice_of(end, 0);
}

struct slice content_decode(struct arena *arena, struct slice body, enum content_encoding encoding,
                            uint32_t *anomalies) {
    static const GMimeContentEncoding encodings[] = {
        [ENCODING_BASE64] = GMIME_CONTENT_ENCODING_BASE64,
        [ENCODING_QUOTED_PRINTABLE] = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE,
        [ENCODING_UU] = GMIME_CONTENT_ENCODING_UUENCODE,
    };
    if (encoding == ENCODING_NONE || !body.size)
        return body;
    if (encoding == ENCODING_UU) {
        struct slice lines = behind_begin(body);
        if (!lines.size) {
            *anomalies |= MAIL_BAD_ENCODING;
            return body;
        }
        body = lines;
    }
    if ((encoding == ENCODING_BASE64 && !looks_like_base64(body)) ||
        (encoding == ENCODING_QUOTED_PRINTABLE && !looks_like_quoted_printable(body)))
        *anomalies |= MAIL_BAD_ENCODING;
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, encodings[encoding]);
    char *bytes = arena_alloc_raw(arena, g_mime_encoding_outlen(&state, body.size) + 1);
    return slice_of(bytes, g_mime_encoding_flush(&state, body.data, body.size, bytes));
}
