/* Filters that are commands: a process a mail, the mail on its standard input, judged by what it prints and
 * by its exit status, in this order:
 *
 *   1. a match of block_pattern blocks, of pass_pattern passes
 *   2. with block_score, the score that score_pattern finds: from there on it blocks, below it passes
 *   3. the exit status, as block_status, pass_status and later_status say
 *
 * A command that has a score_pattern gives a score of every mail: without one it has failed, whatever its
 * status says. What filters known by a preset print stands in command_preset.c. */
#include "bench/command.h"

#include <dirent.h>
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/time.h"
#include "bench/command_preset.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* --- settings --- */

static setting_read read_block, read_pass, read_later;

#define OFFSET(member) .offset = offsetof(struct command_settings, member)
static const struct setting command_settings[] = {
    {"preset", SETTING_TEXT, OFFSET(preset)},
    {"database", SETTING_TEXT, OFFSET(database)},
    {"command", SETTING_TEXTS, OFFSET(command)},
    {"version_command", SETTING_TEXTS, OFFSET(version_command)},
    {"block_status", SETTING_OTHER, .read = read_block},
    {"pass_status", SETTING_OTHER, .read = read_pass},
    {"later_status", SETTING_OTHER, .read = read_later},
    {"block_pattern", SETTING_TEXT, OFFSET(patterns[PATTERN_BLOCK])},
    {"pass_pattern", SETTING_TEXT, OFFSET(patterns[PATTERN_PASS])},
    {"score_pattern", SETTING_TEXT, OFFSET(patterns[PATTERN_SCORE])},
    {"version_pattern", SETTING_TEXT, OFFSET(patterns[PATTERN_VERSION])},
    {"lower_is_spam", SETTING_TRUTH, OFFSET(lower_is_spam)},
    {"block_score", SETTING_NUMBER, OFFSET(block_score), .least = -1e9, .most = 1e9},
};

/* One status, or a list of them. */
static bool read_statuses(const struct setting_place *place, const struct ucl_value *value,
                          struct command_settings *settings, enum answer_state meaning) {
    const struct ucl_value *first = value->kind == UCL_LIST ? value->first : value;
    if (value->kind == UCL_SECTION)
        return setting_refuse(place, value, "a list of exit statuses is wanted, such as [0, 2]");
    for (const struct ucl_value *status = first; status;
         status = value->kind == UCL_LIST ? status->next : NULL) {
        double number;
        if (!setting_number(place, status, 0, COMMAND_STATUSES - 1, &number))
            return false;
        size_t index = (size_t)number;
        if (number != (double)index || settings->decides[index])
            return setting_refuse(place, value, "%s",
                                  number != (double)index ? "a whole number is wanted"
                                                          : "one exit status has one meaning");
        settings->decides[index] = true;
        settings->means[index] = meaning;
    }
    return true;
}

static bool read_block(const struct setting_place *place, const struct ucl_value *value, void *into) {
    return read_statuses(place, value, into, ANSWER_BLOCK);
}

static bool read_pass(const struct setting_place *place, const struct ucl_value *value, void *into) {
    return read_statuses(place, value, into, ANSWER_PASS);
}

static bool read_later(const struct setting_place *place, const struct ucl_value *value, void *into) {
    return read_statuses(place, value, into, ANSWER_LATER);
}

/* NULL behind the last. */
static const char *const *terminate(struct arena *arena, const char *const *words, size_t count) {
    const char **made = arena_alloc(arena, (count + 1) * sizeof *made);
    for (size_t i = 0; i < count; i++)
        made[i] = words[i];
    return made;
}

static bool blocks_something(const struct command_settings *settings) {
    bool blocks = !isnan(settings->block_score) || *settings->patterns[PATTERN_BLOCK];
    for (size_t i = 0; i < COMMAND_STATUSES; i++)
        blocks = blocks || (settings->decides[i] && settings->means[i] == ANSWER_BLOCK);
    return blocks;
}

bool command_settings_check(struct arena *arena, struct command_settings *settings, struct error *error) {
    struct command_patterns patterns;
    if (*settings->preset && !command_preset_apply(arena, settings, error))
        return false;
    if (*settings->database && !*settings->preset)
        return error_set(error, "database belongs to a preset; a command has its own arguments");
    if (!settings->command_count)
        return error_set(error, "it has no `command`, such as [bogofilter, -T], and no `preset` (%s)",
                         command_preset_names());
    if (settings->command_count == 1 && strchr(settings->command[0], ' '))
        return error_set(error, "no shell takes a command apart: it is a list, such as [bogofilter, -T]");
    if (!blocks_something(settings))
        return error_set(error,
                         "nothing that it answers blocks: set block_status, block_pattern or block_score");
    if (!isnan(settings->block_score) && !*settings->patterns[PATTERN_SCORE])
        return error_set(error, "block_score wants a score_pattern that finds the score");
    if (!command_patterns_make(settings, &patterns, error))
        return false;
    command_patterns_free(&patterns);
    if (!settings->version_command_count) {
        const char **words = arena_alloc(arena, 2 * sizeof *words);
        words[0] = settings->command[0];
        words[1] = "--version";
        settings->version_command = words;
        settings->version_command_count = 2;
    }
    settings->arguments = terminate(arena, settings->command, settings->command_count);
    settings->version_arguments =
        terminate(arena, settings->version_command, settings->version_command_count);
    return true;
}

static bool check(struct arena *arena, struct product *product, struct error *error) {
    return command_settings_check(arena, product->own, error);
}

/* --- answers --- */

bool command_patterns_make(const struct command_settings *settings, struct command_patterns *patterns,
                           struct error *error) {
    *patterns = (struct command_patterns){0};
    for (size_t i = 0; i < COMMAND_PATTERNS; i++) {
        char why[128];
        if (!*settings->patterns[i])
            continue;
        int failed = regcomp(&patterns->compiled[i], settings->patterns[i], REG_EXTENDED | REG_NEWLINE);
        if (failed) {
            regerror(failed, &patterns->compiled[i], why, sizeof why);
            command_patterns_free(patterns);
            return error_set(error, "pattern %s: %s", settings->patterns[i], why);
        }
        patterns->there[i] = true;
        if (i >= PATTERN_SCORE && !patterns->compiled[i].re_nsub) {
            command_patterns_free(patterns);
            return error_set(error, "pattern %s: what it finds is its first group, which it has not",
                             settings->patterns[i]);
        }
    }
    return true;
}

void command_patterns_free(struct command_patterns *patterns) {
    for (size_t i = 0; i < COMMAND_PATTERNS; i++)
        if (patterns->there[i])
            regfree(&patterns->compiled[i]);
    *patterns = (struct command_patterns){0};
}

static bool matches(const struct command_patterns *patterns, enum command_pattern which, const char *output) {
    return patterns->there[which] && !regexec(&patterns->compiled[which], output, 0, NULL, 0);
}

/* What the pattern's first group matched. */
static bool find(const struct command_patterns *patterns, enum command_pattern which, const char *output,
                 struct slice *found) {
    regmatch_t groups[2];
    if (!patterns->there[which] || regexec(&patterns->compiled[which], output, 2, groups, 0) ||
        groups[1].rm_so < 0)
        return false;
    *found = slice_of(output + groups[1].rm_so, (size_t)(groups[1].rm_eo - groups[1].rm_so));
    return true;
}

/* The first line with anything in it. */
static struct slice first_line(const struct buffer *text) {
    const char *line = text->data + strspn(text->data, " \t\r\n");
    return slice_of(line, strcspn(line, "\r\n"));
}

/* false: it did not end by itself; then answer says so. */
static bool has_ended(const struct process *process, struct answer *answer) {
    switch (process->end) {
    case PROCESS_EXITED:
        return true;
    case PROCESS_KILLED:
        answer_set(answer, ANSWER_LATER, NAN, "killed by signal %d", process->status);
        break;
    case PROCESS_TIMEOUT:
        answer_set(answer, ANSWER_TIMEOUT, NAN, "no answer in time");
        break;
    case PROCESS_FAILED:
        answer_set(answer, ANSWER_DOWN, NAN, "cannot be run: %s", strerrordesc_np(process->status));
        break;
    }
    return false;
}

static void read_failure(const struct process *process, const char *what, struct answer *answer) {
    struct slice complaint = first_line(&process->complaints);
    answer_set(answer, ANSWER_BROKEN, NAN, "%s, exit status %d%s%.*s", what, process->status,
               complaint.size ? ": " : "", (int)complaint.size, complaint.data);
}

/* Of a command that ended by itself. false: nothing of what it said says. */
static bool judge(const struct command_settings *settings, const struct command_patterns *patterns,
                  const struct process *process, double score, enum answer_state *state) {
    const char *output = process->output.data;
    bool blocks = matches(patterns, PATTERN_BLOCK, output);
    if (blocks || matches(patterns, PATTERN_PASS, output))
        *state = blocks ? ANSWER_BLOCK : ANSWER_PASS;
    else if (!isnan(settings->block_score))
        *state = score >= settings->block_score ? ANSWER_BLOCK : ANSWER_PASS;
    else if (settings->decides[process->status])
        *state = settings->means[process->status];
    else
        return false;
    return true;
}

void command_read(const struct command_settings *settings, const struct command_patterns *patterns,
                  const struct process *process, struct answer *answer) {
    struct slice found, line;
    double score = NAN;
    enum answer_state state;
    if (!has_ended(process, answer))
        return;
    if (settings->decides[process->status] && settings->means[process->status] == ANSWER_LATER) {
        answer_set(answer, ANSWER_LATER, NAN, "exit status %d", process->status);
        return;
    }
    if (patterns->there[PATTERN_SCORE] &&
        (!find(patterns, PATTERN_SCORE, process->output.data, &found) || !answer_score(found, &score))) {
        read_failure(process, "no score", answer);
        return;
    }
    score = settings->lower_is_spam ? -score : score;
    if (!judge(settings, patterns, process, score, &state)) {
        read_failure(process, "no verdict", answer);
        return;
    }
    line = first_line(&process->output);
    if (line.size)
        answer_set(answer, state, score, "%.*s", (int)line.size, line.data);
    else
        answer_set(answer, state, score, "exit status %d", process->status);
}

/* --- asking --- */

struct command_session {
    const struct command_settings *settings;
    struct command_patterns patterns;
    struct process process;
};

static void *command_open(const struct product *product) {
    struct command_session *session = allocate_zeroed(1, sizeof *session);
    session->settings = product->own;
    /* They could be made when settings were checked. */
    command_patterns_make(session->settings, &session->patterns, NULL);
    return session;
}

static void command_close(void *session) {
    struct command_session *closed = session;
    command_patterns_free(&closed->patterns);
    process_free(&closed->process);
    free(closed);
}

static void command_ask(void *session, const struct handover *mail, int64_t deadline, struct answer *answer) {
    struct command_session *asked = session;
    process_run(&asked->process, asked->settings->arguments, mail->bytes, deadline);
    command_read(asked->settings, &asked->patterns, &asked->process, answer);
}

/* When what it has learnt was last changed. */
static int64_t changed(const struct command_settings *settings) {
    int64_t newest = TIME_NONE;
    DIR *folder = opendir(settings->database);
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        struct stat status;
        if (!fnmatch(settings->model, entry->d_name, 0) &&
            !fstatat(dirfd(folder), entry->d_name, &status, 0) && status.st_mtime > newest)
            newest = status.st_mtime;
    }
    if (folder)
        closedir(folder);
    return newest;
}

static void command_tell(const struct product *product, int64_t deadline, struct product_facts *facts) {
    struct command_session *session = command_open(product);
    const struct command_settings *settings = session->settings;
    char time[TIME_TEXT_BYTES];
    struct slice version = {"", 0};
    process_run(&session->process, settings->version_arguments, version, deadline);
    struct process *process = &session->process;
    const struct buffer *text = process->output.size ? &process->output : &process->complaints;
    bool found = find(&session->patterns, PATTERN_VERSION, process->output.data, &version) ||
                 find(&session->patterns, PATTERN_VERSION, process->complaints.data, &version);
    if (!found && !session->patterns.there[PATTERN_VERSION] && process->end == PROCESS_EXITED &&
        !process->status)
        version = first_line(text);
    product_fact_set(facts->version, version);
    if (*settings->database)
        product_fact_set(facts->rules, slice_from_string(time_format(changed(settings), time)));
    command_close(session);
}

const struct product_protocol product_command = {
    .name = "command",
    .summary = "any command that reads a mail; presets: bogofilter, spamprobe, bsfilter, crm114",
    .product_class = PRODUCT_FULL,
    .canaries = CANARY_PLAIN,
    .settings = command_settings,
    .setting_count = LENGTH(command_settings),
    .own_bytes = sizeof(struct command_settings),
    .own_usual =
        &(const struct command_settings){
            .preset = "", .database = "", .patterns = {"", "", "", ""}, .block_score = NAN},
    .check = check,
    .open = command_open,
    .ask = command_ask,
    .close = command_close,
    .tell = command_tell,
};
