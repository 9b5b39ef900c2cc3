#!/usr/bin/env bash
# Writing a workbook of many findings beside another program, the same cells, in the same run.
#
#     benches/findings.sh                  100,000 findings
#     benches/findings.sh 20000            another count
#
# A made-up council has 1,000 oversights, all drawn, and one auditor who writes a hundred findings on each, none twice; all goes in by the
# program's own commands. `dipsample export` then makes the findings workbook: what is measured is the whole command, which reads the
# register, works out every figure and writes nine sheets with their charts. Beside it Python's XlsxWriter writes the cells of that
# workbook, as they were read back, to a file, in its usual mode and with constant_memory; of it only the writing is measured, not the reading. The
# three take turns, five times. Time is CPU time, user and system; memory is the most that each process held.
#
# It fails where the export takes more than 80 MB, where XlsxWriter takes less than six times its CPU time, or where anything is left in or
# written to the folder for temporary files. Needs python3 with XlsxWriter and openpyxl, and GNU time.
set -eu -o pipefail
cd "$(dirname "$0")/.."
python3 -c 'import openpyxl, xlsxwriter' 2>/dev/null && [ -x /usr/bin/time ] ||
    { echo "this needs python3 with openpyxl and XlsxWriter, and /usr/bin/time"; exit 77; }
TARGET=${CARGO_TARGET_DIR:-$PWD/target}
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
DIPSAMPLE=${DIPSAMPLE:-$TARGET/release/dipsample}
FINDINGS=${1:-100000}
EACH=100
CASES=$((FINDINGS / EACH))
TURNS=${TURNS:-5}

[ -x "$DIPSAMPLE" ] || cargo build --release --quiet

ours() { "$DIPSAMPLE" --register "$SCRATCH/register" --person "Ann Bell" --quiet "$@"; }

python3 - "$SCRATCH/oversights.csv" "$CASES" <<'PYTHON'
import csv, sys
with open(sys.argv[1], "w", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(["Case note ID", "Person ID", "Date of event", "Recorded by", "Team", "Note"])
    for row in range(int(sys.argv[2])):
        rows.writerow(["N%d" % row, "C%d" % (row % 400), "%02d/10/2026" % (row % 28 + 1), "IRO %d" % (row % 12), "Team %d" % (row % 5), "A note, %d" % row])
PYTHON
ours init >/dev/null
ours person add "Ann Bell" --role auditor >/dev/null
ours import "$SCRATCH/oversights.csv" >/dev/null
ours draw --kind oversight --period 2026-10 --size "$CASES" --name all --auditors "Ann Bell" >/dev/null
python3 - "$SCRATCH" "$DIPSAMPLE" "$CASES" "$EACH" <<'PYTHON'
import subprocess, sys
scratch, program, cases, each = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
criteria = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
words = "the plan was read with care and what was agreed at the last review has been done in part by the team".split()
for case in range(1, cases + 1):
    said = []
    for at, criterion in enumerate(criteria):
        said += ["--set", "%s=%s" % (criterion, ["inadequate", "requires-improvement", "good"][(case + at) % 3])]
    for number in range(each):
        text = "%d.%d %s" % (case, number, " ".join(words[(case * 7 + number * 3 + at) % len(words)] for at in range(24)))
        said += ["--finding", "concern:%s=%s" % (criteria[number % 6], text)]
    said += ["--theme", "drift=drift-not-addressed"] if case % 3 == 0 else []
    subprocess.run([program, "--register", scratch + "/register", "--person", "Ann Bell", "--quiet", "grade", "all", str(case)] + said + ["--finish"],
                   check=True, stdout=subprocess.DEVNULL)
PYTHON

cat >"$SCRATCH/write.py" <<'PYTHON'
"""Writes pickled cells with XlsxWriter and prints the CPU seconds of the writing alone."""
import pickle, sys, time
import xlsxwriter

cells = pickle.load(open(sys.argv[1], "rb"))
started = time.process_time()
book = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": sys.argv[3] == "constant", "tmpdir": sys.argv[4]})
for name, rows in cells:
    sheet = book.add_worksheet(name)
    for at, row in rows:
        for column, value in row:
            if isinstance(value, str):
                sheet.write_string(at, column, value)
            else:
                sheet.write_number(at, column, value)
book.close()
print(time.process_time() - started)
PYTHON

# measured COMMAND...: its CPU seconds and megabytes.
measured() {
    /usr/bin/time -f '%U %S %M' -o "$SCRATCH/time" "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" || { cat "$SCRATCH/err" >&2; exit 1; }
    awk '{ printf "%.2f %.1f", $1 + $2, $3 / 1024 }' "$SCRATCH/time"
}

mkdir "$SCRATCH/empty" "$SCRATCH/target" "$SCRATCH/tmp"
chmod 500 "$SCRATCH/empty"
TMPDIR=$SCRATCH/empty ours export "$SCRATCH/target/findings.xlsx" all >/dev/null
[ -z "$(ls -A "$SCRATCH/empty")" ] || { echo "something was left in the folder for temporary files"; exit 1; }
[ "$(ls -A "$SCRATCH/target")" = findings.xlsx ] || { echo "something else was left beside the workbook"; exit 1; }
python3 - "$SCRATCH/target/findings.xlsx" "$SCRATCH/cells" "$FINDINGS" <<'PYTHON'
import datetime, pickle, sys
import openpyxl

def plain(value):
    return value if isinstance(value, str) else (value - datetime.datetime(1899, 12, 30)).days if isinstance(value, datetime.datetime) else float(value)

book, cells = openpyxl.load_workbook(sys.argv[1], read_only=True), []
for sheet in book:
    rows = []
    for at, row in enumerate(sheet.iter_rows(values_only=True)):
        kept = [(column, plain(value)) for column, value in enumerate(row) if value is not None]
        if kept:
            rows.append((at, kept))
    cells.append((sheet.title, rows))
pickle.dump(cells, open(sys.argv[2], "wb"))
findings = len(dict(cells)["Findings"]) - 3
print("%d rows of findings, %d cells in all" % (findings, sum(len(row) for _, rows in cells for _, row in rows)))
assert findings >= int(sys.argv[3]), findings
PYTHON

for turn in $(seq "$TURNS"); do
    rm -f "$SCRATCH/target/findings.xlsx"
    echo "ours $(TMPDIR=$SCRATCH/empty measured "$DIPSAMPLE" --register "$SCRATCH/register" --person "Ann Bell" --quiet export "$SCRATCH/target/findings.xlsx" all)" >>"$SCRATCH/table"
    for mode in usual constant; do
        told=$(measured python3 "$SCRATCH/write.py" "$SCRATCH/cells" "$SCRATCH/theirs.xlsx" "$mode" "$SCRATCH/tmp")
        echo "$mode $(cat "$SCRATCH/out") ${told#* }" >>"$SCRATCH/table"
    done
done
python3 - "$SCRATCH/table" <<'PYTHON'
import statistics, sys
rows = [line.split() for line in open(sys.argv[1])]
names = {"ours": "dipsample export, all of it", "usual": "XlsxWriter, the writing", "constant": "XlsxWriter, constant_memory, the writing"}
seconds = {name: [float(row[1]) for row in rows if row[0] == name] for name in names}
memory = max(float(row[2]) for row in rows if row[0] == "ours")
print("%-42s %10s %10s %12s" % ("", "median", "least", "most memory"))
for name, words in names.items():
    print("%-42s %8.2f s %8.2f s %9.1f MB" % (words, statistics.median(seconds[name]), min(seconds[name]), max(float(row[2]) for row in rows if row[0] == name)))
times = [statistics.median(seconds[name]) / statistics.median(seconds["ours"]) for name in ("usual", "constant")]
print("XlsxWriter takes %.1f times the CPU time, with constant_memory %.1f times; the export held %.1f MB at most" % (*times, memory))
sys.exit(0 if min(times) >= 6 and memory < 80 else 1)
PYTHON
