/* Sections of settings, read by a table of what may stand in them. See setting.c. */
#ifndef WEIR_BASE_SETTING_H
#define WEIR_BASE_SETTING_H

#include "base/arena.h"
#include "base/error.h"
#include "base/ucl.h"

enum setting_kind {
    SETTING_TEXT,   /* const char *, one line */
    SETTING_COUNT,  /* uint64_t */
    SETTING_SMALL,  /* unsigned */
    SETTING_NUMBER, /* double */
    SETTING_TIME,   /* int64_t */
    SETTING_WAIT,   /* int64_t, milliseconds: "500 ms", "30 s", "10 min", "2 h"; a number alone is seconds */
    SETTING_TRUTH,  /* bool */
    SETTING_TEXTS,  /* const char *const *, and behind it size_t */
    SETTING_OTHER,  /* read by `read` */
};

/* Where a value stands, for complaints: "campaigns.january". */
struct setting_place {
    struct arena *arena;
    const char *path; /* "" at the top */
    void *world;      /* what is read as a whole, for references */
    struct error *error;
};

/* into: the struct of the section. */
typedef bool setting_read(const struct setting_place *place, const struct ucl_value *value, void *into);

struct setting {
    const char *name;
    enum setting_kind kind;
    size_t offset;      /* of the member in the section's struct */
    double least, most; /* of numbers; of waits in milliseconds */
    bool many;          /* may be given more than once */
    setting_read *read;
};

/* Reads a section into a struct that holds the defaults. */
bool settings_read(const struct setting_place *place, const struct setting *settings, size_t count,
                   const struct ucl_value *section, void *into);
/* A section whose settings go to several structs, each with its table; no name is in two of them. */
struct setting_part {
    const struct setting *settings;
    size_t count;
    void *into;
};
bool settings_read_parts(const struct setting_place *place, const struct setting_part *parts,
                         size_t part_count, const struct ucl_value *section);
/* The place of a section within. */
struct setting_place setting_within(const struct setting_place *place, const char *name);
/* A number within the bounds, both included. */
bool setting_number(const struct setting_place *place, const struct ucl_value *value, double least,
                    double most, double *into);
/* yes or no. */
bool setting_truth(const struct setting_place *place, const struct ucl_value *value, bool *into);
/* One line of harmless text. */
bool setting_text(const struct setting_place *place, const struct ucl_value *value, const char **into);
/* A name that files, tables and commands can bear: letters, digits, - and _. */
bool setting_name(const struct setting_place *place, const struct ucl_value *value);
/* Fills the error: "line 3: campaigns.january.rate: ..."; returns false. */
bool setting_refuse(const struct setting_place *place, const struct ucl_value *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
