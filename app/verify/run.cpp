// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/run.h"

#include "base/format.h"

#include <algorithm>

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
    , m_ledger(options, m_source, m_target)
    , m_suspects(m_pair, options, recheckLane)
    , m_ticker(this) {
    m_ticker.setInterval(250);
    connect(&m_ticker, &QTimer::timeout, this, &Run::tick);
    connect(&m_source, &Side::lost, this, &Run::fail);
    connect(&m_target, &Side::lost, this, &Run::fail);
    connect(&m_suspects, &Suspects::settled, this, &Run::takeSettled);
    connect(&m_suspects, &Suspects::undecided, this,
            [this](const KeyName& name) { m_ledger.tally().addUndecided(name); });
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
    m_ledger.start();
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
    }
    m_places = places;
    m_ledger.begin(isLinked(), isLinked() ? places.sourceOffset : std::nullopt);
    m_note = m_ledger.takeUp(m_resumeGiven);
    m_databases = m_ledger.databasesToDo();
    m_begun = true;
    m_tellNextAt = m_ledger.seconds() + secondsBetweenPoints;
    m_ticker.start();
    nextDatabase();
}

// --- one database after the other ---

void Run::nextDatabase() {
    if (m_ended) {
        return;
    }
    if (m_databases.isEmpty()) {
        m_ledger.enter(-1);
        conclude();
        return;
    }
    const int database = m_databases.takeFirst();
    m_ledger.enter(database);
    whenDone(all<bool>({m_source.hasDatabase(database), m_target.hasDatabase(database)}, this),
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
        m_ledger.leave();
        nextDatabase();
        return;
    }
    sweep(m_ledger.takeLeftOver());
}

void Run::reportMissingDatabase(bool onSource) {
    const int database = m_ledger.database();
    const auto keys = [database](const Side& side) {
        return counted(side.facts().keys.value(database), "key", "keys");
    };
    const QString none = QStringLiteral("(no such database)");
    const Difference difference{{database, {}},
                                DifferenceClass::Database,
                                {},
                                onSource ? keys(m_source) : none,
                                onSource ? none : keys(m_target),
                                {}};
    m_ledger.tally().addDifference(difference);
    emit found(difference);
}

void Run::sweep(const RunLedger::UnderWay& leftOver) {
    BatchPlace place{m_pair, firstBulkLane, m_ledger.database(), m_options.expiryTolerance};
    m_sweep =
        std::make_unique<Sweep>(place, firstBulkLane + std::max(m_options.connections, 1),
                                supplies(leftOver.sourceCursor, leftOver.targetCursor), m_pace);
    listenTo(m_sweep.get());
    if (!leftOver.keys.isEmpty()) {
        m_suspects.add(leftOver.keys);
    }
    m_sweep->start();
}

Sweep::Supplies Run::supplies(const QByteArray& sourceCursor, const QByteArray& targetCursor) {
    const int database = m_ledger.database();
    if (isSample()) {
        return {std::make_unique<RandomKeys>(m_source, database, m_ledger.sampleOf(m_source)),
                std::make_unique<RandomKeys>(m_target, database, m_ledger.sampleOf(m_target))};
    }
    return {std::make_unique<ScannedKeys>(m_source, database, sourceCursor),
            std::make_unique<ScannedKeys>(m_target, database, targetCursor)};
}

void Run::listenTo(Sweep* sweep) {
    connect(sweep, &Sweep::compared, this,
            [this](const BatchOutcome& batch) { m_ledger.tally().add(batch); });
    connect(sweep, &Sweep::keyCompared, this,
            [this](const KeyOutcome& outcome) { m_ledger.tally().add(outcome); });
    connect(sweep, &Sweep::suspected, this, &Run::suspect);
    connect(sweep, &Sweep::done, this, &Run::goOnIfDone);
    connect(sweep, &Sweep::failed, this, &Run::fail);
}

void Run::suspect(const QList<QByteArray>& keys) {
    QList<KeyName> names;
    for (const QByteArray& key : keys) {
        names.append({m_ledger.database(), key});
    }
    m_suspects.add(names);
    m_sweep->hold(m_suspects.count() > tooManySuspects);
}

void Run::takeSettled(const KeyName& name, const KeyOutcome& outcome) {
    m_ledger.tally().add(outcome);
    if (outcome.kind == KeyOutcome::Kind::Differs) {
        emit found(outcome.difference);
    } else if (outcome.kind != KeyOutcome::Kind::NotComparable) {
        m_ledger.tally().addLatelyWritten(name); // it differed a moment ago
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
    m_ledger.leave();
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
        if (isLinked() && facts->fullSyncs != m_ledger.fullSyncs()) {
            fail({ErrorKind::Refused,
                  {QT_TRANSLATE_NOOP("core", "A full sync replaced the target's data while it was "
                                             "compared: compare once more.")},
                  m_target.address().toString(),
                  {}});
            return;
        }
        m_endOffset = streamOffset(facts->replication);
        const VerifyCounts& counts = m_ledger.tally().counts();
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
    Verdict ended = m_ledger.verdict(m_endOffset);
    ended.outcome = outcome;
    ended.error = error;
    const bool goesOn = outcome == Verdict::Outcome::Stopped || outcome == Verdict::Outcome::Failed;
    if (goesOn && !isSample()) {
        ended.resume = m_begun ? toJson(here()) : m_resumeGiven;
    }
    emit finished(ended);
}

ResumePoint Run::here() const {
    RunLedger::UnderWay now;
    now.keys = m_suspects.pending();
    if (m_sweep) {
        now.isSweeping = true;
        now.sourceCursor = m_sweep->sourceCursor();
        now.targetCursor = m_sweep->targetCursor();
        for (const QByteArray& key : m_sweep->pending()) {
            now.keys.append({m_ledger.database(), key});
        }
    }
    return m_ledger.point(now);
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
    if (m_ledger.seconds() >= m_tellNextAt) {
        m_tellNextAt = m_ledger.seconds() + secondsBetweenPoints;
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
    VerifyProgress progress = m_ledger.progress();
    progress.suspects = m_suspects.count();
    progress.slowedTo = m_pace.factor();
    progress.note = m_pace.reason().isEmpty() ? m_note : m_pace.reason();
    if (m_places) {
        progress.roundTripMs = std::llround(m_places->roundTripMs);
        progress.lagBytes = isLinked() ? m_places->lag() : std::nullopt;
    }
    emit progressed(progress);
}

} // namespace ferryman
