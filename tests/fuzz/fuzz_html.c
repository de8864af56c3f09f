/* HTML to text, and the links of both. What must hold: text is folded, valid UTF-8 without control
 * characters, NUL-terminated, no longer than the HTML; each link has a host in one spelling, and its domain
 * is the end of it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/charset.h"
#include "mail/html.h"
#include "mail/link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds) {
    if (!holds)
        abort();
}

static void check_text(struct arena *arena, struct slice text, struct slice html) {
    uint32_t anomalies = 0;
    demand(text.size <= html.size && !text.data[text.size]);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        demand(c >= ' ' || c == '\n');
        bool gap = c == ' ' || c == '\n', edge = i == 0 || i + 1 == text.size;
        demand(!gap || (!edge && text.data[i + 1] != ' ' && text.data[i + 1] != '\n'));
    }
    charset_to_utf8(arena, text, "utf-8", &anomalies);
    demand(!(anomalies & MAIL_BAD_CHARSET));
}

static void check_links(const struct mail *mail) {
    demand(mail->link_count <= MAIL_LINKS && mail->address_count <= MAIL_INDICATORS);
    for (size_t i = 0; i < mail->link_count; i++) {
        const struct mail_link *link = &mail->links[i];
        size_t host = strlen(link->host), domain = strlen(link->domain);
        demand(*link->url && strlen(link->url) <= 2010);
        demand(domain <= host && !strcmp(link->host + host - domain, link->domain));
        demand(!host || domain);
        for (const char *at = link->host; *at; at++)
            demand(*at > ' ' && (unsigned char)*at < 0x7f && !(*at >= 'A' && *at <= 'Z'));
    }
    for (size_t i = 0; i < mail->address_count; i++)
        demand(strchr(mail->addresses[i], '@') != NULL);
    for (size_t i = 0; i < mail->phone_count; i++)
        demand(strlen(mail->phones[i]) >= 9);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    uint32_t anomalies = 0;
    struct slice html = charset_to_utf8(arena, slice_of((const char *)data, size), "utf-8", &anomalies);
    struct html_text text;
    html_to_text(arena, html, &text);
    check_text(arena, text.visible, html);
    check_text(arena, text.hidden, html);
    struct mail *mail = arena_alloc(arena, sizeof *mail);
    mail->arena = arena;
    for (size_t i = 0; i < text.link_count; i++)
        link_add(mail, slice_from_string(text.links[i].url), text.links[i].image, text.links[i].hidden);
    link_find(mail, text.visible, false);
    link_find(mail, html, true);
    check_links(mail);
    arena_free(arena);
    return 0;
}
