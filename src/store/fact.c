/* Reads the campaign's mails one by one and counts in how many of them each thing is. A returned mail counts
 * for what was returned, but not for the host that returned it. */
#include "store/fact.h"

#include <stdio.h>
#include <string.h>

#include "mail/mail.h"
#include "store/base.h"
#include "store/message.h"
#include "store/tally.h"

/* A key of the tallies: the kind as a letter, then the value. */
struct gathering {
    struct tally all;
    struct tally seen; /* in the mail at hand: a thing counts once a mail */
    struct arena *arena;
    int64_t received;
};

const char *store_fact_kind_name(enum store_fact_kind kind) {
    static const char *const names[FACT_KINDS] = {"source_ip",      "from_domain", "subject",
                                                  "link_domain",    "phone",       "attachment_sha256",
                                                  "attachment_name"};
    return names[kind];
}

static void add(struct gathering *gathering, enum store_fact_kind kind, const char *value) {
    if (!*value)
        return;
    const char *key = arena_printf(gathering->arena, "%c%s", 'a' + (int)kind, value);
    if (tally_add(&gathering->seen, slice_from_string(key), TIME_NONE)->count == 1)
        tally_add(&gathering->all, slice_from_string(key), gathering->received);
}

static void add_attachment(struct gathering *gathering, const struct mail_attachment *attachment) {
    char hash[2 * sizeof attachment->sha256 + 1];
    for (size_t i = 0; i < sizeof attachment->sha256; i++)
        snprintf(hash + 2 * i, 3, "%02x", attachment->sha256[i]);
    add(gathering, FACT_ATTACHMENT_SHA256, hash);
    add(gathering, FACT_ATTACHMENT_NAME, attachment->name);
}

static void add_mail(struct gathering *gathering, const struct mail *mail) {
    const char *at = strrchr(mail->from.address, '@');
    add(gathering, FACT_SUBJECT, mail->subject);
    add(gathering, FACT_FROM_DOMAIN, at ? at + 1 : "");
    for (size_t i = 0; i < mail->link_count; i++)
        if (!mail->links[i].image)
            add(gathering, FACT_LINK_DOMAIN, mail->links[i].domain);
    for (size_t i = 0; i < mail->phone_count; i++)
        add(gathering, FACT_PHONE, mail->phones[i]);
    for (size_t i = 0; i < mail->attachment_count; i++)
        add_attachment(gathering, &mail->attachments[i]);
}

static bool add_message(struct gathering *gathering, struct store *store, const struct store_message *message,
                        struct error *error) {
    struct slice bytes;
    if (message->copy || *message->unreadable)
        return true;
    arena_reset(gathering->arena);
    tally_clear(&gathering->seen);
    gathering->received = message->received;
    if (!store_mail_bytes(store, (int64_t)message->seq, &bytes, error))
        return false;
    const struct mail *mail = mail_parse(gathering->arena, bytes, NULL, NULL);
    if (!message->indirect)
        add(gathering, FACT_SOURCE_IP, message->src_ip);
    add_mail(gathering, mail->returned ? mail->returned : mail);
    return true;
}

static bool gather(struct gathering *gathering, struct store *store, const char *id, struct error *error) {
    struct store_messages *messages = store_messages_open(store, id, error);
    struct store_message message;
    enum store_step step = messages ? STORE_ROW : STORE_FAILED;
    while (step == STORE_ROW && (step = store_messages_next(messages, &message, error)) == STORE_ROW)
        if (!add_message(gathering, store, &message, error))
            step = STORE_FAILED;
    store_messages_close(messages);
    return step == STORE_END;
}

static void take(struct store_facts *facts, struct arena *arena, const struct tally *tally,
                 enum store_fact_kind kind, size_t limit) {
    size_t begin = facts->count;
    for (size_t i = 0; i < tally->count && (!limit || facts->count - begin < limit); i++) {
        const struct tally_entry *entry = &tally->entries[i];
        if (entry->key.data[0] == 'a' + (int)kind)
            facts->facts[facts->count++] =
                (struct store_fact){.kind = kind,
                                    .value = arena_string(arena, entry->key.data + 1),
                                    .messages = entry->count,
                                    .first_seen = entry->first,
                                    .last_seen = entry->last};
    }
}

bool store_facts(struct store *store, struct arena *arena, const char *id, size_t limit,
                 struct store_facts *facts, struct error *error) {
    struct gathering gathering = {.arena = arena_new()};
    mail_initialize();
    *facts = (struct store_facts){0};
    bool good = gather(&gathering, store, id, error);
    if (good) {
        tally_sort(&gathering.all);
        facts->facts = arena_alloc(arena, gathering.all.count * sizeof *facts->facts);
        for (enum store_fact_kind kind = 0; kind < FACT_KINDS; kind++)
            take(facts, arena, &gathering.all, kind, limit);
    }
    tally_free(&gathering.all);
    tally_free(&gathering.seen);
    arena_free(gathering.arena);
    return good;
}
