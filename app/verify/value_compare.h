// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/reply_cursor.h"
#include "verify/difference.h"

#include <optional>

namespace ferryman {

/// Where two values begin to differ, and in what. `source`, `target` and `where` are fit to be
/// shown.
struct Mismatch {
    DifferenceClass kind = DifferenceClass::Value;
    QString where;
    QString source;
    QString target;

    friend bool operator==(const Mismatch&, const Mismatch&) = default;
};
using Compared = std::optional<Mismatch>; ///< Nothing: the same.

// The two sides are replies as they came (redis::RawClient) unless said otherwise. A reply of
// another shape than the command's differs from whatever the other side says.

/// Pieces of two strings that begin at byte `offset`. Two HyperLogLogs that are given whole are the
/// same if their registers are: Dragonfly keeps all of them dense, Redis small ones sparse, and the
/// cached count in their header is no part of the value.
[[nodiscard]] Compared compareStrings(QByteArrayView source, QByteArrayView target, qint64 offset);

/// LRANGE from `firstIndex` on; a list that ends earlier differs there.
[[nodiscard]] Compared compareLists(QByteArrayView source, QByteArrayView target,
                                    qint64 firstIndex);

/// ZRANGE ... WITHSCORES from rank `firstRank` on. Scores are compared as doubles: "inf", exponents
/// and digits may be written in another way, and -0 is 0 as it is to every command of sorted sets.
[[nodiscard]] Compared compareScored(QByteArrayView source, QByteArrayView target,
                                     qint64 firstRank);

/// Arrays that hold whole sets, in any order.
[[nodiscard]] Compared compareMembers(QByteArrayView source, QByteArrayView target);

/// Arrays of field, value, field, value that hold whole hashes, in any order.
[[nodiscard]] Compared compareFields(QByteArrayView source, QByteArrayView target);

/// The source's array of field, value, ... and the target's HMGET of these fields.
[[nodiscard]] Compared compareFieldsRead(QByteArrayView source, QByteArrayView target);

/// The source's array of members and the target's answers, 1 or 0 each (SMISMEMBER, or SISMEMBER
/// one by one).
[[nodiscard]] Compared compareMembership(QByteArrayView source, QByteArrayView target);

/// HPEXPIRETIME of the same `fields` (an array), ms.
[[nodiscard]] Compared compareFieldExpiries(const QList<QByteArrayView>& fields,
                                            QByteArrayView source, QByteArrayView target,
                                            qint64 toleranceMs);

/// JSON.GET: the documents, whatever the order of their members and the way numbers are written.
[[nodiscard]] Compared compareJson(QByteArrayView source, QByteArrayView target);

/// The reply to SCAN, SSCAN and HSCAN.
struct ScanReply {
    QByteArray cursor;    ///< "0" at the end.
    QByteArrayView items; ///< The array as it came.
    qint64 count = 0;
};
[[nodiscard]] std::optional<ScanReply> scanReply(QByteArrayView reply);

/// The texts of an array's items; nil and others are empty.
[[nodiscard]] QList<QByteArrayView> texts(QByteArrayView array);

[[nodiscard]] QString abridged(QByteArrayView bytes); ///< For a person: printable, with its size.

/// "inf", "-inf", "1e+22": what redis-server and Dragonfly write for a score.
[[nodiscard]] std::optional<double> parseScore(QByteArrayView text);

} // namespace ferryman
