/* What kind of host handed the message over, as far as the receiving server recorded it. See sender.c. */
#ifndef WEIR_MAIL_SENDER_H
#define WEIR_MAIL_SENDER_H

#include "mail/mail.h"

/* What the DNS says of its address. */
enum sender_reverse {
    SENDER_NAME_UNKNOWN, /* the receiving server did not record what it looked up */
    SENDER_NAMELESS,     /* it looked up, and there is none */
    SENDER_NAME_DOUBTFUL,
    SENDER_NAMED, /* and the name leads back to the address */
};

/* What it calls itself in HELO. */
enum sender_helo {
    SENDER_HELO_UNKNOWN,  /* not recorded */
    SENDER_HELO_PLAIN,    /* a domain name against which nothing speaks */
    SENDER_HELO_BARE,     /* no name in the DNS: "pc", "localhost", an inside address */
    SENDER_HELO_ADDRESS,  /* its own address */
    SENDER_HELO_OTHER,    /* of another domain than its looked-up name; often honest (vanity domains) */
    SENDER_HELO_ALIEN,    /* a home line that calls itself a host of another domain */
    SENDER_HELO_BORROWED, /* a known provider's, which it is not, or another host's public address */
    SENDER_HELO_OURS,     /* the receiver's own, or a recipient's */
};
/* From this on it is taken for a fake. */
#define SENDER_HELO_FAKE SENDER_HELO_ALIEN

struct sender_traits {
    enum sender_reverse reverse;
    enum sender_helo helo;
    bool home;         /* looks like a line to a home or small office */
    unsigned provider; /* number of a known mail provider, 0 none; see data/providers.txt */
};

/* Fills traits; all zeros where the sending host is not known. */
void sender_classify(const struct mail *mail, struct sender_traits *traits);

/* What a name, as looked up for an address, is given to. */
enum sender_name_kind {
    SENDER_NAME_OF_SERVER, /* or of nothing that shows */
    SENDER_NAME_GENERIC,   /* made of the address */
    SENDER_NAME_OF_LINE,   /* called a line */
};

/* domain: the registrable domain of name, its end. Both in lower case. */
enum sender_name_kind sender_name_kind(const char *name, const char *domain, const uint8_t address[16]);
/* Whether it holds the address, or that of a modem. */
bool sender_name_has_address(const char *name, const char *domain, const uint8_t address[16]);

/* NULL: there is none of that number. */
const char *sender_provider_name(unsigned provider);
#define SENDER_PROVIDERS 64

#endif
