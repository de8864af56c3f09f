#!/usr/bin/env python3
"""Computes the scores of a run once more, from its verdicts alone, to hold against what `weir bench score` says.

usage: recompute.py [--method NAME] VERDICTS.csv     (- is standard input)

The file is what `weir bench score --format csv` writes: RFC 4180, with the header below. Prints a JSON array, an
object a product in order of appearance, with counts and rates in per cent to all digits a double has; null where
nothing of the kind was sent. Written from descriptions of the test and not from weir's source: the two may agree only
because both are right. Sums are fractions, so nothing is rounded before the end.
"""

import argparse
import csv
import json
import re
import sys
from fractions import Fraction

HEADER = "product,source,role,campaign,verdict,score,handed_over,answered,tries,code".split(",")
TO_BLOCK = ("spam", "phish", "malware", "unwanted")
WANTED = ("ham", "newsletter")
VERDICTS = ("block", "pass", "error")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)")

FIFTH = Fraction(1, 5)
# final score = SC - times x FP or WFP; what an unwanted mail counts in SC; and in WFP a newsletter, and the share of all
# newsletters up to which blocked ones count.
METHODS = {
    "vbspam-2010": {"times": 3, "of": "fp", "unwanted": 1, "newsletter": 0, "cap": 0},
    "vbspam-2012": {"times": 5, "of": "fp", "unwanted": 1, "newsletter": 0, "cap": 0},
    "vbspam-2018": {"times": 5, "of": "wfp", "unwanted": FIFTH, "newsletter": FIFTH, "cap": FIFTH},
}


class Wrong(Exception):
    """What is wrong with the file."""


def check(number, row):
    if len(row) != len(HEADER):
        raise Wrong(f"row {number}: {len(row)} values, not {len(HEADER)}")
    verdict = dict(zip(HEADER, row))
    if verdict["role"] not in TO_BLOCK + WANTED:
        raise Wrong(f"row {number}: no role: {verdict['role']}")
    if verdict["verdict"] not in VERDICTS:
        raise Wrong(f"row {number}: no verdict: {verdict['verdict']}")
    if verdict["score"]:
        float(verdict["score"])
    for name in ("handed_over", "answered"):
        if verdict[name] and not TIME.fullmatch(verdict[name]):
            raise Wrong(f"row {number}: {name} is no time with milliseconds: {verdict[name]}")
    if not verdict["tries"].isdecimal():
        raise Wrong(f"row {number}: tries is no number: {verdict['tries']}")
    return verdict


def read(lines):
    """Verdicts by product, in order of appearance."""
    rows = csv.reader(lines, strict=True)
    if next(rows, None) != HEADER:
        raise Wrong("the header is not " + ",".join(HEADER))
    products = {}
    for number, row in enumerate(rows, 2):
        verdict = check(number, row)
        products.setdefault(verdict["product"], []).append(verdict)
    return products


def rate(part, whole):
    return 100 * Fraction(part) / whole if whole else None


def score(verdicts, method):
    sent = dict.fromkeys(TO_BLOCK + WANTED, 0)
    blocked = dict.fromkeys(TO_BLOCK + WANTED, 0)
    for verdict in verdicts:
        sent[verdict["role"]] += 1
        blocked[verdict["role"]] += verdict["verdict"] == "block"
    errors = sum(verdict["verdict"] == "error" for verdict in verdicts)

    def weighed(counts):
        return sum(counts[role] * (method["unwanted"] if role == "unwanted" else 1) for role in TO_BLOCK)

    ham, newsletters = sent["ham"], sent["newsletter"]
    counting = min(Fraction(blocked["newsletter"]), method["cap"] * newsletters)
    rates = {
        "sc": rate(weighed(blocked), weighed(sent)),
        "fp": rate(blocked["ham"], ham),
        "newsletter_fp": rate(blocked["newsletter"], newsletters),
        "wfp": rate(blocked["ham"] + method["newsletter"] * counting, ham + method["newsletter"] * newsletters),
    }
    known = rates["sc"] is not None and rates[method["of"]] is not None
    rates["final"] = rates["sc"] - method["times"] * rates[method["of"]] if known else None
    counts = {
        "spam": sum(sent[role] for role in TO_BLOCK),
        "spam_blocked": sum(blocked[role] for role in TO_BLOCK),
        "ham": ham,
        "ham_blocked": blocked["ham"],
        "newsletters": newsletters,
        "newsletters_blocked": blocked["newsletter"],
        "errors": errors,
    }
    return counts | {name: None if value is None else float(value) for name, value in rates.items()}


def main():
    parser = argparse.ArgumentParser(description="Computes scores once more from verdicts alone.")
    parser.add_argument("--method", choices=METHODS, default="vbspam-2018")
    parser.add_argument("verdicts", metavar="VERDICTS.csv")
    given = parser.parse_args()
    if given.verdicts == "-":
        products = read(sys.stdin)
    else:
        with open(given.verdicts, encoding="utf-8", newline="") as lines:
            products = read(lines)
    method = METHODS[given.method]
    scores = [{"product": name, "method": given.method} | score(rows, method) for name, rows in products.items()]
    json.dump(scores, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    try:
        main()
    except (Wrong, OSError, ValueError, csv.Error) as wrong:
        sys.exit(f"recompute.py: {wrong}")
