#!/usr/bin/env python3
"""Turns barred.txt into the table that src/template/barred.c reads.

usage: compile.py OUTPUT.c barred.txt

A line is a phrase, as people write it; `#` begins a comment. It is brought into the normal form of
src/template/words.h: words of letters and digits in lower case (ASCII only), numbers as #.
"""

import re
import sys

LONGEST = 8  # BARRED_WORDS


def normal_form(line):
    words = re.findall(r"[0-9]+(?:[.,][0-9]+)*(?![0-9A-Za-z\x80-\U0010ffff])|[0-9A-Za-z\x80-\U0010ffff]+", line)
    ascii_lower = str.maketrans({c: chr(c | 0x20) for c in range(ord("A"), ord("Z") + 1)})
    return " ".join("#" if word[0].isdigit() and re.fullmatch(r"[0-9.,]+", word) else word.translate(ascii_lower)
                    for word in words)


def main():
    output, source = sys.argv[1:]
    phrases = set()
    for number, line in enumerate(open(source, encoding="utf-8"), 1):
        phrase = normal_form(re.sub(r"^#.*|\s#.*", "", line.strip()))
        if len(phrase.split()) > LONGEST:
            sys.exit(f"{source}:{number}: more than {LONGEST} words")
        if phrase:
            phrases.add(phrase)
    with open(output, "w", encoding="utf-8") as out:
        out.write('/* Made by src/template/data/compile.py. */\n#include "template/barred.h"\n\n')
        out.write("const char *const barred_phrases[] = {\n")
        for phrase in sorted(phrases, key=lambda p: p.encode()):
            out.write('    "' + "".join(c if ord(c) < 128 else "".join(f"\\{b:03o}" for b in c.encode())
                                        for c in phrase) + '",\n')
        out.write("};\nconst size_t barred_phrase_count = sizeof barred_phrases / sizeof *barred_phrases;\n")


main()
