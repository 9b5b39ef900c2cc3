"""Compares manifests with the public package consistent-sampler: same references, same seed, same cases, same order."""

import json
import sys

from consistent_sampler import sampler


def drawn_by_the_package(manifest):
    drawn = []
    for stratum in manifest["strata"]:
        records = [row["record"] for row in manifest["frame"] if row["stratum"] == stratum["stratum"]]
        if stratum["size"] > 0:
            tickets = sampler(records, seed=manifest["seed"], take=stratum["size"], digits=18)
            drawn += [(ticket[1], ticket[0]) for ticket in tickets]
    return drawn


def main(paths):
    bad = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            manifest = json.load(file)
        stated = [(case["record"], case["ticket"]) for case in manifest["cases"]]
        same = stated and stated == drawn_by_the_package(manifest)
        bad += not same
        print("%s: %d cases, %s" % (manifest["sample"], len(stated), "the same in the same order" if same else "NOT the same"))
    return 1 if bad or not paths else 0


sys.exit(main(sys.argv[1:]))
