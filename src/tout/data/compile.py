#!/usr/bin/env python3
"""Turns the lexicon's data files into the C tables that src/tout/lexicon.c walks.

usage: compile.py OUTPUT.c FILE.txt...     (the format of the files: docs/lexicon.md)

All phrases are one trie of words with a root a kind of look-up. An edge is (node, word) or (node, beginning of a
word); all edges are in one hash table, so that a step costs one probe. `word_hash` and `fold` must do what
lexicon.c and its callers do.
"""

import itertools
import os
import re
import sys
import unicodedata

# Order and names are those of enum lexicon_category.
CATEGORIES = ("key wkn isin company legal price target gain span urgency hype security coin disclaimer notsymbol "
              "common day week month percent service "
              "market monday tuesday wednesday thursday friday saturday sunday today tomorrow").split()
ROOTS = PHRASE, PREFIX, SUFFIX, CURRENCY, PLAIN = range(5)
# Categories of words that are only looked up where something may be a symbol.
PLAIN_CATEGORIES = ("notsymbol", "common")

WORDS_WRITTEN = 4  # of a phrase in the files
WORDS_READ = 6  # of a phrase in the table: "don't" may come as two words; LEXICON_PHRASE_WORDS
STEM_BYTES = range(4, 32)  # the filter looks at the first four
FORM_BYTES = 64
FILTER_SLOTS = 4096
HEAD_SLOTS = 1 << 14
EDGE_SLOTS = 1 << 16
MASK = (1 << 64) - 1
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}


class Wrong(Exception):
    """What the author of a data file did wrong."""


def fold(text):
    text = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return "".join(c for c in text if unicodedata.category(c) != "Mn")


def spellings(phrase):
    """The ways a reader of mail may come by this phrase, as tuples of words."""
    phrase = unicodedata.normalize("NFC", phrase).replace("’", "'")
    texts = {phrase, "".join(UMLAUTS.get(c, c) for c in phrase)}
    signs = [(sign, by) for sign, ways in (("'", ("", " ")), ("-", (" ",)), (".", ("", " ")), ("/", (" ",)),
                                           (":", (" ",)), ("&", (" ",))) for by in ways]
    for sign, by in signs:
        texts |= {text.replace(sign, by) for text in texts}
    for text in texts:
        words = tuple(fold(word) for word in text.split())
        if 0 < len(words) <= WORDS_READ:
            yield words


def load(data):
    return int.from_bytes(data, "little")


def word_hash(form, key):
    n = len(form)
    if n >= 8:
        a, b = load(form[:8]), load(form[-8:])
    elif n >= 4:
        a, b = load(form[:4]), load(form[-4:])
    else:
        a, b = form[0] | form[n // 2] << 8 | form[-1] << 16, 0
    h = (a + key * 0x9E3779B97F4A7C15) * 0xD6E8FEB86659FD93 & MASK
    h ^= h >> 29
    h = ((h ^ b) + n) * 0xA0761D6478BD642F & MASK
    return h >> 32


def filter_slot(form):
    return (load(form[:4]) * 0x9E3779B1 & 0xFFFFFFFF) >> 20


class Trie:
    def __init__(self):
        self.values = [0] * len(ROOTS)
        self.stems = [0] * len(ROOTS)  # a bit a length of its stem edges
        self.inner = [True] * len(ROOTS)
        self.edges = {}  # (node, form, is stem) -> node

    def add(self, root, words, value):
        node = root
        for word in words:
            self.inner[node] = True
            is_stem = word.endswith("*")
            form = word.rstrip("*").encode()
            if is_stem and len(form) not in STEM_BYTES or not 0 < len(form) <= FORM_BYTES:
                raise Wrong(f"'{word}': a beginning has {STEM_BYTES.start} to {STEM_BYTES.stop - 1} bytes")
            if is_stem:
                self.stems[node] |= 1 << len(form)
            edge = (node, form, is_stem)
            if edge not in self.edges:
                self.edges[edge] = len(self.values)
                self.values.append(0)
                self.stems.append(0)
                self.inner.append(False)
            node = self.edges[edge]
        if root not in (PHRASE, PLAIN) and self.values[node] not in (0, value):
            raise Wrong(f"'{' '.join(words)}' has two meanings")
        self.values[node] |= value

    def merge_leaves(self):
        """Ends of phrases with the same categories become one node: most of the table."""
        kept, number = {}, []
        nodes = []
        for node, value in enumerate(self.values):
            key = value if not self.inner[node] else ("inner", node)
            if key not in kept:
                kept[key] = len(nodes)
                nodes.append((value, self.stems[node], self.inner[node]))
            number.append(kept[key])
        edges = [(number[a], form, stem, number[b]) for (a, form, stem), b in sorted(self.edges.items())]
        return nodes, edges


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if line and not line.startswith("#"):
                yield f"{path}:{number}", line


def listed(text):
    return [item for item in (item.strip() for item in text.split(",")) if item]


def read_phrases(path, trie):
    for place, line in lines_of(path):
        category, colon, phrases = line.partition(":")
        if not colon or category not in CATEGORIES:
            raise Wrong(f"{place}: no category '{category}'")
        for phrase in listed(phrases):
            if not 1 <= len(phrase.split()) <= WORDS_WRITTEN:
                raise Wrong(f"{place}: '{phrase}': a phrase has 1 to {WORDS_WRITTEN} words")
            for words in spellings(phrase):
                trie.add(PLAIN if category in PLAIN_CATEGORIES else PHRASE, words, 1 << CATEGORIES.index(category))


def read_markets(path, trie):
    markets = []
    for place, line in lines_of(path):
        fields = [field.strip() for field in line.split("|")]
        if len(fields) != 4 or fields[1] not in ("stock", "coin"):
            raise Wrong(f"{place}: a market is NAME | stock or coin | words | suffixes")
        markets.append(fields[:2])
        for phrase in listed(fields[2]):
            for words in spellings(phrase):
                trie.add(PREFIX, words, len(markets))
                trie.add(PHRASE, words, 1 << CATEGORIES.index("market"))
        for suffix in listed(fields[3]):
            trie.add(SUFFIX, (fold(suffix),), len(markets))
    return markets


def read_currencies(path, trie):
    currencies = []
    for place, line in lines_of(path):
        code, *fields = [field.strip() for field in line.split("|")]
        for field in fields:
            factor = re.match(r"([0-9.]+):", field)
            words = listed(field[factor.end():] if factor else field)
            if words:
                currencies.append((code, factor.group(1) if factor else "1"))
            for word in words:
                trie.add(CURRENCY, (fold(word),), len(currencies))
    return currencies


def check_unambiguous(trie, root):
    """Where values are numbers and no bits, a word must not match two of them."""
    edges = [(form, stem, trie.values[to]) for (node, form, stem), to in trie.edges.items() if node == root]
    for (a, _, value), (b, stem, other) in itertools.permutations(edges, 2):
        if stem and value and other and a.startswith(b) and value != other:
            raise Wrong(f"'{a.decode()}' has two meanings")


def hash_table(edges):
    size = 1
    while size < 2 * len(edges):
        size *= 2
    if len(edges) >= 1 << 16:
        raise Wrong("more edges than 16 bits can number")
    slots = [0] * size
    for number, (node, form, is_stem, _) in enumerate(edges, 1):
        h = word_hash(form, node * 2 + is_stem)
        at = h & size - 1
        while slots[at]:
            at = (at + 1) & size - 1
        slots[at] = h >> 16 << 16 | number
    return slots


def stem_filter(edges):
    slots = [0] * FILTER_SLOTS
    for _, form, is_stem, _ in edges:
        if is_stem:
            slots[filter_slot(form)] |= 1 << len(form)
    return slots


def head_filter(edges):
    """A bit for the first bytes, four at most, of each word that begins a phrase."""
    slots = [0] * (HEAD_SLOTS // 32)
    for node, form, _, _ in edges:
        if node == PHRASE:
            slot = (load(form[:4]) * 0x9E3779B1 & 0xFFFFFFFF) >> 18
            slots[slot // 32] |= 1 << slot % 32
    return slots


def edge_filter(edges):
    """A bit for the hash of each edge: small enough to stay in the nearest cache, which the table is not."""
    slots = [0] * (EDGE_SLOTS // 32)
    for node, form, is_stem, _ in edges:
        slot = word_hash(form, node * 2 + is_stem) >> 16
        slots[slot // 32] |= 1 << slot % 32
    return slots


def array(kind, name, items, a_line=10):
    rows = (", ".join(items[at:at + a_line]) for at in range(0, len(items), a_line))
    return f"const {kind} {name}[] = {{\n    " + ",\n    ".join(rows) + ",\n};\n"


def quoted(text):
    return '"' + "".join(c if c.isalnum() and c.isascii() or c in " .-" else f"\\{ord(c):03o}" for c in text) + '"'


def tables(trie, markets, currencies):
    nodes, edges = trie.merge_leaves()
    slots = hash_table(edges)
    # Forms one after another, each once.
    offsets, forms = {}, bytearray()
    for _, form, _, _ in edges:
        if form not in offsets:
            offsets[form] = len(forms)
            forms += form
    yield "/* Made by compile.py of the files beside it. */\n#include \"tout/lexicon_table.h\"\n"
    yield array("char", "lexicon_forms", [str(b if b < 128 else b - 256) for b in forms], 24)
    yield array("struct lexicon_node", "lexicon_nodes",
                [f"{{{value:#x}, {stems:#x}, {int(inner)}}}" for value, stems, inner in nodes], 5)
    yield array("struct lexicon_edge", "lexicon_edges",
                [f"{{{offsets[form]}, {node * 2 + is_stem}, {to}, {len(form)}}}"
                 for node, form, is_stem, to in edges], 5)
    yield array("uint32_t", "lexicon_slots", [str(slot) for slot in slots])
    yield f"const uint32_t lexicon_slot_mask = {len(slots) - 1};\n"
    yield array("uint32_t", "lexicon_stem_filter", [str(slot) for slot in stem_filter(edges)])
    yield array("uint32_t", "lexicon_edge_filter", [str(slot) for slot in edge_filter(edges)])
    yield array("uint32_t", "lexicon_head_filter", [str(slot) for slot in head_filter(edges)])
    yield array("struct lexicon_market", "lexicon_markets", [f"{{{quoted(n)}, {quoted(t)}}}" for n, t in markets], 3)
    yield array("struct lexicon_currency", "lexicon_currencies",
                [f"{{{quoted(code)}, {float(factor)!r}}}" for code, factor in currencies], 5)


def main(output, *paths):
    trie = Trie()
    markets = currencies = None
    for path in paths:
        name = os.path.basename(path)
        if name == "markets.txt":
            markets = read_markets(path, trie)
        elif name == "currencies.txt":
            currencies = read_currencies(path, trie)
        else:
            read_phrases(path, trie)
    for root in (PREFIX, SUFFIX, CURRENCY):
        check_unambiguous(trie, root)
    with open(output, "w", encoding="ascii") as file:
        file.write("\n".join(tables(trie, markets, currencies)))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Wrong as wrong:
        sys.exit(f"compile.py: {wrong}")
