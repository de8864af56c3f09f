/* The milter protocol as bytes: what a mail server sends to a filter. See milter_wire.c. */
#ifndef WEIR_BENCH_MILTER_WIRE_H
#define WEIR_BENCH_MILTER_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/slice.h"

#define MILTER_VERSION     6
#define MILTER_VERSION_OLD 2
/* From this version on filters know DATA. */
#define MILTER_VERSION_DATA 4
/* A body is sent in chunks of at most so many bytes (MILTER_CHUNK_SIZE), and so much is in any packet of a
 * header, its command, name and both ends of strings included (MILTER_MAX_DATA_SIZE): libmilter closes on
 * larger ones. */
#define MILTER_CHUNK_BYTES 65535

/* Stages of a mail, in order, as commands; each is answered. */
enum milter_stage {
    MILTER_CONNECT,
    MILTER_HELO,
    MILTER_MAIL,
    MILTER_RCPT,
    MILTER_DATA,
    MILTER_HEADER,
    MILTER_EOH,
    MILTER_BODY,
    MILTER_END, /* of the body: the verdict */
    MILTER_STAGES
};
/* "CONNECT", "RCPT"; for messages. */
const char *milter_stage_name(enum milter_stage stage);

/* What the filter may do to a mail: all that there is (SMFIF_ADDHDRS to SMFIF_SETSYMLIST). */
#define MILTER_ACTIONS     UINT32_C(0x1ff)
#define MILTER_ACTIONS_OLD UINT32_C(0x3f)
/* What it may wish of the protocol: all steps left out, all answers left out (SMFIP_NOCONNECT to
 * SMFIP_HDR_LEADSPC); of version 2, SMFIP_NOCONNECT to SMFIP_NOEOH. */
#define MILTER_WISHES     UINT32_C(0x1fffff)
#define MILTER_WISHES_OLD UINT32_C(0x7f)

struct milter_options {
    uint32_t version, actions, wishes;
};
/* Does the filter not want this stage? Does it want it, but not answer? */
bool milter_is_left_out(const struct milter_options *options, enum milter_stage stage);
bool milter_is_silent(const struct milter_options *options, enum milter_stage stage);
/* May it say that it needs no more of the body? Does it want the space behind a header's colon? */
bool milter_may_skip(const struct milter_options *options);
bool milter_wants_space(const struct milter_options *options);

/* What a filter answers, by its byte. */
enum milter_code {
    MILTER_CODE_OPTIONS = 'O',
    /* These end a stage: */
    MILTER_CODE_CONTINUE = 'c',
    MILTER_CODE_ACCEPT = 'a',
    MILTER_CODE_REJECT = 'r',
    MILTER_CODE_DISCARD = 'd',
    MILTER_CODE_TEMPFAIL = 't',
    MILTER_CODE_REPLY = 'y',
    MILTER_CODE_SKIP = 's',
    MILTER_CODE_FAIL = 'f',     /* the connection (SMFIR_CONN_FAIL) */
    MILTER_CODE_SHUTDOWN = '4', /* the same with 421 (SMFIR_SHUTDOWN) */
    /* These do not: */
    MILTER_CODE_PROGRESS = 'p',
    MILTER_CODE_ADD_HEADER = 'h',
    MILTER_CODE_INSERT_HEADER = 'i',
    MILTER_CODE_CHANGE_HEADER = 'm',
    MILTER_CODE_BODY = 'b',
    MILTER_CODE_ADD_RECIPIENT = '+',
    MILTER_CODE_ADD_RECIPIENT_MORE = '2', /* with parameters of ESMTP */
    MILTER_CODE_REMOVE_RECIPIENT = '-',
    MILTER_CODE_CHANGE_FROM = 'e',
    MILTER_CODE_QUARANTINE = 'q',
};

/* A packet: 32 bits of size, most significant byte first, which count what follows: a byte that says what it
 * is, and data. All of these append. */
void milter_write_options(const struct milter_options *options, struct buffer *into);
struct milter_macro {
    const char *name, *value;
};
/* What is known beside a stage, sent before it; those whose value is "" are left out. */
void milter_write_macros(enum milter_stage stage, const struct milter_macro *macros, size_t count,
                         struct buffer *into);
/* client: canonical address, "" unknown. */
void milter_write_connect(const char *client_name, const char *client, struct buffer *into);
/* HELO, MAIL, RCPT. */
void milter_write_text(enum milter_stage stage, const char *text, struct buffer *into);
/* value: as it stands behind the colon, lines ended by CRLF; space: its first one is kept. Cut where it is
 * longer than a packet may be. */
void milter_write_header(struct slice name, struct slice value, bool space, struct buffer *into);
/* chunk: at most MILTER_CHUNK_BYTES. */
void milter_write_body(struct slice chunk, struct buffer *into);
/* DATA, EOH, END. */
void milter_write_stage(enum milter_stage stage, struct buffer *into);
/* Before the connection is closed, wherever the mail is: ABORT is right at any time, and QUIT follows. */
void milter_write_quit(struct buffer *into);

/* Takes the next header off a mail whose lines end in CRLF; value: as it stands, without its last line end.
 * false where no header is: an empty line, or a line that a mail server takes for the body. */
bool milter_next_header(struct slice *rest, struct slice *name, struct slice *value);
/* Takes the empty line between head and body off, if there is one. */
void milter_skip_empty(struct slice *rest);

/* What the filter makes of the offer. false: data is no such answer, or asks for what was not offered. */
bool milter_read_options(struct slice data, const struct milter_options *offer,
                         struct milter_options *options);

#endif
