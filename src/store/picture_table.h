/* The rows of attached pictures; for ocr_look.c and ocr_read.c. See schema.c for the tables. */
#ifndef WEIR_STORE_PICTURE_TABLE_H
#define WEIR_STORE_PICTURE_TABLE_H

#include <xxhash.h>

#include "picture/pool.h"
#include "store/database.h"

/* The groups of pictures, with what founded each: 144 bytes a group, and a look at all of them for a new
 * picture (a million in 20 ms). */
struct picture_groups {
    struct picture_group {
        int64_t id;
        struct perceptual look;
    } * groups;
    size_t count, capacity;
};

bool picture_groups_load(struct picture_groups *groups, struct database *database, struct error *error);
void picture_groups_free(struct picture_groups *groups);
/* The group of pictures that look most like this one, made where there is none. */
bool picture_groups_join(struct picture_groups *groups, struct database *database,
                         const struct perceptual *look, int64_t *group, struct error *error);

/* The file of these bytes, 0 if there is none. */
bool picture_table_find(struct database *database, XXH128_hash_t hash, int64_t *file, struct error *error);
/* group: 0 where the look failed. */
bool picture_table_add_file(struct database *database, XXH128_hash_t hash, size_t bytes,
                            const struct picture_result *look, int64_t group, int64_t *file,
                            struct error *error);
bool picture_table_add(struct database *database, int64_t mail, size_t number, int64_t file,
                       struct error *error);
/* What was read in a file of the group counts for all mail of it, which is to be told. text: UTF-8. */
bool picture_table_add_reading(struct database *database, int64_t file, int64_t group, struct slice text,
                               const struct picture_result *result, struct error *error);
/* Mail up to this number has been looked at. */
bool picture_table_set_mark(struct database *database, int64_t mail, struct error *error);

#endif
