#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds Ferryman and tests it. The last line is the summary of ctest; the exit code is the verdict.
# usage: tests/run.sh            every test that belongs to a change, with the preset dev
#        tests/run.sh asan       the same, with the address and undefined-behaviour sanitizers
#        tests/run.sh coverage   the same, and the line coverage of core
#        tests/run.sh tidy       clang-tidy over every source
#        tests/run.sh format     clang-format over every source, changing nothing
#        tests/run.sh versions   a healthy lab, and rehearsals, with Redis 5.0, Redis 6.0 and Valkey
#        tests/run.sh LABEL      the tests with a label that is left out above: bench, matrix, soak,
#                           gallery, package
set -euo pipefail
cd "$(dirname "$0")/.."

build() {
    local preset=$1
    shift
    packaging/install-dependencies.sh build servers test
    cmake --preset "$preset" "$@"
    cmake --build "build/$preset" --parallel "$(packaging/parallel-jobs.sh)"
}

# Runs ctest with the given arguments and says its summary once more, at the very end. A test that
# computes takes both places of a processor, one that waits for servers one: tests/CMakeLists.txt.
run_tests() {
    local log status=0
    log=$(mktemp)
    ctest "$@" --parallel "$((2 * $(nproc)))" | tee "$log" || status=$?
    grep -E '^[0-9]+% tests passed' "$log" || echo "No test was run."
    rm -f "$log"
    return $status
}

case ${1:-dev} in
dev | asan)
    build "${1:-dev}"
    run_tests --preset "${1:-dev}"
    ;;
coverage)
    packaging/install-dependencies.sh build servers test coverage
    cmake --preset dev -B build/coverage -DCMAKE_CXX_FLAGS_DEBUG="-Og -g1 --coverage"
    cmake --build build/coverage --parallel "$(packaging/parallel-jobs.sh)"
    find build/coverage -name '*.gcda' -delete
    status=0
    run_tests --test-dir build/coverage --output-on-failure --no-tests=error \
        -LE '^(open|bench|matrix|soak|versions|gallery|package)$' || status=$?
    # Only core: the two mains are no part of it.
    gcovr --root . --object-directory build/coverage/app/CMakeFiles/core.dir --filter app/ \
        --print-summary --html-details build/coverage/coverage.html build/coverage/app/CMakeFiles/core.dir
    exit $status
    ;;
tidy)
    packaging/install-dependencies.sh build tidy
    cmake --preset tidy
    cmake --build build/tidy --parallel "$(packaging/parallel-jobs.sh)"
    ;;
format)
    packaging/install-dependencies.sh format
    wrong=()
    while IFS= read -r -d '' file; do
        clang-format --dry-run --Werror "$file" 2>/dev/null || wrong+=("$file")
    done < <(git ls-files -z -- '*.h' '*.cpp')
    if [[ ${#wrong[@]} -gt 0 ]]; then
        printf 'clang-format -i %s\n' "${wrong[@]}"
        exit 1
    fi
    ;;
bench | matrix | soak | versions | gallery | package)
    build release
    if [[ $1 == gallery ]]; then
        packaging/install-dependencies.sh languages
    elif [[ $1 == versions ]]; then
        packaging/install-dependencies.sh versions
        tests/other-servers.sh build/release/other-servers
    fi
    run_tests --test-dir build/release --output-on-failure --verbose --no-tests=error -L "^$1\$"
    ;;
*)
    sed -n '4,12s/^# //p' "$0" >&2
    exit 3
    ;;
esac
