/* weir bench: real filters side by side. This file reads what was asked for and hands on to the verb. */
#include "command/bench.h"

#include <string.h>

#include "bench/method.h"
#include "command/spelling.h"

#define METHODS "vbspam-2010, vbspam-2012, vbspam-2018"
/* What `--speed` asks of each product unless told otherwise would take too long for slow ones. */
#define SPEED_MOST 100000

static const struct option options[] = {
    [BENCH_METHOD] = {"method", OPTION_CHOICE, 'm', "M", METHODS,
                      .help = "score: the method's version (" METHOD_USUAL ")"},
    [BENCH_FORMAT] = {"format", OPTION_CHOICE, 'f', "F", "csv, markdown, tsv",
                      .help = "score: csv, the verdicts, or markdown, a review; corpus: tsv, the manifest"},
    [BENCH_CAMPAIGNS] = {"campaigns", OPTION_FLAG, 'c', .help = "score: by campaign and kind"},
    [BENCH_LABELS] = {"labels", OPTION_LIST, 'l', "FILE",
                      .help = "score: with other labels (message, role, class); may be repeated"},
    [BENCH_PRODUCT] = {"product", OPTION_LIST, 'p', "NAME", .help = "only this product; may be repeated"},
    [BENCH_RUN] = {"run", OPTION_COUNT, 0, "N", .least = 1, .most = INT64_MAX,
                   .help = "resume, score, misses: the run of this number (the newest)"},
    [BENCH_NEW] = {"new", OPTION_FLAG, .help = "run: begin another, though one of the corpus is unfinished"},
    [BENCH_SPEED] = {"speed", OPTION_COUNT, 0, "N", .least = 1, .most = SPEED_MOST,
                     .help = "products: time each alone on the first N mails of the corpus"},
    [BENCH_OUTPUT] = {"output", OPTION_TEXT, 'o', "DIR", .help = "misses: a new folder to write to"},
};

#define BIT(option) (1U << (option))

static const struct verb {
    const char *name;
    bench_verb *run;
    unsigned options; /* bits of enum bench_option */
    bool takes_name;
    bool json;
} verbs[] = {
    {"products", bench_products, BIT(BENCH_PRODUCT) | BIT(BENCH_SPEED), true, true},
    {"corpus", bench_corpus, BIT(BENCH_FORMAT), true, true},
    {"run", bench_start, BIT(BENCH_PRODUCT) | BIT(BENCH_NEW), true, true},
    {"resume", bench_resume, BIT(BENCH_RUN), true, true},
    {"score", bench_score,
     BIT(BENCH_METHOD) | BIT(BENCH_FORMAT) | BIT(BENCH_CAMPAIGNS) | BIT(BENCH_LABELS) | BIT(BENCH_PRODUCT) |
         BIT(BENCH_RUN),
     true, true},
    {"misses", bench_misses, BIT(BENCH_PRODUCT) | BIT(BENCH_RUN) | BIT(BENCH_LABELS) | BIT(BENCH_OUTPUT),
     true, false},
};
#define VERBS "products, corpus, run, resume, score or misses"

static const struct verb *verb_named(const char *word) {
    struct spelling spelling = {.word = word};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (!strcmp(verbs[i].name, word))
            return &verbs[i];
        spelling_try(&spelling, verbs[i].name);
    }
    if (spelling.best)
        complain_usage(&command_bench, "there is no 'bench %s', did you mean '%s'?", word, spelling.best);
    else
        complain_usage(&command_bench, "there is no 'bench %s'; it takes " VERBS, word);
    return NULL;
}

static bool options_fit(const struct invocation *invocation, const struct verb *verb) {
    for (size_t i = 0; i < BENCH_OPTIONS; i++)
        if (invocation->values[i].given && !(verb->options & BIT(i))) {
            complain_usage(&command_bench, "--%s is not for 'bench %s'", options[i].name, verb->name);
            return false;
        }
    if (invocation->json && !verb->json) {
        complain_usage(&command_bench, "--json is not for 'bench %s'", verb->name);
        return false;
    }
    if (invocation->argument_count > 1 && !verb->takes_name) {
        complain_usage(&command_bench, "'bench %s' takes nothing", verb->name);
        return false;
    }
    return true;
}

static enum command_status run(struct invocation *invocation) {
    const struct verb *verb = verb_named(invocation->arguments[0]);
    if (!verb || !options_fit(invocation, verb))
        return COMMAND_USAGE;
    struct bench bench = {.invocation = invocation,
                          .named = invocation->argument_count > 1 ? invocation->arguments[1] : NULL};
    struct error error;
    if (!bench_setup_read(invocation->arena, invocation->config.all, &bench.setup, &error))
        return complain("in the configuration: %s", error.message);
    return verb->run(&bench);
}

const struct command command_bench = {
    .name = "bench",
    .arguments = "products|corpus|run|resume|score|misses [CORPUS]",
    .summary = "the comparative test: real mail filters side by side",
    .details =
        "products  what the configuration names, whether each answers, and what it says of itself\n"
        "corpus    freezes which mails are tested and what each truly is, or shows what is frozen\n"
        "run       hands the mails of a corpus to all products at once, in order of arrival\n"
        "resume    goes on with a run that was stopped or killed\n"
        "score     the league table of the newest run, with intervals\n"
        "misses    a product's misses and false positives, redacted, for its maker\n\n"
        "Products and corpora are those of the configuration (--config FILE):\n\n"
        "  products {\n"
        "    spamassassin { protocol = spamd; address = \"127.0.0.1:783\"; knows = gtube }\n"
        "    rspamd       { protocol = rspamd; address = \"127.0.0.1:11333\" }\n"
        "  }\n"
        "  corpora { april { feeds { trap = spam; office = ham } labels = \"april.labels.tsv\" } }\n\n"
        "Protocols: spamd, rspamd, clamd, milter, command, smtp, lmtp, dnsbl. Products are on this host, or "
        "at\n"
        "addresses that `allow` lists. Without corpora there is one, `all`, of every feed with a role. What "
        "a mail\n"
        "is, its feed's role or a labels file says, never weir. Simulated mail is refused.\n"
        "A run within an hour of the mail's receipt is live; all others are replays, which earn no award, "
        "but\n"
        "say what they would meet. How scores are made stands in docs/scoring.md, how runs go in "
        "docs/bench.md.\n",
    .examples = "  weir bench products --config filters.conf\n"
                "  weir bench run april --config filters.conf\n"
                "  weir bench score april\n"
                "  weir bench score --method vbspam-2012 --json | jq '.[] | {product, final}'\n"
                "  weir bench score --format csv > verdicts.csv\n"
                "  weir bench misses --product rspamd -o for-its-maker\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .least_arguments = 1,
    .most_arguments = 2,
    .json = true,
    .run = run,
};
