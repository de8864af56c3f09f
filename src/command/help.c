/* weir help: what there is, what a command does; all of it from the tables. Also gives the words that the
 * shells complete. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command/options.h"

/* Options of the command itself; VERSION is also what --version anywhere sets. */
enum { VERSION, WORDS };
static const struct option options[] = {
    [VERSION] = {"version", OPTION_FLAG, .help = "weir's version"},
    [WORDS] = {"words", OPTION_FLAG, .help = "commands or a command's options, for completion by shells"},
};

#define NAME_COLUMNS   12
#define OPTION_COLUMNS 22

static void print_option(const struct option *option) {
    char left[64], letter[8] = "";
    if (option->letter)
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name, option->argument ? " " : "",
             option->argument ? option->argument : "");
    printf("  %-*s  %s\n", OPTION_COLUMNS, left, option->help);
}

static void print_common_options(const struct command *command) {
    for (size_t i = 0; i < COMMON_COUNT; i++)
        if (i != COMMON_VERSION && !(i == COMMON_JSON && command && !command->json))
            print_option(&common_options[i]);
}

static void print_overview(void) {
    printf("weir " WEIR_VERSION ": spam in, campaigns out\n\n"
           "usage: weir COMMAND [options] [arguments]\n\n");
    for (size_t i = 0; i < command_count(); i++)
        printf("  %-*s%s\n", NAME_COLUMNS, command_at(i)->name, command_at(i)->summary);
    printf("\nOptions of all commands (weir help COMMAND tells the others):\n");
    print_common_options(NULL);
    printf("\nFirst steps:\n"
           "  weir ingest --feed trap ~/mail/trap.mbox\n"
           "  weir campaigns\n"
           "  weir show c7k2m\n");
}

static void print_command(const struct command *command) {
    printf("weir %s: %s\n\n", command->name, command->summary);
    printf("usage: weir %s [options]%s%s\n\n%s\nOptions:\n", command->name, *command->arguments ? " " : "",
           command->arguments, command->details);
    for (size_t i = 0; i < command->option_count; i++)
        print_option(&command->options[i]);
    print_common_options(command);
    printf("\nExamples:\n%s", command->examples);
}

/* `word`, tab, `what it is`; an option with a value ends in `=`, with its choices behind another tab. */
static void print_option_words(const struct option *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        printf("--%s%s\t%s\t%s\n", list[i].name, list[i].kind == OPTION_FLAG ? "" : "=", list[i].help,
               list[i].choices ? list[i].choices : "");
}

static void print_words(const struct command *command) {
    if (command) {
        print_option_words(command->options, command->option_count);
        print_option_words(common_options, COMMON_VERSION);
        return;
    }
    for (size_t i = 0; i < command_count(); i++)
        printf("%s\t%s\n", command_at(i)->name, command_at(i)->summary);
}

static enum command_status run(struct invocation *invocation) {
    const struct command *command = NULL;
    if (invocation->argument_count && !(command = command_asked(invocation->arguments[0])))
        return COMMAND_USAGE;
    if (invocation->values[VERSION].given)
        puts("weir " WEIR_VERSION);
    else if (invocation->values[WORDS].given)
        print_words(command);
    else if (command)
        print_command(command);
    else
        print_overview();
    return COMMAND_DONE;
}

const struct command command_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "what there is, or what a command does",
    .details = "All of it, and more at length, is in the manual page weir(1).\n",
    .examples = "  weir help ingest\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .most_arguments = 1,
    .run = run,
};
