/* How one mail was made and sent, in 64 bits: what the column mail.trace holds, so that the campaigns of any
 * size are counted by one statement and no mail is parsed again. See trace.c. */
#ifndef WEIR_STORE_TRACE_H
#define WEIR_STORE_TRACE_H

#include "mail/sender.h"
#include "print/print.h"

/* What was done so that filters see something else than readers; a bit each. */
enum trace_sign {
    TRACE_HIDDEN = 1 << 0,    /* text that its reader does not see, or another text beside the one shown */
    TRACE_SPLIT = 1 << 1,     /* words cut by markup */
    TRACE_DISGUISED = 1 << 2, /* words with digits for letters, letters of other scripts, letters set apart */
    TRACE_RANDOM = 1 << 3,    /* strings of random letters */
    TRACE_STRUCTURE = 1 << 4, /* built so that programs read it otherwise than readers do */
    TRACE_PICTURE = 1 << 5,   /* what it says is said by a picture */
    TRACE_BULK = 1 << 6,      /* says that it is bulk or of a list */
};

/* A text by the least shingle of each of so many classes of them; equal ones for equal text. Two texts that
 * share a part p of their shingles have a class in common with a chance of p, and 1 in TRACE_TEXT_VALUES of
 * the rest. */
#define TRACE_TEXT_CLASSES 8
#define TRACE_TEXT_VALUES  7

struct trace {
    struct sender_traits sender;
    enum mail_result spf, dkim, dmarc;
    unsigned signs;                   /* of enum trace_sign */
    uint8_t text[TRACE_TEXT_CLASSES]; /* 1 to TRACE_TEXT_VALUES; 0: no such shingle */
    uint16_t picture;                 /* hash of the first picture attached, 12 bits; 0 none */
};

/* print: of the same mail. */
void trace_read(const struct mail *mail, const struct print *print, struct trace *trace);
/* As the store keeps it. All bits are used. */
int64_t trace_pack(const struct trace *trace);
void trace_unpack(int64_t value, struct trace *trace);

#endif
