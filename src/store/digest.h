/* What the store keeps of one message: the work of parsing threads, all that comes after is the writer's. */
#ifndef WEIR_STORE_DIGEST_H
#define WEIR_STORE_DIGEST_H

#include "base/buffer.h"
#include "mail/mail.h"
#include "print/print.h"
#include "store/person.h"
#include "store/term.h"

/* How a mail is made; see mail/making.h. Ids are positive. */
struct dialect {
    int64_t id;                  /* hash of those of its lines; 0 of an unreadable mail */
    int64_t lines[MAKING_COUNT]; /* hashes; 0: it says nothing of that */
    const char *texts[MAKING_COUNT];
};

struct digest {
    struct print print;
    const char *sender; /* "Name <address>" or one of the two */
    const char *subject;
    const char *unreadable; /* "" if it could be read: then there is a print */
    int64_t received;
    uint8_t address[16]; /* of the sending host; zeros unknown */
    enum mail_class mail_class;
    unsigned flags; /* of enum mail_flag */
    bool simulated;
    int64_t trace;               /* of trace.h */
    int64_t recipient, occasion; /* of occasion.h; 0 unknown */
    const uint64_t *terms;
    size_t term_count;
    struct dialect dialect; /* of a bounce what it returns */
    struct slice sighting;  /* what it says of instruments, a record of tout/record.h; empty: nothing */
    struct people people;
    const struct digest *report; /* what it is in a feed of feedback reports; NULL: the same */
};

/* Makes it that of the mail that is reported, if it is a report. */
void digest_unwrap(struct digest *digest);

/* A hash as an id: positive, as SQLite has them shortest. */
int64_t dialect_id(uint64_t hash);

/* Whether the sending host is known. */
bool digest_has_host(const struct digest *digest);

/* One thread's tools, kept from message to message. */
struct digester {
    struct arena *arena;
    struct term_set terms;
    struct buffer record;
    const struct trust *trust;
};

void digester_open(struct digester *digester, const struct trust *trust);
void digester_close(struct digester *digester);
/* from_line: of an mbox, NULL none. sender: the address of the sending host where the store has it, zeros for
 * none; NULL where it is to be found. The digest's memory is keep's. */
void digest_make(struct digester *digester, struct arena *keep, struct slice raw, const char *from_line,
                 const uint8_t *sender, struct digest *digest);

#endif
