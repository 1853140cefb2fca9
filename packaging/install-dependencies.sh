#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is missing to build, try and test Ferryman on Debian 12, Ubuntu 24.04 or later.
# usage: packaging/install-dependencies.sh [build] [servers] [test] [languages] [tidy] [format] [coverage] [versions]
# Without a word: build and servers. Nothing is done, and no right is needed, when nothing is missing.
set -euo pipefail

# One name a word; with alternatives, the first that this release knows is taken.
declare -A packages=(
    [build]="g++ cmake ninja-build pkg-config ccache mold qt6-base-dev libqt6sql6-sqlite
        qt6-charts-dev|libqt6charts6-dev libqt6opengl6-dev|qt6-base-dev qt6-svg-dev|libqt6svg6-dev libqt6svg6
        qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools libhiredis-dev libexpected-dev
        qtkeychain-qt6-dev fonts-dejavu-core"
    [servers]="redis-server redis-sentinel"
    [test]="openssl xvfb desktop-file-utils appstream spin dbus-daemon|dbus gnome-keyring libsecret-1-0"
    [languages]="fonts-noto-cjk"
    [tidy]="clang-tidy"
    [format]="clang-format"
    [coverage]="gcovr"
    [versions]="curl ca-certificates"
)

say() { printf '%s\n' "$*" >&2; }

installed() {
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

any_installed() {
    local name
    for name in ${1//|/ }; do
        if installed "$name"; then return 0; fi
    done
    return 1
}

choose() {
    local name
    for name in ${1//|/ }; do
        if [[ -n $(apt-cache show --no-all-versions "$name" 2>/dev/null) ]]; then
            printf '%s\n' "$name"
            return
        fi
    done
    # Unknown to this release: let apt say so by its first name.
    printf '%s\n' "${1%%|*}"
}

as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -o Dpkg::Use-Pty=0 install --yes --quiet --quiet --no-install-recommends "$@" >&2
}

# Debian starts a Redis on port 6379 when its package is installed. Whoever runs this wants the
# program, not the service: it is neither started now nor at the next boot.
install_without_service() {
    local policy=/usr/sbin/policy-rc.d made=no status=0 name
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
        made=yes
    fi
    apt_install "$@" || status=$?
    if [[ $made == yes ]]; then
        as_root rm -f "$policy"
    fi
    if [[ $status -eq 0 ]] && command -v systemctl >/dev/null; then
        for name in "$@"; do
            as_root systemctl disable --quiet "$name.service" 2>/dev/null ||
                say "note: the service $name could not be disabled; it may start at the next boot."
        done
    fi
    return $status
}

missing_of() {
    local word
    for word in ${packages[$1]}; do
        if ! any_installed "$word"; then printf '%s\n' "$word"; fi
    done
}

if [[ $# -eq 0 ]]; then
    set -- build servers
fi
missing=()
missing_servers=()
for group in "$@"; do
    if [[ -z ${packages[$group]:-} ]]; then
        say "usage: $0 [build] [servers] [test] [languages] [tidy] [format] [coverage] [versions]"
        exit 3
    fi
    if ! command -v dpkg-query >/dev/null; then continue; fi
    if [[ $group == servers ]]; then
        mapfile -t missing_servers < <(missing_of "$group")
    else
        mapfile -t -O "${#missing[@]}" missing < <(missing_of "$group")
    fi
done

if ! command -v dpkg-query >/dev/null; then
    say "note: this system has no apt; what is missing will be named by CMake."
    exit 0
fi
if [[ ${#missing[@]} -eq 0 && ${#missing_servers[@]} -eq 0 ]]; then
    exit 0
fi
say "Missing packages: ${missing[*]} ${missing_servers[*]}"
if [[ $EUID -ne 0 ]] && ! command -v sudo >/dev/null; then
    say "Install them as root, then start again: $0 $*"
    exit 1
fi
as_root apt-get update --quiet --quiet >&2 ||
    say "note: apt-get update failed; going on with the lists that are here."

chosen=()
for word in "${missing[@]}"; do chosen+=("$(choose "$word")"); done
if [[ ${#chosen[@]} -gt 0 ]]; then apt_install "${chosen[@]}"; fi
if [[ ${#missing_servers[@]} -gt 0 ]]; then install_without_service "${missing_servers[@]}"; fi
