// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <tl/expected.hpp>

namespace ferryman {

/// A value, or the error that stands in its place.
template <typename T>
using Result = tl::expected<T, Error>;

/// The value of an operation that has nothing to say but that it was done.
struct Done {
    friend bool operator==(Done, Done) = default;
};

/// `return failure(ErrorKind::Timeout, {QT_TRANSLATE_NOOP("core", "...")}, address);`
[[nodiscard]] inline tl::unexpected<Error> failure(ErrorKind kind, Message message,
                                                   QString subject = {}, QString detail = {}) {
    return tl::make_unexpected(
        Error{kind, std::move(message), std::move(subject), std::move(detail)});
}

} // namespace ferryman
