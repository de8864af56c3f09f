#!/usr/bin/env python3
"""Puts the data files of method versions, as they are, into the C table that src/bench/method.c reads.

usage: embed_methods.py OUTPUT.c FILE.ucl...     (a method is called as its file is; in this order)
"""

import os
import sys


def literal(line):
    """A line of the file as a C string; octal escapes cannot run into what follows them."""
    letters = (chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f"\\{b:03o}" for b in line)
    return '"' + "".join(letters) + '"'


def main(output, paths):
    with open(output, "w", encoding="ascii") as out:
        out.write('/* Made by data/embed_methods.py. */\n#include "bench/method_data.h"\n\n')
        out.write("const struct method_file method_files[METHOD_FILES] = {\n")
        for path in paths:
            name = os.path.splitext(os.path.basename(path))[0]
            out.write(f'    {{"{name}",\n')
            with open(path, "rb") as text:
                out.write("\n".join("     " + literal(line) for line in text))
            out.write("},\n")
        out.write("};\n")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except OSError as wrong:
        sys.exit(f"{os.path.basename(sys.argv[0])}: {wrong}")
