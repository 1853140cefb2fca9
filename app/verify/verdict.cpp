// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/verdict.h"

#include "base/format.h"

#include <cmath>

namespace ferryman {

namespace {

QJsonObject numbers(const QMap<QString, qint64>& map) {
    QJsonObject json;
    for (auto it = map.begin(); it != map.end(); ++it) {
        json.insert(it.key(), it.value());
    }
    return json;
}

QMap<QString, qint64> numbers(const QJsonObject& json) {
    QMap<QString, qint64> map;
    for (auto it = json.begin(); it != json.end(); ++it) {
        map.insert(it.key(), it.value().toInteger());
    }
    return map;
}

double rounded(double value) {
    return std::round(value * 1000) / 1000;
}

} // namespace

QJsonObject toJson(const VerifyCounts& counts) {
    return {{QStringLiteral("keysCompared"), counts.keysCompared},
            {QStringLiteral("targetKeysSeen"), counts.targetKeysSeen},
            {QStringLiteral("bytesRead"), counts.bytesRead},
            {QStringLiteral("differences"), counts.differences},
            {QStringLiteral("undecided"), counts.undecided},
            {QStringLiteral("notComparable"), counts.notComparable},
            {QStringLiteral("byClass"), numbers(counts.byClass)},
            {QStringLiteral("byType"), numbers(counts.byType)},
            {QStringLiteral("differencesByType"), numbers(counts.differencesByType)},
            {QStringLiteral("notCompared"), numbers(counts.notCompared)}};
}

VerifyCounts verifyCounts(const QJsonObject& json) {
    VerifyCounts counts;
    counts.keysCompared = json[QLatin1String("keysCompared")].toInteger();
    counts.targetKeysSeen = json[QLatin1String("targetKeysSeen")].toInteger();
    counts.bytesRead = json[QLatin1String("bytesRead")].toInteger();
    counts.differences = json[QLatin1String("differences")].toInteger();
    counts.undecided = json[QLatin1String("undecided")].toInteger();
    counts.notComparable = json[QLatin1String("notComparable")].toInteger();
    counts.byClass = numbers(json[QLatin1String("byClass")].toObject());
    counts.byType = numbers(json[QLatin1String("byType")].toObject());
    counts.differencesByType = numbers(json[QLatin1String("differencesByType")].toObject());
    counts.notCompared = numbers(json[QLatin1String("notCompared")].toObject());
    return counts;
}

const char* toString(Verdict::Outcome outcome) {
    switch (outcome) {
    case Verdict::Outcome::Clean:
        return "clean";
    case Verdict::Outcome::Different:
        return "different";
    case Verdict::Outcome::Undecided:
        return "undecided";
    case Verdict::Outcome::Stopped:
        return "stopped";
    case Verdict::Outcome::Failed:
        break;
    }
    return "failed";
}

QJsonObject toJson(const Verdict& verdict) {
    QJsonObject json = toJson(verdict.counts);
    json.insert(QStringLiteral("outcome"), QLatin1String(toString(verdict.outcome)));
    json.insert(QStringLiteral("mode"), verdict.mode == VerifyOptions::Mode::Sample
                                            ? QStringLiteral("sample")
                                            : QStringLiteral("full"));
    json.insert(QStringLiteral("seconds"), rounded(verdict.seconds));
    json.insert(QStringLiteral("keysPerSecond"), std::round(verdict.keysPerSecond));
    json.insert(QStringLiteral("holdsFor"), verdict.holdsFor.english());
    if (verdict.offset) {
        json.insert(QStringLiteral("offset"), *verdict.offset);
    }
    if (!verdict.confidence.isEmpty()) {
        json.insert(QStringLiteral("confidence"), verdict.confidence.english());
    }
    if (verdict.error) {
        json.insert(QStringLiteral("error"), verdict.error->english());
    }
    return json;
}

Message sampleConfidence(qint64 sample, qint64 differing, qint64 all) {
    if (sample <= 0) {
        return {QT_TRANSLATE_NOOP("core", "No key was compared, so nothing is known.")};
    }
    if (differing > 0) {
        const double share = double(differing) / double(sample);
        return {QT_TRANSLATE_NOOP("core", "%1 of %2 random keys differ: about %3 of %4 keys may."),
                {formatCount(differing), formatCount(sample),
                 formatCount(std::llround(share * double(all))), formatCount(all)}};
    }
    if (sample >= all) {
        return {QT_TRANSLATE_NOOP("core", "No difference: the sample held all %1 keys."),
                {formatCount(all)}};
    }
    // With a share p of keys that differ, (1 - p)^sample is the chance to have met none of them.
    constexpr double chance = 0.05;
    const double share = 1 - std::pow(chance, 1 / double(sample));
    const qint64 below = std::max<qint64>(qint64(std::ceil(share * double(all))), 1);
    return {QT_TRANSLATE_NOOP("core", "No difference in %1 random keys: with 95 % confidence fewer "
                                      "than %2 of %3 keys differ."),
            {formatCount(sample), formatCount(below), formatCount(all)}};
}

} // namespace ferryman
