// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/key_check.h"

#include <QMap>

namespace ferryman {

/// What the first look at some hundred keys of one database gives.
struct BatchOutcome {
    QMap<QByteArray, qint64> same; ///< Compared in full and equal, by type.
    QList<QByteArray> suspects;    ///< Differ, perhaps only because they were written meanwhile.
    QList<QByteArray> large;       ///< Need checkKey(): long, streams, and types seldom met.
    qint64 vanished = 0;           ///< Deleted or expired since SCAN told of them.
    qint64 seenOnTarget = 0;       ///< Keys of the target that were looked for on the source.
    qint64 bytes = 0;              ///< Of all replies.

    void add(const BatchOutcome& other);
};

/// Where a batch is read, and how much of each value at first.
struct BatchPlace {
    Pair pair;
    int lane = 0;
    int database = 0;
    milliseconds expiryTolerance{1000};
    qint64 firstBytes = 4096;  ///< Of a string.
    qint64 firstElements = 16; ///< Of a collection.
};

/// Compares many keys in two exchanges: the types of all, asked from the
/// target to spare the source, then expiry and beginning of every value,
/// which for most of them is the whole. Where both servers' replies are the same bytes nothing is
/// taken apart.
void checkBatch(const BatchPlace& place, QList<QByteArray> keys,
                std::function<void(Result<BatchOutcome>)> handler);

} // namespace ferryman
