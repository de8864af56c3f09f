/* Attached pictures: finds them in the stored mail, groups those that look alike, reads some of each group,
 * and lets the campaigns follow. What is read in a picture counts for all mail of its group. */
#ifndef WEIR_STORE_OCR_H
#define WEIR_STORE_OCR_H

#include "base/arena.h"
#include "store/store.h"

enum ocr_stage {
    OCR_LOOKING, /* at mail, for pictures */
    OCR_READING, /* pictures */
};

struct ocr_settings {
    unsigned threads; /* processes that look into pictures; 0: one a processor */
    uint64_t limit;   /* read at most so many pictures in this run; 0: all that are due */
    void *context;
    /* done of all at this stage. May be NULL. */
    void (*progress)(void *context, enum ocr_stage stage, uint64_t done, uint64_t all);
};

struct ocr_counts {
    uint64_t mails;     /* looked at in this run */
    uint64_t read;      /* pictures read in this run */
    uint64_t failed;    /* pictures that could not be read or decoded, in this run */
    uint64_t told;      /* mails whose text has changed */
    uint64_t pictures;  /* different ones in the store */
    uint64_t groups;    /* of them */
    uint64_t read_ever; /* pictures read, in this run and before */
};

/* Durable when it returns true, and every few seconds on the way: a run that was killed is gone on with by
 * the next. store: STORE_CHANGE, in no transaction. The process has no other threads. */
bool store_ocr(struct store *store, const struct ocr_settings *settings, struct ocr_counts *counts,
               struct error *error);

/* What is read in the pictures of a mail, in the order of its parts, and in those that look like them: lines
 * of UTF-8, "" none. Memory is the arena's. NULL with error set. mail: the mail's number, which is the seq
 * of its first delivery. */
const char *store_picture_text(struct store *store, int64_t mail, struct arena *arena, struct error *error);

#endif
