#!/usr/bin/env python3
"""Turns verdict_headers.txt into the C tables that src/bench/handover.c looks names up in.

usage: verdict_headers.py OUTPUT.c FILE.txt     (the format of the file: its own head)

Names are sorted, and none begins with one that ends in `*`: so the last name that is not behind the one
looked up is the only one that can match.
"""

import os
import re
import sys


class Wrong(Exception):
    """What the author of the data file did wrong."""


def read(path):
    names, words = {}, []
    with open(path, encoding="ascii") as lines:
        for number, line in enumerate(lines, 1):
            if line.startswith("#") or not line.strip():
                continue
            match = re.fullmatch(r"(\*[a-z]+\*|[a-z0-9-]+\*?)  +\S.*", line.strip(), re.IGNORECASE)
            if not match:
                raise Wrong(f"{path}:{number}: a name and whose it is are wanted: {line.strip()}")
            name = match[1].lower()
            if name.startswith("*"):
                words.append(name.strip("*"))
            elif name.rstrip("*") in names:
                raise Wrong(f"{path}:{number}: {name} is there already")
            else:
                names[name.rstrip("*")] = name.endswith("*")
    for name in names:
        for other, prefix in names.items():
            if prefix and name != other and name.startswith(other):
                raise Wrong(f"{path}: {name} is of {other}* already")
        if name.startswith("x-") and any(word in name for word in words):
            raise Wrong(f"{path}: {name} has a word that is there already")
    return names, words


def main(output, path):
    names, words = read(path)
    with open(output, "w", encoding="ascii") as out:
        out.write('/* Made by data/verdict_headers.py. */\n#include "bench/verdict_headers.h"\n\n')
        out.write("const struct verdict_header verdict_headers[] = {\n")
        for name in sorted(names):
            out.write(f'    {{"{name}", {len(name)}, {str(names[name]).lower()}}},\n')
        out.write(f"}};\nconst size_t verdict_header_count = {len(names)};\n\n")
        out.write("const char *const verdict_words[] = {\n")
        out.write("".join(f'    "{word}",\n' for word in words))
        out.write(f"}};\nconst size_t verdict_word_count = {len(words)};\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2])
    except (Wrong, OSError, UnicodeError) as wrong:
        sys.exit(f"{os.path.basename(sys.argv[0])}: {wrong}")
