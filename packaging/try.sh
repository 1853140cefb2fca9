#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds Ferryman and shows it at work: a migration on a lab of local servers under write load.
# With a display the console opens; without one it goes through all six steps by itself and leaves
# its report and a picture of each step.
# usage: packaging/try.sh [--unattended] [--output DIR]
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    sed -n '4,8s/^# //p' "$0" >&2
    exit 3
}

output=$PWD/build/try
unattended=no
if [[ -z ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then unattended=yes; fi
while [[ $# -gt 0 ]]; do
    case $1 in
    --unattended) unattended=yes ;;
    --output)
        if [[ -z ${2:-} ]]; then usage; fi
        output=$(realpath -m "$2")
        shift
        ;;
    *) usage ;;
    esac
    shift
done

log=$PWD/build/try.log
mkdir -p build
: >"$log"

# Runs a step silently; when it fails, what it said is shown.
step() {
    local title=$1 started=$SECONDS
    shift
    printf '%s ... ' "$title"
    if "$@" >>"$log" 2>&1; then
        printf 'done in %d s\n' $((SECONDS - started))
    else
        local status=$?
        printf 'failed\n\n' && tail -n 40 "$log" >&2
        printf '\nAll of it is in %s\n' "$log" >&2
        exit $status
    fi
}

step "Installing what is missing" packaging/install-dependencies.sh build servers
step "Configuring" cmake --preset release -DBUILD_TESTING=OFF
step "Building (some minutes the first time)" \
    cmake --build build/release --target ferryman ferrymanctl --parallel "$(packaging/parallel-jobs.sh)"

# Dragonfly loads no snapshot of Redis 8 (RDB 13 and later); Debian 13 has it, and Valkey beside it.
redis=${FERRYMAN_REDIS_SERVER:-redis-server}
if [[ $("$redis" --version) =~ ^Redis\ server\ v=([0-9]+) ]] && ((BASH_REMATCH[1] >= 8)); then
    if ! command -v valkey-server >/dev/null; then
        echo "The lab wants Redis 5.0 to 7.4, or Valkey: apt-get install valkey-server, then start again." >&2
        exit 1
    fi
    FERRYMAN_REDIS_SERVER=$(command -v valkey-server)
    export FERRYMAN_REDIS_SERVER
fi

ferryman=build/release/app/ferryman
if [[ $unattended == no ]]; then
    echo "Starting the console with a lab of local servers."
    exec "$ferryman" --practice
fi

echo "No display is used: the console rehearses by itself, all six steps."
mkdir -p "$output"
rm -f "$output"/*.png "$output"/report.html "$output"/report.json
if [[ -z ${XDG_RUNTIME_DIR:-} ]]; then
    XDG_RUNTIME_DIR=$(mktemp -d)
    export XDG_RUNTIME_DIR
    trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
fi
status=0
# A hung run must end as well, with a failure.
QT_QPA_PLATFORM=offscreen timeout --kill-after=30 900 \
    "$ferryman" --practice --unattended --output "$output" || status=$?
if [[ $status -ne 0 ]]; then
    echo "The rehearsal ended with exit code $status; what it left is in $output" >&2
    exit "$status"
fi

shopt -s nullglob
pictures=("$output"/*.png)
for file in "$output/report.html" "$output/report.json"; do
    if [[ ! -s $file ]]; then
        echo "The rehearsal said that it succeeded but left no $file" >&2
        exit 1
    fi
done
if [[ ${#pictures[@]} -lt 6 ]]; then
    echo "The rehearsal left ${#pictures[@]} pictures in $output, one of each of the six steps was expected" >&2
    exit 1
fi
echo
echo "The report:   $output/report.html (for programs: report.json)"
echo "The pictures:"
printf '              %s\n' "${pictures[@]}"
