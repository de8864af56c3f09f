/* Redaction: all that leaves the house goes through here. What would tell whose mail this was (recipients'
 * addresses, local parts and names, the feed's own hosts, ids by which a recipient is known) and whose name a
 * sender took is replaced; the rest stays byte for byte. See docs/redaction.md.
 *
 *   "[recipient]"  a recipient: address, local part, name, also encoded in a link; whoever is greeted by name
 *   "[sender]"     address or name of whom a mail says to be from
 *   "[trap host]"  a host of the feed's own
 *   "[id]"         what stands for one recipient or one mail: random strings of links, message and queue ids
 *
 * Everything given must be decoded already: text as struct mail has it. Results are the arena's, or the text
 * itself where nothing is replaced. Where the store cannot be read, too much is replaced, never too little. A
 * struct redactor belongs to one thread. */
#ifndef WEIR_PUBLISH_REDACT_H
#define WEIR_PUBLISH_REDACT_H

#include "mail/mail.h"
#include "store/store.h"

struct redactor;

/* Knows the people of the store, which outlives it; another process may write to the store meanwhile. NULL
 * with error set. store NULL: knows only whom redactor_add() names, takes no word for an ordinary one, and
 * makes no tokens. */
struct redactor *redactor_open(struct store *store, struct error *error);
void redactor_close(struct redactor *redactor);
/* Learns the people of a mail that is not in the store. */
void redactor_add(struct redactor *redactor, const struct mail *mail);
/* Learns a host or domain of the feed's own, and so every address there. */
void redactor_add_host(struct redactor *redactor, const char *host);

/* A subject, body, phrase, or anything else that is text; links in it are treated as links. */
const char *redact_text(struct redactor *redactor, struct arena *arena, const char *text);
/* A URL, or a part of one. */
const char *redact_link(struct redactor *redactor, struct arena *arena, const char *url);
const char *redact_file_name(struct redactor *redactor, struct arena *arena, const char *name);
/* The value of the header of this name, unfolded and decoded. In those that list people all are replaced,
 * known or not (but senders that go by no person's name); in Received and Message-ID all ids. */
const char *redact_header(struct redactor *redactor, struct arena *arena, const char *name,
                          const char *value);
/* Whether redact_text() would leave it as it is: then it may stand in a signature. */
bool redact_is_clean(struct redactor *redactor, const char *text);
/* Whether the text, which stands where a person is named (a slot of a template), is a recipient: also a local
 * part that is an ordinary word. */
bool redact_is_recipient(struct redactor *redactor, const char *text);

/* The address as RFC 6590 has it, for what must stay joinable: "TOKEN@host", the same for the same local part
 * (in any case) in everything that is published of this store, and of no other. A host of the feed's own is a
 * token, too: "TOKEN@TOKEN.invalid". */
const char *redact_token(struct redactor *redactor, struct arena *arena, const char *address);

/* What `--no-redact` says on standard error before anything is written. */
const char *redact_off_warning(void);
/* What it marks what is written with, one line, without the signs of a comment. */
const char *redact_off_mark(void);

#endif
