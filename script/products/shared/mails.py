#!/usr/bin/env python3
"""Mail that filters may learn, apart from mail on which they are tested.

usage: mails.py --learn-spam DIR... --learn-ham DIR... [--test DIR...] --verdict-headers FILE OUT
       mails.py --count DIR...      only says how many mails they hold

Reads folders of mails (a file a mail, maildirs, mboxes), writes those to learn to OUT/spam and OUT/ham, a file a mail,
and leaves out what is equal to a tested mail, and copies. Then reads OUT again, proves by hashes that no mail of it is
tested, and prints both sizes. Exit status 1 if anything is, or if a folder holds what cannot be looked into.

Mail that is tested is handed over without the headers that filters and collectors add as their verdict (the list is
src/bench/data/verdict_headers.txt). So is mail to learn, or a filter would learn to read what another filter said.

Two mails are equal if, without those, they have the same visible characters: the mbox separator, line ends, white space
and bytes that an archive may have encoded otherwise make no difference.
"""

import argparse
import hashlib
import os
import re
import sys

SEPARATOR = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*\d\d:\d\d[^\n]*\d{4}[^\n]*\n")
# How archives begin; they would be one mail of rubbish. The last is tar's, further in.
ARCHIVES = (b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ", b"BZh", b"7z\xbc\xaf")
TAR, TAR_OFFSET = b"ustar", 257
INVISIBLE = re.compile(rb"[^\x21-\x7e]+")


def mails_of(folder):
    """The mails in it, in order of names; separators left off."""
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.startswith("."):
                continue
            with open(os.path.join(path, name), "rb") as file:
                text = file.read()
            if text.startswith(ARCHIVES) or text[TAR_OFFSET:].startswith(TAR):
                sys.exit(f"{path}/{name} is an archive: unpack it, so that what is in it can be kept apart")
            parts = SEPARATOR.split(text) if text.startswith(b"From ") else [text]
            yield from (part for part in parts if part.strip())


def digest(mail, headers):
    return hashlib.sha256(INVISIBLE.sub(b"", without_verdicts(mail, headers))).digest()


def verdict_headers(path):
    """A pattern that finds the headers which that list names, with their continuation lines."""
    names = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            name = line.split("  ")[0].strip()
            if name and not name.startswith("#"):
                pattern = re.escape(name.strip("*")) + (r"[^\s:]*" if name.endswith("*") else "")
                names.append((r"X-[^\s:]*" if name.startswith("*") else "") + pattern)
    return re.compile(rb"^(?:" + "|".join(names).encode() + rb")[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.I | re.M)


def without_verdicts(mail, headers):
    end = re.search(rb"\r?\n\r?\n", mail)
    at = end.start() + 1 if end else len(mail)
    return headers.sub(b"", mail[:at]) + mail[at:]


def write(folders, out, tested, headers):
    """Returns how many were left out as tested, as copies."""
    os.makedirs(out)
    seen, equal, copies = set(), 0, 0
    for folder in folders:
        for mail in mails_of(folder):
            mail_digest = digest(mail, headers)
            equal += mail_digest in tested
            copies += mail_digest in seen
            if mail_digest not in tested and mail_digest not in seen:
                with open(os.path.join(out, f"{len(seen):06}"), "wb") as file:
                    file.write(without_verdicts(mail, headers))
                seen.add(mail_digest)
    return equal, copies


def main():
    if sys.argv[1:2] == ["--count"]:
        print(sum(1 for folder in sys.argv[2:] for _ in mails_of(folder)))
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("--learn-spam", action="append", required=True)
    parser.add_argument("--learn-ham", action="append", required=True)
    parser.add_argument("--test", action="append", default=[])
    parser.add_argument("--verdict-headers", required=True)
    parser.add_argument("out")
    options = parser.parse_args()
    headers = verdict_headers(options.verdict_headers)
    tested = [mail for folder in options.test for mail in mails_of(folder)]
    digests = {digest(mail, headers) for mail in tested}
    counts = {}
    for role, folders in (("spam", options.learn_spam), ("ham", options.learn_ham)):
        equal, copies = write(folders, os.path.join(options.out, role), digests, headers)
        learnt = [digest(mail, headers) for mail in mails_of(os.path.join(options.out, role))]
        counts[role] = len(learnt)
        common = sum(mail in digests for mail in learnt)
        print(f"to learn, {role}: {len(learnt)} mails; left out: {equal} that are tested, {copies} copies; "
              f"in common with the {len(tested)} tested: {common}")
        if common:
            sys.exit(f"{common} mails of {', '.join(folders)} are tested")
    if not counts["spam"] or not counts["ham"]:
        sys.exit("there must be spam and wanted mail to learn")


main()
