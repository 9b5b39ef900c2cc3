#!/usr/bin/env bash
# A draw beside SQLite's own and beside the public Python sampler, on the same register, warm, in turns.
#
#     benches/draw.sh                       a council of 121,000 children: one million oversights of a year
#     benches/draw.sh 1210000               of 1,210,000: ten million, about 11 GB of disk in TMPDIR
#     REGISTER=FILE benches/draw.sh         a register that is there already; it is copied before anything is drawn
#
# Drawn are 200 of the year's oversights, simple, and stratified by IRO with a filter: the frame is walked along and digested, its
# references are kept close together in at most 64 MB (a frame that needs more is walked again) and drawn from under the new seed,
# and the cases are kept with their text. Beside it stands sqlite3 with
# `select reference from oversight order by random() limit 200` on the same table, which it answers from the index of
# references; and, where Python has consistent-sampler, that package on the same references under the same seed, which must
# give the same cases. Last, words are looked for in all the notes. On one core, and the draws on all cores as well; seconds of
# the processor (user and system), the best of five, and the most memory held.
set -eu -o pipefail
cd "$(dirname "$0")/.."
command -v sqlite3 >/dev/null && [ -x /usr/bin/time ] || { echo "this needs sqlite3 and /usr/bin/time"; exit 1; }
TARGET=${CARGO_TARGET_DIR:-$PWD/target}
DIPSAMPLE=${DIPSAMPLE:-$TARGET/release/dipsample}
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
PERIOD=2025-11-01..2026-10-31
SEED=20263847561029384756
FILTER="type is not null and team <> 'Nowhere'"
ONE_CORE=$(command -v taskset >/dev/null && echo "taskset -c 0" || true)

[ -x "$DIPSAMPLE" ] || cargo build --release --quiet
if [ -n "${REGISTER:-}" ]; then
    cp "$REGISTER" "$SCRATCH/register"
else
    "$DIPSAMPLE" demo --dir "$SCRATCH/council" --children "${1:-121000}" --months 1 >/dev/null 2>&1
    mv "$SCRATCH/council/register.dipsample" "$SCRATCH/register"
fi
"$DIPSAMPLE" --register "$SCRATCH/register" --quiet status >/dev/null
ROWS=$(sqlite3 "$SCRATCH/register" "select count(*) from oversight")

# timed NAME COMMAND...: one run; its seconds of the processor and its memory are added to the file NAME.
timed() {
    local name=$1
    shift
    /usr/bin/time -f '%U %S %e %M' -o "$SCRATCH/time" $ONE_CORE "$@" >"$SCRATCH/$name.out" 2>"$SCRATCH/err" || { cat "$SCRATCH/err"; exit 1; }
    awk 'END { print $1 + $2, $3, $4 }' "$SCRATCH/time" >>"$SCRATCH/$name"
}

best() { sort -n "$SCRATCH/$1" | head -1; }
quickest() { cut -d' ' -f2 "$SCRATCH/$1" | sort -n | head -1; }

draw=("$DIPSAMPLE" --register "$SCRATCH/register" --json --quiet draw --kind oversight --period $PERIOD --size 200)
for turn in 1 2 3 4 5; do
    timed sqlite sqlite3 "$SCRATCH/register" "select reference from oversight order by random() limit 200"
    timed simple "${draw[@]}" --seed $SEED --name "simple-$turn"
    timed stratified "${draw[@]}" --by iro --where "$FILTER" --name "stratified-$turn"
    ONE_CORE= timed simple-all-cores "${draw[@]}" --name "simple-all-$turn" --seed $SEED
    ONE_CORE= timed stratified-all-cores "${draw[@]}" --by iro --where "$FILTER" --name "stratified-all-$turn"
done
printf '%s oversights of %s\n' "$ROWS" $PERIOD
printf '%-36s %9s %9s %9s %8s\n' "200 drawn" processor elapsed memory times
floor=$(best sqlite | cut -d' ' -f1)
for name in sqlite simple stratified simple-all-cores stratified-all-cores; do
    read -r processor elapsed memory <<<"$(best $name)"
    printf '%-36s %7.2f s %7.2f s %6.1f MB %8s\n' "$name" "$processor" "$elapsed" "$(awk "BEGIN { print $memory / 1024 }")" \
        "$(awk "BEGIN { printf \"%.1f\", $processor / ($floor + 0.0001) }")"
done
timed words "$DIPSAMPLE" --register "$SCRATCH/register" --json records --kind oversight --words 'drift* and not ("care plan" or permanence)'
read -r processor elapsed memory <<<"$(best words)"
printf '%-36s %7.2f s %7.2f s %6.1f MB\n' "records --words, all notes" "$processor" "$elapsed" "$(awk "BEGIN { print $memory / 1024 }")"
PYTHON=${PYTHON:-python3}
if "$PYTHON" -c 'import consistent_sampler' 2>/dev/null; then
    sqlite3 "$SCRATCH/register" "select reference from oversight" >"$SCRATCH/references"
    timed python "$PYTHON" -c "
import sys
from consistent_sampler import sampler
for ticket in sampler([line.rstrip('\n') for line in open(sys.argv[1])], seed='$SEED', take=200, digits=18):
    print(ticket[1])" "$SCRATCH/references"
    read -r processor elapsed memory <<<"$(best python)"
    simple=$(best simple | cut -d' ' -f1)
    quickest=$(quickest simple-all-cores)
    printf '%-36s %7.2f s %7.2f s %6.1f MB %8s of simple, elapsed %s of it on all cores\n' "consistent-sampler" "$processor" "$elapsed" \
        "$(awk "BEGIN { print $memory / 1024 }")" "$(awk "BEGIN { printf \"%.1f\", $processor / $simple }")" \
        "$(awk "BEGIN { printf \"%.1f\", $elapsed / $quickest }")"
    "$PYTHON" -c "
import json, sys
drawn = [case['record'] for case in json.load(open(sys.argv[1]))['cases']]
theirs = open(sys.argv[2]).read().split('\n')[:-1]
print('the same cases' if drawn == theirs else 'OTHER CASES'); sys.exit(drawn != theirs)" "$SCRATCH/simple.out" "$SCRATCH/python.out"
fi
