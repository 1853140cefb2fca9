// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/content_check.h"

namespace ferryman {

/// TYPE and expiry of one key on one side.
struct KeyHeader {
    QByteArray type;    ///< Empty where there is no such key.
    qint64 expiry = -1; ///< -1: none. Else ms: the moment where both can tell it, or what is left.

    [[nodiscard]] bool exists() const { return !type.isEmpty(); }
};

/// Asks for it. What is read with the key warm in the server's cache costs less, so these two go
/// together.
void writeHeader(redis::CommandWriter& commands, QByteArrayView key, bool expireTimes);
[[nodiscard]] KeyHeader keyHeader(redis::ReplyCursor& replies);

/// Both expire at the same time or not at all.
[[nodiscard]] bool sameExpiry(qint64 source, qint64 target, milliseconds tolerance);

struct KeyOutcome {
    enum class Kind {
        Same,
        Gone, ///< On neither side, or it is expiring right now.
        Differs,
        NotComparable,
    };
    Kind kind = Kind::Same;
    QString type;
    Difference difference; ///< Of Differs.
    QStringList notCompared;
};

/// Compares one key in everything: presence, type, content, expiry.
void checkKey(const CheckPlace& place, std::function<void(Result<KeyOutcome>)> handler);

} // namespace ferryman
