// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/tally.h"

namespace ferryman {

namespace {

/// In a resume point, which lies in the journal.
constexpr qsizetype keptInJson = 1000;

QJsonObject keptDifference(const Difference& difference) {
    QJsonObject json = toJson(difference);
    json.insert(QStringLiteral("key"), QString::fromLatin1(difference.name.key.toBase64()));
    return json;
}

Difference restoredDifference(const QJsonObject& json) {
    Difference difference = differenceFrom(json);
    difference.name.key = QByteArray::fromBase64(json[QLatin1String("key")].toString().toLatin1());
    return difference;
}

} // namespace

QJsonArray toJson(const QList<KeyName>& names) {
    QJsonArray json;
    for (const KeyName& name : names) {
        json.append(QJsonObject{{QStringLiteral("db"), name.database},
                                {QStringLiteral("key"), QString::fromLatin1(name.key.toBase64())}});
    }
    return json;
}

QList<KeyName> keyNames(const QJsonArray& json) {
    QList<KeyName> names;
    for (const QJsonValue& value : json) {
        names.append({value[QLatin1String("db")].toInt(),
                      QByteArray::fromBase64(value[QLatin1String("key")].toString().toLatin1())});
    }
    return names;
}

Tally::Tally(const VerifyOptions& options)
    : m_listed(options.listedDifferences)
    , m_kept(options.keptKeys) {}

void Tally::add(const BatchOutcome& batch) {
    m_counts.targetKeysSeen += batch.seenOnTarget;
    for (auto it = batch.same.begin(); it != batch.same.end(); ++it) {
        m_counts.keysCompared += it.value();
        m_counts.byType[QString::fromLatin1(it.key())] += it.value();
    }
}

void Tally::add(const KeyOutcome& outcome) {
    if (outcome.kind == KeyOutcome::Kind::Gone) {
        return;
    }
    if (outcome.kind == KeyOutcome::Kind::NotComparable) {
        m_counts.notComparable += 1;
        m_counts.notCompared[outcome.type] += 1;
        return;
    }
    const bool onTargetAlone = outcome.kind == KeyOutcome::Kind::Differs &&
                               outcome.difference.kind == DifferenceClass::Extra;
    if (!onTargetAlone) {
        m_counts.keysCompared += 1;
        m_counts.byType[outcome.type] += 1;
    }
    for (const QString& part : outcome.notCompared) {
        m_counts.notCompared[part] += 1;
    }
    if (outcome.kind == KeyOutcome::Kind::Differs) {
        addDifference(outcome.difference);
    }
}

void Tally::addDifference(const Difference& difference) {
    m_counts.differences += 1;
    m_counts.byClass[QLatin1String(toString(difference.kind))] += 1;
    m_counts.differencesByType[difference.type] += 1;
    if (m_differences.size() < m_listed) {
        m_differences.append(difference);
    }
}

void Tally::addUndecided(const KeyName& name) {
    m_counts.undecided += 1;
    if (m_undecided.size() < m_kept && name.key.size() <= longestWholeKey) {
        m_undecided.append(name);
    }
}

void Tally::addLongUndecided(qint64 keys) {
    if (keys > 0) {
        m_counts.undecided += keys;
        m_counts.notCompared[QStringLiteral("key.tooLong")] += keys;
    }
}

void Tally::addLatelyWritten(const KeyName& name) {
    if (name.key.size() > longestWholeKey) {
        return; // it was equal when it was read last
    }
    if (m_latelyWritten.size() >= m_kept) {
        m_latelyWritten.removeFirst();
    }
    m_latelyWritten.append(name);
}

QJsonObject Tally::toJson() const {
    QJsonArray differences;
    for (const Difference& difference :
         m_differences.first(std::min(m_differences.size(), keptInJson))) {
        differences.append(keptDifference(difference));
    }
    return {{QStringLiteral("counts"), ferryman::toJson(m_counts)},
            {QStringLiteral("differences"), differences},
            {QStringLiteral("undecided"),
             ferryman::toJson(m_undecided.first(std::min(m_undecided.size(), keptInJson)))},
            {QStringLiteral("latelyWritten"),
             ferryman::toJson(m_latelyWritten.last(std::min(m_latelyWritten.size(), keptInJson)))}};
}

void Tally::restore(const QJsonObject& json) {
    m_counts = verifyCounts(json[QLatin1String("counts")].toObject());
    for (const QJsonValue& value : json[QLatin1String("differences")].toArray()) {
        m_differences.append(restoredDifference(value.toObject()));
    }
    m_undecided = keyNames(json[QLatin1String("undecided")].toArray());
    m_latelyWritten = keyNames(json[QLatin1String("latelyWritten")].toArray());
}

} // namespace ferryman
