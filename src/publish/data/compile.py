#!/usr/bin/env python3
"""Turns the data files of redaction into the C table that src/publish/redact_word.c looks words up in.

usage: compile.py OUTPUT.c FILE.txt...     (the format of the files: data/greetings.txt)

The table is sorted by phrase; `fold` must do what store/person_word.c does to what the files hold.
"""

import os
import sys
import unicodedata

# Order and names are those of enum redact_category.
CATEGORIES = "greeting title nobody reply given unsubscribe provider".split()
LOOKALIKES = dict(zip("авекмнорстухіј", "abekmhopctyxij"))
WORDS_MOST = 3  # REDACT_PHRASE_WORDS


class Wrong(Exception):
    """What the author of a data file did wrong."""


def fold(phrase):
    text = "".join(c for c in unicodedata.normalize("NFKD", phrase.lower()) if unicodedata.category(c) != "Mn")
    text = "".join(LOOKALIKES.get(c, c) for c in text)
    return " ".join("".join(c if c.isalnum() or c == "*" else " " for c in text).split())


def read(path, table):
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.split("#")[0].strip()
            if not line:
                continue
            category, colon, phrases = line.partition(":")
            if not colon or category not in CATEGORIES:
                raise Wrong(f"{path}:{number}: no category: {category}")
            for phrase in phrases.split(","):
                form = fold(phrase)
                if not form or len(form.split()) > WORDS_MOST:
                    raise Wrong(f"{path}:{number}: no phrase of 1 to {WORDS_MOST} words: {phrase}")
                table[form] = table.get(form, 0) | 1 << CATEGORIES.index(category)


def main(output, paths):
    table = {}
    for path in paths:
        read(path, table)
    with open(output, "w", encoding="utf-8") as out:
        out.write('/* Made by data/compile.py. */\n#include "publish/redact_word.h"\n\n')
        out.write("const struct redact_phrase redact_phrases[] = {\n")
        for form, categories in sorted((f.encode(), c) for f, c in table.items()):
            literal = "".join(chr(b) if b < 128 else f"\\{b:03o}" for b in form)
            out.write(f'    {{"{literal}", {len(form)}, {categories}}},\n')
        out.write(f"}};\nconst size_t redact_phrase_count = {len(table)};\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except (Wrong, OSError) as wrong:
        sys.exit(f"{os.path.basename(sys.argv[0])}: {wrong}")
