/* The settings of products that speak SMTP or LMTP. See smtp_settings.c. */
#ifndef WEIR_BENCH_SMTP_SETTINGS_H
#define WEIR_BENCH_SMTP_SETTINGS_H

#include "bench/product.h"
#include "bench/smtp_letter.h"

struct smtp_settings {
    const char *back_end;             /* as written */
    struct endpoint back_end_address; /* of it */
    enum smtp_client client;
    const char *client_header;    /* of SMTP_CLIENT_HEADER */
    const char *recipient_domain; /* a reserved one, unless outbound mail is sunk */
    bool outbound_is_sunk;        /* what the product sends reaches nobody */
    const char *const *tags;      /* of smtp_mark_compile() */
    size_t tag_count;
    const char *subject_tag, *score_pattern; /* NULL none */
    int64_t lost_after_ms;
    bool silence_blocks; /* what does not come out within it is blocked, not an error */
    unsigned session_mails;
};

enum { SMTP_SETTING_COUNT = 11 };
extern const struct setting smtp_settings[SMTP_SETTING_COUNT];
extern const struct smtp_settings smtp_settings_usual;

/* Whether they make sense together; weir hands mail only to where it ends. */
bool smtp_settings_check(struct arena *arena, struct product *product, struct error *error);

#endif
