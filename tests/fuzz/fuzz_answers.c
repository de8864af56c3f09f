/* What products answer, by their first letter: s spamd, c clamd, r rspamd, k what a command printed. What
 * must hold: any bytes give an answer of a known state, in one line of printable words, with a finite score
 * or none; and only words that say so block. */
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "bench/clamd.h"
#include "bench/command.h"
#include "bench/rspamd.h"
#include "bench/spamd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds)
        abort();
}

static void check_text(const char *text, size_t most) {
    demand(strnlen(text, most) < most);
    for (; *text; text++)
        demand(isprint((unsigned char)*text));
}

static bool mentions(struct slice said, const char *word) {
    return memmem(said.data, said.size, word, strlen(word)) != NULL;
}

static void read_command(struct slice said, struct answer *answer) {
    static const char *const words[] = {"filter"};
    struct command_settings settings = *(const struct command_settings *)product_command.own_usual;
    struct process process = {.end = PROCESS_EXITED, .status = said.size ? (uint8_t)said.data[0] & 1 : 0};
    struct command_patterns patterns;
    struct arena *arena = arena_new();
    struct error error;
    settings.command = words;
    settings.command_count = 1;
    settings.patterns[PATTERN_BLOCK] = "^SPAM ";
    settings.patterns[PATTERN_SCORE] = "^[A-Z]+ ([0-9.e+-]+)";
    settings.decides[1] = true;
    settings.means[1] = ANSWER_PASS;
    demand(command_settings_check(arena, &settings, &error) &&
           command_patterns_make(&settings, &patterns, &error));
    buffer_append(&process.output, said.data, said.size);
    buffer_append(&process.output, "", 1);
    buffer_append(&process.complaints, "", 1);
    process.output.size = strlen(process.output.data); /* process_run() leaves no NULs */
    process.complaints.size = 0;
    command_read(&settings, &patterns, &process, answer);
    demand(answer->state != ANSWER_BLOCK || mentions(said, "SPAM "));
    command_patterns_free(&patterns);
    process_free(&process);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct slice said = slice_of((const char *)data + 1, size - 1);
    struct answer answer = {.state = ANSWER_BROKEN, .score = NAN, .native = ""};
    struct product_facts facts = {"", ""};
    switch (size ? data[0] : 0) {
    case 's':
        spamd_read(said, &answer);
        spamd_read_version(said, &facts);
        demand(answer.state != ANSWER_BLOCK ||
               (memmem(said.data, said.size, "; ", 1) && isfinite(answer.score)));
        break;
    case 'c':
        clamd_read(said, &answer);
        clamd_read_version(said, &facts);
        demand(answer.state != ANSWER_BLOCK || mentions(said, " FOUND"));
        break;
    case 'r':
        rspamd_read(&rspamd_usual, 200, said, &answer);
        demand(answer.state != ANSWER_BLOCK || mentions(said, "action") || mentions(said, "\\u"));
        break;
    case 'k':
        read_command(said, &answer);
        break;
    default:
        return 0;
    }
    demand(answer.state <= ANSWER_BROKEN && (isnan(answer.score) || isfinite(answer.score)));
    check_text(answer.native, sizeof answer.native);
    check_text(facts.version, sizeof facts.version);
    check_text(facts.rules, sizeof facts.rules);
    return 0;
}
