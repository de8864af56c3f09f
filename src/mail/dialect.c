/* The sending dialect: how the mail was made, whatever it says. Programs that send differ in the order,
 * spelling and folding of what they write and in the shape of the ids they invent; the same program, whatever
 * names and words it is given, does not.
 *
 * Traits are keys, so each must survive a sender that rotates what it can: only the core headers that every
 * sending program writes itself are looked at, since optional ones come and go, and the rest was added on the
 * way by lists, relays and the feed's own servers; charsets and values of names, times and numbers are left
 * out.
 *
 * A shape of an id: the union of the classes of bytes in it (a random token may be digits alone by chance,
 * all tokens together hardly), its separators, and the rough length of each token. Cost: one pass over the
 * head. */
#include "mail/dialect.h"

#include <ctype.h>
#include <strings.h>
#include <xxhash.h>

#include "mail/layout.h"
#include "mail/shape.h"

enum core {
    CORE_MESSAGE_ID,
    CORE_FROM,
    CORE_TO,
    CORE_SUBJECT,
    CORE_DATE,
    CORE_MIME_VERSION,
    CORE_CONTENT_TYPE,
    CORE_CONTENT_TRANSFER_ENCODING,
    CORE_X_MIMEOLE,
    CORE_COUNT
};

static const struct {
    const char *name;
    size_t length;
} core_headers[CORE_COUNT] = {
    {"message-id", 10},
    {"from", 4},
    {"to", 2},
    {"subject", 7},
    {"date", 4},
    {"mime-version", 12},
    {"content-type", 12},
    {"content-transfer-encoding", 25},
    {"x-mimeole", 9},
};

static uint64_t hash_message_id(const struct mail *mail, struct slice value) {
    struct shape shape = {.size = 0};
    struct message_id id = shape_split_id(value);
    if (!id.given)
        return 0;
    shape_add(&shape, id.bracketed ? '<' : ' ');
    shape_add(&shape, shape_host_relation(mail, id.host));
    shape_add_id(&shape, id.left);
    return shape_hash(&shape);
}

static uint64_t hash_boundary(const char *boundary) {
    struct shape shape = {.size = 0};
    if (*boundary)
        shape_add_id(&shape, slice_from_string(boundary));
    return shape_hash(&shape);
}

static uint64_t hash_date(struct slice value) {
    struct shape shape = {.size = 0};
    shape_add_date(&shape, value);
    return shape_hash(&shape);
}

/* What stands between the colon and the value. */
static char space_form(struct slice value) {
    if (value.size && (*value.data == ' ' || *value.data == '\t'))
        return *value.data;
    return value.size && isspace((unsigned char)*value.data) ? 'n' : ':';
}

static uint64_t hash_folding(const struct header *const *core) {
    struct shape shape = {.size = 0};
    for (size_t i = 0; i < CORE_COUNT; i++) {
        if (!core[i])
            continue;
        struct slice name = core[i]->name, value = core[i]->value;
        for (size_t j = 0; j < name.size; j++)
            shape_add(&shape, isupper((unsigned char)name.data[j]) ? 'A' : 'a');
        shape_add(&shape, space_form(value));
        if (i == CORE_FROM || i == CORE_TO)
            shape_add_address(&shape, value);
        else if (i == CORE_CONTENT_TYPE)
            shape_add_parameters(&shape, value);
    }
    return shape_hash(&shape);
}

static uint64_t hash_tree(struct arena *arena, const char *mime_shape) {
    const char *layout = layout_text(arena, mime_shape, false);
    return *layout ? XXH3_64bits(layout, strlen(layout)) : 0;
}

static uint64_t hash_mailer(struct mail *mail, const struct head *head) {
    const struct header *header = head_find(head, "x-mailer", 0);
    if (!header)
        header = head_find(head, "user-agent", 0);
    const char *value = header ? head_unfold(mail->arena, header->value) : "";
    return *value ? XXH3_64bits(value, strlen(value)) : 0;
}

static enum core core_of(struct slice name) {
    for (enum core i = 0; i < CORE_COUNT; i++)
        if (core_headers[i].length == name.size && !strncasecmp(core_headers[i].name, name.data, name.size))
            return i;
    return CORE_COUNT;
}

void dialect_read(struct mail *mail, const struct head *head, const char *mime_shape, const char *boundary) {
    const struct header *core[CORE_COUNT] = {NULL};
    struct shape order = {.size = 0};
    for (size_t i = 0; i < head->count; i++) {
        enum core found = core_of(head->headers[i].name);
        if (found == CORE_COUNT)
            continue;
        shape_add(&order, (char)('a' + (int)found));
        if (!core[found])
            core[found] = &head->headers[i];
    }
    mail->traits[TRAIT_HEADER_ORDER] = shape_hash(&order);
    mail->traits[TRAIT_FOLDING] = hash_folding(core);
    if (core[CORE_MESSAGE_ID])
        mail->traits[TRAIT_MESSAGE_ID] = hash_message_id(mail, core[CORE_MESSAGE_ID]->value);
    if (core[CORE_DATE])
        mail->traits[TRAIT_DATE] = hash_date(core[CORE_DATE]->value);
    mail->traits[TRAIT_BOUNDARY] = hash_boundary(boundary);
    mail->traits[TRAIT_MIME] = hash_tree(mail->arena, mime_shape);
    mail->traits[TRAIT_MAILER] = hash_mailer(mail, head);
}
