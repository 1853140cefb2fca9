// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>

namespace ferryman {

/// In what two servers differ. A key has one difference at most: the first of these that holds.
enum class DifferenceClass {
    Database, ///< The target has no database of that index; `source` says how many keys it holds.
    Missing,  ///< The key is on the source alone.
    Extra,    ///< The key is on the target alone.
    Type,     ///< Both have it, with different types.
    Value,    ///< Same type, other content.
    Expiry,   ///< Same content; the expiries are apart by more than the tolerance, or one has none.
    FieldExpiry, ///< Same content; the expiry of a hash's field is another.
    Stream,      ///< Same entries; last id, counters, groups, consumers or pending entries differ.
};
inline constexpr int differenceClassCount = 8;

/// "database", "missing", "extra", ...: the stable name in JSON, CSV and the journal.
[[nodiscard]] const char* toString(DifferenceClass which);
[[nodiscard]] DifferenceClass differenceClass(const QString& name); ///< Value where it is unknown.

/// A key by its bytes.
struct KeyName {
    int database = 0;
    QByteArray key;

    friend bool operator==(const KeyName&, const KeyName&) = default;
    friend size_t qHash(const KeyName& name, size_t seed = 0) {
        return qHashMulti(seed, name.database, name.key);
    }
};

/// One difference that lasts, with its evidence. `source`, `target` and `where` are abridged and
/// fit to be shown.
struct Difference {
    KeyName name;
    DifferenceClass kind = DifferenceClass::Value;
    QString type;   ///< "string", "list", ... on the source; on the target where it is extra.
    QString source; ///< What the source has; empty where it has nothing.
    QString target;
    QString where; ///< Where it starts: "byte 120", "index 7", "field a", "group g1"; or empty.

    /// Of the whole key, where `name` holds only its beginning; 0: `name` is whole.
    qint64 keyBytes = 0;
    QByteArray keySha256 = {}; ///< Likewise, in hexadecimal digits.

    friend bool operator==(const Difference&, const Difference&) = default;
};

/// A key for people, files and back: printable, every other byte as \xNN, a backslash doubled.
/// Nothing is cut.
[[nodiscard]] QString escapedKey(const QByteArray& key);
[[nodiscard]] QByteArray unescapedKey(const QString& escaped); ///< Of escapedKey().

/// A key that is longer is told by its beginning, its size and its hash, and is not remembered: it
/// may have half a gigabyte, while a row of the journal has its largest size.
inline constexpr qsizetype longestWholeKey = 4096;
[[nodiscard]] Difference abridged(Difference difference);
/// escapedKey() of it; of one that is abridged "beginning… (1,048,576 bytes, SHA-256 0a1b2c3d…)".
[[nodiscard]] QString keyText(const Difference& difference);

/// {"db","key","class","type","source","target","where"}, and "keyBytes" and "keySha256" where the
/// key is abridged: add "event" and it is a line of --json.
[[nodiscard]] QJsonObject toJson(const Difference& difference);

[[nodiscard]] Difference differenceFrom(const QJsonObject& json); ///< Of toJson().

/// A line each, with the fields of toJson().
[[nodiscard]] QByteArray toNdjson(const QList<Difference>& differences);

/// RFC 4180 with a header line. A field that a spreadsheet would take for a formula gets an
/// apostrophe in front.
[[nodiscard]] QByteArray toCsv(const QList<Difference>& differences);

/// As CSV where the name ends in ".csv", else as NDJSON; whole or not at all. Errors: Storage.
[[nodiscard]] Result<Done> writeDifferences(const QList<Difference>& differences,
                                            const QString& path);

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::Difference)
