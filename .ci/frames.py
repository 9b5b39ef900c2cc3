"""Random frames of every design, drawn by the program and done again by others.

    python3 frames.py DIPSAMPLE FOLDER COUNT

Each frame is one day of a made-up extract: 1 to 5,000 notes with references in several scripts, about children with one or many
notes, of IROs and teams of very unequal size. From each a sample is drawn by a design of chance; the program's own verify, the
shipped script and, where it is installed and the draw is simple, the public package consistent-sampler must all repeat it. Of the
first fifty, a copy is tampered with (seed, id, stratum, size, weight, case), which both verifiers must refuse.
"""

import csv
import datetime
import importlib.util
import json
import pathlib
import random
import subprocess
import sys
import unicodedata

try:
    from consistent_sampler import sampler
except ImportError:
    sampler = None

LETTERS = "abcXYZ019-_.éßłøñЖдяλΩ学生記録한국עבا😊🌍"
TAMPERED = 50
HEADINGS = ["Case note ID", "Person ID", "Date of event", "Recorded by", "Team", "Points", "Note"]


def main(program, folder, count):
    chance = random.Random(int(count) * 7919 + 1)
    folder = pathlib.Path(folder)
    script = load(pathlib.Path(__file__).parent.parent / "samples" / "verify" / "verify.py")
    run = lambda *words: subprocess.run([program, "--register", folder / "frames.dipsample", "--quiet", *words], capture_output=True, text=True, encoding="utf-8")
    days = extract(folder / "notes.csv", chance, int(count))
    for words in (["init"], ["import", folder / "notes.csv", "--strict"]):
        must(run(*words), 0)
    grade(run, days[1][0])
    done, designs, package = 0, {}, 0
    for place, (day, size, children) in enumerate(days):
        flags = design(chance, size, children)
        draw = lambda *more: run("draw", "--kind", "oversight", "--period", "%s..%s" % (day, day), "--name", "f%d" % place, *more)
        if flags[-1] == "given":
            flags[-1] = given(chance, json.loads(must(draw(*flags[:-2], "--plan-only", "--json"), 0)))
        drawn = draw(*flags)
        if drawn.returncode == 1 and "least" in drawn.stderr:
            continue
        must(drawn, 0, flags)
        path = folder / "manifest.json"
        path.write_text(must(run("sample", "manifest", "f%d" % place), 0), encoding="utf-8")
        manifest = json.loads(path.read_text(encoding="utf-8"))
        must(run("verify", path), 0, flags)
        found = script.differences(manifest)
        if found:
            sys.exit("the script differs, frame %d, %s: %s" % (place, flags, found[:3]))
        if sampler and manifest["design"]["kind"] == "simple" and not manifest["design"]["one_per_child"]:
            tickets = sampler([row["record"] for row in manifest["frame"]], seed=manifest["seed"], take=manifest["design"]["size"], digits=18)
            if [(t[1], t[0]) for t in tickets] != [(case["record"], case["ticket"]) for case in manifest["cases"]]:
                sys.exit("the package differs, frame %d, %s" % (place, flags))
            package += 1
        if done < TAMPERED:
            what = tamper(manifest, chance, done)
            path.write_text(json.dumps(manifest), encoding="utf-8")
            must(run("verify", path), 1, what)
            if not script.differences(manifest):
                sys.exit("the script does not see another %s, frame %d, %s" % (what, place, flags))
        done += 1
        name = " ".join("given" if "=" in word else word for word in flags if not word.isdigit())
        designs[name] = designs.get(name, 0) + 1
    print("%d frames of %d to %d records, repeated by program and script; %d simple ones by the package%s; %d tampered, all refused by both"
          % (done, min(d[1] for d in days), max(d[1] for d in days), package, "" if sampler else " (not installed)", min(done, TAMPERED)))
    for name in sorted(designs):
        print("  %4d  %s" % (designs[name], name))
    if done < int(count) * 0.9:
        sys.exit("too few of %s frames could be drawn from" % count)


CRITERIA = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]


def grade(run, day):
    """Grades a dozen cases, so that Neyman's allocation has something to go by."""
    must(run("person", "add", "Una Grader", "--role", "auditor"), 0)
    must(run("draw", "--kind", "oversight", "--period", "%s..%s" % (day, day), "--name", "graded", "--size", "12", "--by", "team"), 0)
    for case in range(1, 13):
        all_of = [word for name in CRITERIA for word in ("--set", "%s=%s" % (name, "good" if case % 3 else "inadequate"))]
        must(run("grade", "graded", str(case), "--person", "Una Grader", *all_of, "--finish"), 0)


def given(chance, plan):
    """A number for each stratum: as planned, but for one case that goes from one to another."""
    sizes = {stratum["stratum"]: stratum["size"] for stratum in plan["strata"]}
    gives = [stratum["stratum"] for stratum in plan["strata"] if stratum["size"] > 0]
    takes = [stratum["stratum"] for stratum in plan["strata"] if stratum["size"] < stratum["frame"]]
    if takes:
        sizes[chance.choice(gives)] -= 1
        full = [stratum["stratum"] for stratum in plan["strata"] if sizes[stratum["stratum"]] < stratum["frame"]]
        sizes[chance.choice(full)] += 1
    return ",".join('"%s"=%d' % (name.replace('"', '""'), size) for name, size in sizes.items())


def load(path):
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location("verify", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def must(answer, code, what=""):
    if answer.returncode != code:
        sys.exit("exit code %d, not %d: %s %s\n%s%s" % (answer.returncode, code, answer.args[4:], what, answer.stdout[-2000:], answer.stderr[-2000:]))
    return answer.stdout


def extract(path, chance, count):
    """Writes the notes; returns day, records and children of each frame."""
    days, seen, first = [], set(), datetime.date(2021, 1, 1)
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADINGS)
        for place in range(count):
            day = first + datetime.timedelta(days=place)
            size = {0: 1, 1: 5000}.get(place, int(round(10 ** chance.uniform(0, 3.7))))
            children = max(1, min(size, int(size ** chance.uniform(0.3, 1))))
            teams = ["Nord %d" % n for n in range(1, chance.randint(2, 6))] + ["Süd", "東", '"West", old']
            for number in range(size):
                child = "%s%d" % (chance.choice("KÉ儿"), place * 10000 + (number if number < children else chance.randrange(children)))
                team = teams[min(int(chance.expovariate(1)), len(teams) - 1)]
                size_of = chance.choice(["1", "2", "3.5", "0.25", "40", "7.125", "12"])
                rows.writerow([reference(chance, seen), child, day.strftime("%d/%m/%Y"), chance.choice(["Ann Lee", "Zoë Ó Néill", "Bo"]), team, size_of, "n"])
            days.append((day.isoformat(), size, children))
    return days


def reference(chance, seen):
    while True:
        text = unicodedata.normalize("NFC", "".join(chance.choice(LETTERS) for _ in range(chance.randint(5, 12)))).strip()
        if text and text not in seen and not text.replace(".", "").replace("-", "").isdigit():
            seen.add(text)
            return text


def design(chance, size, children):
    """Flags of a design, and of a size that the frame can have."""
    some = str(chance.randint(1, min(size, 120)))
    few = str(chance.randint(1, min(children, 60)))
    return chance.choice([
        ["--size", some],
        ["--size", some, "--by", "team"],
        ["--size", some, "--by", "team,iro", "--allocation", "equal"],
        ["--size", some, "--by", "team", "--at-least", str(chance.randint(1, 3))],
        ["--size", some, "--by", "team,iro", "--merge-below", str(chance.randint(2, 30))],
        ["--size", some, "--by", "iro", "--merge-below", str(chance.randint(2, 9)), "--allocation", "equal", "--at-least", "1"],
        ["--size", some, "--by", "team", "--allocation", "given"],
        ["--size", some, "--by", "team", "--allocation", "neyman"],
        ["--size", some, "--by", "team", "--allocation", "neyman", "--merge-below", str(chance.randint(2, 30))],
        ["--size", some, "--design", "systematic"],
        ["--size", some, "--design", "systematic", "--by", "team,iro"],
        ["--size", some, "--size-field", "extra.Points"],
        ["--size", few, "--one-per-child"],
    ])


def tamper(manifest, chance, place):
    """Changes one thing, and says which."""
    what = ["seed", "id", "stratum", "size", "weight", "case"][place % 6]
    cases, frame = manifest["cases"], manifest["frame"]
    other = [row for row in frame if row["record"] not in {case["record"] for case in cases}]
    if what == "case" and not other:
        what = "weight"
    if what == "seed":
        manifest["seed"] += "1"
    elif what == "id":
        chance.choice(frame)["record"] += "x"
    elif what == "stratum":
        chance.choice(frame)["stratum"] += " other"
    elif what == "size":
        manifest["design"]["size"] += 1
    elif what == "weight":
        chance.choice(cases)["weight"] *= 1.0001
    else:
        row = chance.choice(other)
        chance.choice(cases).update(record=row["record"], child=row["child"])
    return what


if __name__ == "__main__":
    main(*sys.argv[1:])
