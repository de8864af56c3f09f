/* weir export: what is known of campaigns, for filters and for people elsewhere. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command/csv.h"
#include "command/learnt.h"
#include "command/output.h"
#include "command/printer.h"
#include "publish/facts.h"
#include "publish/redact.h"
#include "publish/rule_format.h"
#include "publish/rules_of.h"

enum { FORMAT, OUTPUT, NO_REDACT, LIMIT };
static const struct option options[] = {
    [FORMAT] = {"format", OPTION_CHOICE, 'f', "F", "spamassassin, rspamd, sieve, pcre, csv, jsonl",
                .help = "rules for spamassassin, rspamd, sieve, pcre; the facts as csv or jsonl"},
    [OUTPUT] = {"output", OPTION_TEXT, 'o', "FILE", .help = "write to FILE, not to standard output"},
    [NO_REDACT] = {"no-redact", OPTION_FLAG, .help = "leave recipients and traps in it"},
    [LIMIT] = {"limit", OPTION_COUNT, 'n', "N", .most = SIZE_MAX,
               .help = "so many of a campaign's signatures, or of a fact's values, at most"},
};

static const char *const csv_columns[] = {"campaign", "type", "value", "messages", "first_seen", "last_seen"};

static size_t limit_of(const struct invocation *invocation) {
    return invocation->values[LIMIT].given ? (size_t)invocation->values[LIMIT].count : 0;
}

/* From here on, standard output is the file. Called when all that goes there is known. */
static bool begin_output(const struct invocation *invocation) {
    const char *path = invocation->values[OUTPUT].text;
    int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
    bool good = !path || (file >= 0 && dup2(file, STDOUT_FILENO) >= 0);
    if (!good)
        complain("%s: %s; name a file that can be written", path, strerror(errno));
    if (file >= 0)
        close(file);
    return good;
}

static void append_time(struct buffer *rows, int64_t time) {
    char text[TIME_TEXT_BYTES];
    csv_append(rows, time == TIME_NONE ? "" : time_format(time, text));
}

static void print_csv_rows(struct arena *arena, const struct published_facts *facts) {
    struct buffer rows = {0};
    for (size_t i = 0; i < facts->count; i++) {
        const struct published_fact *fact = &facts->facts[i];
        csv_append(&rows, facts->campaign);
        csv_append(&rows, fact->type);
        csv_append_inert(&rows, fact->value);
        csv_append(&rows, arena_printf(arena, "%llu", (unsigned long long)fact->messages));
        append_time(&rows, fact->first_seen);
        append_time(&rows, fact->last_seen);
        csv_end(&rows);
    }
    fwrite(rows.data, 1, rows.size, stdout);
    buffer_free(&rows);
}

static void print_csv_header(void) {
    struct buffer row = {0};
    for (size_t i = 0; i < sizeof csv_columns / sizeof *csv_columns; i++)
        csv_append(&row, csv_columns[i]);
    csv_end(&row);
    fwrite(row.data, 1, row.size, stdout);
    buffer_free(&row);
}

static void print_json_rows(const struct invocation *invocation, const struct published_facts *facts) {
    struct printer printer;
    printer_json(&printer, &invocation->out, true);
    for (size_t i = 0; i < facts->count; i++) {
        const struct published_fact *fact = &facts->facts[i];
        print_begin_map(&printer);
        print_member_string(&printer, "campaign", facts->campaign);
        print_member_string(&printer, "type", fact->type);
        print_member_string(&printer, "value", fact->value);
        print_member_count(&printer, "messages", fact->messages);
        print_member_time(&printer, "first_seen", fact->first_seen);
        print_member_time(&printer, "last_seen", fact->last_seen);
        print_end_map(&printer);
    }
    printer_free(&printer);
}

static bool read_facts(const struct invocation *invocation, struct store *store, const char *const *ids,
                       struct published_facts *facts) {
    struct error error;
    bool redact = !invocation->values[NO_REDACT].given;
    for (size_t i = 0; i < invocation->argument_count; i++)
        if (!publish_facts(store, invocation->arena, ids[i], limit_of(invocation), redact, &facts[i], &error))
            return complain("%s", error.message) == COMMAND_DONE;
    return true;
}

static enum command_status export_facts(const struct invocation *invocation, struct store *store,
                                        const char *const *ids) {
    bool csv = !strcmp(invocation->values[FORMAT].text, "csv");
    struct published_facts *facts =
        arena_alloc(invocation->arena, invocation->argument_count * sizeof *facts);
    if (!read_facts(invocation, store, ids, facts) || !begin_output(invocation))
        return COMMAND_FAILED;
    if (csv)
        print_csv_header();
    for (size_t i = 0; i < invocation->argument_count; i++) {
        if (csv)
            print_csv_rows(invocation->arena, &facts[i]);
        else
            print_json_rows(invocation, &facts[i]);
    }
    return COMMAND_DONE;
}

static enum command_status export_rules(const struct invocation *invocation, struct store *store,
                                        const struct rule_format *format, const char *const *ids) {
    struct rules rules;
    struct error error;
    bool redact = !invocation->values[NO_REDACT].given;
    if (!publish_rules(store, invocation->arena, ids, invocation->argument_count, limit_of(invocation),
                       redact, &rules, &error))
        return complain("%s", error.message);
    if (!begin_output(invocation))
        return COMMAND_FAILED;
    /* What cannot be written is noticed when the program ends. */
    format->write(stdout, &rules.source, rules.rules, rules.count);
    return COMMAND_DONE;
}

/* The ids that campaigns have now, each once. */
static const char *const *resolve(struct invocation *invocation, struct store *store) {
    const char **ids = arena_alloc(invocation->arena, invocation->argument_count * sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < invocation->argument_count; i++) {
        char id[STORE_ID_BYTES];
        bool known = false;
        if (!resolve_campaign(invocation, store, invocation->arguments[i], id))
            return NULL;
        for (size_t j = 0; j < count; j++)
            known = known || !strcmp(ids[j], id);
        if (!known)
            ids[count++] = arena_string(invocation->arena, id);
    }
    invocation->argument_count = count;
    return ids;
}

static enum command_status export(struct invocation *invocation, struct store *store) {
    const struct rule_format *format = rule_format_named(invocation->values[FORMAT].text);
    const char *const *ids = resolve(invocation, store);
    if (!ids) return COMMAND_FAILED;
    if (invocation->values[NO_REDACT].given) complain("%s", redact_off_warning());
    return format ? export_rules(invocation, store, format, ids) : export_facts(invocation, store, ids);
}

static enum command_status run(struct invocation *invocation) {
    if (!invocation->values[FORMAT].given)
        return complain_usage(&command_export, "--format says what to write: %s", options[FORMAT].choices);
    if (!rule_format_named(invocation->values[FORMAT].text))
        return run_reading(invocation, export);
    struct store *store = open_learnt(invocation, invocation->arguments, invocation->argument_count);
    if (!store)
        return COMMAND_FAILED;
    enum command_status status = export(invocation, store);
    store_close(store);
    return status;
}

const struct command command_export = {
    .name = "export",
    .arguments = "CAMPAIGN...",
    .summary = "rules and indicators of campaigns, to pass on",
    .details =
        "Rules stop what is to come of a campaign: complete files for SpamAssassin, rspamd and Sieve\n"
        "(Dovecot's), or regular expressions for programs of one's own. Their first lines say where to put\n"
        "them and how to check them. The facts are what others can look for, a row each: addresses of\n"
        "hosts, domains, subjects, phone numbers, attached files.\n"
        "\n"
        "Recipients, trap addresses and trap hosts are taken out of all of them.\n",
    .examples = "  weir export --format spamassassin c85apvwz > weir.cf\n"
                "  weir export --format rspamd -o regexp.conf c85apvwz ckewcq26\n"
                "  weir export --format csv c85apvwz > facts.csv\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .least_arguments = 1,
    .most_arguments = SIZE_MAX,
    .json = false,
    .run = run,
};
