/* The versions of the method, and the rates they make of counts.
 *
 * Weights and limits are not written here but in data/NAME.ucl, where each stands with its source, so that a
 * correction is one edit. The files are compiled in as text, read once when the first method is asked for,
 * and never change after; it is what a user sees with method_text().
 *
 * Rates are computed in long double: sums of weighted mails are decimal fractions, and what is printed is to
 * be the same as another program makes of the same counts. */
#include "bench/method.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/setting.h"
#include "bench/method_data.h"

/* Slower than anybody would call an answer. */
#define SPEED_SECONDS 86400
/* Rates are not known better than this. */
#define DIGITS_MOST 6

const double method_speed_shares[METHOD_SPEEDS] = {0.10, 0.50, 0.95, 0.98};
static const char *const speed_keys[METHOD_SPEEDS] = {"at_10", "at_50", "at_95", "at_98"};
static const char *const colour_names[] = {"green", "yellow", "orange", "red"};

/* Written once, under the flag. */
static struct {
    struct arena *arena; /* of names of awards; stays as long as the program */
    struct method items[METHOD_FILES];
} methods;
static pthread_once_t methods_flag = PTHREAD_ONCE_INIT;

const char *speed_colour_name(enum speed_colour colour) {
    return colour_names[colour];
}

static setting_read read_final_above, read_award_speed, read_speed, read_award;

static const struct setting award_settings[] = {
    {"final", SETTING_NUMBER, .offset = offsetof(struct award_limits, final), .least = 0, .most = 100},
    {"final_above", SETTING_OTHER, .read = read_final_above},
    {"sc", SETTING_NUMBER, .offset = offsetof(struct award_limits, sc), .least = 0, .most = 100},
    {"fp", SETTING_NUMBER, .offset = offsetof(struct award_limits, fp), .least = 0, .most = 100},
    {"newsletter_fp", SETTING_NUMBER, .offset = offsetof(struct award_limits, newsletter_fp), .least = 0,
     .most = 100},
    {"speed", SETTING_OTHER, .read = read_award_speed},
};

static const struct setting method_settings[] = {
    {"factor", SETTING_NUMBER, .offset = offsetof(struct method, factor), .least = 0, .most = 1000},
    {"weighted", SETTING_TRUTH, .offset = offsetof(struct method, weighted)},
    {"newsletter_weight", SETTING_NUMBER, .offset = offsetof(struct method, newsletter_weight), .least = 0,
     .most = 1},
    {"newsletter_cap", SETTING_NUMBER, .offset = offsetof(struct method, newsletter_cap), .least = 0,
     .most = 1},
    {"unwanted_weight", SETTING_NUMBER, .offset = offsetof(struct method, unwanted_weight), .least = 0,
     .most = 1},
    {"digits", SETTING_SMALL, .offset = offsetof(struct method, digits), .least = 0, .most = DIGITS_MOST},
    {"speed", SETTING_OTHER, .read = read_speed},
    {"award", SETTING_OTHER, .many = true, .read = read_award},
};
#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool read_final_above(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct award_limits *limits = into;
    limits->final_above = true;
    return setting_number(place, value, 0, 100, &limits->final);
}

/* The index of a word in a list of them; count: it is none of them. */
static size_t word_index(const char *word, const char *const *words, size_t count) {
    size_t i = 0;
    while (i < count && strcmp(words[i], word) != 0)
        i++;
    return i;
}

static bool read_award_speed(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct award_limits *limits = into;
    for (const struct ucl_value *point = value->first; point; point = point->next) {
        size_t which = word_index(point->key, speed_keys, METHOD_SPEEDS);
        size_t colour = word_index(point->string, colour_names, COUNT(colour_names));
        if (which == METHOD_SPEEDS || colour == COUNT(colour_names))
            return setting_refuse(place, point, "a colour of at_10, at_50, at_95 or at_98 is wanted");
        limits->speeds[which] = (enum speed_colour)colour;
    }
    return true;
}

static bool read_speed(const struct setting_place *place, const struct ucl_value *value, void *into) {
    static const struct setting settings[] = {
        {"green", SETTING_NUMBER, .offset = 0, .least = 0, .most = SPEED_SECONDS},
        {"yellow", SETTING_NUMBER, .offset = sizeof(double), .least = 0, .most = SPEED_SECONDS},
        {"orange", SETTING_NUMBER, .offset = 2 * sizeof(double), .least = 0, .most = SPEED_SECONDS},
    };
    return settings_read(place, settings, COUNT(settings), value, ((struct method *)into)->speed_seconds);
}

/* `award "NAME" { ... }`, the higher one first. */
static bool read_award(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct method *method = into;
    struct award_limits *limits = method->awards;
    if (*limits->name)
        limits++;
    if (*limits->name || value->kind != UCL_SECTION || !value->first || value->first->next)
        return setting_refuse(place, value, "award \"NAME\" { ... } is wanted, two of them at most");
    limits->name = value->first->key;
    return settings_read(place, award_settings, COUNT(award_settings), value->first, limits);
}

static bool method_read(struct arena *arena, const struct method_file *file, struct method *method,
                        struct error *error) {
    const struct setting_place place = {arena, file->name, NULL, error};
    const struct award_limits nothing = {.name = "",
                                         .final = NAN,
                                         .sc = NAN,
                                         .fp = NAN,
                                         .newsletter_fp = NAN,
                                         .speeds = {SPEED_RED, SPEED_RED, SPEED_RED, SPEED_RED}};
    *method =
        (struct method){.name = file->name, .speed_seconds = {NAN, NAN, NAN}, .awards = {nothing, nothing}};
    const struct ucl_value *section = ucl_read(arena, slice_from_string(file->text), error);
    return section && settings_read(&place, method_settings, COUNT(method_settings), section, method);
}

/* What is compiled in is right or the program is broken: the unit test reads it all. */
static void methods_read(void) {
    methods.arena = arena_new();
    struct error error;
    for (size_t i = 0; i < METHOD_FILES; i++) {
        if (!method_read(methods.arena, &method_files[i], &methods.items[i], &error)) {
            fprintf(stderr, "weir: %s.ucl as compiled in: %s\n", method_files[i].name, error.message);
            abort();
        }
    }
}

const struct method *method_at(size_t index) {
    pthread_once(&methods_flag, methods_read);
    return index < METHOD_FILES ? &methods.items[index] : NULL;
}

const struct method *method_named(const char *name) {
    const struct method *method;
    for (size_t i = 0; (method = method_at(i)); i++)
        if (!strcmp(method->name, name))
            return method;
    return NULL;
}

const char *method_text(const struct method *method) {
    for (size_t i = 0; i < METHOD_FILES; i++)
        if (!strcmp(method_files[i].name, method->name))
            return method_files[i].text;
    return "";
}

static long double per_cent(long double part, long double whole) {
    return whole > 0 ? 100 * part / whole : NAN;
}

/* Newsletter false positives count by their weight, and only up to a share of all newsletters. */
static long double weighted_per_cent(const struct method *method, const struct score_counts *counts) {
    long double weight = method->newsletter_weight;
    long double blocked =
        fminl(counts->newsletters_blocked, (long double)method->newsletter_cap * counts->newsletters);
    return per_cent(counts->ham_blocked + weight * blocked, counts->ham + weight * counts->newsletters);
}

void method_rates(const struct method *method, const struct score_counts *counts, struct score_rates *rates) {
    long double sc = per_cent(counts->spam_blocked, counts->spam);
    long double fp = per_cent(counts->ham_blocked, counts->ham);
    long double wfp = weighted_per_cent(method, counts);
    *rates = (struct score_rates){
        .sc = (double)sc,
        .fp = (double)fp,
        .newsletter_fp = (double)per_cent(counts->newsletters_blocked, counts->newsletters),
        .wfp = (double)wfp,
        .final = (double)(sc - method->factor * (method->weighted ? wfp : fp)),
    };
}
