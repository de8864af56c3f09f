/* How a sender makes his mail: a mail program that he pretends to be, and what he gets wrong about it. See
 * habit.c. */
#ifndef WEIR_SIMULATE_HABIT_H
#define WEIR_SIMULATE_HABIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum encoding { ENCODING_7BIT, ENCODING_QUOTED, ENCODING_8BIT, ENCODING_BASE64, ENCODING_COUNT };

/* What a host says in HELO. */
enum helo { HELO_WORD, HELO_ADDRESS, HELO_REVERSE, HELO_DOMAIN, HELO_RANDOM, HELO_COUNT };

/* Letters of the longest order, and of the longest pattern of an id, with what ends them. */
#define HABIT_HEADERS 16
#define HABIT_ID      40

/* A mail program. order: a letter a header, see message_head.c. Patterns of ids: %N and a letter stands for N
 * random signs: h hexadecimal, H the same in capitals, d digits, a small letters and digits, A all of them;
 * without a number: %f the domain of From, %e the HELO, %w a word, %n a name. */
struct program {
    const char *name;
    const char *order;
    const char *mailer;
    const char *id, *boundary;
    const char *charset;
    enum encoding encoding;
    bool alternative;  /* HTML comes with plain text beside it */
    unsigned markup;   /* see message_body.c */
    bool quotes_names; /* "Name" <address> */
    bool small_ids;    /* Message-Id and Mime-Version, spelt so */
};

struct habit {
    const struct program *program;
    char order[HABIT_HEADERS]; /* ends with 0 */
    const char *fold;          /* line end and white space */
    char id[HABIT_ID];
    const char *boundary;
    const char *extra; /* an invented header's name, "" none */
    const char *hop;   /* pattern of a forged Received header, "" none */
    const char *charset;
    enum encoding encoding;
    unsigned date;  /* form */
    unsigned to;    /* form */
    unsigned width; /* lines are wrapped at; 0: not */
    bool indented;  /* paragraphs begin with spaces */
    bool esmtp;
    enum helo helos[2]; /* the first more often */
};

/* A sender's, who goes by this key, when he pretends to be a program: always the same. */
void habit_make(uint64_t sender, const struct program *program, struct habit *habit);
/* Of a sender who really uses the program. */
void habit_genuine(const struct program *program, struct habit *habit);

/* NULL: there is none of that name. */
const struct program *program_find(const char *name);
/* Those of message_programs, by number. */
const struct program *program_number(uint64_t number);
/* Those that only wanted mail is made with. */
const struct program *program_newsletter(uint64_t number);

#endif
