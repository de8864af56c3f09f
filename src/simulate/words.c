/* Tables of words. Two letters made of them have hardly four words in a row in common, which is what
 * campaigns are found by. Nothing of finance stands here, lest wanted mail read like a tout. */
#include "simulate/words.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "simulate/spin.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const first_names[] = {
    "Anna",   "Bela",   "Clara",  "Dario",   "Edith",  "Felix",  "Greta",   "Hugo",   "Ines",    "Jonas",
    "Karin",  "Leon",   "Mira",   "Nils",    "Olga",   "Pavel",  "Quentin", "Rosa",   "Stefan",  "Tilda",
    "Ulrich", "Vera",   "Walter", "Xenia",   "Yvonne", "Zoltan", "Alma",    "Boris",  "Carmen",  "Dietmar",
    "Elena",  "Frank",  "Gisela", "Harald",  "Irene",  "Jakob",  "Klara",   "Ludwig", "Martha",  "Norbert",
    "Oskar",  "Paula",  "Ralf",   "Sonja",   "Thomas", "Ursula", "Viktor",  "Wanda",  "Agnes",   "Bruno",
    "Cecile", "Daniel", "Esther", "Florian", "Gloria", "Henrik", "Isabel",  "Julius", "Kathrin", "Lorenz",
    "Monika", "Nadia",  "Otto",   "Philipp", "Renate", "Simon",  "Theresa", "Urban",  "Vivian",  "Wilma",
    "Arthur", "Bianca", "Conrad", "Dagmar",  "Emil",   "Frieda", "Gustav",  "Hanna",  "Igor",    "Judith",
    "Kevin",  "Lotte",  "Markus", "Nora",    "Oliver", "Petra",  "Robert",  "Silvia", "Tobias",  "Ulla",
    "Volker", "Winona", "Albert", "Beate",   "Caspar", "Doris",  "Ernst",   "Fiona",  "Gerd",    "Helga",
};
static const char *const last_names[] = {
    "Aldern",   "Bakker",    "Callow",    "Dressler",  "Ekdal",     "Fennimore", "Garland",  "Hollis",
    "Ivers",    "Jansson",   "Kestrel",   "Lindqvist", "Marlow",    "Norling",   "Oakden",   "Pelham",
    "Quist",    "Rennick",   "Sorrel",    "Thackery",  "Uhlmann",   "Vossberg",  "Wendover", "Yardley",
    "Zeller",   "Ashgrove",  "Brandt",    "Corvin",    "Dunmore",   "Ellerby",   "Farrow",   "Gildern",
    "Hartwig",  "Ingram",    "Jessop",    "Kalder",    "Lomax",     "Merrin",    "Nordahl",  "Orchard",
    "Pomeroy",  "Quarles",   "Rosmer",    "Stroud",    "Tolliver",  "Underhill", "Verner",   "Wexley",
    "Yarrow",   "Zander",    "Amblin",    "Birkett",   "Cordes",    "Dahl",      "Eastlake", "Fossum",
    "Grieve",   "Halloran",  "Isbell",    "Jorgens",   "Kirkeby",   "Lessing",   "Mondale",  "Nystrom",
    "Olander",  "Prescott",  "Raditz",    "Sandoz",    "Trevelyan", "Ullman",    "Valmont",  "Winslow",
    "Abelard",  "Bergquist", "Crane",     "Dorsett",   "Emmerich",  "Flanders",  "Goodwin",  "Hedberg",
    "Imhof",    "Jarvis",    "Kober",     "Landau",    "Mistry",    "Nagel",     "Osterman", "Penrose",
    "Reinhold", "Sylvan",    "Tarrant",   "Urquhart",  "Vickery",   "Wolfram",   "Zimmer",   "Arden",
    "Blythe",   "Chandler",  "Delacroix", "Elwood",    "Fairfax",   "Gantry",    "Hawley",   "Ibarra",
    "Juniper",  "Keller",    "Larkin",    "Mercer",    "Newell",    "Orwin",     "Paxton",   "Rowland",
    "Saxby",    "Tamblyn",   "Unwin",     "Vaughn",    "Whitlock",  "Younger",   "Zabel",    "Brisbane",
};
static const char *const domain_beginnings[] = {
    "blue",   "north", "green", "silver", "stone", "river", "cedar", "maple",   "iron",
    "bright", "quiet", "amber", "coral",  "fair",  "glen",  "high",  "lake",    "moss",
    "oak",    "pine",  "rose",  "salt",   "thorn", "under", "vale",  "west",    "wild",
    "winter", "cloud", "elm",   "fox",    "grey",  "hazel", "ivy",   "juniper",
};
static const char *const domain_ends[] = {
    "field",  "bridge", "works",  "house", "garden", "gate",  "haven", "hill",   "land",  "line",  "market",
    "meadow", "mill",   "point",  "port",  "ridge",  "shore", "side",  "spring", "star",  "stead", "stream",
    "tower",  "town",   "valley", "view",  "water",  "way",   "wood",  "yard",   "crest", "dale",
};
static const char *const domain_tops[] = {"example", "example", "example", "test"};

static const char *const adjectives[] = {
    "old",        "wooden",   "borrowed",  "blue",    "heavy",   "broken",   "quiet",   "round",
    "yellow",     "narrow",   "muddy",     "tidy",    "crooked", "painted",  "spare",   "tall",
    "damp",       "cheerful", "rusty",     "soft",    "folding", "enormous", "second",  "striped",
    "sturdy",     "wobbly",   "velvet",    "plain",   "foreign", "leaky",    "copper",  "grey",
    "loose",      "charming", "forgotten", "knitted", "crowded", "sleepy",   "long",    "pale",
    "polished",   "noisy",    "patched",   "little",  "square",  "handmade", "curious", "frozen",
    "unfinished", "spotted",  "hollow",    "gentle",  "sunny",   "rough",
};
static const char *const things[] = {
    "ladder",    "kettle",      "bicycle",  "lantern",        "umbrella",   "piano",      "suitcase",
    "teapot",    "hammock",     "violin",   "bookcase",       "telescope",  "armchair",   "blanket",
    "basket",    "camera",      "canoe",    "curtain",        "drawer",     "fence",      "flute",
    "garage",    "greenhouse",  "hedge",    "jacket",         "lamp",       "mirror",     "oven",
    "painting",  "parcel",      "pillow",   "puzzle",         "quilt",      "radio",      "recipe",
    "rucksack",  "saddle",      "scarf",    "sewing machine", "shed",       "sledge",     "stove",
    "table",     "tent",        "toolbox",  "tractor",        "trumpet",    "typewriter", "vase",
    "wardrobe",  "wheelbarrow", "window",   "workbench",      "wreath",     "apron",      "atlas",
    "barometer", "beehive",     "calendar", "cello",          "chessboard", "clock",      "dictionary",
};
static const char *const several[] = {
    "apples",   "candles", "chairs",    "letters",  "photographs", "tulips",   "boots",    "maps",
    "songs",    "plates",  "seeds",     "stamps",   "puppets",     "pears",    "kites",    "buttons",
    "jars",     "carrots", "postcards", "shelves",  "spoons",      "tomatoes", "slippers", "windows",
    "marbles",  "onions",  "notebooks", "plums",    "ribbons",     "skates",   "towels",   "walnuts",
    "cushions", "herbs",   "gloves",    "lamps",    "stories",     "biscuits", "bulbs",    "paintings",
    "drums",    "quinces", "tickets",   "trousers", "beans",
};
static const char *const deeds[] = {
    "repair",  "fetch",   "paint",  "carry",    "borrow", "clean",     "photograph", "unpack",
    "measure", "return",  "polish", "wrap",     "mend",   "draw",      "move",       "admire",
    "store",   "lift",    "sand",   "decorate", "tune",   "sketch",    "varnish",    "label",
    "test",    "inspect", "cover",  "dry",      "hide",   "rearrange",
};
static const char *const places[] = {
    "the harbour",   "Grandmother's",   "the village hall", "the old mill", "the lake",     "the station",
    "the library",   "our cellar",      "the allotment",    "the castle",   "the bakery",   "the school",
    "the attic",     "the corner shop", "the ferry",        "the theatre",  "the orchard",  "the cabin",
    "the workshop",  "the campsite",    "the museum",       "the chapel",   "the balcony",  "the boathouse",
    "the riverside", "the town square", "the playground",   "the kitchen",  "the vicarage", "the viaduct",
};
static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                   "Friday", "Saturday", "Sunday"};
static const char *const numbers[] = {"two",   "three", "four",   "five",   "six",     "seven",
                                      "eight", "nine",  "eleven", "twelve", "fifteen", "twenty"};

static const char *draw(struct random *random, const char *const *words, size_t count) {
    return words[random_below(random, count)];
}

const char *words_person(struct random *random, bool initial, struct arena *arena) {
    const char *first = draw(random, first_names, COUNT(first_names));
    const char *last = draw(random, last_names, COUNT(last_names));
    char letter = (char)('A' + random_below(random, 26));
    return initial ? arena_printf(arena, "%s %c. %s", first, letter, last)
                   : arena_printf(arena, "%s %s", first, last);
}

void words_write_domain(struct random *random, struct buffer *into) {
    buffer_append_string(into, draw(random, domain_beginnings, COUNT(domain_beginnings)));
    buffer_append_string(into, draw(random, domain_ends, COUNT(domain_ends)));
    buffer_append(into, ".", 1);
    buffer_append_string(into, draw(random, domain_tops, COUNT(domain_tops)));
}

static void write_lower(const char *text, size_t size, struct buffer *into) {
    char *to = buffer_reserve(into, size);
    for (size_t i = 0; i < size; i++)
        to[i] = (char)tolower((unsigned char)text[i]);
    into->size += size;
}

const char *words_address(struct random *random, const char *person, struct arena *arena) {
    struct buffer address = {0};
    const char *last = strrchr(person, ' ');
    size_t form = random_below(random, 3);
    if (form) {
        write_lower(person, form == 1 ? strcspn(person, " ") : 1, &address);
        buffer_append(&address, ".", 1);
    }
    if (last)
        write_lower(last + 1, strlen(last + 1), &address);
    if (!form)
        buffer_printf(&address, "%u", 10 + (unsigned)random_below(random, 90));
    buffer_append(&address, "@", 1);
    words_write_domain(random, &address);
    const char *copy = arena_copy(arena, address.data, address.size);
    buffer_free(&address);
    return copy;
}

/* "Tavomel" */
static void write_brand(struct random *random, struct buffer *into) {
    static const char consonants[] = "bdfgklmnprstvxz", vowels[] = "aeiou";
    for (size_t i = 2 + random_below(random, 2); i; i--) {
        char syllable[2] = {consonants[random_below(random, sizeof consonants - 1)],
                            vowels[random_below(random, sizeof vowels - 1)]};
        buffer_append(into, syllable, sizeof syllable);
    }
    buffer_append(into, &consonants[random_below(random, sizeof consonants - 1)], 1);
}

/* Other signs stand for themselves. */
static void write_word(char kind, struct random *random, struct buffer *into) {
    static const struct {
        char kind;
        const char *const *words;
        size_t count;
    } tables[] = {
        {'A', adjectives, COUNT(adjectives)},
        {'N', things, COUNT(things)},
        {'M', several, COUNT(several)},
        {'V', deeds, COUNT(deeds)},
        {'P', places, COUNT(places)},
        {'F', first_names, COUNT(first_names)},
        {'D', days, COUNT(days)},
        {'Q', numbers, COUNT(numbers)},
    };
    for (size_t i = 0; i < COUNT(tables); i++)
        if (tables[i].kind == kind) {
            buffer_append_string(into, draw(random, tables[i].words, tables[i].count));
            return;
        }
    if (kind == 'B') {
        write_brand(random, into);
    } else if (kind == 'C') {
        buffer_printf(into, "$%u", 15 + (unsigned)random_below(random, 400));
    } else {
        buffer_append(into, "$", 1);
        buffer_append(into, &kind, 1);
    }
}

void words_write_phrase(const char *phrase, struct random *random, struct buffer *into) {
    struct buffer spun = {0};
    spin_expand(slice_from_string(phrase), random, &spun);
    struct slice text = buffer_slice(&spun);
    while (text.size) {
        const char *sign = memchr(text.data, '$', text.size);
        size_t plain = sign ? (size_t)(sign - text.data) : text.size;
        buffer_append(into, text.data, plain);
        if (!sign || plain + 1 == text.size)
            break;
        write_word(sign[1], random, into);
        text = slice_of(text.data + plain + 2, text.size - plain - 2);
    }
    buffer_free(&spun);
}
