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

static uint64_t hash_folding(const struct header *const *found) {
    struct shape shape = {.size = 0};
    for (enum header_name i = NAME_NONE + 1; i <= NAME_CORE_LAST; i++) {
        if (!found[i])
            continue;
        struct slice name = found[i]->name, value = found[i]->value;
        for (size_t j = 0; j < name.size; j++)
            shape_add(&shape, isupper((unsigned char)name.data[j]) ? 'A' : 'a');
        shape_add(&shape, space_form(value));
        if (i == NAME_FROM || i == NAME_TO)
            shape_add_address(&shape, value);
        else if (i == NAME_CONTENT_TYPE)
            shape_add_parameters(&shape, value);
    }
    return shape_hash(&shape);
}

static uint64_t hash_tree(struct arena *arena, const char *mime_shape) {
    const char *layout = layout_text(arena, mime_shape, false);
    return *layout ? XXH3_64bits(layout, strlen(layout)) : 0;
}

static uint64_t hash_mailer(struct mail *mail, const struct written_head *written) {
    const struct header *header = written->found[NAME_X_MAILER];
    if (!header)
        header = written->found[NAME_USER_AGENT];
    const char *value = header ? head_unfold(mail->arena, header->value) : "";
    return *value ? XXH3_64bits(value, strlen(value)) : 0;
}

static uint64_t hash_order(const struct written_head *written) {
    struct shape order = {.size = 0};
    for (size_t i = 0; i < written->head->count; i++) {
        enum header_name name = written->kinds[i].name;
        if (name != NAME_NONE && name <= NAME_CORE_LAST)
            shape_add(&order, (char)('a' + (name - 1)));
    }
    return shape_hash(&order);
}

void dialect_read(struct mail *mail, const struct written_head *written, const char *mime_shape,
                  const char *boundary) {
    const struct header *const *found = written->found;
    mail->traits[TRAIT_HEADER_ORDER] = hash_order(written);
    mail->traits[TRAIT_FOLDING] = hash_folding(found);
    if (found[NAME_MESSAGE_ID])
        mail->traits[TRAIT_MESSAGE_ID] = hash_message_id(mail, found[NAME_MESSAGE_ID]->value);
    if (found[NAME_DATE])
        mail->traits[TRAIT_DATE] = hash_date(found[NAME_DATE]->value);
    mail->traits[TRAIT_BOUNDARY] = hash_boundary(boundary);
    mail->traits[TRAIT_MIME] = hash_tree(mail->arena, mime_shape);
    mail->traits[TRAIT_MAILER] = hash_mailer(mail, written);
}
