/* The protocols that products speak, and the section of the configuration that describes products. A
 * product's own settings stand beside those that all have, so that its section reads as one. */
#include "bench/product.h"

#include <ctype.h>
#include <string.h>

/* Usual settings. A mail takes a filter less than a second, a scanner of large archives several; a minute
 * means that it hangs. */
#define USUAL_CONCURRENCY 4
#define USUAL_TIMEOUT_MS  60000
/* 1 + 2 + 4 + 8 + 16 seconds: as long as a filter takes to load its rules again. */
#define USUAL_RETRIES  5
#define USUAL_RETRY_MS 1000
/* A filter that was restarted is there again within it. */
#define USUAL_DOWN_MS 600000
/* Doubled sixteen times, a second is most of a day. */
#define RETRIES_MOST 16
#define HOUR_MS      3600000
#define DAY_MS       (24 * HOUR_MS)

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const struct product_protocol *const protocols[] = {
    &product_spamd, &product_rspamd, &product_clamd, &product_command, &product_dnsbl,
};

const struct product_protocol *product_protocol_at(size_t index) {
    return index < LENGTH(protocols) ? protocols[index] : NULL;
}

const char *product_class_name(enum product_class product_class) {
    return product_class == PRODUCT_FULL ? "full" : "complementary";
}

const char *product_network_name(enum product_network network) {
    static const char *const names[] = {"not said", "off", "on"};
    return names[network];
}

void product_fact_set(char fact[PRODUCT_FACT_BYTES], struct slice said) {
    size_t size = said.size < PRODUCT_FACT_BYTES ? said.size : PRODUCT_FACT_BYTES - 1;
    for (size_t i = 0; i < size; i++)
        fact[i] = isprint((unsigned char)said.data[i]) ? said.data[i] : ' ';
    fact[size] = '\0';
}

/* --- settings that all products have --- */

/* setting_place.world while products are read. */
struct reading {
    const char *const *allowed;
    size_t allowed_count;
};

static setting_read read_protocol, read_address, read_class, read_canaries, read_network;

#define OFFSET(member) .offset = offsetof(struct product, member)
static const struct setting product_settings[] = {
    {"protocol", SETTING_OTHER, .read = read_protocol},
    {"address", SETTING_OTHER, .read = read_address},
    {"class", SETTING_OTHER, .read = read_class},
    {"concurrency", SETTING_SMALL, OFFSET(concurrency), .least = 1, .most = PRODUCT_CONCURRENCY},
    {"timeout", SETTING_WAIT, OFFSET(timeout_ms), .least = 1, .most = HOUR_MS},
    {"retries", SETTING_SMALL, OFFSET(retries), .most = RETRIES_MOST},
    {"retry_wait", SETTING_WAIT, OFFSET(retry_ms), .least = 1, .most = HOUR_MS},
    {"down_limit", SETTING_WAIT, OFFSET(down_ms), .most = DAY_MS},
    {"knows", SETTING_OTHER, .read = read_canaries},
    {"version", SETTING_TEXT, OFFSET(version)},
    {"rules", SETTING_TEXT, OFFSET(rules)},
    {"network", SETTING_OTHER, .read = read_network},
};

static bool refuse_protocol(const struct setting_place *place, const struct ucl_value *value) {
    struct buffer known = {0};
    for (size_t i = 0; i < LENGTH(protocols); i++)
        buffer_printf(&known, "%s%s", i ? ", " : "", protocols[i]->name);
    setting_refuse(place, value, "unknown protocol '%s'; known are %.*s", value->string, (int)known.size,
                   known.data);
    buffer_free(&known);
    return false;
}

static bool read_protocol(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct product *product = into;
    for (size_t i = 0; i < LENGTH(protocols); i++)
        if (!strcmp(protocols[i]->name, value->string)) {
            product->protocol = protocols[i];
            return true;
        }
    return refuse_protocol(place, value);
}

static bool read_address(const struct setting_place *place, const struct ucl_value *value, void *into) {
    const struct reading *reading = place->world;
    struct product *product = into;
    struct error why;
    if (!product->protocol->addressed)
        return setting_refuse(place, value, "a product of protocol %s has no address",
                              product->protocol->name);
    if (!setting_text(place, value, &product->address))
        return false;
    return endpoint_read(place->arena, product->address, product->protocol->port, reading->allowed,
                         reading->allowed_count, &product->endpoint, &why) ||
           setting_refuse(place, value, "%s", why.message);
}

static bool read_class(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct product *product = into;
    for (int kind = PRODUCT_FULL; kind <= PRODUCT_COMPLEMENTARY; kind++)
        if (!strcmp(product_class_name((enum product_class)kind), value->string)) {
            product->product_class = (enum product_class)kind;
            return true;
        }
    return setting_refuse(place, value, "full or complementary is wanted");
}

static bool read_canaries(const struct setting_place *place, const struct ucl_value *value, void *into) {
    static const char *const names[] = {"gtube", "eicar", "plain"}; /* in order of their bits */
    struct product *product = into;
    struct ucl_strings strings = {0};
    if (!ucl_strings_add(place->arena, &strings, value))
        return setting_refuse(place, value, "a list of canaries is wanted, such as [gtube, plain]");
    product->canaries = 0;
    for (size_t i = 0; i < strings.count; i++) {
        size_t canary = 0;
        while (canary < LENGTH(names) && strcmp(names[canary], strings.items[i]) != 0)
            canary++;
        if (canary == LENGTH(names))
            return setting_refuse(place, value, "unknown canary '%s'; known are gtube, eicar, plain",
                                  strings.items[i]);
        product->canaries |= 1U << canary;
    }
    return true;
}

static bool read_network(const struct setting_place *place, const struct ucl_value *value, void *into) {
    struct product *product = into;
    bool on;
    if (!setting_truth(place, value, &on))
        return false;
    product->network = on ? PRODUCT_NETWORK_ON : PRODUCT_NETWORK_OFF;
    return true;
}

/* --- the section --- */

/* Which settings there are depends on it, so it is looked for first. */
static bool find_protocol(const struct setting_place *place, const struct ucl_value *section,
                          struct product *product) {
    for (const struct ucl_value *value = section->first; value; value = value->next)
        if (!strcmp(value->key, "protocol"))
            return read_protocol(place, value, product);
    return setting_refuse(place, section, "it has no `protocol`, such as spamd or command");
}

static void set_usual(struct arena *arena, struct product *product) {
    const struct product_protocol *protocol = product->protocol;
    product->product_class = protocol->product_class;
    product->canaries = protocol->canaries;
    product->own = arena_alloc(arena, protocol->own_bytes);
    if (protocol->own_usual)
        memcpy(product->own, protocol->own_usual, protocol->own_bytes);
}

static bool read_product(const struct setting_place *outer, const struct ucl_value *value,
                         struct product *product) {
    const struct setting_place place = setting_within(outer, value->key);
    struct ucl_value section = *value; /* its name is part of the place */
    struct error why;
    section.key = "";
    *product = (struct product){
        .name = value->key,
        .address = "",
        .concurrency = USUAL_CONCURRENCY,
        .timeout_ms = USUAL_TIMEOUT_MS,
        .retries = USUAL_RETRIES,
        .retry_ms = USUAL_RETRY_MS,
        .down_ms = USUAL_DOWN_MS,
        .version = "",
        .rules = "",
    };
    if (value->kind != UCL_SECTION)
        return setting_refuse(&place, &section, "a section is wanted: { protocol = ... }");
    if (!find_protocol(&place, &section, product))
        return false;
    const struct product_protocol *protocol = product->protocol;
    set_usual(place.arena, product);
    const struct setting_part parts[] = {{product_settings, LENGTH(product_settings), product},
                                         {protocol->settings, protocol->setting_count, product->own}};
    if (!settings_read_parts(&place, parts, LENGTH(parts), &section))
        return false;
    if (protocol->addressed && !*product->address)
        return setting_refuse(&place, &section, "it has no `address`, such as \"127.0.0.1:783\"");
    return !protocol->check || protocol->check(place.arena, product, &why) ||
           setting_refuse(&place, &section, "%s", why.message);
}

static bool is_given_before(const struct product_list *list, const char *name) {
    for (size_t i = 0; i < list->count; i++)
        if (!strcmp(list->items[i].name, name))
            return true;
    return false;
}

bool products_read(struct arena *arena, const struct ucl_value *section, const char *const *allowed,
                   size_t allowed_count, struct product_list *list, struct error *error) {
    struct reading reading = {allowed, allowed_count};
    const struct setting_place place = {arena, "products", &reading, error};
    *list = (struct product_list){.items = arena_alloc(arena, PRODUCTS_MOST * sizeof *list->items)};
    if (section && section->kind != UCL_SECTION)
        return error_set(error, "line %u: products is a section: products { NAME { protocol = ... } }",
                         section->line);
    for (const struct ucl_value *value = section ? section->first : NULL; value; value = value->next) {
        if (!setting_name(&place, value))
            return false;
        if (is_given_before(list, value->key))
            return setting_refuse(&place, value, "this name is given twice");
        if (list->count == PRODUCTS_MOST)
            return setting_refuse(&place, value, "one product too many: at most %d", PRODUCTS_MOST);
        if (!read_product(&place, value, &list->items[list->count]))
            return false;
        list->count++;
    }
    return true;
}
