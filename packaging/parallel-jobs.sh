#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Says how many compilers may run at once: as many as processors and memory allow, since one with
# Qt's headers takes up to 1 GB.
set -euo pipefail
processors=$(nproc)
memory=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)
echo $((memory < 1 ? 1 : memory < processors ? memory : processors))
