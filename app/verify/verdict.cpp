// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/verdict.h"

#include "base/format.h"

#include <QDateTime>

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

QString moment(qint64 ms) {
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODate);
}

std::optional<qint64> integer(const QJsonObject& json, const char* name) {
    const QJsonValue value = json[QLatin1String(name)];
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
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
    json.insert(QStringLiteral("allKeys"), verdict.allKeys);
    json.insert(QStringLiteral("startedAtMs"), verdict.startedAtMs);
    json.insert(QStringLiteral("finishedAtMs"), verdict.finishedAtMs);
    if (verdict.startOffset) {
        json.insert(QStringLiteral("startOffset"), *verdict.startOffset);
    }
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

Verdict verdictFrom(const QJsonObject& json) {
    using Outcome = Verdict::Outcome;
    Verdict verdict;
    verdict.outcome = Outcome::Failed;
    const QString outcome = json[QLatin1String("outcome")].toString();
    for (const Outcome each :
         {Outcome::Clean, Outcome::Different, Outcome::Undecided, Outcome::Stopped}) {
        if (outcome == QLatin1String(toString(each))) {
            verdict.outcome = each;
        }
    }
    const bool sample = json[QLatin1String("mode")].toString() == QLatin1String("sample");
    verdict.mode = sample ? VerifyOptions::Mode::Sample : VerifyOptions::Mode::Full;
    verdict.counts = verifyCounts(json);
    verdict.seconds = json[QLatin1String("seconds")].toDouble();
    verdict.keysPerSecond = json[QLatin1String("keysPerSecond")].toDouble();
    verdict.allKeys = json[QLatin1String("allKeys")].toInteger();
    verdict.startedAtMs = json[QLatin1String("startedAtMs")].toInteger();
    verdict.finishedAtMs = json[QLatin1String("finishedAtMs")].toInteger();
    verdict.startOffset = integer(json, "startOffset");
    verdict.offset = integer(json, "offset");
    verdict.holdsFor = momentOf(verdict);
    if (sample) {
        verdict.confidence = sampleConfidence(verdict.counts.keysCompared,
                                              verdict.counts.differences, verdict.allKeys);
    }
    return verdict;
}

bool cameToItsEnd(const Verdict& verdict) {
    return verdict.outcome != Verdict::Outcome::Stopped &&
           verdict.outcome != Verdict::Outcome::Failed;
}

Message momentOf(const Verdict& verdict) {
    if (verdict.offset && verdict.startOffset) {
        return {QT_TRANSLATE_NOOP("core", "Each key was compared in a state between the source's "
                                          "offsets %1 and %2."),
                {formatCount(*verdict.startOffset), formatCount(*verdict.offset)}};
    }
    return {QT_TRANSLATE_NOOP("core", "The two servers are not linked: each key was compared as it "
                                      "was at some moment between %1 and %2."),
            {moment(verdict.startedAtMs), moment(verdict.finishedAtMs)}};
}

Message sampleConfidence(qint64 sample, qint64 differing, qint64 all) {
    if (sample <= 0) {
        return {QT_TRANSLATE_NOOP("core", "No key was compared, so nothing is known.")};
    }
    if (differing > 0) {
        const double share = double(differing) / double(sample);
        return {Plural{QT_TRANSLATE_N_NOOP(
                           "core", "Different: %1 of %2 random keys; of all %4 about %3 may be."),
                       "Different: %1 of %2 random key; of all %4 about %3 may be.", sample},
                {formatCount(differing), formatCount(sample),
                 formatCount(std::llround(share * double(all))), formatCount(all)}};
    }
    if (sample >= all) {
        return {Plural{QT_TRANSLATE_N_NOOP(
                           "core", "No difference in %1 keys: the sample held all of them."),
                       "No difference in %1 key: the sample held it, and there is no other.", all},
                {formatCount(all)}};
    }
    // With a share p of keys that differ, (1 - p)^sample is the chance to have met none of them.
    constexpr double chance = 0.05;
    const double share = 1 - std::pow(chance, 1 / double(sample));
    const qint64 below = std::max<qint64>(qint64(std::ceil(share * double(all))), 1);
    return {
        Plural{
            QT_TRANSLATE_N_NOOP("core",
                                "No difference in %1 random keys: with 95 % confidence fewer "
                                "than %2 of %3 keys differ."),
            "No difference in %1 random key: with 95 % confidence fewer than %2 of %3 keys differ.",
            sample},
        {formatCount(sample), formatCount(below), formatCount(all)}};
}

} // namespace ferryman
