// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>

#include <optional>

namespace ferryman::test {

/// Takes one command off the front of `buffer` as clients send it, an array of bulk strings;
/// nothing where it has not come whole.
[[nodiscard]] std::optional<QByteArrayList> takeRequest(QByteArray& buffer);

/// Words of a command as they stand in it, one after the other: to find them in a stream.
[[nodiscard]] QByteArray encodedWords(const QByteArrayList& words);

} // namespace ferryman::test
