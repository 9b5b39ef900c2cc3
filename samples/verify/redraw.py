#!/usr/bin/env python3
"""Prints the cases that follow from a manifest's frame, design and seed: python3 redraw.py MANIFEST.json

Rebuilds a draw of any design on Python's standard library alone, from the frame, the strata with their sizes, and the seed. It takes
the manifest at its word; verify.py beside it checks that too.
"""

import hashlib
import json
import sys
from fractions import Fraction


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def ticket(seed, reference):
    """The number in [0, 1) that a seed gives a reference, as its digits: Rivest's consistent sampler."""
    return "0." + str(int(sha256(sha256(seed) + reference), 16)).zfill(64)[::-1]


def shown(digits):
    """A ticket as manifests print it: cut at 18 digits after any leading run of nines."""
    return digits[: 20 + len(digits) - 2 - len(digits[2:].lstrip("9"))]


def in_order(design, seed, rows, stratum, size):
    """The first `size` records of a stratum in the order of the design, each with its weight."""
    start = (design.get("rotation") or {"start": "0."})["start"]
    rows, weight = sorted(rows, key=lambda row: (row["ticket"] < start, row["ticket"], row["record"])), stratum["frame"] / max(1, stratum["size"])
    if design.get("one_per_child"):  # the children's tickets, and of each child the record with the smallest ticket of its own
        for digits, child in sorted((ticket(seed, child), child) for child in {row["child"] for row in rows})[:size]:
            own = [(ticket(seed + "|stage2", child + "/" + row["record"]), row["record"], row) for row in rows if row["child"] == child]
            weight = len(own) * stratum["children"] / stratum["size"]
            yield dict(min(own)[2], ticket=digits, record_ticket=shown(min(own)[0]), child_records=len(own), weight=weight)
    elif design["kind"] == "pps":  # the largest for certain while m s >= T; then the smallest u (1 - l) / (l (1 - u)), l = m s / T
        rest, certain = sorted(rows, key=lambda row: -row["size"]), []
        while size and rest[0]["size"] * size >= sum(row["size"] for row in rest):
            certain, rest, size = certain + [dict(rest[0], chance=Fraction(1))], rest[1:], size - 1
        total = sum(row["size"] for row in rest)
        rest = [dict(row, chance=size * row["size"] / total, u=Fraction(int(row["ticket"][2:21]), 10**19)) for row in rest if size]
        rest.sort(key=lambda row: (row["u"] * (1 - row["chance"]) / (row["chance"] * (1 - row["u"])), row["ticket"], row["record"]))
        for row in sorted(certain + rest[:size], key=lambda row: (row["ticket"], row["record"])):
            yield dict(row, **{"lambda": float(row["chance"]), "weight": float(1 / row["chance"])})
    else:
        if design["kind"] == "systematic":  # the places floor((r + jN) / n) along the stated order come first
            line, count = sorted(rows, key=lambda row: (row["by"], row["record"])), design.get("line") or design["size"]
            first = int(sha256(seed + "|start"), 16) % len(line)
            places = {line[(first + step * len(line)) // count]["record"] for step in range(count)}
            rows.sort(key=lambda row: row["record"] not in places)
        yield from (dict(row, weight=weight) for row in rows[:size])


def redraw(manifest):
    """The cases, and as many reserves as the manifest lists."""
    design, seed, cases, reserves = manifest["design"], manifest["seed"], [], []
    rows = [dict(row, ticket=ticket(seed, row["record"]), by=row["stratum"] if row.get("by") is None else row["by"]) for row in manifest["frame"]]
    for row in rows:
        row["size"] = Fraction(str(row["size"])) if design["kind"] == "pps" else None
    for one in manifest["strata"]:
        more = sum(reserve["stratum"] == one["stratum"] for reserve in manifest["reserves"])
        drawn = list(in_order(design, seed, [row for row in rows if row["stratum"] == one["stratum"]], one, one["size"] + more))
        cases, reserves = cases + drawn[: one["size"]], reserves + drawn[one["size"] :]
    return [[dict(row, ticket=shown(row["ticket"])) for row in part] for part in (cases, reserves)]


def read(path):
    """A manifest in UTF-8, with or without a byte order mark, or in UTF-16, as Windows PowerShell writes it."""
    with open(path, "rb") as file:
        text = file.read()
    return json.loads(text.decode("utf-16" if text[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"))


if __name__ == "__main__":
    for row in redraw(read(sys.argv[1]))[0]:
        print(row["ticket"], row["record"], row["stratum"], row["weight"])
