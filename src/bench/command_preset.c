/* How filters of Debian 12 that are commands are asked, so that they only read what they have learnt. From
 * their manuals:
 *
 *   bogofilter(1)  Exit status 0 spam, 1 ham, 2 unsure (with two cutoffs in its configuration), 3 error.
 *                  unsure passes: its manual would have such mail in a folder to be looked at, or in the
 *                  inbox. -T: a line of letter and spamicity. Without -u it learns nothing.
 *   spamprobe(1)   `score` is `receive` that changes nothing; a line of SPAM or GOOD, score, digest. -R: the
 *                  whole input is one mail. Exit status 1 also means that it failed, so the line decides.
 *   bsfilter(1)    Exit status 0 spam, 1 not; 1 also when Ruby ends it, so the line with the probability
 *                  must be there, too, which it prints of a named file alone. Without -a it learns nothing.
 *   crm114         mailreaver.crm, its "standard script": --stats_only prints pR and neither keeps nor
 *                  changes the mail. pR up to -5 is spam, from 5 on good, between unsure (mailfilter.cf,
 *                  :spam_threshold:), which passes. The database is a folder of mailfilter.cf, .mfp and .css
 *                  files; the scripts are the package's. Whether it logs to allmail.txt there, mailfilter.cf
 *                  says.
 */
#include "bench/command_preset.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

#define WORDS 8

struct preset {
    const char *name;
    const char *words[WORDS]; /* %s stands for the database */
    const char *version[WORDS];
    const char *model; /* files of what it has learnt */
    const char *patterns[COMMAND_PATTERNS];
    const char *block_status, *pass_status; /* digits */
    bool lower_is_spam;
    double block_score;
};

static const struct preset presets[] = {
    {
        .name = "bogofilter",
        .words = {"bogofilter", "-T", "-d", "%s"},
        .version = {"bogofilter", "-V"},
        .model = "wordlist.db",
        .patterns =
            {[PATTERN_SCORE] = "^[SHU] ([0-9.e+-]+)$", [PATTERN_VERSION] = "^(bogofilter version [0-9.]+)"},
        .block_status = "0",
        .pass_status = "12",
        .block_score = NAN,
    },
    {
        .name = "spamprobe",
        .words = {"spamprobe", "-R", "-d", "%s", "score"},
        .version = {"spamprobe", "-V"},
        .model = "sp_words",
        .patterns = {[PATTERN_BLOCK] = "^SPAM ",
                     [PATTERN_PASS] = "^GOOD ",
                     [PATTERN_SCORE] = "^[A-Z]+ ([0-9.e+-]+) ",
                     [PATTERN_VERSION] = "^(SpamProbe v[^ ]+)"},
        .block_status = "",
        .pass_status = "",
        .block_score = NAN,
    },
    {
        .name = "bsfilter",
        .words = {"bsfilter", "--homedir", "%s", "/dev/stdin"},
        .version = {"bsfilter", "--help"},
        .model = "*.pag",
        .patterns = {[PATTERN_SCORE] = "^combined probability /dev/stdin [0-9]+ ([0-9.e+-]+)$",
                     [PATTERN_VERSION] = "^RELEASE\n[[:space:]]*([0-9.]+)"},
        .block_status = "0",
        .pass_status = "1",
        .block_score = NAN,
    },
    {
        .name = "crm114",
        .words = {"crm", "-u", "/usr/share/crm114", "mailreaver.crm", "--fileprefix=%s/", "--stats_only"},
        .version = {"crm", "-v"},
        .model = "*.css",
        .patterns = {[PATTERN_SCORE] = "^ *(-?[0-9.]+) *$", [PATTERN_VERSION] = "(CRM114, version [0-9]+)"},
        .block_status = "",
        .pass_status = "",
        .lower_is_spam = true,
        .block_score = 5,
    },
};
#define PRESETS (sizeof presets / sizeof *presets)

const char *command_preset_names(void) {
    return "bogofilter, spamprobe, bsfilter, crm114";
}

/* NULL-terminated, with the database in place of %s. */
static const char *const *words_of(struct arena *arena, const char *const words[WORDS], const char *database,
                                   size_t *count) {
    const char **made = arena_alloc(arena, (WORDS + 1) * sizeof *made);
    for (*count = 0; *count < WORDS && words[*count]; ++*count) {
        const char *word = words[*count], *at = strstr(word, "%s");
        made[*count] = at ? arena_printf(arena, "%.*s%s%s", (int)(at - word), word, database, at + 2) : word;
    }
    return made;
}

static void add_statuses(struct command_settings *settings, const char *digits, enum answer_state meaning) {
    for (; *digits; digits++) {
        settings->decides[*digits - '0'] = true;
        settings->means[*digits - '0'] = meaning;
    }
}

/* The filter would make a folder that is not there, and call every mail wanted. */
static bool check_database(const struct command_settings *settings, struct error *error) {
    struct stat there;
    if (*settings->database != '/')
        return error_set(error,
                         "preset %s wants `database`: the whole path of the folder of what it has learnt",
                         settings->preset);
    return (!stat(settings->database, &there) && S_ISDIR(there.st_mode)) ||
           error_set(error, "database %s is no folder: train %s first", settings->database, settings->preset);
}

static bool decides_something(const struct command_settings *settings) {
    bool decides = !isnan(settings->block_score) || *settings->patterns[PATTERN_BLOCK] ||
                   *settings->patterns[PATTERN_PASS];
    for (size_t i = 0; i < COMMAND_STATUSES; i++)
        decides = decides || settings->decides[i];
    return decides;
}

bool command_preset_apply(struct arena *arena, struct command_settings *settings, struct error *error) {
    size_t i = 0;
    while (i < PRESETS && strcmp(presets[i].name, settings->preset) != 0)
        i++;
    if (i == PRESETS)
        return error_set(error, "unknown preset '%s'; known are %s", settings->preset,
                         command_preset_names());
    const struct preset *preset = &presets[i];
    if (!check_database(settings, error))
        return false;
    bool own_judgement = decides_something(settings);
    for (size_t j = 0; j < COMMAND_PATTERNS; j++)
        if (!*settings->patterns[j] && preset->patterns[j] && (!own_judgement || j >= PATTERN_SCORE))
            settings->patterns[j] = preset->patterns[j];
    if (!own_judgement) {
        add_statuses(settings, preset->block_status, ANSWER_BLOCK);
        add_statuses(settings, preset->pass_status, ANSWER_PASS);
        settings->block_score = preset->block_score;
    }
    settings->model = preset->model;
    settings->lower_is_spam = settings->lower_is_spam || preset->lower_is_spam;
    if (!settings->command_count)
        settings->command = words_of(arena, preset->words, settings->database, &settings->command_count);
    if (!settings->version_command_count)
        settings->version_command =
            words_of(arena, preset->version, settings->database, &settings->version_command_count);
    return true;
}
