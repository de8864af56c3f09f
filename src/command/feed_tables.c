/* Feeds have numbers, which are the titles of columns where feeds stand against feeds. */
#include "command/feed_tables.h"

#include <math.h>
#include <stdio.h>

#include "command/describe.h"
#include "command/grid.h"
#include "command/output.h"

/* All tables are made of these. */
struct tables {
    const struct invocation *invocation;
    struct arena *arena;
    const struct store_feed_list *list;
    uint64_t least;
    const char **names;   /* " 1 name" of feeds, then that of all together */
    const char **numbers; /* "1" of feeds, then "all" */
};

static const char *count_cell(struct arena *arena, uint64_t count) {
    char number[OUTPUT_NUMBER_BYTES];
    return arena_string(arena, output_count(count, number));
}

/* "45.2". What is not all, or not nothing, does not read as if it were. */
static const char *hundredths(struct arena *arena, double share) {
    if (isnan(share))
        return "-";
    if (share < 1 && share >= 0.9995)
        return ">99.9";
    if (share > 0 && share < 0.0005)
        return "<0.1";
    return arena_printf(arena, "%.1f", 100 * share);
}

static const char *percent_cell(struct arena *arena, double share) {
    return isnan(share) ? "-" : arena_printf(arena, "%s %%", hundredths(arena, share));
}

static const char *number_cell(struct arena *arena, double number) {
    return isnan(number) ? "-" : arena_printf(arena, "%.2f", number);
}

static const char *duration_cell(struct arena *arena, double seconds) {
    char text[OUTPUT_NUMBER_BYTES];
    return isnan(seconds) ? "-" : arena_string(arena, output_duration(seconds, text));
}

static void print_heading(const struct tables *tables, const char *heading) {
    const struct terminal *out = &tables->invocation->out;
    printf("\n%s%s%s\n", terminal_style(out, STYLE_STRONG), heading, terminal_style(out, STYLE_PLAIN));
}

static void print_grid(const struct tables *tables, size_t rows, const char *const *titles, size_t columns,
                       const char *const *cells) {
    const struct grid grid = {
        .names = tables->names, .row_count = rows, .titles = titles, .column_count = columns, .cells = cells};
    grid_print(&grid, &tables->invocation->out);
}

static void name_feeds(struct tables *tables) {
    size_t count = tables->list->count;
    int digits = snprintf(NULL, 0, "%zu", count);
    tables->names = arena_alloc(tables->arena, (count + 1) * sizeof *tables->names);
    tables->numbers = arena_alloc(tables->arena, (count + 1) * sizeof *tables->numbers);
    for (size_t i = 0; i < count; i++) {
        tables->names[i] =
            arena_printf(tables->arena, "%*zu %s", digits, i + 1, tables->list->feeds[i].facts.name);
        tables->numbers[i] = arena_printf(tables->arena, "%zu", i + 1);
    }
    tables->names[count] = arena_printf(tables->arena, "%*s all feeds", digits, "");
    tables->numbers[count] = "all";
}

enum { ROLE, MESSAGES, DELIVERIES, RECIPIENTS, PURITY, SPAN, VOLUME_COLUMNS };

static void fill_volume(const struct tables *tables, const char **cells,
                        const struct store_feed_volume *volume) {
    char span[DESCRIBE_SPAN_BYTES];
    cells[MESSAGES] = count_cell(tables->arena, volume->messages);
    cells[DELIVERIES] = count_cell(tables->arena, volume->deliveries);
    cells[RECIPIENTS] = volume->addressed ? count_cell(tables->arena, volume->recipients) : "-";
    cells[SPAN] = arena_string(tables->arena, describe_span(volume->first_seen, volume->last_seen, span));
}

static void print_volume(const struct tables *tables) {
    static const char *const titles[VOLUME_COLUMNS] = {"role",       "messages", "deliveries",
                                                       "recipients", "purity",   "first..last"};
    const struct store_feed_list *list = tables->list;
    size_t rows = list->count + 1;
    const char **cells = arena_alloc(tables->arena, rows * VOLUME_COLUMNS * sizeof *cells);
    for (size_t i = 0; i < list->count; i++) {
        cells[i * VOLUME_COLUMNS + ROLE] = list->feeds[i].facts.role;
        cells[i * VOLUME_COLUMNS + PURITY] = percent_cell(tables->arena, list->feeds[i].purity);
        fill_volume(tables, cells + i * VOLUME_COLUMNS, &list->feeds[i].volume);
    }
    cells[list->count * VOLUME_COLUMNS + ROLE] = cells[list->count * VOLUME_COLUMNS + PURITY] = "";
    fill_volume(tables, cells + list->count * VOLUME_COLUMNS, &list->all);
    print_grid(tables, rows, titles, VOLUME_COLUMNS, cells);
    if (!list->wanted_feeds)
        puts("purity is not known: there is no feed of wanted mail (role ham or newsletter)");
}

/* "40 traps, 25 % of their mail, since 2007-04-08, by relay.example.net, reports"; "" where nothing is said.
 */
static const char *said_of(struct arena *arena, const struct store_feed *feed) {
    struct buffer line = {0};
    char day[TIME_TEXT_BYTES];
    if (feed->traps)
        output_plural(&line, feed->traps, "trap", "traps");
    if (feed->sampled > 0)
        buffer_printf(&line, "%s%.3g %% of its mail", line.size ? ", " : "", 100 * feed->sampled);
    if (feed->since != TIME_NONE)
        buffer_printf(&line, "%ssince %s", line.size ? ", " : "", output_day(feed->since, day));
    if (*feed->forwarder)
        buffer_printf(&line, "%sby %s", line.size ? ", " : "", feed->forwarder);
    if (feed->reports == FEED_REPORTS_YES)
        buffer_printf(&line, "%sreports", line.size ? ", " : "");
    const char *said = arena_copy(arena, line.data, line.size);
    buffer_free(&line);
    return said;
}

static void print_said(const struct tables *tables) {
    struct printer printer;
    bool any = false;
    printer_text(&printer, &tables->invocation->out);
    print_begin_map(&printer);
    for (size_t i = 0; i < tables->list->count; i++) {
        const char *said = said_of(tables->arena, &tables->list->feeds[i].facts);
        if (!any && *said)
            print_heading(tables, "What is said of them (weir feeds set)");
        any |= *said != 0;
        print_member_string(&printer, tables->names[i], said);
    }
    print_end_map(&printer);
    printer_free(&printer);
}

static void print_coverage(const struct tables *tables, const struct feed_coverage *coverage) {
    static const char *const titles[] = {"seen", "of all", "seen alone", "of its own"};
    enum { SEEN, SHARE, ALONE, ALONE_SHARE, COLUMNS };
    const char **cells = arena_alloc(tables->arena, coverage->feeds * COLUMNS * sizeof *cells);
    for (size_t i = 0; i < coverage->feeds; i++) {
        const char **row = cells + i * COLUMNS;
        row[SEEN] = count_cell(tables->arena, coverage->seen[i].items);
        row[SHARE] = percent_cell(tables->arena, coverage->seen[i].share);
        row[ALONE] = count_cell(tables->arena, coverage->seen[i].alone);
        row[ALONE_SHARE] = percent_cell(tables->arena, coverage->seen[i].alone_share);
    }
    print_grid(tables, coverage->feeds, titles, COLUMNS, cells);
}

/* What: "campaigns". */
static void print_overlap(const struct tables *tables, const struct feed_coverage *coverage,
                          const char *what) {
    size_t feeds = coverage->feeds;
    const char **counts = arena_alloc(tables->arena, feeds * feeds * sizeof *counts);
    const char **shares = arena_alloc(tables->arena, feeds * feeds * sizeof *shares);
    for (size_t a = 0; a < feeds; a++)
        for (size_t b = 0; b < feeds; b++) {
            counts[a * feeds + b] = count_cell(tables->arena, coverage->both[a * feeds + b]);
            shares[a * feeds + b] = hundredths(tables->arena, feed_coverage_share(coverage, a, b));
        }
    print_heading(tables, arena_printf(tables->arena, "%s that both feeds saw (columns by number)", what));
    print_grid(tables, feeds, tables->numbers, feeds, counts);
    print_heading(tables,
                  arena_printf(tables->arena, "%s of a line's feed that a column's saw, too, in %%", what));
    print_grid(tables, feeds, tables->numbers, feeds, shares);
}

static void print_proportion(const struct tables *tables, const double *figures) {
    size_t sides = tables->list->proportion.sides;
    const char **cells = arena_alloc(tables->arena, sides * sides * sizeof *cells);
    for (size_t i = 0; i < sides * sides; i++)
        cells[i] = number_cell(tables->arena, figures[i]);
    print_grid(tables, sides, tables->numbers, sides, cells);
}

static void print_percentiles(const struct tables *tables, bool last) {
    static const char *const first_titles[] = {"campaigns", "first at", "share", "25 %",
                                               "median",    "75 %",     "95 %"};
    static const char *const last_titles[] = {"campaigns", "25 %", "median", "75 %", "95 %"};
    const char *const *titles = last ? last_titles : first_titles;
    size_t columns =
        last ? sizeof last_titles / sizeof *last_titles : sizeof first_titles / sizeof *first_titles;
    const char **cells = arena_alloc(tables->arena, tables->list->count * columns * sizeof *cells);
    for (size_t i = 0, at = 0; i < tables->list->count; i++) {
        const struct feed_delay *delay = &tables->list->delays.feeds[i];
        const struct feed_percentiles *percentiles = last ? &delay->before_last : &delay->after_first;
        cells[at++] = count_cell(tables->arena, delay->items);
        if (!last) {
            cells[at++] = count_cell(tables->arena, delay->first);
            cells[at++] = percent_cell(tables->arena, delay->first_share);
        }
        cells[at++] = duration_cell(tables->arena, percentiles->p25);
        cells[at++] = duration_cell(tables->arena, percentiles->median);
        cells[at++] = duration_cell(tables->arena, percentiles->p75);
        cells[at++] = duration_cell(tables->arena, percentiles->p95);
    }
    print_grid(tables, tables->list->count, titles, columns, cells);
}

static void print_timing(const struct tables *tables) {
    if (!tables->list->delays.items) {
        puts("\nno campaign was seen by two feeds at known times");
        return;
    }
    print_heading(tables, "First sight of a campaign: how long after the first feed's");
    print_percentiles(tables, false);
    print_heading(tables, "Last sight of a campaign: how long before the last feed's");
    print_percentiles(tables, true);
}

/* "3 feeds and 1 of wanted mail". */
static void print_end(const struct tables *tables) {
    struct buffer line = {0};
    output_plural(&line, tables->list->count, "feed", "feeds");
    if (tables->list->wanted_feeds)
        buffer_printf(&line, ", and %zu of wanted mail", tables->list->wanted_feeds);
    printf("%s%.*s\n", tables->list->count ? "\n" : "", (int)line.size, line.data);
    buffer_free(&line);
}

static void print_seen(const struct tables *tables) {
    struct buffer heading = {0};
    char number[OUTPUT_NUMBER_BYTES];
    output_plural(&heading, tables->list->campaigns.items, "campaign", "campaigns");
    if (tables->least > 1)
        buffer_printf(&heading, " of at least %s messages", output_count(tables->least, number));
    print_heading(tables, arena_copy(tables->arena, heading.data, heading.size));
    print_coverage(tables, &tables->list->campaigns);
    buffer_clear(&heading);
    output_plural(&heading, tables->list->senders.items, "sender", "senders");
    print_heading(tables, arena_copy(tables->arena, heading.data, heading.size));
    print_coverage(tables, &tables->list->senders);
    buffer_free(&heading);
}

void feed_tables_print(const struct invocation *invocation, const struct store_feed_query *query,
                       const struct store_feed_list *list) {
    struct tables tables = {
        .invocation = invocation, .arena = invocation->arena, .list = list, .least = query->least};
    name_feeds(&tables);
    if (list->count) {
        print_volume(&tables);
        print_said(&tables);
        print_seen(&tables);
    }
    if (list->count > 1) {
        print_overlap(&tables, &list->campaigns, "Campaigns");
        print_overlap(&tables, &list->senders, "Senders");
        print_heading(&tables, "Variation distance: how unlike messages spread over campaigns, 0 to 1");
        print_proportion(&tables, list->proportion.variation);
        print_heading(&tables, "Kendall's tau-b: how alike common campaigns rank by messages, -1 to 1");
        print_proportion(&tables, list->proportion.tau);
        print_timing(&tables);
    }
    print_end(&tables);
}
