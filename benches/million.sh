#!/usr/bin/env bash
# Import and draw beside a plain tool, on the same file, in the same run.
#
#     benches/million.sh                    100,000 and 1,000,000 oversights
#     benches/million.sh 10000 50000        others
#
# Import: dipsample reads, checks, versions and journals every row; beside it `sqlite3 .import` puts the same file's cells into
# a plain table with indexes on the same columns. Draw: 200 cases under a seed, frame digested, cases kept with their text;
# beside it `select reference ... order by random() limit 200`. Memory is the most that each process held. Drawing is
# the best of three, on a register that was just written. Needs sqlite3 and GNU time; about 2 KB of disk an oversight in TMPDIR.
set -eu -o pipefail
cd "$(dirname "$0")/.."
command -v sqlite3 >/dev/null && [ -x /usr/bin/time ] || { echo "this needs sqlite3 and /usr/bin/time"; exit 1; }
TARGET=${CARGO_TARGET_DIR:-$PWD/target}
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
DIPSAMPLE=$TARGET/release/dipsample
YEAR=2025-11-01..2026-10-31

cargo build --release --quiet

# measured WHAT RUNS COMMAND...: the best of so many runs, as a line of the table.
measured() {
    local what=$1 runs=$2 best=
    shift 2
    for _ in $(seq "$runs"); do
        /usr/bin/time -f '%e %M' -o "$SCRATCH/time" "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" || { cat "$SCRATCH/err"; exit 1; }
        best=$(printf '%s\n%s\n' "$best" "$(tail -1 "$SCRATCH/time")" | grep . | sort -n | head -1)
    done
    printf '%10s  %-44s %9.2f s %9.1f MB\n' "$ROWS" "$what" "${best% *}" "$(awk "BEGIN { print ${best#* } / 1024 }")"
}

table() {
    rm -f "$SCRATCH"/register* "$SCRATCH"/plain*
    ROWS=$(cargo bench --quiet --bench extract -- "$SCRATCH/oversights.csv" "$1")
    "$DIPSAMPLE" --register "$SCRATCH/register" --quiet init >/dev/null
    measured "dipsample import" 1 "$DIPSAMPLE" --register "$SCRATCH/register" import "$SCRATCH/oversights.csv"
    cat >"$SCRATCH/import.sql" <<SQL
PRAGMA journal_mode=TRUNCATE;
PRAGMA synchronous=FULL;
CREATE TABLE oversight (reference TEXT, child TEXT, type TEXT, date TEXT, recorded_on TEXT, iro TEXT, worker TEXT, team TEXT, text TEXT);
CREATE INDEX oversight_reference ON oversight (reference, date, child);
CREATE INDEX oversight_date ON oversight (date);
.import --csv --skip 1 $SCRATCH/oversights.csv oversight
SQL
    measured "sqlite3 .import, the same indexes" 1 sqlite3 "$SCRATCH/plain.db" ".read $SCRATCH/import.sql"
    [ "$(sqlite3 "$SCRATCH/plain.db" 'select count(*) from oversight')" = "$ROWS" ] || { echo "sqlite3 took other than $ROWS rows"; exit 1; }
    measured "dipsample import, the same file again" 1 "$DIPSAMPLE" --register "$SCRATCH/register" import "$SCRATCH/oversights.csv"
    local draw=("$DIPSAMPLE" --register "$SCRATCH/register" draw --kind oversight --period $YEAR --size 200)
    measured "dipsample draw --size 200" 3 "${draw[@]}"
    measured "sqlite3 order by random() limit 200" 3 sqlite3 "$SCRATCH/plain.db" \
        "select reference from oversight order by random() limit 200"
    measured "dipsample draw --size 200 --by iro" 3 "${draw[@]}" --by iro
    printf '%10s  extract %s MB, register %s MB, plain database %s MB\n\n' "$ROWS" \
        $(du -m "$SCRATCH/oversights.csv" "$SCRATCH/register" "$SCRATCH/plain.db" | cut -f1)
}

printf '%10s  %-44s %11s %12s\n' oversights what time 'memory'
for wanted in "${@:-100000 1000000}"; do
    for one in $wanted; do table "$one"; done
done
