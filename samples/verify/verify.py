#!/usr/bin/env python3
"""Does a draw again from its manifest, on Python's standard library alone.

    python3 verify.py MANIFEST.json [MANIFEST.json ...]

Written apart from the program that drew, from the published method, so that a fault in the one is not a fault in the
other. It reads manifests of form 1 of every design (simple, stratified, systematic, by size, one record per child), and checks that

  - the frame lists no record twice, and its SHA-256 is the one stated;
  - small strata were merged, and the cases shared out over the strata, as the design says;
  - the cases are those that the seed gives, in that order, with those tickets, weights and chances.

This proves the draw from the frame that the manifest gives. That the frame is what the council's system held can only
be seen in the register: dipsample verify MANIFEST.json --register FILE.

Exit code: 0 all agree, 1 one differs, 2 one could not be read.
"""

import hashlib
import json
import math
import sys
from fractions import Fraction


def ticket(seed, record):
    """The number in [0, 1) that a seed gives a record, as its digits: Rivest's consistent sampler."""
    seed_hash = hashlib.sha256(seed.encode("utf-8")).hexdigest()
    drawn = hashlib.sha256((seed_hash + record).encode("utf-8")).hexdigest()
    return "0." + str(int(drawn, 16)).zfill(64)[::-1]


def shown(digits):
    """A ticket as manifests print it: cut at 18 digits after any leading run of nines."""
    fraction = digits[2:]
    nines = len(fraction) - len(fraction.lstrip("9"))
    return digits[: 2 + nines + 18]


def shared_out(measures, frames, size, at_least):
    """How many cases each stratum gets: in proportion to its measure, within its bounds, by largest remainders."""
    least = {name: min(at_least, frames[name]) for name in frames}
    sizes = {}
    while True:
        free = [name for name in frames if name not in sizes]
        cases, total = size - sum(sizes.values()), sum(measures[name] for name in free)
        low = {name: least[name] * total - cases * measures[name] for name in free}
        high = {name: cases * measures[name] - frames[name] * total for name in free}
        low = {name: cut for name, cut in low.items() if cut > 0}
        high = {name: cut for name, cut in high.items() if cut > 0}
        if not low and not high:
            break
        lacking, over = sum(low.values()), sum(high.values())
        sizes.update({name: least[name] for name in low if lacking >= over})
        sizes.update({name: frames[name] for name in high if lacking <= over})
    sizes.update({name: cases * measures[name] // total for name in free})
    left = size - sum(sizes.values())
    for name in sorted(free, key=lambda name: (-(cases * measures[name] % total), name))[:left]:
        sizes[name] += 1
    return sizes


def merged(units, below):
    """Values to strata: those with fewer than `below` become one, joined by the smallest others until it is not below."""
    order = sorted(units, key=lambda value: (units[value], value))
    count = sum(1 for value in order if units[value] < below)
    while 0 < count < len(order) and sum(units[value] for value in order[:count]) < below:
        count += 1
    small = sorted(order[:count])
    name = small[0] if len(small) == 1 else "(merged: %s)" % ", ".join(small)
    return {value: name if value in small else value for value in units}


def measure(design, parts, units):
    """What a stratum's cases are in proportion to, in whole numbers."""
    if design["allocation"] == "equal":
        return 1
    if design["allocation"] == "neyman":
        known = [spread for spread in design["spread"] if spread["stratum"] in parts]
        below, graded = sum(spread["count"] for spread in known), sum(spread["of"] for spread in known)
        return math.isqrt(10**12 * units**2 * (below + 1) * (graded - below + 1) // (graded + 2) ** 2)
    return units


def strata_of(design, rows):
    """The strata, and for each value of the fields in `by` the stratum's name."""
    if design["kind"] != "stratified":
        for row in rows:
            row["value"] = ""
    things = {(row["value"], row["child"]) for row in rows} if design.get("one_per_child") else None
    values = {}
    for row in rows:
        values[row["value"]] = values.get(row["value"], 0) + 1
    units = {value: sum(1 for thing in things if thing[0] == value) for value in values} if things else values
    names = merged(units, design.get("merge_below", 0))
    strata = []
    for name in sorted(set(names.values())):
        parts = sorted(value for value in names if names[value] == name)
        stratum = {"stratum": name, "frame": sum(values[part] for part in parts)}
        if len(parts) > 1:
            stratum["merged"] = parts
        if things:
            stratum["children"] = sum(units[part] for part in parts)
        strata.append((stratum, parts, sum(units[part] for part in parts)))
    frames = {stratum["stratum"]: count for stratum, _, count in strata}
    measures = {stratum["stratum"]: measure(design, parts, count) for stratum, parts, count in strata}
    sizes = shared_out(measures, frames, design["size"], design["at_least"])
    if design["allocation"] == "given":
        sizes = design["given"]
        if set(sizes) != set(frames) or sum(sizes.values()) != design["size"] or any(sizes[n] > frames[n] for n in frames):
            raise ValueError("the sizes given are not those of the strata")
    for stratum, _, _ in strata:
        stratum["size"] = sizes[stratum["stratum"]]
    return [stratum for stratum, _, _ in strata], names


def by_tickets(manifest, rows, strata):
    """The smallest tickets of each stratum; in a programme over children from its start on, and from 0 after 1."""
    start = (manifest["design"].get("rotation") or {"start": "0."})["start"]
    for stratum in strata:
        own = [row for row in rows if row["stratum"] == stratum["stratum"]]
        own.sort(key=lambda row: (row["ticket"] < start, row["ticket"], row["record"]))
        for row in own[: stratum["size"]]:
            yield dict(row, weight=stratum["frame"] / stratum["size"])


def by_child(manifest, rows, strata):
    """The children with the smallest tickets of each stratum, and of each the record with the smallest ticket of its own."""
    for stratum in strata:
        records = {}
        for row in rows:
            if row["stratum"] == stratum["stratum"]:
                records.setdefault(row["child"], []).append(row)
        order = sorted((ticket(manifest["seed"], child), child) for child in records)
        for digits, child in order[: stratum["size"]]:
            own = [(ticket(manifest["seed"] + "|stage2", child + "/" + row["record"]), row["record"], row) for row in records[child]]
            second, _, row = min(own)
            weight = len(own) * stratum["children"] / stratum["size"]
            yield dict(row, ticket=digits, record_ticket=shown(second), child_records=len(own), weight=weight)


def by_line(manifest, rows, strata):
    """The records at the places floor((r + jN) / n) along the stated order."""
    line = sorted(rows, key=lambda row: (row["by"], row["record"]))
    start = int(hashlib.sha256((manifest["seed"] + "|start").encode("utf-8")).hexdigest(), 16) % len(line)
    places = [(start + step * len(line)) // strata[0]["size"] for step in range(strata[0]["size"])]
    for row in sorted((line[place] for place in places), key=lambda row: (row["ticket"], row["record"])):
        yield dict(row, weight=len(line) / strata[0]["size"])


def by_size(manifest, rows, strata):
    """Pareto sampling: those too large for certain, and of the others the smallest Q = u (1 - l) / (l (1 - u)), l = m s / T."""
    for row in rows:
        row["millionths"] = Fraction(str(row["size"])) * 10**6
        if row["millionths"] <= 0 or row["millionths"].denominator != 1:
            raise ValueError("%s has no size" % row["record"])
    rest, drawn, left = sorted(rows, key=lambda row: -row["millionths"]), [], strata[0]["size"]
    total = sum(row["millionths"] for row in rest)
    while left and rest[0]["millionths"] * left >= total:
        drawn.append(dict(rest[0], chance=Fraction(1)))
        total, left, rest = total - rest[0]["millionths"], left - 1, rest[1:]
    for row in rest if left else []:
        row["chance"], u = left * row["millionths"] / total, Fraction(int(row["ticket"][2:21]), 10**19)
        row["q"] = u * (1 - row["chance"]) / (row["chance"] * (1 - u))
    drawn += sorted(rest, key=lambda row: (row["q"], row["ticket"], row["record"]))[:left] if left else []
    for row in sorted(drawn, key=lambda row: (row["ticket"], row["record"])):
        yield dict(row, **{"lambda": float(row["chance"]), "weight": float(1 / row["chance"])})


def drawn_again(manifest, resized=None):
    """The strata and cases that follow from the manifest's frame, design and seed."""
    design = manifest["design"]
    rows = [dict(row, ticket=ticket(manifest["seed"], row["record"])) for row in manifest["frame"]]
    for row in rows:
        row["by"] = row["value"] = row["stratum"] if row.get("by") is None else row["by"]
        row["said"] = row["stratum"]
    strata, names = strata_of(design, rows)
    for row in rows:
        row["stratum"] = names[row["value"]]
        if row["stratum"] != row["said"]:
            raise ValueError("%s is in the stratum '%s', not '%s'" % (row["record"], row["stratum"], row["said"]))
        if design.get("one_per_child") and row["child"] is None:
            raise ValueError("%s has no child" % row["record"])
    if len({(row["child"], row["stratum"]) for row in rows}) != len({row["child"] for row in rows}) and design.get("one_per_child"):
        raise ValueError("a child is in two strata")
    ways = {"simple": by_tickets, "stratified": by_tickets, "systematic": by_line, "pps": by_size}
    way = by_child if design.get("one_per_child") else ways[design["kind"]]
    keys = ("record", "child", "stratum", "ticket", "weight", "record_ticket", "child_records", "lambda")
    cases = []
    for row in way(manifest, rows, resized or strata):
        case = {key: row[key] for key in keys if key in row}
        cases.append(dict(case, case=len(cases) + 1, ticket=shown(row["ticket"])))
    return strata, cases


def reserves_differ(manifest, strata):
    """Whether the reserves are the next cases of their strata, those that were taken first."""
    listed, found = manifest["reserves"], []
    if not listed:
        return found
    if manifest["design"]["kind"] not in ("simple", "stratified"):
        return ["a draw of this design has no reserves"]
    more = [dict(one, size=one["size"] + sum(1 for case in listed if case["stratum"] == one["stratum"])) for one in strata]
    drawn = {case["record"] for case in manifest["cases"]}
    following = [case for case in drawn_again(manifest, more)[1] if case["record"] not in drawn]
    if [(case["record"], case["stratum"], case["ticket"]) for case in following] != [
        (case["record"], case["stratum"], case["ticket"]) for case in listed
    ]:
        found.append("the reserves are not the next cases of their strata")
    for one, two in zip(listed, listed[1:]):
        if one["stratum"] == two["stratum"] and not one["case"] and two["case"]:
            found.append("a reserve was taken before its turn")
    return found


def fits(design):
    """Whether the design has the parameters that it needs, and no others."""
    kind, by = design["kind"], design["by"]
    return (
        kind in ("simple", "stratified", "systematic", "pps")
        and design["allocation"] in ("proportional", "equal", "neyman", "given")
        and (kind == "systematic" or bool(by) == (kind == "stratified"))
        and (kind != "systematic" or design["order"] == by + ["reference"])
        and (kind == "pps") == (design.get("size_field") is not None)
        and not (design.get("one_per_child") and kind not in ("simple", "stratified"))
        and (design.get("rotation") is None or turns(design))
    )


def turns(design):
    """Whether the start is place / cycle, cut at 18 digits, and the design is one that has a start."""
    cycle, place, start = (design["rotation"][key] for key in ("cycle", "place", "start"))
    return design["kind"] in ("simple", "stratified") and 0 <= place < cycle and start == "0.%018d" % (place * 10**18 // cycle)


def differences(manifest):
    """Everything in which the manifest and the draw done again differ, a sentence each."""
    design, frame = manifest["design"], manifest["frame"]
    if manifest["manifest"] != 1 or not fits(design):
        return ["this is no manifest of form 1, or its design does not have the parameters that it needs"]
    found = []
    records = sorted({row["record"] for row in frame}, key=lambda record: record.encode("utf-8"))
    if len(records) != len(frame):
        found.append("the frame lists %d records, and %d different ones" % (len(frame), len(records)))
    digest = hashlib.sha256("".join(record + "\n" for record in records).encode("utf-8")).hexdigest()
    if digest != manifest["frame_sha256"]:
        found.append("the frame's SHA-256 is %s, not %s" % (digest, manifest["frame_sha256"]))
    if len(frame) + manifest["unknown"] + sum(one["count"] for one in manifest["excluded"]) > manifest["population"]:
        found.append("frame, records left out and records that could not be told are more than the population")
    if manifest["seed"] is None:
        return found + ["the seed is not disclosed before its cycle is over, so the draw cannot be done again from this manifest yet"]
    if manifest.get("seed_sha256", hashlib.sha256(manifest["seed"].encode("utf-8")).hexdigest()) != hashlib.sha256(manifest["seed"].encode("utf-8")).hexdigest():
        found.append("the seed is not the one whose SHA-256 is stated")
    if not 0 < design["size"] <= len(frame):
        return found + ["%s cases cannot be drawn from %d records" % (design["size"], len(frame))]
    try:
        strata, cases = drawn_again(manifest)
    except (ValueError, KeyError, ZeroDivisionError) as error:
        return found + ["the draw cannot be done again: %s" % error]
    if strata != manifest["strata"]:
        found.append("the strata are %s, not %s" % (strata, manifest["strata"]))
    if len(cases) != len(manifest["cases"]):
        found.append("%d cases come out, not %d" % (len(cases), len(manifest["cases"])))
    found += reserves_differ(manifest, strata)
    for again, stated in zip(cases, manifest["cases"]):
        if manifest.get("steps"):
            again["case"] = stated["case"]
        for key in sorted(set(again) | set(stated)):
            one, other = again.get(key), stated.get(key)
            near = key in ("weight", "lambda") and None not in (one, other) and abs(one - other) <= 1e-9 * abs(one)
            if not near and one != other:
                found.append("case %d: %s is %s, not %s" % (again["case"], key, one, other))
    return found


def main(paths):
    if not paths:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    worst = 0
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                manifest = json.load(file)
            found = differences(manifest)
        except (OSError, ValueError, KeyError, TypeError) as error:
            print("%s cannot be read as a manifest: %s: %s" % (path, type(error).__name__, error), file=sys.stderr)
            worst = 2
            continue
        if found:
            print("%s does NOT agree:" % path)
            for sentence in found:
                print("  - " + sentence)
            worst = max(worst, 1)
        else:
            print("%s agrees: the same %d cases of %d come out." % (path, len(manifest["cases"]), len(manifest["frame"])))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
