#!/usr/bin/env bash
# Licensed under the Apache License, Version 2.0; see the LICENSE file.
# Kills an embedding job at random moments of its life, from the start of the JVM to the publishing of its output, runs the
# same command again to its end, and checks that the output holds every row of the input once and in order, that the log
# commits every row once, and that the last run read exactly the rows that were not committed before it.
#
#   benchmarks/crash/kill-anywhere.sh [--rounds 50] [--seed N] [--limit 6000] [--input FILES] [--keep]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
rounds=50
seed=$(date +%s)
limit=6000
input=$root/examples/data/glosses.parquet
keep=
while [ $# -gt 0 ]; do
    case $1 in
        --rounds) rounds=$2 && shift 2 ;;
        --seed) seed=$2 && shift 2 ;;
        --limit) limit=$2 && shift 2 ;;
        --input) input=$2 && shift 2 ;;
        --keep) keep=1 && shift ;;
        *) sed -n '3,8s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
    esac
done
RANDOM=$((seed % 32768))

folder=$(mktemp -d)
job=
finish() {
    [ -z "$job" ] || kill -9 "$job" 2>/dev/null || true
    [ -n "$keep" ] && echo "Kept $folder" || rm -rf "$folder"
}
trap finish EXIT

# A simple command, so that in the background its process id is that of the JVM, which ./pelton turns into.
run=("$root/pelton" run --json --progress none "$root/examples/EmbedGlosses.java" --input "$input" --limit "$limit" --output)

millis() { echo $(($(date +%s%N) / 1000000)); }

# Input rows that the log of the output in $1 says are committed. A segment may repeat earlier entries.
committed() {
    [ -d "$1/_pelton/log" ] || { echo 0; return; }
    find "$1/_pelton/log" -type f -name '[0-9]*' | sort | xargs -r cat | awk -F'\t' '
        $1 == "entry" { new = !($2 in seen); seen[$2] = 1; if (new && $5 == "BEGIN") rows = 0 }
        $1 == "split" && new { rows += $3 }
        END { print rows + 0 }'
}

field() { sed -n 's/.*"'"$2"'":\([0-9]*\).*/\1/p' "$1"; }

fail() {
    keep=1
    echo "FAILED in round $round (seed $seed): $1" >&2
    exit 1
}

round=0
"$root/pelton" version >/dev/null
start=$(millis)
"${run[@]}" "$folder/whole" >"$folder/whole.json" 2>"$folder/whole.log" || { cat "$folder/whole.log" >&2; exit 1; }
whole=$(($(millis) - start))
echo "seed $seed, $rounds rounds of $limit rows; a whole run takes $whole ms"

total_kills=0
resumed=0
for round in $(seq "$rounds"); do
    out=$folder/round-$round
    kills=$((1 + RANDOM % 3))
    moments=
    for _ in $(seq "$kills"); do
        # One moment in four is near the end, where the output is published; the others are anywhere.
        if [ $((RANDOM % 4)) = 0 ]; then
            at=$((whole - 800 + (RANDOM * 1200) / 32768))
        else
            at=$(((RANDOM * whole) / 32768))
        fi
        moments="$moments $at"
        "${run[@]}" "$out" >"$folder/killed.json" 2>"$folder/killed.log" &
        job=$!
        sleep "$((at / 1000)).$(printf '%03d' $((at % 1000)))"
        kill -9 "$job" 2>/dev/null || true
        if wait "$job" 2>/dev/null; then
            # A run from the beginning that ended before its moment: the machine has become faster.
            [ "$moments" != " $at" ] || [ "$at" -ge "$whole" ] || whole=$at
            break
        fi
        job=
    done
    job=
    before=$(committed "$out")
    "${run[@]}" "$out" >"$folder/last.json" 2>"$folder/last.log" || { cat "$folder/last.log" >&2; fail "the last run failed"; }
    [ "$(field "$folder/last.json" rowsBefore)" = "$before" ] \
        || fail "the log had $before rows committed, the run found $(field "$folder/last.json" rowsBefore)"
    [ "$(field "$folder/last.json" rowsIn)" = $((limit - before)) ] \
        || fail "$before of $limit rows were committed, yet the run read $(field "$folder/last.json" rowsIn)"
    "$root/pelton" run --progress none "$here/CheckOutput.java" "$input" "$limit" "$out" >"$folder/check.log" 2>&1 \
        || { cat "$folder/check.log" >&2; fail "the output is wrong"; }
    [ "$before" -gt 0 ] && [ "$before" -lt "$limit" ] && resumed=$((resumed + 1))
    total_kills=$((total_kills + kills))
    echo "round $round: killed at$moments ms, $before rows were committed; $(tail -n 1 "$folder/check.log")"
    rm -rf "$out"
done
echo "All $rounds rounds are right: $total_kills kills, $resumed last runs resumed in the middle (seed $seed)."
