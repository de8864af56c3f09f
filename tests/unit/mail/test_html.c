/* What a reader sees must be in the visible text, and what he does not see must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mail/html.h"

static struct html_text read_html(struct arena *arena, const char *html) {
    struct html_text text;
    html_to_text(arena, slice_from_string(html), &text);
    return text;
}

static void assert_seen(const char *html, const char *visible) {
    struct arena *arena = arena_new();
    struct html_text text = read_html(arena, html);
    if (strcmp(text.visible.data, visible) != 0)
        fail_msg("%s\nshows \"%s\", not \"%s\"", html, text.visible.data, visible);
    assert_int_equal(text.visible.size, strlen(visible));
    arena_free(arena);
}

/* In the middle of shown text, "secret" must be hidden and noted. */
static void assert_hides(const char *before, const char *after) {
    struct arena *arena = arena_new();
    const char *html = arena_printf(arena, "<p>seen</p>%ssecret%s<p>more</p>", before, after);
    struct html_text text = read_html(arena, html);
    if (strcmp(text.hidden.data, "secret") != 0 || strstr(text.visible.data, "secret") || !text.has_hidden)
        fail_msg("%s shows \"%s\", hides \"%s\"", html, text.visible.data, text.hidden.data);
    assert_non_null(strstr(text.visible.data, "seen"));
    assert_non_null(strstr(text.visible.data, "more"));
    arena_free(arena);
}

static void assert_shows(const char *before, const char *after) {
    struct arena *arena = arena_new();
    const char *html = arena_printf(arena, "<p>seen</p>%sopen%s<p>more</p>", before, after);
    struct html_text text = read_html(arena, html);
    if (strcmp(text.visible.data, "seen\nopen\nmore") != 0 || text.has_hidden)
        fail_msg("%s shows \"%s\", hides \"%s\"", html, text.visible.data, text.hidden.data);
    arena_free(arena);
}

static void test_blocks_are_lines_and_cells_spaced(void **state) {
    (void)state;
    assert_seen("<p>One  two\n three<p>four<br>five", "One two three\nfour\nfive");
    assert_seen("<table><tr><td>a</td><td>b<tr><th>c<td>d</table>e", "a b\nc d\ne");
    assert_seen("<ul><li>a<li>b</ul><h1>c</h1>d", "a\nb\nc\nd");
    assert_seen("a<b>b</b>c <i> d</i>", "abc d");
    assert_seen("<pre>a\nb  c</pre>d", "a\nb c\nd");
    assert_seen("a&nbsp;&nbsp; b\xc2\xa0"
                "c\xe2\x80\x8b"
                "d",
                "a b cd");
    assert_seen("<div style='display:inline'>a</div><div style='display:inline'>b</div>", "ab");
}

static void test_entities(void **state) {
    (void)state;
    assert_seen("&lt;&amp;&#65;&#x42;&eacute;&euro;&copy 1", "<&AB\xc3\xa9\xe2\x82\xac\xc2\xa9 1");
    assert_seen("&#150;&#0;&#xd800;&#99999999;", "\xe2\x80\x93\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    assert_seen("a & b &unknown; &; &# &#x;", "a & b &unknown; &; &# &#x;");
    assert_seen("https&colon;&sol;&sol;a&period;b &ampx", "https://a.b &x");
}

static void test_broken_markup(void **state) {
    (void)state;
    assert_seen("1 < 2 and 3 > 2 <", "1 < 2 and 3 > 2 <");
    assert_seen("<a href=\"x>text", "text");
    assert_seen("<p class='x>text", "text");
    assert_seen("a</>b</ c>d<!x>e<?y>f", "abdef");
    assert_seen("<td>a</td><td>b", "a b");
    assert_seen("<b><i>x</b>y</i>z</font></p>w", "xyz\nw");
    assert_seen("<!-->a<!--->b<!-- c --->d", "abd");
    assert_seen("<!--[if mso]>no<![endif]-->yes<![if !mso]>too<![endif]>", "yestoo");
    assert_seen("<script>if (a<b) x('</p>')</script>a<style>p{}</style>b<title>t</title>", "ab");
    assert_seen("<textarea>a <b>c</textarea>d", "a <b>c d");
    assert_seen("a\x01"
                "b\x7f"
                "c",
                "abc");
    assert_seen("", "");
}

static void test_swallowed_rest_is_hidden(void **state) {
    (void)state;
    static const char *const begins[] = {"<!-- ", "<style>", "<title>"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        struct arena *arena = arena_new();
        struct html_text text =
            read_html(arena, arena_printf(arena, "<p>seen%sthe rest <p>is not", begins[i]));
        assert_string_equal(text.visible.data, "seen");
        assert_string_equal(text.hidden.data, "the rest <p>is not");
        assert_true(text.has_hidden);
        arena_free(arena);
    }
}

static void test_hidden_by_style(void **state) {
    (void)state;
    assert_hides("<div style='display:none'><p>", "</p></div>");
    assert_hides("<div style=\"DISPLAY : None !important;color:red\">", "</div>");
    assert_hides("<span style='visibility:hidden'>", "</span>");
    assert_hides("<span style='font-size:0'>", "</span>");
    assert_hides("<span style='font-size:1px'><b>", "</b></span>");
    assert_hides("<span style='font: bold 1px/30px Arial'>", "</span>");
    assert_hides("<span style='opacity:0'>", "</span>");
    assert_hides("<div style='width:0;height:0;overflow:hidden'>", "</div>");
    assert_hides("<div style='max-height:0px;overflow:hidden'>", "</div>");
    assert_hides("<div style='text-indent:-9999px'>", "</div>");
    assert_hides("<div style='position:absolute;left:-5000px'>", "</div>");
    assert_hides("<div hidden>", "</div>");
    assert_hides("<div style='display&#58;none'>", "</div>");
    assert_hides("<template>", "</template>");
}

static void test_hidden_by_color(void **state) {
    (void)state;
    assert_hides("<font color=white>", "</font>");
    assert_hides("<font color='#FEFEFE'>", "</font>");
    assert_hides("<span style='color:rgb(255, 255,250)'>", "</span>");
    assert_hides("<span style='color:transparent'>", "</span>");
    assert_hides("<table bgcolor=black><tr><td><p><font color='#000000'>", "</font></table>");
    assert_hides("<div style='background:#333 none;color:#333'>", "</div>");
    assert_shows("<table bgcolor=#000><tr><td><font color=#fff>", "</font></table>");
    assert_shows("<div style='background:url(x.png) #fff;color:#fff'>", "</div>");
    assert_shows("<font color=#999999>", "</font>");
    assert_shows("<font color=yellow>", "</font>");
    assert_shows("<font color=white><a href='http://example.org/'>", "</a></font>");
}

static void test_body_sets_the_page(void **state) {
    (void)state;
    assert_seen("<body bgcolor=black text=white>a<font color=black>b</font>c", "ac");
    assert_seen("<body style='background-color:#123456'>a<font color=white>b</font>", "ab");
}

static void test_shown_in_spite_of(void **state) {
    (void)state;
    assert_shows("<font size=0>", "</font>");
    assert_shows("<div style='font-size:0'><span style='font-size:12px'>", "</span></div>");
    assert_shows("<div style='visibility:hidden'><b style='visibility:visible'>", "</b></div>");
    assert_shows("<p style='display:none'><div>", "</div>");
    assert_shows("<font color=white></div></font>", "");
    assert_shows("<font color=white><table><tr><td>", "</table></font>");
    assert_shows("<div style='height:0'>", "</div>");
    assert_shows("<noscript>", "</noscript>");
}

static void test_formatting_outlives_blocks(void **state) {
    (void)state;
    assert_seen("<p>a<font color=white></p><p>b</font>c", "a\nc");
    assert_seen("<table><tr><td><font color=white>b</td><td>c</table>", "c");
    assert_seen("<font color=white><div>b</font>c</div>d", "c\nd");
}

static void test_rules(void **state) {
    (void)state;
    assert_hides("<style>.x, .y { display : none }</style><div class='a X'>", "</div>");
    assert_hides("<style><!-- /* c */ #i{font-size:0} --></style><p id=i>", "</p>");
    assert_hides("<style>textarea{display:none}</style><textarea>", "</textarea>");
    assert_hides("<style>.w{color:#fff}</style><b class=w>", "</b>");
    assert_shows("<style>td.x{display:none}</style><div class=x>", "</div>");
    assert_shows("<style>@media print{.x{display:none}}</style><div class=x>", "</div>");
    assert_shows("<style>.x{display:none}</style><div class=x style='display:block'>", "</div>");
    assert_shows("<style>.a .b{background:#000} .w{color:#fff}</style><p class=w>", "</p>");
}

static void test_split_words(void **state) {
    (void)state;
    static const struct {
        const char *html;
        bool split;
    } cases[] = {
        {"ex<!-- x -->ample", true},
        {"ex<b></b>ample", true},
        {"ex<qz>ample", true},
        {"ex</qz>ample", true},
        {"ex<b>am</b>ple", false},
        {"ex <!-- x -->ample", false},
        {"ex<!-- x --> ample", false},
        {"ex<br><!-- x -->ample", false},
        {"ex<span style='display:none'>zz</span>ample", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct html_text text = read_html(arena, cases[i].html);
        if (text.split_words != cases[i].split)
            fail_msg("%s: %d", cases[i].html, text.split_words);
        arena_free(arena);
    }
    assert_seen("ex<!-- x -->am<b></b>ple", "example");
}

static void test_preheader_is_no_hiding(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct html_text text = read_html(
        arena, "<div style='display:none'>The news of today &zwnj;&nbsp;&zwnj;&nbsp;</div><p>Hello");
    assert_false(text.has_hidden);
    assert_string_equal(text.hidden.data, "The news of today");
    assert_string_equal(text.visible.data, "Hello");
    arena_free(arena);
}

static void assert_link(const struct html_text *text, size_t i, const char *url, bool image, bool hidden) {
    assert_true(i < text->link_count);
    assert_string_equal(text->links[i].url, url);
    assert_int_equal(text->links[i].image, image);
    assert_int_equal(text->links[i].hidden, hidden);
}

static void test_links(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct html_text text = read_html(
        arena,
        "<a href=' http://example.org/?a=1&amp;b=&copy=2\n&lt;x '>go</a><a href=http://example.net/></a>"
        "<a href='http://example.com/'><img src='cid:1' width=90></a><map><area href=http://example.org/m>"
        "</map><form action=http://example.org/f><div style='display:none'><a href='http://example.org/h'>x"
        "</a></div><table><td background=http://example.org/b.png>");
    assert_int_equal(text.link_count, 8);
    assert_link(&text, 0, "http://example.org/?a=1&b=&copy=2<x", false, false);
    assert_link(&text, 1, "http://example.net/", false, true);
    assert_link(&text, 2, "http://example.com/", false, false);
    assert_link(&text, 3, "cid:1", true, false);
    assert_link(&text, 4, "http://example.org/m", false, false);
    assert_link(&text, 5, "http://example.org/f", false, false);
    assert_link(&text, 6, "http://example.org/h", false, true);
    assert_link(&text, 7, "http://example.org/b.png", true, false);
    arena_free(arena);
}

static void test_pictures_give_short_alternatives(void **state) {
    (void)state;
    assert_seen("a<img src=x alt='Buy now'>b<img src=y width=1 height=1 alt=pixel>c", "a Buy now bc");
    assert_seen("<td style='font-size:0'><img src=x alt=Shown style='color:#fff'></td>", "Shown");
    assert_seen("a<img src=x alt=gone style='display:none'>b", "ab");
}

/* 2 MB of each must take no time and stay within the limits. */
static void test_hostile_repetition(void **state) {
    (void)state;
    static const char *const units[] = {
        "<b>",
        "<table><tr><td>",
        "</b>",
        "<a href=x>",
        "<!--",
        "<",
        "<style>",
        "<p style='",
        "&",
        "&#",
        "<font color=white><p>",
        "<x y=\"",
        "<div style='a:(;'>",
        "<style>.a{b:c}</style>",
        "x<b></b>",
        "<font><div></font>",
        "<textarea>",
        "</textarea",
    };
    size_t size = (size_t)2 << 20;
    char *html = allocate(size);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t unit = strlen(units[i]);
        for (size_t at = 0; at < size; at++)
            html[at] = units[i][at % unit];
        struct arena *arena = arena_new();
        struct html_text text;
        html_to_text(arena, slice_of(html, size), &text);
        assert_true(text.visible.size <= size);
        assert_true(arena_used_bytes(arena) < 8 * size);
        arena_free(arena);
    }
    free(html);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_are_lines_and_cells_spaced),
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_broken_markup),
        cmocka_unit_test(test_swallowed_rest_is_hidden),
        cmocka_unit_test(test_hidden_by_style),
        cmocka_unit_test(test_hidden_by_color),
        cmocka_unit_test(test_body_sets_the_page),
        cmocka_unit_test(test_shown_in_spite_of),
        cmocka_unit_test(test_formatting_outlives_blocks),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_split_words),
        cmocka_unit_test(test_preheader_is_no_hiding),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_pictures_give_short_alternatives),
        cmocka_unit_test(test_hostile_repetition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
