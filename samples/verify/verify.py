#!/usr/bin/env python3
"""Does a draw again from its manifest, on Python's standard library alone: python3 verify.py MANIFEST.json [MANIFEST.json ...]

Written apart from the program that drew, from the published method (README.md beside this file), so that a fault in the one is not
a fault in the other. It reads manifests of form 1 of every design, has redraw.py beside it rebuild the draw, and checks that the
frame lists no record twice and has the SHA-256 stated; that small strata were merged, and cases shared out, as the design says; and
that cases and reserves are those that the seed gives, in that order, with those tickets, weights and chances. This proves the draw
from the frame that the manifest gives. That the frame is what the council's system held is seen in the register:
dipsample verify MANIFEST.json --register FILE. Exit code: 0 all agree, 1 one differs, 2 one could not be read.
"""

import math
import sys

from redraw import read, redraw, sha256


def value_of(design, row):
    """The values of the fields in the design's `by`, which make the strata."""
    return "" if design["kind"] != "stratified" else row["stratum"] if row.get("by") is None else row["by"]


def shared_out(measure, frame, size, at_least):
    """How many cases each stratum gets: in proportion to its measure, within its bounds, by largest remainders."""
    sizes, least = {}, {name: min(at_least, frame[name]) for name in frame}
    while True:
        free = [name for name in frame if name not in sizes]
        cases, total = size - sum(sizes.values()), sum(measure[name] for name in free)
        low = {name: least[name] for name in free if least[name] * total > cases * measure[name]}
        high = {name: frame[name] for name in free if frame[name] * total < cases * measure[name]}
        lacking, over = (abs(sum(cut[name] * total - cases * measure[name] for name in cut)) for cut in (low, high))
        sizes.update({**(low if lacking >= over else {}), **(high if lacking <= over else {})})
        if not low and not high:
            break
    sizes.update({name: cases * measure[name] // total for name in free})
    for name in sorted(free, key=lambda name: (-(cases * measure[name] % total), name))[: size - sum(sizes.values())]:
        sizes[name] += 1
    return sizes


def measured(design, parts, units):
    """That to which a stratum's cases are in proportion; for Neyman units times sqrt(p (1 - p)), p = (x + 1) / (n + 2), in millionths."""
    known = [spread for spread in design.get("spread", []) if spread["stratum"] in parts]
    bad, graded = sum(spread["count"] for spread in known), sum(spread["of"] for spread in known)
    neyman = math.isqrt(10**12 * units**2 * (bad + 1) * (graded - bad + 1) // (graded + 2) ** 2)
    return {"neyman": neyman, "equal": 1}.get(design["allocation"], units)


def strata_of(manifest):
    """The strata that the design gives the frame's values, with their sizes; values with fewer units than `merge_below` are one, joined by
    the smallest others until it is not below."""
    design, held = manifest["design"], {}
    by_child, below = design.get("one_per_child"), design.get("merge_below", 0)
    for row in manifest["frame"]:
        held.setdefault(value_of(design, row), []).append(row["child" if by_child else "record"])
    units = {value: len(set(held[value])) for value in held}
    order = sorted(units, key=lambda value: (units[value], value))
    few = sum(units[value] < below for value in order)
    while 0 < few < len(order) and sum(units[value] for value in order[:few]) < below:
        few += 1
    merged = "(merged: %s)" % ", ".join(sorted(order[:few])) if few > 1 else "".join(order[:few])
    parts = {**{name: [name] for name in order[few:]}, **({merged: sorted(order[:few])} if few else {})}
    frame = {name: sum(units[part] for part in parts[name]) for name in sorted(parts)}
    measure = {name: measured(design, parts[name], frame[name]) for name in frame}
    sizes = design["given"] if design["allocation"] == "given" else shared_out(measure, frame, design["size"], design["at_least"])
    strata = [{"stratum": name, "frame": sum(len(held[part]) for part in parts[name]), "size": sizes[name]} for name in frame]
    for one in strata:
        name = one["stratum"]
        one.update({**({"merged": parts[name]} if parts[name][1:] else {}), **({"children": frame[name]} if by_child else {})})
    return strata


def fits(manifest):
    """Whether the design has the parameters that it needs, and no others."""
    design, later = manifest["design"], sum(step["by"] for step in manifest.get("steps", []))
    kind, by, turn, line = design["kind"], design["by"], design.get("rotation"), design.get("line")
    by_ticket = kind in ("simple", "stratified")
    return (
        manifest["manifest"] == 1
        and (by_ticket or kind in ("systematic", "pps"))
        and design["allocation"] in ("proportional", "equal", "neyman", "given")
        and (design["order"] == by + ["reference"] if kind == "systematic" else bool(by) == (kind == "stratified"))
        and (line is not None) == (kind == "systematic" and later > 0)
        and (line is None or 0 < line == design["size"] - later)
        and (kind == "pps") == (design.get("size_field") is not None)
        and (kind == "pps" or all(row["size"] is None for row in manifest["frame"]))
        and (kind == "stratified" or design["allocation"] == "proportional" and not (design["at_least"] or design["merge_below"] or design["given"]))
        and not (kind == "pps" and manifest["reserves"])
        and (by_ticket or not design.get("one_per_child"))
        and (turn is None or by_ticket and 0 <= turn["place"] < turn["cycle"])
        and (turn is None or turn["start"] == "0.%018d" % (turn["place"] * 10**18 // turn["cycle"]))
    )


def misplaced(manifest, strata):
    """Records of the frame that stand in another stratum than their values give, or lack the child or the size that is needed."""
    names = {value: one["stratum"] for one in strata for value in one.get("merged", [one["stratum"]])}
    design, seen = manifest["design"], {}
    for row in manifest["frame"]:
        value = value_of(design, row)
        child = row["child"] if design.get("one_per_child") else row["record"]
        size = row["size"] if design["kind"] == "pps" else 1
        if names.get(value) != row["stratum"] or child is None or size <= 0 or seen.setdefault(child, value) != value:
            yield "record %s stands in the stratum '%s', or lacks a child or a size" % (row["record"], row["stratum"])


def unlike(what, again, stated):
    """What differs between a case and the one that is drawn again, a sentence each; weights and chances are told to nine digits."""
    keys = {"case", "record", "child", "stratum", "ticket", "weight", "record_ticket", "child_records", "lambda"}
    for key in sorted(keys & set(again) | set(stated)):
        one, other = again.get(key), stated.get(key)
        if one != other and not (key in ("weight", "lambda") and None not in (one, other) and abs(one - other) <= 1e-9 * abs(one)):
            yield "%s: %s is %s, not %s" % (what, key, one, other)


def differences(manifest):
    """Everything in which the manifest and the draw done again differ, a sentence each."""
    if not fits(manifest):
        return ["this is no manifest of form 1, or its design does not have the parameters that it needs"]
    design, frame, seed, stated = manifest["design"], manifest["frame"], manifest["seed"], manifest["reserves"]
    records = sorted({row["record"] for row in frame}, key=lambda record: record.encode("utf-8"))
    told = len(frame) + manifest["unknown"] + sum(one["count"] for one in manifest["excluded"])
    checks = [
        (len(records) == len(frame), "the frame lists a record twice"),
        (sha256("".join(record + "\n" for record in records)) == manifest["frame_sha256"], "the frame's SHA-256 is another"),
        (told <= manifest["population"], "frame, records left out and records that could not be told are more than the population"),
        (0 < design["size"] <= len(frame), "more cases, or fewer than one, than the frame can give"),
        (seed is not None, "the seed is not disclosed before its cycle is over, so the draw cannot be done again from this manifest yet"),
        (seed is None or manifest.get("seed_sha256") in (None, sha256(seed)), "the seed is not the one whose SHA-256 is stated"),
    ]
    found = [sentence for holds, sentence in checks if not holds]
    if seed is None or not 0 < design["size"] <= len(frame):
        return found
    try:
        strata = strata_of(manifest)
        found += misplaced(manifest, strata)
        cases, reserves = redraw(dict(manifest, strata=strata))
    except (ValueError, KeyError, TypeError, ZeroDivisionError) as error:
        return found + ["the draw cannot be done again: %s: %s" % (type(error).__name__, error)]
    if (strata, len(cases), len(reserves)) != (manifest["strata"], len(manifest["cases"]), len(stated)):
        found.append("other strata, or other numbers of cases and reserves, come out: %s" % strata)
    if sum(one["size"] for one in strata) != design["size"] or design["allocation"] == "given" and len(design["given"]) != len(strata):
        found.append("the strata's sizes are not those of the design")
    for number, (again, one) in enumerate(zip(cases, manifest["cases"]), 1):
        # Cases of a later step keep the numbers under which they were graded.
        found += unlike("case %d" % number, dict(again, case=one["case"] if manifest.get("steps") else number), one)
    for again, one in zip(reserves, stated):
        found += unlike("reserve %s" % one["record"], dict(again, case=one["case"]), one)
    late = [one for one, two in zip(stated, stated[1:]) if one["stratum"] == two["stratum"] and two["case"] and not one["case"]]
    return found + ["reserve %s was passed over" % one["record"] for one in late]


def main(paths):
    worst = 0
    for path in paths:
        try:
            manifest = read(path)
            found = differences(manifest)
        except (OSError, ValueError, KeyError, TypeError) as error:
            print("%s cannot be read as a manifest: %s: %s" % (path, type(error).__name__, error), file=sys.stderr)
            worst = 2
            continue
        agrees = "%s agrees: the same %d cases of %d come out." % (path, len(manifest["cases"]), len(manifest["frame"]))
        print("\n  - ".join(["%s does NOT agree:" % path, *found]) if found else agrees)
        worst = max(worst, 1 if found else 0)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if sys.argv[1:] else print(__doc__.strip(), file=sys.stderr) or 2)
