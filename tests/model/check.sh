#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Searches every state of switch.pml: the protocol must hold under each kind of fault, and with one of
# its guards taken out spin must find how it breaks. The last line is the summary, the exit code the
# verdict. usage: tests/model/check.sh [CONFIGURATION...]   such as: check.sh 'FAULT_LEADER NO_DEMOTE'
set -euo pipefail

model=$(cd "$(dirname "$0")" && pwd)/switch.pml
depth=100000 # steps; the deepest search needs a few hundred
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What must hold. `ends` searches for a cycle, too, in which the switch never comes to its end.
holds=(
    ""
    "FAULT_SOURCE" "FAULT_TARGET" "RESTART_TARGET" "FAULT_LEADER" "FAULT_OTHER" "FAULT_CONSOLE"
    "STOP_CONSOLE" "CUT_SOURCE" "CUT_TARGET" "CUT_LEADER" "CUT_STREAM" "CUT_PROMOTION"
    "ends" "ends FAULT_CONSOLE" "ends CUT_PROMOTION"
)

# What must break: each guard of the protocol has a line here, with a fault that needs it.
breaks=(
    "NO_FENCE"
    "NO_DRAIN"
    "NO_JOURNAL"
    "EARLY_RESET"
    "FAULT_LEADER NO_DEMOTE"
    "FAULT_LEADER NO_OTHER_SENTINEL"
    "FAULT_TARGET NO_PRIORITY"
    "FAULT_TARGET THAW_ON_ABORT_EVENT"
    "FAULT_TARGET ONE_QUIET_LOOK NO_CUT_OFF"
    "FAULT_SOURCE NO_DISARM"
    "CUT_SOURCE NO_KILL"
    "FAULT_TARGET DEAF"
    "FAULT_LEADER BLIND_RESET"
    "RESTART_TARGET NO_IDENTITY"
    "CUT_LEADER LATE"
    "CUT_PROMOTION NO_CUT_OFF"
)

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

command -v spin >/dev/null || fail "spin is missing: run packaging/install-dependencies.sh test"
compiler=${CXX:-c++}
command -v "$compiler" >/dev/null || fail "$compiler is missing: run packaging/install-dependencies.sh build"

# Most searches take less time than an optimizing compiler.
optimization() {
    case $1 in
    ends* | FAULT_SOURCE* | *NO_DEMOTE*) printf '%s' -O2 ;;
    *) printf '%s' -O0 ;;
    esac
}

# Leaves the output of the search of configuration $1 in $work/out.
search() {
    local word options=() flags=() arguments=(-m$depth)
    for word in $1; do
        if [[ $word != ends ]]; then options+=("-D$word"); fi
    done
    if [[ $1 == ends* ]]; then
        flags=(-DNFAIR=4)
        arguments+=(-a -f)
    else
        flags=(-DSAFETY -DNOCLAIM)
    fi
    if [[ $1 == *STOP_CONSOLE* ]]; then flags+=(-DNOREDUCE); fi # unsound where a process is stopped
    cd "$work"
    spin -a "${options[@]}" "$model" >spin.out 2>&1 && [[ -s pan.c ]] || fail "$(cat spin.out)"
    "$compiler" -x c "$(optimization "$1")" -w -DCOLLAPSE "${flags[@]}" -o pan pan.c
    ./pan "${arguments[@]}" >out 2>&1 || fail "$(cat out)"
    cd - >/dev/null
}

value() { sed -nE "s/^ *([0-9.e+]+) $1.*/\1/p" "$work/out" | head -n 1; }

# What was found, by the first assertion that broke.
finding() {
    case $(sed -nE 's/^pan:1: (.*)/\1/p' "$work/out" | head -n 1) in
    *"acceptance cycle"*) printf 'it never ends' ;;
    *"invalid end state"*) printf 'it stands still' ;;
    *"phase=="*) printf 'a wrong end' ;;
    *wroteThere*) printf 'a write on Dragonfly is lost' ;;
    *partial*) printf 'a write of the source is lost' ;;
    *sourceRole*fence*) printf 'two accept writes' ;;
    *open*) printf 'not in the journal' ;;
    *emptied*) printf 'demoted for an empty Dragonfly' ;;
    *) printf 'an error' ;;
    esac
}

is_complete() {
    ! grep -qE 'Search not completed|max search depth too small|out of memory' "$work/out"
}

# The changes of phase that the search reached go to $work/reached, one a line.
collect_reached() {
    local lines
    lines=$(sed -nE 's/.*:([0-9]+), state [0-9]+, "assert\(\(phase==.*/\1/p' "$work/out" | sort -u)
    awk -v lines="$lines" '
        BEGIN { count = split(lines, list, "\n"); for (i = 1; i <= count; ++i) missed[list[i]] = 1 }
        /#define/ { next }
        match($0, /go\([A-Z]+, [A-Z]+\)/) && !(FNR in missed) { print substr($0, RSTART, RLENGTH) }
    ' "$model" >>"$work/reached"
}

wrong=0
table() { printf '%-40s %9s %10s %6s %7s  %s\n' "$@"; }

run() { # configuration, what is expected: holds or breaks
    local start=$EPOCHREALTIME seconds verdict errors
    search "$1"
    seconds=$(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')
    errors=$(sed -nE 's/.*errors: ([0-9]+)$/\1/p' "$work/out")
    if [[ $errors == 0 ]] && is_complete; then
        verdict=holds
        if [[ $2 == holds && $1 != ends* ]]; then collect_reached; fi
    elif [[ $errors == 1 ]]; then
        verdict="breaks: $(finding)"
    else
        verdict="not searched to its end"
    fi
    if [[ $verdict != "$2"* || $verdict == *"an error" ]]; then
        verdict+="  <-- UNEXPECTED"
        wrong=$((wrong + 1))
    fi
    table "${1:-no fault}" "$(value 'states, stored')" "$(value 'transitions')" \
        "$(sed -nE 's/.*depth reached ([0-9]+),.*/\1/p' "$work/out")" "$seconds" "$verdict"
}

table configuration states transitions depth seconds verdict
if [[ $# -gt 0 ]]; then
    for configuration in "$@"; do run "$configuration" ""; done
    exit 0
fi
for configuration in "${holds[@]}"; do run "$configuration" holds; done
for configuration in "${breaks[@]}"; do run "$configuration" breaks; done

# A change of phase that no search reaches proves nothing.
unreached=$(comm -23 <(grep -v '#define' "$model" | grep -oE 'go\([A-Z]+, [A-Z]+\)' | sort -u) \
    <(sort -u "$work/reached"))
if [[ -n $unreached ]]; then
    printf 'Never reached: %s\n' "$unreached"
    wrong=$((wrong + 1))
fi
if [[ $wrong -gt 0 ]]; then
    printf 'The model is not as expected: %s times.\n' "$wrong"
    exit 1
fi
printf 'The protocol holds in %s configurations, and spin finds each of %s faults made in it.\n' \
    ${#holds[@]} ${#breaks[@]}
