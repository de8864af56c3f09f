/* Shapes: what stays of an id, a date or an address when its values are taken off, so that what one program
 * writes looks the same each time. Printable, except where the mail itself is not. */
#ifndef WEIR_MAIL_SHAPE_H
#define WEIR_MAIL_SHAPE_H

#include "mail/mail.h"

/* Room for one shape; a longer one is cut, and means the same. */
#define SHAPE_BYTES ((size_t)256)

/* Empty with size 0. */
struct shape {
    char data[SHAPE_BYTES];
    size_t size;
};

void shape_add(struct shape *shape, char c);
/* 0 for the empty one. */
uint64_t shape_hash(const struct shape *shape);

/* The rough length of each token (a to e), its separators, and behind them the union of the classes of bytes:
 * '@' and 1 digits, 2 and 4 hexadecimal letters of either case, 8 and 16 other letters. */
void shape_add_id(struct shape *shape, struct slice id);
/* Letters as one, digits counted, signs of the zone alike, comments empty. Whether the day is padded shows
 * only in the first nine days of a month, so it is left out, lest the shape change on the tenth. */
void shape_add_date(struct shape *shape, struct slice value);
/* Bare (b), quoted, encoded (=) name or none (0); address in angle brackets or not. */
void shape_add_address(struct shape *shape, struct slice value);
/* The white space of each fold (t, s), and of each parameter whether it is quoted. */
void shape_add_parameters(struct shape *shape, struct slice value);

/* Without space around. */
struct slice shape_trim(struct slice text);

struct message_id {
    struct slice left, host; /* of its last @ */
    bool given, bracketed;
};
struct message_id shape_split_id(struct slice value);
/* What the right side of a Message-ID has to do with the sender: F the domain of From, H the HELO, L a word
 * without dots, I an address, N another name, 0 nothing. */
char shape_host_relation(const struct mail *mail, struct slice host);

#endif
