// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace ferryman::test {

/// How a reply differs from the recorded one, or nothing. What is constant in Dragonfly has to be
/// the same to the byte: the order and the names of the fields, words, errors. What lives
/// (counters, sizes, ids, addresses) has to look alike.
[[nodiscard]] QString difference(const QByteArray& recorded, const QByteArray& reply);

} // namespace ferryman::test
