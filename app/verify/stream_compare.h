// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/value_compare.h"

#include <QMap>
#include <QStringList>

namespace ferryman {

/// A difference in what surrounds a stream's entries, and the parts that only one side can tell.
struct StreamCompared {
    Compared mismatch;
    QStringList notCompared; ///< "stream.entries-added", ...
};

/// XRANGE, both from the same id on.
[[nodiscard]] Compared compareEntries(QByteArrayView source, QByteArrayView target);

/// The id of XRANGE's last entry and how many there are.
struct EntriesEnd {
    QByteArray lastId;
    qint64 count = 0;
};
[[nodiscard]] EntriesEnd entriesEnd(QByteArrayView reply);

/// The id right behind this one: where the next XRANGE begins. Redis knows exclusive ranges since
/// 6.2 only.
[[nodiscard]] QByteArray nextStreamId(const QByteArray& id);

/// XINFO STREAM: last id, highest deleted id, entries added, number of groups. Redis has the middle
/// two since 7.0.
[[nodiscard]] StreamCompared compareStreamInfo(QByteArrayView source, QByteArrayView target);

/// XINFO GROUPS: name, last delivered id, entries read, consumers, pending. Entries read may be
/// unknown (nil) to a server; then it is not compared.
[[nodiscard]] StreamCompared compareGroups(QByteArrayView source, QByteArrayView target);

/// XINFO CONSUMERS of one group: names and pending counts. When a consumer was last seen is each
/// server's own.
[[nodiscard]] Compared compareConsumers(const QByteArray& group, QByteArrayView source,
                                        QByteArrayView target);

/// XPENDING <key> <group> <start> + <count>: id, consumer, deliveries. The idle time is each
/// server's own.
[[nodiscard]] Compared comparePending(const QByteArray& group, QByteArrayView source,
                                      QByteArrayView target);

/// An XINFO reply's maps: each a flat list of name and value, values as they came.
using InfoMap = QMap<QByteArray, QByteArrayView>;
[[nodiscard]] InfoMap infoMap(QByteArrayView flat);
[[nodiscard]] QMap<QByteArray, InfoMap> infoMapsByName(QByteArrayView listOfMaps);

} // namespace ferryman
