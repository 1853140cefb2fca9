#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes the Debian package of a release build, and sees that it names what Qt loads by itself, that
# apt could install it here, and that what is in it starts.
# usage: tests/package.sh BUILD_FOLDER
set -euo pipefail
build=$(realpath "${1:?the build folder is missing}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    printf 'package: %s\n' "$*" >&2
    exit 1
}

cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work"
shopt -s nullglob
made=("$work"/*.deb)
[[ ${#made[@]} -eq 1 ]] || fail "cpack made ${#made[@]} packages, not one"
package=${made[0]}

depends=$(dpkg-deb --field "$package" Depends)
echo "Depends: $depends"
for name in libqt6sql6-sqlite libqt6svg6 libqt6network6; do
    [[ $depends == *"$name"* ]] || fail "Depends does not name $name"
done
apt-get install --simulate --quiet --quiet "$package" >"$work/apt.log" 2>&1 ||
    fail "apt could not install it: $(tail -n 3 "$work/apt.log")"

dpkg-deb --extract "$package" "$work/root"
[[ -s $work/root/usr/share/applications/org.ferryman.Ferryman.desktop ]] || fail "it has no desktop file"
mkdir -m 700 "$work/home"
for program in ferrymanctl ferryman; do
    said=$(HOME=$work/home XDG_RUNTIME_DIR=$work/home QT_QPA_PLATFORM=offscreen \
        timeout 60 "$work/root/usr/bin/$program" --version)
    echo "$said"
    [[ $said == *"$(dpkg-deb --field "$package" Version | cut -d- -f1)"* ]] ||
        fail "$program --version says \"$said\""
done
