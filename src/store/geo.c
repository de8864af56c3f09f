/* libmaxminddb finds an address; here is where the files of different makers have what we want: MaxMind's and
 * DB-IP's as records, IPinfo's as plain strings. Nothing is looked up over a network. */
#include "store/geo.h"

#include <inttypes.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

struct geo {
    MMDB_s country, asn;
    bool has_country, has_asn;
};

static bool open_file(const char *path, const char *setting, MMDB_s *file, bool *has, struct error *error) {
    if (!path)
        return true;
    int code = MMDB_open(path, MMDB_MODE_MMAP, file);
    *has = code == MMDB_SUCCESS;
    return *has ||
           error_set(error, "%s: %s (named by %s in the configuration)", path,
                     code == MMDB_FILE_OPEN_ERROR ? "cannot be opened" : MMDB_strerror(code), setting);
}

struct geo *geo_open(const char *country_path, const char *asn_path, struct error *error) {
    struct geo *geo = allocate_zeroed(1, sizeof *geo);
    if (open_file(country_path, "geo.country", &geo->country, &geo->has_country, error) &&
        open_file(asn_path, "geo.asn", &geo->asn, &geo->has_asn, error))
        return geo;
    geo_close(geo);
    return NULL;
}

void geo_close(struct geo *geo) {
    if (!geo)
        return;
    if (geo->has_country)
        MMDB_close(&geo->country);
    if (geo->has_asn)
        MMDB_close(&geo->asn);
    free(geo);
}

bool geo_has_countries(const struct geo *geo) {
    return geo && geo->has_country;
}

bool geo_has_networks(const struct geo *geo) {
    return geo && geo->has_asn;
}

/* Fills entry; *found is false for an address that the file does not know, IPv6 in a file of IPv4, too. */
static bool find(const MMDB_s *file, const uint8_t address[16], MMDB_entry_s *entry, bool *found,
                 struct error *error) {
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    struct sockaddr_in ipv4 = {.sin_family = AF_INET};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6};
    bool is_ipv4 = !memcmp(address, mapped, sizeof mapped);
    memcpy(&ipv4.sin_addr, address + sizeof mapped, sizeof ipv4.sin_addr);
    memcpy(&ipv6.sin6_addr, address, sizeof ipv6.sin6_addr);
    *found = false;
    if (!is_ipv4 && file->metadata.ip_version == 4)
        return true;
    int code;
    MMDB_lookup_result_s result = MMDB_lookup_sockaddr(
        file, is_ipv4 ? (const struct sockaddr *)&ipv4 : (const struct sockaddr *)&ipv6, &code);
    if (code != MMDB_SUCCESS)
        return error_set(error, "%s: %s", file->filename, MMDB_strerror(code));
    *found = result.found_entry;
    *entry = result.entry;
    return true;
}

/* "" where nothing of that type is there. */
static const char *text_at(MMDB_entry_s *entry, struct arena *arena, const char *const *path) {
    MMDB_entry_data_s data;
    if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data ||
        data.type != MMDB_DATA_TYPE_UTF8_STRING)
        return "";
    return arena_copy(arena, data.utf8_string, data.data_size);
}

/* Where one thing may stand: a path of keys each, in order of preference. */
#define PATHS 3
typedef const char *const path_list[PATHS][3];

static const char *first_text(MMDB_entry_s *entry, struct arena *arena, path_list paths) {
    const char *text = "";
    for (size_t i = 0; i < PATHS && paths[i][0] && !*text; i++)
        text = text_at(entry, arena, paths[i]);
    return text;
}

static const char *country_of(MMDB_entry_s *entry, struct arena *arena) {
    static path_list paths = {{"country", "iso_code"}, {"country_code"}, {"country"}};
    return first_text(entry, arena, paths);
}

static const char *network_of(MMDB_entry_s *entry, struct arena *arena) {
    static const char *const number_path[] = {"autonomous_system_number", NULL};
    static path_list numbers = {{"asn"}};
    static path_list names = {{"autonomous_system_organization"}, {"as_name"}, {"name"}};
    MMDB_entry_data_s data;
    const char *number = first_text(entry, arena, numbers), *name = first_text(entry, arena, names);
    if (MMDB_aget_value(entry, &data, number_path) == MMDB_SUCCESS && data.has_data &&
        data.type == MMDB_DATA_TYPE_UINT32)
        number = arena_printf(arena, "AS%" PRIu32, data.uint32);
    return *number && *name ? arena_printf(arena, "%s %s", number, name) : *number ? number : name;
}

bool geo_look_up(const struct geo *geo, const uint8_t address[16], struct arena *arena, const char **country,
                 const char **network, struct error *error) {
    MMDB_entry_s entry;
    bool found = false;
    *country = *network = "";
    if (geo_has_countries(geo)) {
        if (!find(&geo->country, address, &entry, &found, error))
            return false;
        *country = found ? country_of(&entry, arena) : "";
    }
    if (geo_has_networks(geo)) {
        if (!find(&geo->asn, address, &entry, &found, error))
            return false;
        *network = found ? network_of(&entry, arena) : "";
    }
    return true;
}
