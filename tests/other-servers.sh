#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Lays servers of other versions than the machine's own into a folder, out of packages that are not
# installed: Redis 5.0.7 (Ubuntu 20.04) and 6.0.16 (Debian 11), which freeze by the fence alone, and
# Valkey 8.0.1 (backports of Debian 12).
# usage: tests/other-servers.sh DIR     then DIR/redis-5.0.7, DIR/redis-6.0.16 and DIR/valkey-8.0.1
#                                       hold redis-server and redis-sentinel
set -euo pipefail
folder=$(realpath -m "${1:?usage: tests/other-servers.sh DIR}")
debian=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
ubuntu=${UBUNTU_MIRROR:-http://archive.ubuntu.com/ubuntu}

# unpack NAME SHA256 URL: the package's files into FOLDER/NAME/root.
unpack() {
    local root=$folder/$1/root package=$folder/packages/${3##*/}
    mkdir -p "$root" "$folder/packages"
    if ! sha256sum --check --status <<<"$2  $package" 2>/dev/null; then
        # What Debian no longer supports moves to its archive.
        curl --fail --silent --location --max-time 120 --output "$package" "$3" ||
            curl --fail --silent --show-error --location --max-time 120 --output "$package" \
                "${3/$debian/http://archive.debian.org/debian}"
        sha256sum --check --quiet <<<"$2  $package"
    fi
    dpkg-deb --extract "$package" "$root"
}

# program NAME ROLE BINARY: a command of that name; Redis serves what its own name says.
program() {
    local home=$folder/$1
    cp "$home/root/usr/bin/$3" "$home/root/usr/bin/$2"
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%q exec %q "$@"\n' \
        "$home/root/usr/lib/x86_64-linux-gnu" "$home/root/usr/bin/$2" >"$home/$2"
    chmod +x "$home/$2"
}

for name in redis-5.0.7 redis-6.0.16; do
    unpack $name e7a286f04b4fced769b4da574e13a058dac1e6ad23660998643bf1af8a875b1a \
        "$debian/pool/main/l/lua-bitop/lua-bitop_1.0.2-5_amd64.deb"
    unpack $name 4bdf90fe39c1de756c22c3c52332bc6e694c53645c4059932e2e0917e9f07517 \
        "$debian/pool/main/l/lua-cjson/lua-cjson_2.1.0+dfsg-2.1_amd64.deb"
    unpack $name 8f5341aba9fd26a797ff826b4aa4c626fd487ebe2bf659bc8b2cee450ec7f9f2 \
        "$debian/pool/main/l/lua5.1/liblua5.1-0_5.1.5-8.1+b3_amd64.deb"
done
unpack redis-5.0.7 c83b22a711ebc3a3c3b78204bacce6462939d74b1724fd95c4844583ad59013e \
    "$ubuntu/pool/universe/r/redis/redis-tools_5.0.7-2_amd64.deb"
unpack redis-6.0.16 0329056b6cf1cc65ec1069a66bb0825ddb8307d1c6c5c93ab022fb19187138fd \
    "$debian/pool/main/r/redis/redis-tools_6.0.16-1+deb11u2_amd64.deb"
unpack redis-6.0.16 aadf8b4b197335645b230c2839b4517aa444fd2e8f434e5438c48a18857988f7 \
    "$debian/pool/main/o/openssl/libssl1.1_1.1.1w-0+deb11u1_amd64.deb"
unpack valkey-8.0.1 d2c2ea67642fa9571a07138b80ae52ebe566311c952aef25a39c1d5050697853 \
    "$debian/pool/main/v/valkey/valkey-tools_8.0.1+dfsg1-1~bpo12+1_amd64.deb"

for name in redis-5.0.7 redis-6.0.16 valkey-8.0.1; do
    checker=${name%%-*}-check-rdb
    program $name redis-server "$checker"
    program $name redis-sentinel "$checker"
    "$folder/$name/redis-server" --version
done
