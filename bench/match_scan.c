/* The matching step alone: the text of all mail, decoded and in memory, against many signatures; one thread.
 * A signature is two phrases of one message, drawn from messages spread over the corpus, so that each matches
 * something. Prints one line: messages, bytes of text, signatures, matches, CPU seconds to bring the text
 * into normal form and scan it (the median of five rounds), seconds of the scan alone.
 *
 * usage: match_scan SIGNATURES PATH... */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "feed/feed.h"
#include "template/matcher.h"
#include "template/words.h"

#define ROUNDS       5
#define PHRASE_WORDS 5

struct corpus {
    struct arena *arena;
    struct mail **mails;
    size_t count, capacity;
    uint64_t text_bytes;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void load(struct corpus *corpus, const char *const *paths, size_t count) {
    struct feed *feed = feed_open(paths, count);
    for (;;) {
        struct buffer raw = {0};
        struct feed_message message;
        struct error problem;
        enum feed_status status = feed_next(feed, &raw, &message, &problem);
        if (status == FEED_END)
            break;
        if (status == FEED_PROBLEM) {
            fprintf(stderr, "match_scan: %s\n", problem.message);
            exit(1);
        }
        char *bytes = arena_copy(corpus->arena, raw.data, raw.size);
        struct mail *mail = mail_parse(corpus->arena, slice_of(bytes, raw.size), NULL, NULL);
        corpus->mails =
            arena_grow(corpus->arena, corpus->mails, corpus->count, &corpus->capacity, sizeof *corpus->mails);
        corpus->mails[corpus->count++] = mail;
        corpus->text_bytes += mail->text_bytes + strlen(mail->subject);
        buffer_free(&raw);
    }
    feed_close(feed);
}

/* NULL: its text is too short. */
static struct signature *draw(struct arena *arena, const struct mail *mail) {
    struct words words;
    words_read(arena, slice_of(mail->text, mail->text_bytes), &words);
    if (words.count < 4 * PHRASE_WORDS)
        return NULL;
    struct signature *signature = arena_alloc(arena, sizeof *signature);
    signature->anchor_count = 2;
    for (size_t i = 0; i < 2; i++) {
        const char *phrase = words_phrase(arena, &words, (2 * i + 1) * words.count / 4, PHRASE_WORDS);
        signature->anchors[i] = (struct signature_anchor){
            .field = SIGNATURE_BODY, .phrase_count = 1, .phrases = {{.words = phrase, .surface = phrase}}};
    }
    return signature;
}

static struct matcher *compile(const struct corpus *corpus, size_t wanted, size_t *count) {
    const struct signature **signatures = allocate((wanted + 1) * sizeof *signatures);
    struct error error;
    *count = 0;
    for (size_t i = 0; i < corpus->count && *count < wanted; i++) {
        /* A stride without a common factor visits all. */
        struct signature *signature = draw(corpus->arena, corpus->mails[i * 7919 % corpus->count]);
        if (signature)
            signatures[(*count)++] = signature;
    }
    struct matcher *matcher = matcher_new(signatures, *count, &error);
    free(signatures);
    if (!matcher) {
        fprintf(stderr, "match_scan: %s\n", error.message);
        exit(1);
    }
    return matcher;
}

struct round {
    double whole, scan;
    uint64_t matches;
};

static struct round measure(const struct corpus *corpus, const struct matcher *matcher) {
    struct matcher_scratch *scratch = matcher_scratch_new(matcher);
    struct matcher_text text = {0};
    struct round round = {0};
    double begin = now();
    for (size_t i = 0; i < corpus->count; i++) {
        const uint32_t *found;
        matcher_text_read(&text, corpus->mails[i]);
        double ready = now();
        round.matches += matcher_scan(matcher, scratch, &text, &found);
        round.scan += now() - ready;
    }
    round.whole = now() - begin;
    matcher_text_free(&text);
    matcher_scratch_free(scratch);
    return round;
}

static int compare_rounds(const void *a, const void *b) {
    const struct round *one = a, *other = b;
    return (one->whole > other->whole) - (one->whole < other->whole);
}

int main(int count, char **arguments) {
    if (count < 3 || atoi(arguments[1]) < 1) {
        fprintf(stderr, "usage: match_scan SIGNATURES PATH...\n");
        return 2;
    }
    struct corpus corpus = {.arena = arena_new()};
    struct round rounds[ROUNDS];
    size_t signatures;
    mail_initialize();
    load(&corpus, (const char *const *)arguments + 2, (size_t)count - 2);
    struct matcher *matcher = compile(&corpus, (size_t)atoi(arguments[1]), &signatures);
    for (size_t i = 0; i < ROUNDS; i++)
        rounds[i] = measure(&corpus, matcher);
    qsort(rounds, ROUNDS, sizeof *rounds, compare_rounds);
    const struct round *median = &rounds[ROUNDS / 2];
    printf("%zu %llu %zu %llu %.6f %.6f\n", corpus.count, (unsigned long long)corpus.text_bytes, signatures,
           (unsigned long long)median->matches, median->whole, median->scan);
    matcher_free(matcher);
    arena_free(corpus.arena);
    return 0;
}
