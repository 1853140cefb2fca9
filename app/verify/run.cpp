// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/run.h"

#include "base/format.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

constexpr int recheckLane = 1;
constexpr int firstBulkLane = 2;
constexpr qsizetype tooManySuspects = 20'000;
constexpr double secondsBetweenPoints = 30;

} // namespace

Run::Run(const VerifyOptions& options, const Verifier::Servers& servers, QJsonObject resume,
         QObject* parent)
    : QObject(parent)
    , m_options(options)
    , m_resumeGiven(std::move(resume))
    , m_source(servers.source, firstBulkLane + std::max(options.connections, 1))
    , m_target(servers.target, firstBulkLane + std::max(options.connections, 1))
    , m_pair{&m_source, &m_target}
    , m_pace(options)
    , m_tally(options)
    , m_suspects(m_pair, options, recheckLane)
    , m_ticker(this) {
    m_ticker.setInterval(250);
    connect(&m_ticker, &QTimer::timeout, this, &Run::tick);
    connect(&m_source, &Side::lost, this, &Run::fail);
    connect(&m_target, &Side::lost, this, &Run::fail);
    connect(&m_suspects, &Suspects::settled, this, &Run::takeSettled);
    connect(&m_suspects, &Suspects::undecided, this,
            [this](const KeyName& name) { m_tally.addUndecided(name); });
    connect(&m_suspects, &Suspects::idle, this, &Run::goOnIfDone);
    connect(&m_suspects, &Suspects::failed, this, &Run::fail);
}

Run::~Run() {
    m_ended = true; // what the closing of the connections says is no news
    m_source.close();
    m_target.close();
}

// --- the beginning ---

void Run::start() {
    m_meter.start();
    m_point.startedAtMs = QDateTime::currentMSecsSinceEpoch();
    whenDone(all<Done>({m_source.open(), m_target.open()}, this), this,
             [this](const Result<QList<Result<Done>>>& opened) {
                 for (const Result<Done>& each : *opened) {
                     if (!each) {
                         fail(each.error());
                         return;
                     }
                 }
                 learn();
             });
}

void Run::learn() {
    whenDone(all<ServerFacts>({m_source.learn(), m_target.learn()}, this), this,
             [this](const Result<QList<Result<ServerFacts>>>& learnt) {
                 for (const Result<ServerFacts>& each : *learnt) {
                     if (!each) {
                         fail(each.error());
                         return;
                     }
                 }
                 askPlaces(m_pair, this, [this](const Result<StreamPlaces>& places) {
                     if (places) {
                         begin(*places);
                     } else {
                         fail(places.error());
                     }
                 });
             });
}

void Run::begin(const StreamPlaces& places) {
    if (m_ended) {
        return;
    }
    if (m_options.link == VerifyOptions::Link::Detect) {
        m_options.link = places.target.role == redis::Role::Replica ? VerifyOptions::Link::Replica
                                                                    : VerifyOptions::Link::Unlinked;
        m_suspects.setLink(m_options.link);
    }
    if (isLinked()) {
        if (const auto broken = brokenLink(places, m_target)) {
            fail(*broken);
            return;
        }
        m_point.startOffset = places.sourceOffset;
    }
    m_places = places;
    m_point.source = {m_source.address(), m_source.facts().start};
    m_point.target = {m_target.address(), m_target.facts().start};
    m_point.linked = isLinked();
    m_point.fullSyncs = m_source.facts().fullSyncs;
    m_sourceKeys = m_source.facts().totalKeys();
    adoptResume();
    for (const auto& keys : {m_source.facts().keys, m_target.facts().keys}) {
        for (auto it = keys.begin(); it != keys.end(); ++it) {
            if (!m_point.done.contains(it.key()) && !m_databases.contains(it.key())) {
                m_databases.append(it.key());
            }
        }
    }
    std::sort(m_databases.begin(), m_databases.end());
    if (m_databases.removeOne(m_point.database)) {
        m_databases.prepend(m_point.database); // the one it stopped in
    }
    m_begun = true;
    m_tellNextAt = m_meter.seconds() + secondsBetweenPoints;
    m_ticker.start();
    nextDatabase();
}

void Run::adoptResume() {
    const std::optional<ResumePoint> earlier = resumePoint(m_resumeGiven);
    if (!earlier || isSample()) {
        return;
    }
    m_note = whyAnew(*earlier, m_point);
    if (!m_note.isEmpty()) {
        return;
    }
    m_point.done = earlier->done;
    m_point.database = earlier->database;
    m_meter.setSecondsBefore(earlier->seconds);
    m_point.startedAtMs = earlier->startedAtMs;
    m_point.startOffset = earlier->startOffset;
    m_tally.restore(earlier->tally);
    m_pendingFromBefore = earlier->pending;
    m_resumeSourceCursor = earlier->sourceCursor;
    // Looking for all of the target's keys again costs little.
    m_resumeTargetCursor = m_target.facts().cursorsLast() ? earlier->targetCursor : QByteArray("0");
}

// --- one database after the other ---

void Run::nextDatabase() {
    if (m_ended) {
        return;
    }
    if (m_databases.isEmpty()) {
        m_point.database = -1;
        conclude();
        return;
    }
    m_point.database = m_databases.takeFirst();
    m_tallyBefore = m_tally.toJson();
    whenDone(
        all<bool>({m_source.hasDatabase(m_point.database), m_target.hasDatabase(m_point.database)},
                  this),
        this, [this](const Result<QList<Result<bool>>>& has) {
            for (const Result<bool>& each : *has) {
                if (!each) {
                    fail(each.error());
                    return;
                }
            }
            openDatabase(*has->first(), *has->last());
        });
}

void Run::openDatabase(bool onSource, bool onTarget) {
    if (m_ended) {
        return;
    }
    if (!onSource || !onTarget) {
        reportMissingDatabase(onSource);
        m_point.done.append(m_point.database);
        nextDatabase();
        return;
    }
    sweep(std::exchange(m_resumeSourceCursor, "0"), std::exchange(m_resumeTargetCursor, "0"));
}

void Run::reportMissingDatabase(bool onSource) {
    const int database = m_point.database;
    const auto keys = [database](const Side& side) {
        return QStringLiteral("%1 keys").arg(side.facts().keys.value(database));
    };
    const QString none = QStringLiteral("(no such database)");
    const Difference difference{{database, {}},
                                DifferenceClass::Database,
                                {},
                                onSource ? keys(m_source) : none,
                                onSource ? none : keys(m_target),
                                {}};
    m_tally.addDifference(difference);
    emit found(difference);
}

void Run::sweep(const QByteArray& sourceCursor, const QByteArray& targetCursor) {
    BatchPlace place{m_pair, firstBulkLane, m_point.database, m_options.expiryTolerance};
    m_sweep = std::make_unique<Sweep>(place, firstBulkLane + std::max(m_options.connections, 1),
                                      supplies(sourceCursor, targetCursor), m_pace);
    listenTo(m_sweep.get());
    if (!m_pendingFromBefore.isEmpty()) {
        m_suspects.add(std::exchange(m_pendingFromBefore, {}));
    }
    m_sweep->start();
}

Sweep::Supplies Run::supplies(const QByteArray& sourceCursor, const QByteArray& targetCursor) {
    const int database = m_point.database;
    if (isSample()) {
        return {std::make_unique<RandomKeys>(m_source, database, sampleOf(m_source)),
                std::make_unique<RandomKeys>(m_target, database, sampleOf(m_target))};
    }
    return {std::make_unique<ScannedKeys>(m_source, database, sourceCursor),
            std::make_unique<ScannedKeys>(m_target, database, targetCursor)};
}

/// This database's share of the sample.
qint64 Run::sampleOf(const Side& side) const {
    const qint64 all = side.facts().totalKeys();
    const qint64 here = side.facts().keys.value(m_point.database);
    if (all <= m_options.sampleKeys) {
        return here;
    }
    return qint64(std::ceil(double(m_options.sampleKeys) * double(here) / double(all)));
}

void Run::listenTo(Sweep* sweep) {
    connect(sweep, &Sweep::compared, this,
            [this](const BatchOutcome& batch) { m_tally.add(batch); });
    connect(sweep, &Sweep::keyCompared, this,
            [this](const KeyOutcome& outcome) { m_tally.add(outcome); });
    connect(sweep, &Sweep::suspected, this, &Run::suspect);
    connect(sweep, &Sweep::done, this, &Run::goOnIfDone);
    connect(sweep, &Sweep::failed, this, &Run::fail);
}

void Run::suspect(const QList<QByteArray>& keys) {
    QList<KeyName> names;
    for (const QByteArray& key : keys) {
        names.append({m_point.database, key});
    }
    m_suspects.add(names);
    m_sweep->hold(m_suspects.count() > tooManySuspects);
}

void Run::takeSettled(const KeyName& name, const KeyOutcome& outcome) {
    m_tally.add(outcome);
    if (outcome.kind == KeyOutcome::Kind::Differs) {
        emit found(outcome.difference);
    } else if (outcome.kind != KeyOutcome::Kind::NotComparable) {
        m_tally.addLatelyWritten(name); // it differed a moment ago
    }
    if (m_sweep && m_suspects.count() < tooManySuspects / 2) {
        m_sweep->hold(false);
    }
}

void Run::goOnIfDone() {
    if (m_ended || !m_sweep || !m_sweep->isDone() || m_suspects.count() > 0) {
        return;
    }
    m_sweep.release()->deleteLater(); // its signal may be what led here
    m_point.done.append(m_point.database);
    nextDatabase();
}

// --- the end ---

/// All is compared: was the target the same all the time, and how far has the source come?
void Run::conclude() {
    whenDone(m_source.learn(), this, [this](const Result<ServerFacts>& facts) {
        if (!facts) {
            fail(facts.error());
            return;
        }
        if (isLinked() && facts->fullSyncs != m_point.fullSyncs) {
            fail({ErrorKind::Refused,
                  {QT_TRANSLATE_NOOP("core", "A full sync replaced the target's data while it was "
                                             "compared: compare once more.")},
                  m_target.address().toString(),
                  {}});
            return;
        }
        m_endOffset = streamOffset(facts->replication);
        const VerifyCounts& counts = m_tally.counts();
        finish(counts.differences > 0 ? Verdict::Outcome::Different
               : counts.undecided > 0 ? Verdict::Outcome::Undecided
                                      : Verdict::Outcome::Clean);
    });
}

void Run::stop() {
    finish(Verdict::Outcome::Stopped);
}

void Run::fail(const Error& error) {
    finish(Verdict::Outcome::Failed, error);
}

void Run::finish(Verdict::Outcome outcome, const std::optional<Error>& error) {
    if (std::exchange(m_ended, true)) {
        return;
    }
    m_ticker.stop();
    if (m_begun) {
        publish();
    }
    Verdict ended = verdict();
    ended.outcome = outcome;
    ended.error = error;
    const bool goesOn = outcome == Verdict::Outcome::Stopped || outcome == Verdict::Outcome::Failed;
    if (goesOn && !isSample()) {
        ended.resume = m_begun ? toJson(here()) : m_resumeGiven;
    }
    emit finished(ended);
}

ResumePoint Run::here() const {
    Tally tally = m_tally;
    tally.counts().bytesRead += m_source.receivedBytes() + m_target.receivedBytes();
    ResumePoint point = m_point;
    point.seconds = m_meter.seconds();
    point.pending = m_suspects.pending();
    if (m_sweep && m_source.facts().cursorsLast()) {
        point.sourceCursor = m_sweep->sourceCursor();
        point.targetCursor = m_sweep->targetCursor();
        for (const QByteArray& key : m_sweep->pending()) {
            point.pending.append({m_point.database, key});
        }
        point.tally = tally.toJson();
    } else if (m_sweep) {
        point.pending.clear(); // the database is compared again from its beginning
        point.tally = m_tallyBefore;
    } else {
        point.pending += m_pendingFromBefore;
        point.sourceCursor = m_resumeSourceCursor;
        point.targetCursor = m_resumeTargetCursor;
        point.tally = tally.toJson();
    }
    return point;
}

Verdict Run::verdict() const {
    Verdict ended;
    ended.counts = m_tally.counts();
    ended.counts.bytesRead += m_source.receivedBytes() + m_target.receivedBytes();
    const bool fieldExpiries = m_source.facts().fieldExpireTime == m_target.facts().fieldExpireTime;
    if (const qint64 hashes = ended.counts.byType.value(QStringLiteral("hash"));
        !fieldExpiries && hashes > 0) {
        ended.counts.notCompared[QStringLiteral("hash.fieldExpiry")] = hashes;
    }
    ended.mode = m_options.mode;
    ended.seconds = m_meter.seconds();
    ended.keysPerSecond = ended.seconds > 0 ? double(ended.counts.keysCompared) / ended.seconds : 0;
    ended.differences = m_tally.differences();
    ended.undecided = m_tally.undecided();
    ended.latelyWritten = m_tally.latelyWritten();
    ended.allKeys = m_sourceKeys;
    ended.startedAtMs = m_point.startedAtMs;
    ended.finishedAtMs = QDateTime::currentMSecsSinceEpoch();
    ended.startOffset = m_point.startOffset;
    if (isLinked()) {
        ended.offset = m_endOffset;
    }
    if (ended.offset || !isLinked()) { // else it did not come to an end
        ended.holdsFor = momentOf(ended);
    }
    if (isSample()) {
        ended.confidence =
            sampleConfidence(ended.counts.keysCompared, ended.counts.differences, m_sourceKeys);
    }
    return ended;
}

qint64 Run::keysExpected() const {
    return isSample() ? std::min(m_options.sampleKeys, m_sourceKeys) : m_sourceKeys;
}

// --- meanwhile ---

void Run::setLimits(const VerifyLimits& limits) {
    m_pace.setLimits(limits);
    if (m_sweep) {
        m_sweep->pump();
    }
}

void Run::tick() {
    publish();
    if (m_meter.seconds() >= m_tellNextAt) {
        m_tellNextAt = m_meter.seconds() + secondsBetweenPoints;
        if (!isSample()) {
            emit reached(toJson(here()));
        }
    }
    if (std::exchange(m_looking, true)) {
        return;
    }
    askPlaces(m_pair, this, [this](const Result<StreamPlaces>& places) {
        m_looking = false;
        if (m_ended) {
            return;
        }
        if (!places) {
            fail(places.error());
            return;
        }
        m_places = *places;
        if (isLinked()) {
            if (const auto broken = brokenLink(*places, m_target)) {
                fail(*broken);
                return;
            }
        }
        m_pace.observe(places->roundTripMs, isLinked() ? places->lag() : std::nullopt);
    });
}

void Run::publish() {
    VerifyProgress progress;
    progress.counts = m_tally.counts();
    progress.counts.bytesRead += m_source.receivedBytes() + m_target.receivedBytes();
    progress.keysExpected = keysExpected();
    progress.database = m_point.database;
    progress.suspects = m_suspects.count();
    m_meter.measure(progress);
    progress.slowedTo = m_pace.factor();
    progress.note = m_pace.reason().isEmpty() ? m_note : m_pace.reason();
    if (m_places) {
        progress.roundTripMs = std::llround(m_places->roundTripMs);
        progress.lagBytes = isLinked() ? m_places->lag() : std::nullopt;
    }
    emit progressed(progress);
}

} // namespace ferryman
