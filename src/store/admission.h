/* Which mail a run may take in: a feed holds either real or simulated mail, and so does a store, unless the
 * user has them mixed. */
#ifndef WEIR_STORE_ADMISSION_H
#define WEIR_STORE_ADMISSION_H

#include "store/base.h"
#include "store/feed.h"
#include "store/ingest.h"

struct admission {
    struct store *store;
    const struct ingest_settings *settings;
    struct ingest_counts *counts;
    struct arena *arena;
    struct store_feed feed; /* id 0: it is new, and nothing was taken in yet */
    bool decided;           /* the feed's sort is known */
    bool simulated;
    bool store_has[2]; /* real mail, simulated mail */
};

/* In the transaction that takes mail in. false: the feed has another role than the settings ask for, or
 * error. arena: lives as long. */
bool admission_open(struct admission *admission, struct store *store, struct arena *arena,
                    const struct ingest_settings *settings, struct ingest_counts *counts,
                    struct error *error);

/* What is asked for: a new mail by its digest, a copy by the mail that it repeats. */
enum mail_sort { MAIL_REAL, MAIL_SIMULATED, MAIL_UNREAD };
bool admission_sort(struct admission *admission, int64_t mail, enum mail_sort *sort, struct error *error);
/* *admitted: it is to be taken in, and the feed is there for it; else it is counted as left out. In order of
 * the messages, since the first that is taken in decides what the feed holds. What cannot be read decides
 * nothing and is taken in. */
bool admission_ask(struct admission *admission, enum mail_sort sort, bool *admitted, struct error *error);

#endif
