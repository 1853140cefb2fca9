// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// The entry that libFuzzer calls. The first byte of `data` says in which pieces the others are fed
/// to the decoder; what comes out is given to every parser of replies. It aborts where a promise of
/// theirs is broken.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
