#!/usr/bin/env bash
# Reading a workbook beside another program, on the same file, in the same run.
#
#     benches/workbook.sh                   100,000 rows of 15 columns
#     benches/workbook.sh 20000             another count
#
# The workbook holds oversights: ids, days as days, names, and a note of some 250 letters a row, none twice. dipsample reads
# and checks every row (a dry run, so that no register is measured with it); beside it openpyxl, in its read-only mode, takes
# every cell in hand and does nothing with it. Time is CPU time, user and system, of all threads; memory is the most that each
# process held. Needs python3 with openpyxl, and GNU time.
set -eu -o pipefail
cd "$(dirname "$0")/.."
python3 -c 'import openpyxl' 2>/dev/null && [ -x /usr/bin/time ] || { echo "this needs python3 with openpyxl, and /usr/bin/time"; exit 1; }
TARGET=${CARGO_TARGET_DIR:-$PWD/target}
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
DIPSAMPLE=$TARGET/release/dipsample
ROWS=${1:-100000}

cargo build --release --quiet

python3 - "$SCRATCH/oversights.xlsx" "$ROWS" <<'PYTHON'
import datetime, sys
import openpyxl

book = openpyxl.Workbook(write_only=True)
sheet = book.create_sheet("Oversights")
sheet.append(["Case note ID", "Person ID", "Case note type", "Date of event", "Date recorded", "Recorded by", "Allocated worker", "Team",
              "Seen", "Seen alone", "Locality", "Ward", "Hours", "Source", "Text"])
words = "the plan was read with care and what was agreed at the last review has been done in part".split()
for row in range(int(sys.argv[2])):
    day = datetime.date(2025, 11, 1) + datetime.timedelta(days=row % 365)
    note = " ".join(words[(row * 7 + at * 3) % len(words)] for at in range(45))
    sheet.append([row, "C%d" % (row % 9973), "IRO oversight", day, day, "IRO %d" % (row % 40), "Worker %d" % (row % 200), "Team %d" % (row % 9),
                  "Yes", "No", "Locality %d" % (row % 6), "Ward %d" % (row % 80), row % 7 / 2, "case system", "%d: %s" % (row, note)])
book.save(sys.argv[1])
PYTHON

cat >"$SCRATCH/read.py" <<'PYTHON'
import sys
import openpyxl

count = 0
for row in openpyxl.load_workbook(sys.argv[1], read_only=True)["Oversights"].iter_rows(values_only=True):
    count += sum(cell is not None for cell in row)
print(count)
PYTHON

# measured WHAT COMMAND...: CPU seconds and memory as a line of the table; the seconds alone on file descriptor 3.
measured() {
    local what=$1 user system memory
    shift
    /usr/bin/time -f '%U %S %M' -o "$SCRATCH/time" "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" || { cat "$SCRATCH/err"; exit 1; }
    read -r user system memory <"$SCRATCH/time"
    awk "BEGIN { printf \"%10d  %-36s %8.2f s CPU %9.1f MB\n\", $ROWS, \"$what\", $user + $system, $memory / 1024 }"
    awk "BEGIN { print $user + $system }" >&3
}

"$DIPSAMPLE" --register "$SCRATCH/register" --quiet init >/dev/null
exec 3>"$SCRATCH/seconds"
measured "dipsample import --dry-run" "$DIPSAMPLE" --register "$SCRATCH/register" import --dry-run "$SCRATCH/oversights.xlsx"
grep -q "$ROWS rows read: $ROWS added" "$SCRATCH/out" || { cat "$SCRATCH/out"; exit 1; }
measured "openpyxl, read-only" python3 "$SCRATCH/read.py" "$SCRATCH/oversights.xlsx"
awk 'NR == 1 { ours = $1 } NR == 2 { printf "openpyxl takes %.1f times the CPU time; the workbook is ", $1 / ours }' "$SCRATCH/seconds"
du -m "$SCRATCH/oversights.xlsx" | awk '{ print $1 " MB" }'
