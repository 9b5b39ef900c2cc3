#!/usr/bin/env python3
"""Does a draw again from its manifest, on Python's standard library alone.

    python3 verify.py MANIFEST.json [MANIFEST.json ...]

Written apart from the program that drew, from the published method, so that a fault in the one is not a fault in the
other. It reads simple and stratified manifests (form 1), and checks that

  - the frame lists no record twice, and its SHA-256 is the one stated;
  - the cases were shared out over the strata by largest remainders, with the least number from each;
  - the cases are those with the smallest tickets of their stratum, in that order, with those tickets and weights.

This proves the draw from the frame that the manifest gives. That the frame is what the council's system held can only
be seen in the register: dipsample verify MANIFEST.json --register FILE.

Exit code: 0 all agree, 1 one differs, 2 one could not be read.
"""

import hashlib
import json
import sys


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


def shared_out(frames, size, at_least):
    """How many cases each stratum gets: {stratum: records} to {stratum: cases}."""
    least = {name: min(at_least, records) for name, records in frames.items()}
    raised = set()
    while True:
        free = [name for name in frames if name not in raised]
        cases = size - sum(least[name] for name in raised)
        records = sum(frames[name] for name in free)
        low = [name for name in free if cases * frames[name] < least[name] * records]
        if not low:
            break
        raised.update(low)
    sizes = {name: least[name] for name in raised}
    sizes.update({name: cases * frames[name] // records for name in free})
    left = size - sum(sizes.values())
    by_remainder = sorted(free, key=lambda name: (-(cases * frames[name] % records), name))
    for name in by_remainder[:left]:
        sizes[name] += 1
    return sizes


def drawn_again(manifest):
    """The strata and cases that follow from the manifest's frame, design and seed."""
    design = manifest["design"]
    rows = {}
    for row in manifest["frame"]:
        rows.setdefault(row["stratum"], []).append((ticket(manifest["seed"], row["record"]), row["record"], row["child"]))
    frames = {name: len(rows[name]) for name in sorted(rows)}
    at_least = design["at_least"] if design["kind"] == "stratified" else 0
    sizes = shared_out(frames, design["size"], at_least)
    cases = []
    for name in frames:
        for digits, record, child in sorted(rows[name], key=lambda row: row[:2])[: sizes[name]]:
            cases.append({"case": len(cases) + 1, "record": record, "child": child, "stratum": name,
                          "ticket": shown(digits), "weight": frames[name] / sizes[name]})
    strata = [{"stratum": name, "frame": frames[name], "size": sizes[name]} for name in frames]
    return strata, cases


def differences(manifest):
    """Everything in which the manifest and the draw done again differ, a sentence each."""
    design, frame = manifest["design"], manifest["frame"]
    if manifest["manifest"] != 1 or design["kind"] not in ("simple", "stratified"):
        return ["this script knows simple and stratified manifests of form 1 only"]
    if design["allocation"] != "proportional":
        return ["this script knows proportional allocation only"]
    found = []
    records = sorted({row["record"] for row in frame}, key=lambda record: record.encode("utf-8"))
    if len(records) != len(frame):
        found.append("the frame lists %d records, and %d different ones" % (len(frame), len(records)))
    digest = hashlib.sha256("".join(record + "\n" for record in records).encode("utf-8")).hexdigest()
    if digest != manifest["frame_sha256"]:
        found.append("the frame's SHA-256 is %s, not %s" % (digest, manifest["frame_sha256"]))
    if not 0 < design["size"] <= len(frame):
        return found + ["%s cases cannot be drawn from %d records" % (design["size"], len(frame))]
    strata, cases = drawn_again(manifest)
    if strata != manifest["strata"]:
        found.append("the strata are %s, not %s" % (strata, manifest["strata"]))
    if len(cases) != len(manifest["cases"]):
        found.append("%d cases come out, not %d" % (len(cases), len(manifest["cases"])))
    for again, stated in zip(cases, manifest["cases"]):
        for key, value in again.items():
            same = abs(value - stated[key]) <= 1e-9 * value if key == "weight" else value == stated[key]
            if not same:
                found.append("case %d: %s is %s, not %s" % (again["case"], key, value, stated[key]))
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
