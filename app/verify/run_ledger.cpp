// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/run_ledger.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

/// A point lies in the journal, so those with long names are left out of it, and told as undecided.
void keepPending(ResumePoint& point, const QList<KeyName>& pending, Tally& tally) {
    point.pending = pending;
    tally.addLongUndecided(point.pending.removeIf(
        [](const KeyName& name) { return name.key.size() > longestWholeKey; }));
}

} // namespace

RunLedger::RunLedger(VerifyOptions options, const Side& source, const Side& target)
    : m_options(options)
    , m_source(source)
    , m_target(target)
    , m_tally(m_options) {}

void RunLedger::start() {
    m_meter.start();
    m_point.startedAtMs = QDateTime::currentMSecsSinceEpoch();
}

void RunLedger::begin(bool linked, const std::optional<qint64>& startOffset) {
    m_point.source = {m_source.address(), m_source.facts().start};
    m_point.target = {m_target.address(), m_target.facts().start};
    m_point.linked = linked;
    m_point.fullSyncs = m_source.facts().fullSyncs;
    m_point.startOffset = startOffset;
    m_sourceKeys = m_source.facts().totalKeys();
}

Message RunLedger::takeUp(const QJsonObject& resume) {
    const std::optional<ResumePoint> earlier = resumePoint(resume);
    if (!earlier || isSample()) {
        return {};
    }
    if (const Message why = whyAnew(*earlier, m_point); !why.isEmpty()) {
        return why;
    }
    m_point.done = earlier->done;
    m_point.database = earlier->database;
    m_meter.setSecondsBefore(earlier->seconds);
    m_point.startedAtMs = earlier->startedAtMs;
    m_point.startOffset = earlier->startOffset;
    m_tally.restore(earlier->tally);
    m_leftOver.keys = earlier->pending;
    m_leftOver.sourceCursor = earlier->sourceCursor;
    // Looking for all of the target's keys again costs little.
    m_leftOver.targetCursor =
        m_target.facts().cursorsLast() ? earlier->targetCursor : QByteArray("0");
    return {};
}

QList<int> RunLedger::databasesToDo() const {
    QList<int> databases;
    for (const auto& keys : {m_source.facts().keys, m_target.facts().keys}) {
        for (auto it = keys.begin(); it != keys.end(); ++it) {
            if (!m_point.done.contains(it.key()) && !databases.contains(it.key())) {
                databases.append(it.key());
            }
        }
    }
    std::sort(databases.begin(), databases.end());
    if (databases.removeOne(m_point.database)) {
        databases.prepend(m_point.database); // the one it stopped in
    }
    return databases;
}

void RunLedger::enter(int database) {
    m_point.database = database;
    m_tallyBefore = m_tally.toJson();
}

void RunLedger::leave() {
    m_point.done.append(m_point.database);
}

/// This database's share of the sample.
qint64 RunLedger::sampleOf(const Side& side) const {
    const qint64 all = side.facts().totalKeys();
    const qint64 here = side.facts().keys.value(m_point.database);
    if (all <= m_options.sampleKeys) {
        return here;
    }
    return qint64(std::ceil(double(m_options.sampleKeys) * double(here) / double(all)));
}

VerifyCounts RunLedger::counts() const {
    VerifyCounts counts = m_tally.counts();
    counts.bytesRead += m_source.receivedBytes() + m_target.receivedBytes();
    return counts;
}

VerifyProgress RunLedger::progress() {
    VerifyProgress progress;
    progress.counts = counts();
    progress.keysExpected =
        isSample() ? std::min(m_options.sampleKeys, m_sourceKeys) : m_sourceKeys;
    progress.database = m_point.database;
    m_meter.measure(progress);
    return progress;
}

ResumePoint RunLedger::point(const UnderWay& now) const {
    ResumePoint point = m_point;
    point.seconds = m_meter.seconds();
    if (now.isSweeping && !m_source.facts().cursorsLast()) {
        point.tally = m_tallyBefore; // the database is compared again from its beginning
        return point;
    }
    Tally tally = m_tally;
    tally.counts() = counts();
    keepPending(point, now.isSweeping ? now.keys : now.keys + m_leftOver.keys, tally);
    point.sourceCursor = now.isSweeping ? now.sourceCursor : m_leftOver.sourceCursor;
    point.targetCursor = now.isSweeping ? now.targetCursor : m_leftOver.targetCursor;
    point.tally = tally.toJson();
    return point;
}

Verdict RunLedger::verdict(const std::optional<qint64>& endOffset) const {
    Verdict verdict;
    verdict.counts = counts();
    const bool fieldExpiries = m_source.facts().fieldExpireTime == m_target.facts().fieldExpireTime;
    if (const qint64 hashes = verdict.counts.byType.value(QStringLiteral("hash"));
        !fieldExpiries && hashes > 0) {
        verdict.counts.notCompared[QStringLiteral("hash.fieldExpiry")] = hashes;
    }
    verdict.mode = m_options.mode;
    verdict.seconds = m_meter.seconds();
    verdict.keysPerSecond =
        verdict.seconds > 0 ? double(verdict.counts.keysCompared) / verdict.seconds : 0;
    verdict.differences = m_tally.differences();
    verdict.undecided = m_tally.undecided();
    verdict.latelyWritten = m_tally.latelyWritten();
    verdict.allKeys = m_sourceKeys;
    verdict.startedAtMs = m_point.startedAtMs;
    verdict.finishedAtMs = QDateTime::currentMSecsSinceEpoch();
    verdict.startOffset = m_point.startOffset;
    if (m_point.linked) {
        verdict.offset = endOffset;
    }
    if (verdict.offset || !m_point.linked) { // else it did not come to an end
        verdict.holdsFor = momentOf(verdict);
    }
    if (isSample()) {
        verdict.confidence =
            sampleConfidence(verdict.counts.keysCompared, verdict.counts.differences, m_sourceKeys);
    }
    return verdict;
}

} // namespace ferryman
