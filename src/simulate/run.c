/* Runs a simulation: check, plan, then one mail after another as text into the mboxes of the feeds that it
 * reached. Memory holds the plan and some minutes of mail; what is written is a function of scenario, seed
 * and scale alone, so there is no clock and no order of threads in it. Nothing here knows how to reach a
 * network. */
#include "simulate/run.h"

#include <string.h>
#include <time.h>

#include "simulate/check.h"
#include "simulate/folder.h"
#include "simulate/mailbox.h"
#include "simulate/truth.h"

/* Mails between two reports of progress. */
#define REPORT_EVERY 64
#define MBOX_SUFFIX  ".mbox"
#define SENDERS_FILE "senders.tsv"
#define LABELS_FILE  "labels.tsv"
/* "Tue Jan 14 06:30:00 2025" */
#define MBOX_DATE_BYTES 64

struct run {
    const struct run_request *request;
    struct run_result *result;
    struct folder folder;
    struct mailbox boxes[SCENARIO_FEEDS];
    FILE *labels;
    struct arena *arena; /* of one mail */
    uint64_t bytes;
};

/* Everything that was received by then. */
static bool write_until(struct run *run, int64_t by, struct error *error) {
    struct mailbox_item item;
    const struct scenario *scenario = run->request->scenario;
    for (size_t i = 0; i < scenario->feed_count; i++) {
        while (mailbox_write(&run->boxes[i], by, &item))
            truth_write_label(scenario, run->folder.files[i].name, run->boxes[i].written,
                              (enum sim_kind)item.kind, item.campaign, run->labels);
        if (run->boxes[i].failure)
            return error_set(error, "%s/%s: %s", run->request->folder, run->folder.files[i].name,
                             strerror(run->boxes[i].failure));
    }
    return true;
}

/* The separator of the mail, known only when it was received. */
static void separate(struct run *run, const struct sim_mail *mail, int64_t received, struct buffer *into) {
    char date[MBOX_DATE_BYTES];
    struct tm civil;
    time_t seconds = (time_t)received;
    gmtime_r(&seconds, &civil);
    strftime(date, sizeof date, "%a %b %e %H:%M:%S %Y", &civil);
    buffer_printf(into, "From %s %s\n", message_envelope(run->request->scenario, mail, run->arena), date);
}

static void make_copy(struct run *run, size_t feed, const struct sim_mail *mail) {
    struct buffer text = {0}, whole = {0};
    int64_t received = mail->sent;
    message_write(run->request->scenario, feed, mail, &text, &received);
    separate(run, mail, received, &whole);
    buffer_append(&whole, text.data, text.size);
    buffer_append(&whole, "\n", 1);
    mailbox_add(&run->boxes[feed], received, mail->kind, (uint32_t)mail->campaign, buffer_slice(&whole));
    run->bytes += whole.size;
    buffer_free(&text);
    buffer_free(&whole);
}

static bool make_mails(struct run *run, struct error *error) {
    const struct plan *plan = &run->result->plan;
    for (size_t i = 0; i < plan->count; i++) {
        char recipient[PLAN_RECIPIENT_BYTES];
        struct sim_mail mail;
        plan_mail(plan, i, &mail, recipient);
        if (!write_until(run, mail.sent, error))
            return false;
        for (size_t feed = 0; feed < plan->scenario->feed_count; feed++)
            if (mail.feeds >> feed & 1)
                make_copy(run, feed, &mail);
        run->result->kinds[mail.kind]++;
        arena_reset(run->arena);
        if (i % REPORT_EVERY == 0 && run->request->progress)
            run->request->progress(run->request->context, i, plan->count, run->bytes);
    }
    return write_until(run, INT64_MAX, error);
}

/* The feeds' come first, in their order. */
static bool open_files(struct run *run, struct error *error) {
    const struct scenario *scenario = run->request->scenario;
    for (size_t i = 0; i < scenario->feed_count; i++) {
        char name[FOLDER_NAME_BYTES];
        snprintf(name, sizeof name, "%s" MBOX_SUFFIX, scenario->feeds[i].name);
        if (!(run->boxes[i].stream = folder_file(&run->folder, name, error)))
            return false;
    }
    return (run->labels = folder_file(&run->folder, LABELS_FILE, error));
}

/* The truth names all files, itself among them. */
static bool write_truth(struct run *run, struct error *error) {
    FILE *senders = folder_file(&run->folder, SENDERS_FILE, error);
    FILE *truth = senders ? folder_file(&run->folder, FOLDER_TRUTH, error) : NULL;
    const char *names[FOLDER_FILES];
    if (!truth)
        return false;
    for (size_t i = 0; i < run->folder.count; i++)
        names[i] = run->folder.files[i].name;
    truth_write_senders(&run->result->plan, senders);
    truth_write(run->result, names, run->folder.count, truth);
    return true;
}

static bool write_all(struct run *run, struct error *error) {
    struct run_result *result = run->result;
    if (!open_files(run, error))
        return false;
    truth_begin_labels(run->labels);
    if (!make_mails(run, error))
        return false;
    for (size_t i = 0; i < run->request->scenario->feed_count; i++)
        result->feeds[i] = (struct run_feed){run->boxes[i].written, run->boxes[i].bytes};
    return write_truth(run, error) && folder_finish(&run->folder, error);
}

bool run_simulation(const struct run_request *request, struct run_result *result, struct error *error) {
    struct run run = {.request = request, .result = result};
    *result = (struct run_result){.scale = request->scale};
    result->refused = !check_scenario(request->scenario, error);
    if (result->refused)
        return false;
    bool good = folder_open(&run.folder, request->folder, request->replace, error);
    result->refused = good && !plan_make(&result->plan, request->scenario, request->scenario->seed, error);
    run.arena = arena_new();
    good = good && !result->refused && write_all(&run, error);
    for (size_t i = 0; i < SCENARIO_FEEDS; i++)
        mailbox_free(&run.boxes[i]);
    folder_close(&run.folder);
    arena_free(run.arena);
    return good;
}

void run_free(struct run_result *result) {
    plan_free(&result->plan);
}
