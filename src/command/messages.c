/* weir messages: a row for each delivery. Twenty thousand rows in well under a tenth of a second, so the
 * tab-separated rows are put together by hand, in one buffer. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/harmless.h"
#include "base/time.h"
#include "command/describe_tout.h"
#include "command/output.h"
#include "command/printer.h"
#include "command/simulated.h"
#include "mail/feedback.h"
#include "store/message.h"

enum { CAMPAIGN, FORMAT };
static const struct option options[] = {
    [CAMPAIGN] = {"campaign", OPTION_TEXT, 'c', "ID", .help = "only those of this campaign"},
    [FORMAT] = {"format", OPTION_CHOICE, 'f', "F", "tsv, jsonl", .help = "tsv (as usual) or jsonl"},
};

/* Written out when so much is in it. */
#define CHUNK_BYTES ((size_t)1 << 18)

static const char header[] =
    "seq\tfeed\tsource\treceived\tsrc_ip\tcampaign\ttemplate\tkind\tscore\tinstrument\t"
    "operator\tfrom\tsubject\tbytes\tnote\n";

/* A value and the tab behind it. */
static void put_value(struct buffer *into, const char *value) {
    size_t begin = into->size;
    harmless_append(into, slice_from_string(value), HARMLESS_LINE);
    if (into->size == begin)
        buffer_append(into, "-", 1);
    buffer_append(into, "\t", 1);
}

static void put_notes(struct buffer *into, const struct store_message *message) {
    size_t begin = into->size;
    if (message->copy)
        buffer_append_string(into, "copy");
    if (message->indirect)
        buffer_append_string(into, into->size > begin ? ",indirect" : "indirect");
    if (*message->unreadable)
        buffer_append_string(into, into->size > begin ? ",unreadable" : "unreadable");
    buffer_append_string(into, into->size > begin ? "\n" : "-\n");
}

static void put_row(struct buffer *into, const struct store_message *message) {
    char received[TIME_TEXT_BYTES];
    buffer_printf(into, "%" PRIu64 "\t", message->seq);
    put_value(into, message->feed);
    put_value(into, message->source);
    put_value(into, time_format(message->received, received));
    put_value(into, message->src_ip);
    put_value(into, message->campaign);
    put_value(into, message->template_id);
    put_value(into, message->kind);
    if (*message->campaign)
        buffer_printf(into, "%.2f\t", message->score);
    else
        buffer_append_string(into, "-\t");
    put_value(into, message->instrument);
    put_value(into, message->operator_label);
    put_value(into, message->from);
    put_value(into, message->subject);
    buffer_printf(into, "%" PRIu64 "\t", message->bytes);
    put_notes(into, message);
}

static void print_notes(struct printer *printer, const struct store_message *message) {
    print_key(printer, "note");
    print_begin_list(printer);
    if (message->copy)
        print_string(printer, "copy");
    if (message->indirect)
        print_string(printer, "indirect");
    if (*message->unreadable)
        print_string(printer, "unreadable");
    print_end_list(printer);
}

static void print_aliases(struct printer *printer, const char *lines) {
    struct buffer alias = {0};
    print_key(printer, "aliases");
    print_begin_list(printer);
    for (size_t bytes; *lines; lines += bytes + (lines[bytes] == '\n')) {
        bytes = strcspn(lines, "\n");
        buffer_clear(&alias);
        buffer_append(&alias, lines, bytes);
        buffer_append(&alias, "", 1);
        print_string(printer, alias.data);
    }
    print_end_list(printer);
    buffer_free(&alias);
}

/* "derived": what of an unwrapped report is not said by the report but read from the mail in it. */
static void print_delivery(struct printer *printer, const struct store_message *message) {
    static const struct {
        enum feedback_derived bit;
        const char *name;
    } names[] = {{DERIVED_HOST, "src_ip"}, {DERIVED_TIME, "received"}, {DERIVED_RECIPIENT, "recipient"}};
    char occasion[2 * sizeof message->occasion + 1] = "";
    if (message->occasion)
        snprintf(occasion, sizeof occasion, "%016" PRIx64, (uint64_t)message->occasion);
    print_member_string(printer, "occasion", occasion);
    if (!message->reported)
        return;
    print_key(printer, "derived");
    print_begin_list(printer);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (message->derived & names[i].bit)
            print_string(printer, names[i].name);
    print_end_list(printer);
}

/* The same columns, and what has no place in them. claims: NULL for none. */
static void print_message(struct printer *printer, const struct store_message *message,
                          const struct tout_claims *claims) {
    print_begin_map(printer);
    print_member_count(printer, "seq", message->seq);
    print_member_string(printer, "feed", message->feed);
    print_member_string(printer, "source", message->source);
    print_member_time(printer, "received", message->received);
    print_member_string(printer, "src_ip", message->src_ip);
    print_member_string(printer, "campaign", message->campaign);
    print_member_string(printer, "template", message->template_id);
    print_member_string(printer, "kind", message->kind);
    print_key(printer, "score");
    if (*message->campaign)
        print_real(printer, message->score);
    else
        print_string(printer, NULL);
    print_member_string(printer, "instrument", message->instrument);
    print_aliases(printer, message->aliases);
    describe_claims(printer, claims);
    print_member_string(printer, "operator", message->operator_label);
    print_member_string(printer, "from", message->from);
    print_member_string(printer, "subject", message->subject);
    print_member_count(printer, "bytes", message->bytes);
    print_notes(printer, message);
    print_member_string(printer, "role", message->role);
    print_member_string(printer, "class", message->mail_class);
    print_delivery(printer, message);
    print_member_count(printer, "first", message->first);
    print_member_string(printer, "reason", message->unreadable);
    print_end_map(printer);
}

static enum store_step print_tsv(struct store_messages *messages, struct error *error) {
    struct buffer rows = {0};
    struct store_message message;
    enum store_step step = STORE_ROW;
    buffer_append_string(&rows, header);
    while (!output_broken() && (step = store_messages_next(messages, &message, error)) == STORE_ROW) {
        put_row(&rows, &message);
        if (rows.size < CHUNK_BYTES)
            continue;
        fwrite(rows.data, 1, rows.size, stdout);
        buffer_clear(&rows);
    }
    fwrite(rows.data, 1, rows.size, stdout);
    buffer_free(&rows);
    return step;
}

static enum store_step print_json_lines(const struct invocation *invocation, struct store_messages *messages,
                                        struct error *error) {
    struct printer printer;
    struct store_message message;
    struct tout_claims claims;
    enum store_step step = STORE_ROW;
    bool said;
    printer_json(&printer, &invocation->out, true);
    while (!output_broken() && (step = store_messages_next(messages, &message, error)) == STORE_ROW) {
        if (!store_messages_claims(messages, &claims, &said, error)) {
            step = STORE_FAILED;
            break;
        }
        print_message(&printer, &message, said ? &claims : NULL);
    }
    printer_free(&printer);
    return step;
}

static enum command_status print_all(struct invocation *invocation, struct store *store) {
    const char *asked = invocation->values[CAMPAIGN].text, *format = invocation->values[FORMAT].text;
    char id[STORE_ID_BYTES];
    struct error error;
    if (asked && !resolve_campaign(invocation, store, asked, id))
        return COMMAND_FAILED;
    bool json = format ? !strcmp(format, "jsonl") : invocation->json;
    if (!json && !say_simulated(invocation, store, SIMULATED_REMARK))
        return COMMAND_FAILED;
    struct store_messages *messages = store_messages_open(store, asked ? id : NULL, &error);
    if (!messages)
        return complain("%s", error.message);
    enum store_step step =
        json ? print_json_lines(invocation, messages, &error) : print_tsv(messages, &error);
    store_messages_close(messages);
    return step == STORE_FAILED ? complain("%s", error.message) : COMMAND_DONE;
}

static enum command_status run(struct invocation *invocation) {
    return run_reading(invocation, print_all);
}

const struct command command_messages = {
    .name = "messages",
    .arguments = "",
    .summary = "the messages, a row each",
    .details =
        "A header and a row for each delivery in order of arrival, tab-separated, with the columns\n"
        "seq feed source received src_ip campaign template kind score instrument operator from subject\n"
        "bytes note. '-' is none; tabs and line ends in values are spaces. note: copy (the same bytes were\n"
        "here before), indirect (returned mail in a bounce or report), unreadable. --json is --format "
        "jsonl:\n"
        "an object a line with the same keys, and what the message claims of an instrument; occasion is the\n"
        "same where one delivery came by several feeds; derived, of what was in a report of a feed of "
        "reports,\n"
        "names what the report did not say.\n",
    .examples = "  weir messages | cut -f 5 | sort | uniq -c | sort -rn | head\n"
                "  weir messages --campaign c7k2m --format jsonl | jq -r .subject\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .most_arguments = 0,
    .json = true,
    .run = run,
};
