#!/usr/bin/env python3
"""Turns hosts.txt and providers.txt into the C tables that src/mail/sender.c looks names up in.

usage: compile.py OUTPUT.c HOSTS.txt PROVIDERS.txt     (the format of each file stands at its head)
"""

import re
import sys

WORD_KINDS = ("access", "server")  # of enum sender_word_kind
PART_KINDS = ("part", "hosting")
KINDS = WORD_KINDS + PART_KINDS
PROVIDER_BITS = 6
TEXT_BYTES = 32


class Wrong(Exception):
    """What the author of a data file did wrong."""


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if line and not line.startswith("#"):
                yield f"{path}:{number}", line


def listed(text):
    return [item for item in (item.strip() for item in text.split(",")) if item]


def read_hosts(path):
    words = {}
    for place, line in lines_of(path):
        kind, colon, rest = line.partition(":")
        if not colon or kind not in KINDS:
            raise Wrong(f"{place}: no kind '{kind}', known are {', '.join(KINDS)}")
        for word in listed(rest):
            allowed = r"[a-z0-9.-]+" if kind in PART_KINDS else r"[a-z]+\*?"
            if not re.fullmatch(allowed, word) or len(word) >= TEXT_BYTES:
                raise Wrong(f"{place}: '{word}' is no word of small letters")
            if words.setdefault(word, kind) != kind:
                raise Wrong(f"{place}: '{word}' has two meanings")
    return words


def read_providers(path):
    names, domains = {}, {}
    for place, line in lines_of(path):
        fields = [field.strip() for field in line.split("|")]
        if len(fields) != 3 or not fields[0].isdigit() or not 0 < int(fields[0]) < 1 << PROVIDER_BITS:
            raise Wrong(f"{place}: a provider is NUMBER (1 to {(1 << PROVIDER_BITS) - 1}) | NAME | domains")
        if int(fields[0]) in names:
            raise Wrong(f"{place}: number {fields[0]} is given twice")
        names[int(fields[0])] = fields[1]
        for domain in listed(fields[2]):
            if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain) or domain in domains:
                raise Wrong(f"{place}: '{domain}' is no domain, or there already")
            domains[domain] = int(fields[0])
    return names, domains


def array(kind, name, items):
    return f"const {kind} {name}[] = {{\n" + "".join(f"    {item},\n" for item in items) + "};\n"


def words_table(words):
    """Whole words and beginnings, by first letter, so that one look-up sees a few."""
    listed_words = sorted(word for word, kind in words.items() if kind in WORD_KINDS)
    firsts = [sum(word[0] < chr(ord("a") + letter) for word in listed_words) for letter in range(27)]
    yield array("struct sender_word", "sender_words",
                [f'{{"{word.rstrip("*")}", {len(word.rstrip("*"))}, {int(word.endswith("*"))}, '
                 f'SENDER_{words[word].upper()}}}' for word in listed_words])
    yield f"const uint8_t sender_word_firsts[27] = {{{', '.join(map(str, firsts))}}};\n"
    for part_kind in PART_KINDS:
        parts = sorted(word for word, kind in words.items() if kind == part_kind)
        yield array("char *const", f"sender_{part_kind}s", [f'"{word}"' for word in parts] + ["0"])


def tables(words, names, domains):
    yield "/* Made by compile.py of the files beside it. */\n#include \"mail/sender_table.h\"\n"
    yield from words_table(words)
    yield array("struct sender_domain", "sender_domains",
                [f'{{"{domain}", {domains[domain]}}}' for domain in sorted(domains)])
    yield f"const size_t sender_domain_count = {len(domains)};\n"
    yield array("char *const", "sender_providers",
                ['"' + names.get(number, "").replace('"', "'") + '"' for number in range(1 << PROVIDER_BITS)])


def main(output, hosts, providers):
    words = read_hosts(hosts)
    names, domains = read_providers(providers)
    with open(output, "w", encoding="ascii") as file:
        file.write("\n".join(tables(words, names, domains)))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Wrong as wrong:
        sys.exit(f"compile.py: {wrong}")
