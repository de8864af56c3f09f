/* Answers of filters, by libmilter/mfdef.h and the documentation of libmilter's API (smfi_*, xxfi_*):
 *
 *   accept, continue at the end        pass   nothing stands against delivery, unless one of these was said:
 *     quarantine (smfi_quarantine)     block  it is held back until somebody looks at it
 *     the recipient removed            block  it goes to somebody else, or to nobody: spamass-milter -b
 *     a header added that is a tag     block  the reader's program puts it aside: X-Spam-Flag: YES
 *                                             (SpamAssassin), X-Spam: Yes (rspamd, action "add header")
 *   reject, reply 5xx                  block  at RCPT, too: there is one recipient
 *   discard                            block  accepted, and thrown away
 *   tempfail, reply 4xx                later  rspamd's soft reject is 451 4.7.1
 *   connection failed, shutdown        later  answered to the client with 421
 *   progress                           it is still at work; the deadline stands
 *   changes of body, sender, recipients added: do not matter
 *
 * Only headers that the filter adds, inserts or changes are seen here at all, so no tag can be another's.
 * Anything else, or what its stage does not have, is broken. */
#include "bench/milter_reply.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <strings.h>

#include "mail/head.h"

/* A longer value is looked at up to here: marks stand at the beginning. */
#define VALUE_BYTES 8192

void milter_judge_begin(struct milter_judge *judge, const struct milter_marks *marks,
                        const struct milter_options *options, const char *recipient, struct arena *arena) {
    *judge = (struct milter_judge){
        .marks = marks, .options = options, .recipient = recipient, .arena = arena, .score = NAN};
}

/* Takes a string with its NUL off the data. */
static bool take_string(struct slice *data, struct slice *string) {
    const char *nul = data->size ? memchr(data->data, '\0', data->size) : NULL;
    if (!nul)
        return false;
    *string = slice_of(data->data, (size_t)(nul - data->data));
    *data = slice_of(nul + 1, data->size - string->size - 1);
    return true;
}

/* It blocks, unless it is refused anyhow. The first reason is kept. */
static void block(struct milter_judge *judge, const char *what, struct slice detail) {
    int size = (int)(detail.size < sizeof judge->why ? detail.size : sizeof judge->why);
    if (!judge->blocks)
        snprintf(judge->why, sizeof judge->why, "%s%s%.*s", what, size ? ": " : "", size, detail.data);
    judge->blocks = true;
}

/* --- headers --- */

static bool matches(const struct smtp_mark *mark, struct slice name, const char *value,
                    regmatch_t groups[2]) {
    return name.size == strlen(mark->name) && !strncasecmp(mark->name, name.data, name.size) &&
           !regexec(&mark->pattern, value, 2, groups, 0);
}

static double read_score(const struct smtp_mark *mark, struct slice name, const char *value) {
    regmatch_t groups[2];
    double score;
    if (!matches(mark, name, value, groups) || groups[1].rm_so < 0)
        return NAN;
    struct slice text = slice_of(value + groups[1].rm_so, (size_t)(groups[1].rm_eo - groups[1].rm_so));
    return answer_score(text, &score) ? score : NAN;
}

static void hear_header(struct milter_judge *judge, struct slice name, struct slice value) {
    const struct milter_marks *marks = judge->marks;
    regmatch_t groups[2];
    value.size = value.size < VALUE_BYTES ? value.size : VALUE_BYTES;
    const char *text = head_unfold(judge->arena, value);
    for (size_t i = 0; i < marks->tag_count; i++)
        if (matches(&marks->tags[i], name, text, groups))
            block(judge, marks->tags[i].name, slice_from_string(text));
    for (size_t i = 0; i < marks->score_count && isnan(judge->score); i++)
        judge->score = read_score(&marks->scores[i], name, text);
}

/* Where a header is inserted or which one is changed does not matter; a changed one without a value is
 * removed. */
static bool read_header(struct milter_judge *judge, bool numbered, struct slice data) {
    struct slice name, value;
    if (numbered && data.size < sizeof(uint32_t))
        return false;
    if (numbered)
        data = slice_of(data.data + sizeof(uint32_t), data.size - sizeof(uint32_t));
    if (!take_string(&data, &name) || !take_string(&data, &value))
        return false;
    if (value.size)
        hear_header(judge, name, value);
    return true;
}

/* "<user@example.org>" */
static bool read_removed(struct milter_judge *judge, struct slice data) {
    struct slice address;
    if (!take_string(&data, &address))
        return false;
    if (address.size >= 2 && *address.data == '<' && address.data[address.size - 1] == '>')
        address = slice_of(address.data + 1, address.size - 2);
    if (address.size == strlen(judge->recipient) &&
        !strncasecmp(address.data, judge->recipient, address.size))
        block(judge, "recipient removed", slice_of("", 0));
    return true;
}

static bool read_quarantine(struct milter_judge *judge, struct slice data) {
    struct slice why;
    if (!take_string(&data, &why))
        return false;
    block(judge, "quarantine", why);
    return true;
}

/* --- ends of a stage --- */

/* Before the end it is said where. */
static void set(const struct milter_judge *judge, enum milter_stage stage, enum answer_state state,
                struct slice native, struct answer *answer) {
    const bool early = stage < MILTER_END;
    answer_set(answer, state, judge->score, "%s%s%.*s", early ? milter_stage_name(stage) : "",
               early ? ": " : "", (int)native.size, native.data);
}

static void set_accepted(const struct milter_judge *judge, enum milter_stage stage, const char *native,
                         struct answer *answer) {
    set(judge, stage, judge->blocks ? ANSWER_BLOCK : ANSWER_PASS,
        slice_from_string(judge->blocks ? judge->why : native), answer);
}

/* "550 5.7.1 Blocked" */
static bool set_reply(const struct milter_judge *judge, enum milter_stage stage, struct slice data,
                      struct answer *answer) {
    struct slice text;
    if (!take_string(&data, &text) || text.size < 3 || (*text.data != '4' && *text.data != '5') ||
        !isdigit((unsigned char)text.data[1]) || !isdigit((unsigned char)text.data[2]) ||
        (text.size > 3 && text.data[3] != ' ' && text.data[3] != '-'))
        return false;
    text.size = text.size < ANSWER_NATIVE_BYTES ? text.size : ANSWER_NATIVE_BYTES;
    set(judge, stage, *text.data == '5' ? ANSWER_BLOCK : ANSWER_LATER, text, answer);
    return true;
}

static enum milter_heard set_broken(enum milter_stage stage, char code, struct answer *answer) {
    answer_set(answer, ANSWER_BROKEN, NAN, "%s: no answer of a milter: '%c'", milter_stage_name(stage), code);
    return MILTER_HEARD_LAST;
}

/* What ends the stage, and all of the mail with it. false: there is no such answer. */
static bool hear_last(const struct milter_judge *judge, enum milter_stage stage, char code, struct slice data,
                      struct answer *answer) {
    switch (code) {
    case MILTER_CODE_CONTINUE:
        set_accepted(judge, stage, "continue", answer);
        return true;
    case MILTER_CODE_ACCEPT:
        set_accepted(judge, stage, "accept", answer);
        return true;
    case MILTER_CODE_REJECT:
        set(judge, stage, ANSWER_BLOCK, slice_from_string("reject"), answer);
        return true;
    case MILTER_CODE_DISCARD: /* before MAIL there is nothing to throw away (xxfi_connect, xxfi_helo) */
        set(judge, stage, ANSWER_BLOCK, slice_from_string("discard"), answer);
        return stage >= MILTER_MAIL;
    case MILTER_CODE_TEMPFAIL:
        set(judge, stage, ANSWER_LATER, slice_from_string("tempfail"), answer);
        return true;
    case MILTER_CODE_FAIL:
    case MILTER_CODE_SHUTDOWN:
        set(judge, stage, ANSWER_LATER, slice_from_string("connection failed"), answer);
        return true;
    case MILTER_CODE_REPLY:
        return set_reply(judge, stage, data, answer);
    default:
        return false;
    }
}

/* What may be said of a mail at its end, before the verdict. */
static bool hear_change(struct milter_judge *judge, char code, struct slice data) {
    switch (code) {
    case MILTER_CODE_ADD_HEADER:
        return read_header(judge, false, data);
    case MILTER_CODE_INSERT_HEADER:
    case MILTER_CODE_CHANGE_HEADER:
        return read_header(judge, true, data);
    case MILTER_CODE_REMOVE_RECIPIENT:
        return read_removed(judge, data);
    case MILTER_CODE_QUARANTINE:
        return read_quarantine(judge, data);
    case MILTER_CODE_BODY:
    case MILTER_CODE_ADD_RECIPIENT:
    case MILTER_CODE_ADD_RECIPIENT_MORE:
    case MILTER_CODE_CHANGE_FROM:
        return true;
    default:
        return false;
    }
}

enum milter_heard milter_hear(struct milter_judge *judge, enum milter_stage stage, struct slice packet,
                              struct answer *answer) {
    if (!packet.size)
        return set_broken(stage, ' ', answer);
    const char code = *packet.data;
    const struct slice data = slice_of(packet.data + 1, packet.size - 1);
    if (code == MILTER_CODE_PROGRESS)
        return MILTER_HEARD_MORE;
    if (code == MILTER_CODE_CONTINUE && stage != MILTER_END)
        return MILTER_HEARD_NEXT;
    if (code == MILTER_CODE_SKIP && stage == MILTER_BODY && milter_may_skip(judge->options))
        return MILTER_HEARD_SKIP;
    if (stage == MILTER_END && hear_change(judge, code, data))
        return MILTER_HEARD_MORE;
    return hear_last(judge, stage, code, data, answer) ? MILTER_HEARD_LAST : set_broken(stage, code, answer);
}
