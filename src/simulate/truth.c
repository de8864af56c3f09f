/* Truth as JSON, senders and labels as columns. The columns of labels are those that campaign finding is
 * measured with elsewhere, and `campaign`: of bounces "~NAME", for they belong to a campaign only so far, of
 * background spam "spam.N". */
#include "simulate/truth.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/time.h"

/* What a double is good for. */
#define DIGITS 15

static json_t *text_or_null(const char *text) {
    return *text ? json_string(text) : json_null();
}

static json_t *time_text(int64_t time) {
    char text[TIME_TEXT_BYTES];
    return json_string(time_format(time, text));
}

static json_t *count_of(uint64_t count) {
    return json_integer((json_int_t)count);
}

static json_t *campaign_truth(const struct plan *plan, size_t number) {
    const struct scenario *scenario = plan->scenario;
    const struct scenario_campaign *campaign = &scenario->campaigns[number];
    const struct plan_campaign *truth = &plan->campaigns[number];
    json_t *feeds = json_object();
    for (size_t i = 0; i < scenario->feed_count; i++)
        json_object_set_new(feeds, scenario->feeds[i].name, count_of(truth->feeds[i]));
    return json_pack("{s:s, s:o, s:s, s:s, s:o, s:f, s:o, s:o, s:o, s:o, s:o, s:o}", "name", campaign->name,
                     "instrument", text_or_null(campaign->symbol), "company", campaign->company, "operator",
                     scenario->operators[campaign->sent_by].name, "start", time_text(campaign->start),
                     "hours", campaign->hours, "senders", count_of(truth->senders), "addresses",
                     count_of(truth->addresses), "sent", count_of(truth->sent), "caught",
                     count_of(truth->caught), "bounces", count_of(truth->bounces), "feeds", feeds);
}

static json_t *feed_truth(const struct run_result *result, size_t number) {
    const struct scenario_feed *feed = &result->plan.scenario->feeds[number];
    return json_pack("{s:s, s:o, s:f, s:o, s:o, s:o}", "domain", feed->domain, "traps", count_of(feed->traps),
                     "sampled", feed->sampled, "forwarder", text_or_null(feed->forwarder), "messages",
                     count_of(result->feeds[number].messages), "bytes",
                     count_of(result->feeds[number].bytes));
}

static json_t *operator_truth(const struct scenario_operator *sender) {
    return json_pack("{s:o, s:f, s:f, s:f}", "hosts", count_of(sender->hosts), "list", sender->list, "rate",
                     sender->rate, "churn", sender->churn);
}

void truth_write(const struct run_result *result, const char *const *files, size_t file_count, FILE *into) {
    const struct scenario *scenario = result->plan.scenario;
    json_t *campaigns = json_array(), *feeds = json_object(), *operators = json_object(),
           *names = json_array();
    for (size_t i = 0; i < scenario->campaign_count; i++)
        json_array_append_new(campaigns, campaign_truth(&result->plan, i));
    for (size_t i = 0; i < scenario->feed_count; i++)
        json_object_set_new(feeds, scenario->feeds[i].name, feed_truth(result, i));
    for (size_t i = 0; i < scenario->operator_count; i++)
        json_object_set_new(operators, scenario->operators[i].name, operator_truth(&scenario->operators[i]));
    for (size_t i = 0; i < file_count; i++)
        json_array_append_new(names, json_string(files[i]));
    json_t *truth = json_pack("{s:s, s:b, s:o, s:f, s:o, s:o, s:o, s:{s:o, s:o}, s:o}", "title",
                              scenario->title, "simulated", 1, "seed", count_of(scenario->seed), "scale",
                              result->scale, "campaigns", campaigns, "operators", operators, "feeds", feeds,
                              "background", "spam", count_of(result->kinds[SIM_SPAM]), "wanted",
                              count_of(result->kinds[SIM_WANTED]), "files", names);
    /* What cannot be written is noticed when the folder is finished. */
    json_dumpf(truth, into, JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS));
    fputc('\n', into);
    json_decref(truth);
}

void truth_write_senders(const struct plan *plan, FILE *into) {
    char first[TIME_TEXT_BYTES], last[TIME_TEXT_BYTES];
    fputs("campaign\thost\taddress\tfirst\tlast\tcaught\n", into);
    for (size_t i = 0; i < plan->scenario->campaign_count; i++)
        for (size_t j = 0; j < plan->campaigns[i].seen_count; j++) {
            const struct plan_sender *seen = &plan->campaigns[i].seen[j];
            fprintf(into, "%s\t%" PRIu32 "\t%u.%u.%u.%u\t%s\t%s\t%" PRIu32 "\n",
                    plan->scenario->campaigns[i].name, seen->host, seen->address >> 24,
                    seen->address >> 16 & 255, seen->address >> 8 & 255, seen->address & 255,
                    time_format(seen->first, first), time_format(seen->last, last), seen->caught);
        }
}

void truth_begin_labels(FILE *into) {
    fputs("message\tlabel\tinstrument\toperator\tmedium\tcampaign\n", into);
}

void truth_write_label(const struct scenario *scenario, const char *file, uint64_t number, enum sim_kind kind,
                       uint32_t campaign, FILE *into) {
    fprintf(into, "%s#%" PRIu64 "\t", file, number);
    if (kind == SIM_SPAM) {
        fprintf(into, "spam\t-\t-\t-\tspam.%" PRIu32 "\n", campaign + 1);
    } else if (kind == SIM_WANTED) {
        fputs("ham\t-\t-\t-\t-\n", into);
    } else if (kind == SIM_BOUNCE) {
        fprintf(into, "spam\t~\t-\t-\t~%s\n", scenario->campaigns[campaign].name);
    } else {
        const struct scenario_campaign *facts = &scenario->campaigns[campaign];
        bool touted = facts->type != SCENARIO_NOTHING;
        fprintf(into, "spam\t%s\t%s\t%s\t%s\n", touted ? facts->symbol : "-",
                scenario->operators[facts->sent_by].name, touted ? "text" : "-", facts->name);
    }
}
