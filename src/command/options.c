/* Reads the command line by the tables of options: common ones anywhere, a command's own behind its name,
 * arguments between them. `--` ends options, `-` alone is an argument (standard input). `--name=value` and
 * `--name value` are the same. */
#include "command/options.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "command/spelling.h"

const struct option common_options[COMMON_COUNT] = {
    [COMMON_STORE] = {"store", OPTION_TEXT, 0, "DIR", .help = "the store (else $WEIR_STORE)"},
    [COMMON_JSON] = {"json", OPTION_FLAG, .help = "print JSON"},
    [COMMON_QUIET] = {"quiet", OPTION_FLAG, 'q', .help = "no progress, no remarks"},
    [COMMON_CONFIG] = {"config", OPTION_TEXT, 0, "FILE", .help = "the configuration"},
    [COMMON_HELP] = {"help", OPTION_FLAG, 'h', .help = "what the command does"},
    [COMMON_VERSION] = {"version", OPTION_FLAG, .help = "weir's version"},
};

/* The words of the command line still to be read. */
struct words {
    char **words;
    size_t count, next;
};

struct parse {
    struct invocation *invocation;
    struct words words;
    struct option_value common[COMMON_COUNT];
};

static bool names(const struct option *option, const char *word, size_t length) {
    return word[1] == '-' ? strlen(option->name) == length - 2 && !memcmp(option->name, word + 2, length - 2)
                          : length == 2 && option->letter == word[1];
}

/* The option that word[0..length) names, with the place for its value. */
static const struct option *find_option(struct parse *parse, const char *word, size_t length,
                                        struct option_value **value) {
    const struct command *command = parse->invocation->command;
    for (size_t i = 0; command && i < command->option_count; i++)
        if (names(&command->options[i], word, length)) {
            *value = &parse->invocation->values[i];
            return &command->options[i];
        }
    for (size_t i = 0; i < COMMON_COUNT; i++)
        if (names(&common_options[i], word, length)) {
            *value = &parse->common[i];
            return &common_options[i];
        }
    return NULL;
}

static enum command_status unknown_option(const struct parse *parse, const char *word, size_t length) {
    const struct command *command = parse->invocation->command;
    char *name = arena_copy(parse->invocation->arena, word, length);
    struct spelling spelling = {.word = name + strspn(name, "-")};
    for (size_t i = 0; command && i < command->option_count; i++)
        spelling_try(&spelling, command->options[i].name);
    for (size_t i = 0; i < COMMON_COUNT; i++)
        spelling_try(&spelling, common_options[i].name);
    if (spelling.best)
        return complain_usage(command, "unknown option '%s', did you mean '--%s'?", name, spelling.best);
    return complain_usage(command, "unknown option '%s'", name);
}

static bool among(const char *choices, const char *word) {
    for (size_t length; *choices; choices += length + strspn(choices + length, ", ")) {
        length = strcspn(choices, ", ");
        if (strlen(word) == length && !memcmp(choices, word, length))
            return true;
    }
    return false;
}

static bool read_count(const struct option *option, const char *text, uint64_t *count) {
    char *end;
    errno = 0;
    *count = strtoull(text, &end, 10);
    return isdigit((unsigned char)*text) && !*end && !errno && *count >= option->least &&
           *count <= option->most;
}

static bool read_time(const struct option *option, const char *text, int64_t *seconds) {
    if (option->kind == OPTION_MOMENT && !strcmp(text, "now")) {
        *seconds = time(NULL);
        return true;
    }
    if (!time_parse_rfc3339(text, seconds))
        return false;
    if (option->kind != OPTION_SINCE && strlen(text) == strlen("2007-04-08"))
        *seconds += 24 * 3600 - (option->kind == OPTION_MOMENT);
    return true;
}

static enum command_status take_value(struct parse *parse, const struct option *option, const char *text,
                                      struct option_value *value) {
    const struct command *command = parse->invocation->command;
    value->text = text;
    switch (option->kind) {
    case OPTION_LIST:
        value->list = arena_grow(parse->invocation->arena, value->list, value->list_count,
                                 &value->list_capacity, sizeof *value->list);
        value->list[value->list_count++] = text;
        return COMMAND_DONE;
    case OPTION_COUNT:
        if (read_count(option, text, &value->count))
            return COMMAND_DONE;
        if (option->most == SIZE_MAX)
            return complain_usage(command, "--%s takes a number from %" PRIu64 " on, not '%s'", option->name,
                                  option->least, text);
        return complain_usage(command, "--%s takes a number from %" PRIu64 " to %" PRIu64 ", not '%s'",
                              option->name, option->least, option->most, text);
    case OPTION_CHOICE:
        if (among(option->choices, text))
            return COMMAND_DONE;
        return complain_usage(command, "--%s is one of %s, not '%s'", option->name, option->choices, text);
    case OPTION_SINCE:
    case OPTION_UNTIL:
    case OPTION_MOMENT:
        if (read_time(option, text, &value->time))
            return COMMAND_DONE;
        return complain_usage(command, "--%s takes %sa time such as 2007-04-08 or 2007-04-08T13:00, not '%s'",
                              option->name, option->kind == OPTION_MOMENT ? "'now' or " : "", text);
    default:
        if (*text)
            return COMMAND_DONE;
        return complain_usage(command, "--%s lacks its %s", option->name, option->argument);
    }
}

static enum command_status read_option(struct parse *parse, const char *word) {
    const struct command *command = parse->invocation->command;
    bool spelt_out = word[1] == '-';
    size_t length = spelt_out ? strcspn(word, "=") : strlen(word);
    struct option_value *value;
    const struct option *option = find_option(parse, word, length, &value);
    if (!option)
        return unknown_option(parse, word, length);
    const char *text = word[length] ? word + length + 1 : NULL;
    value->given = true;
    if (option->kind == OPTION_FLAG)
        return text ? complain_usage(command, "--%s takes no value", option->name) : COMMAND_DONE;
    if (!text && parse->words.next < parse->words.count)
        text = parse->words.words[parse->words.next++];
    if (!text)
        return complain_usage(command, "--%s lacks its %s", option->name, option->argument);
    return take_value(parse, option, text, value);
}

const struct command *command_asked(const char *word) {
    const struct command *command = command_named(word);
    if (command)
        return command;
    struct spelling spelling = {.word = word};
    for (size_t i = 0; i < command_count(); i++)
        spelling_try(&spelling, command_at(i)->name);
    if (spelling.best)
        complain_usage(NULL, "unknown command '%s', did you mean '%s'?", word, spelling.best);
    else
        complain_usage(NULL, "unknown command '%s'", word);
    return NULL;
}

static enum command_status read_command(struct parse *parse, const char *word) {
    parse->invocation->command = command_asked(word);
    return parse->invocation->command ? COMMAND_DONE : COMMAND_USAGE;
}

static enum command_status read_words(struct parse *parse) {
    struct invocation *invocation = parse->invocation;
    enum command_status status = COMMAND_DONE;
    bool options_ended = false;
    while (status == COMMAND_DONE && parse->words.next < parse->words.count) {
        const char *word = parse->words.words[parse->words.next++];
        if (!options_ended && !strcmp(word, "--"))
            options_ended = true;
        else if (!options_ended && word[0] == '-' && word[1])
            status = read_option(parse, word);
        else if (!invocation->command)
            status = read_command(parse, word);
        else
            invocation->arguments[invocation->argument_count++] = word;
    }
    return status;
}

/* --help and --version, wherever they stand, ask for nothing else. */
static bool become_help(struct parse *parse) {
    struct invocation *invocation = parse->invocation;
    if (!parse->common[COMMON_HELP].given && !parse->common[COMMON_VERSION].given)
        return false;
    invocation->argument_count = 0;
    if (invocation->command && parse->common[COMMON_HELP].given)
        invocation->arguments[invocation->argument_count++] = invocation->command->name;
    invocation->command = &command_help;
    memset(invocation->values, 0, sizeof invocation->values);
    invocation->values[0].given = !parse->common[COMMON_HELP].given;
    return true;
}

static enum command_status check_arguments(const struct parse *parse) {
    const struct invocation *invocation = parse->invocation;
    const struct command *command = invocation->command;
    if (!command)
        return complain_usage(NULL, "a command is missing");
    if (parse->common[COMMON_JSON].given && !command->json)
        return complain_usage(command, "--json: there is nothing to print as JSON");
    if (invocation->argument_count < command->least_arguments)
        return complain_usage(command, "%s is missing", command->arguments);
    if (invocation->argument_count > command->most_arguments)
        return complain_usage(command, "'%s' is one argument too many",
                              invocation->arguments[command->most_arguments]);
    return COMMAND_DONE;
}

static enum command_status take_common(const struct parse *parse) {
    struct invocation *invocation = parse->invocation;
    const char *environment = getenv("WEIR_STORE");
    struct error error;
    invocation->json = parse->common[COMMON_JSON].given;
    invocation->quiet = parse->common[COMMON_QUIET].given;
    invocation->store = parse->common[COMMON_STORE].text;
    if (!invocation->store && environment && *environment)
        invocation->store = environment;
    if (!invocation->store)
        invocation->store = config_place(invocation->arena, "XDG_DATA_HOME", ".local/share", "weir");
    if (!invocation->store)
        return complain("no store: say which with --store DIR or $WEIR_STORE");
    if (!config_load(&invocation->config, invocation->arena, parse->common[COMMON_CONFIG].text, &error))
        return complain("%s", error.message);
    return COMMAND_DONE;
}

enum command_status options_read(struct invocation *invocation, int count, char **words) {
    struct parse parse = {
        .invocation = invocation,
        .words = {words + 1, count > 1 ? (size_t)count - 1 : 0, 0},
    };
    invocation->arguments =
        arena_alloc(invocation->arena, ((size_t)count + 1) * sizeof *invocation->arguments);
    enum command_status status = read_words(&parse);
    if (status != COMMAND_DONE || become_help(&parse))
        return status;
    status = check_arguments(&parse);
    return status == COMMAND_DONE && invocation->command != &command_help ? take_common(&parse) : status;
}
