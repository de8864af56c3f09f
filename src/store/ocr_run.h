/* One run of store_ocr(), as its stages share it. */
#ifndef WEIR_STORE_OCR_RUN_H
#define WEIR_STORE_OCR_RUN_H

#include "store/base.h"
#include "store/ocr.h"
#include "store/picture_table.h"

struct ocr_run {
    struct store *store;
    const struct ocr_settings *settings;
    struct ocr_counts *counts;
    struct picture_pool *pool;
    struct arena *arena; /* of the piece of work at hand */
    double last_commit, last_progress;
    struct error *error;
};

/* Commits, when it is time, what is then consistent. */
bool ocr_keep(struct ocr_run *run);
void ocr_report(struct ocr_run *run, enum ocr_stage stage, uint64_t done, uint64_t all);
/* The pictures of mail, in the run's arena. */
bool ocr_pictures(struct ocr_run *run, int64_t mail, struct mail_picture pictures[MAIL_PICTURES],
                  size_t *count);

/* The stages: pictures of new mail into groups; reading some of each group. */
bool ocr_look(struct ocr_run *run);
bool ocr_read(struct ocr_run *run);

#endif
