// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/verification.h"

#include "base/printable.h"

#include <QSet>

namespace ferryman {

namespace {

VerifyOptions optionsOf(const Policy& policy) {
    VerifyOptions options;
    options.mode = policy.verify == VerifyMode::Sample ? VerifyOptions::Mode::Sample
                                                       : VerifyOptions::Mode::Full;
    return options;
}

/// Undecided ones, then those that were written last; each once.
QList<KeyName> frozenKeysOf(const Verdict& verdict) {
    QList<KeyName> all = verdict.undecided;
    all.append({verdict.latelyWritten.crbegin(), verdict.latelyWritten.crend()});
    QSet<KeyName> seen;
    all.removeIf([&seen](const KeyName& key) {
        const bool again = seen.contains(key);
        seen.insert(key);
        return again;
    });
    return all;
}

} // namespace

Verification::Verification(const Clock& clock, Connector& connector, Logbook& logbook,
                           std::function<bool()> openJournal, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_connector(connector)
    , m_logbook(logbook)
    , m_openJournal(std::move(openJournal))
    , m_log([this](const QString& event, const QJsonObject& data) {
        m_logbook.verified(event, data);
    }) {}

Verification::~Verification() = default;

void Verification::clear(const Plan& plan) {
    if (m_state.running) {
        m_void = true;
        m_verifier->stop();
    }
    VerifyState fresh;
    fresh.request.options = optionsOf(plan.policy);
    fresh.request.options.limits = m_usualLimits;
    fresh.running = m_state.running;
    fresh.stopping = m_state.running;
    fresh.selfTesting = m_state.selfTesting;
    fresh.selfTest = m_state.selfTest;
    fresh.selfTestError = m_state.selfTestError;
    m_state = fresh;
    m_frozen.reset();
    m_frozenKeys.clear();
    const VerifyHistory earlier = verifyHistory(m_logbook.verificationRows());
    m_state.verdict = earlier.verdict;
    m_state.differences = earlier.differences;
    m_state.differencesFound = earlier.differences.size();
    if (earlier.verdict && earlier.resume.isEmpty()) {
        m_state.differencesFound = earlier.verdict->counts.differences;
    }
    m_state.canResume = !earlier.resume.isEmpty();
    m_state.isReplaced = earlier.isReplaced;
    m_resume = earlier.resume;
    m_verdictStream = earlier.stream;
    setFrozenKeys();
}

// --- a run ---

Message Verification::whyNot(const Snapshot& now) const {
    if (m_state.stopping) {
        return {QT_TRANSLATE_NOOP("core", "The comparison is being stopped.")};
    }
    if (m_state.running) {
        return {QT_TRANSLATE_NOOP("core", "The data is being compared already.")};
    }
    if (!m_connector.state().usable || m_connector.source() == nullptr ||
        m_connector.target() == nullptr) {
        return {QT_TRANSLATE_NOOP("core", "It waits for Connect.")};
    }
    if (now.switchRunning()) {
        return {QT_TRANSLATE_NOOP("core", "A switch is under way: wait until it has ended.")};
    }
    const LinkPhase phase = now.replicate.link.phase;
    if (m_holdsLink && phase != LinkPhase::CatchingUp && phase != LinkPhase::Steady) {
        return {QT_TRANSLATE_NOOP("core", "It waits until the full sync has ended.")};
    }
    return {};
}

void Verification::see(const Snapshot& now) {
    m_state.sourceKeys = now.replicate.link.latest.sourceKeys;
    m_state.targetKeys = now.replicate.link.latest.targetKeys;
    m_stream = {now.replicate.link.latest.sourceReplid, now.replicate.link.latest.fullSyncs};
    m_holdsLink = now.replicate.history != nullptr &&
                  now.replicate.link.phase != LinkPhase::Detached &&
                  now.replicate.link.phase != LinkPhase::Stopped &&
                  now.failOver.cutover.ending != Ending::Migrated;
    watchForFullSync(now.replicate.link);
    m_state.cannotStart = whyNot(now);
    m_state.freshness = m_state.verdict ? std::optional(freshness(now)) : std::nullopt;
}

/// Dragonfly never takes up a stream where it was (replica.cc). While nobody watched, only the
/// source's count tells of it, which also counts other replicas.
void Verification::watchForFullSync(const LinkState& link) {
    if (!m_holdsLink) {
        return;
    }
    const bool missed = m_verdictStream.fullSyncs && m_stream.fullSyncs &&
                        *m_verdictStream.fullSyncs != *m_stream.fullSyncs;
    if (missed || link.phase == LinkPhase::FullSync) {
        dataReplaced();
    } else if (m_stream.fullSyncs) {
        m_verdictStream.fullSyncs.reset(); // from here on every full sync is seen
    }
    const bool isUp = link.phase == LinkPhase::CatchingUp || link.phase == LinkPhase::Steady;
    if (isUp && !m_frozenKeys.isEmpty() && !m_frozen) { // an earlier session's
        openFrozen();
    }
}

void Verification::dataReplaced() {
    const bool lost = m_state.verdict || m_state.differencesFound > 0 || m_state.canResume;
    if (m_state.running || !lost) { // a run finds out by itself
        return;
    }
    forget();
    m_state.verdict.reset();
    m_state.freshness.reset();
    m_state.frozen.reset();
    m_state.error.reset();
    m_state.canResume = false;
    m_state.isReplaced = true;
    m_verdictStream = {};
    setFrozenKeys();
    m_log.replaced();
    emit changed();
}

VerifyFreshness Verification::freshness(const Snapshot& now) const {
    VerifyFreshness fresh;
    fresh.ageMs = std::max<qint64>(now.atMs - m_state.verdict->finishedAtMs, 0);
    const Sample& sample = now.replicate.link.latest;
    const bool sameStream =
        !m_verdictStream.replid.isEmpty() && m_verdictStream.replid == sample.sourceReplid;
    if (m_state.verdict->offset && sample.sourceOffset && sameStream) {
        fresh.bytesSince = std::max<qint64>(*sample.sourceOffset - *m_state.verdict->offset, 0);
    }
    return fresh;
}

Verifier::Servers Verification::servers() const {
    const redis::Login source = m_connector.source()->login();
    const redis::Address& replica = m_state.request.readFrom;
    return {replica.isNull() ? source : source.at(replica), m_connector.target()->login()};
}

Verifier& Verification::verifier() {
    if (!m_verifier) {
        m_verifier = std::make_unique<Verifier>();
        connect(m_verifier.get(), &Verifier::found, this, &Verification::takeDifference);
        connect(m_verifier.get(), &Verifier::finished, this, &Verification::takeVerdict);
        connect(m_verifier.get(), &Verifier::reached, this, [this](const QJsonObject& resume) {
            if (!m_void) {
                m_log.reached(resume);
            }
        });
        connect(m_verifier.get(), &Verifier::progressed, this,
                [this](const VerifyProgress& progress) {
                    if (!m_void) {
                        m_state.progress = progress;
                        emit changed();
                    }
                });
    }
    return *m_verifier;
}

void Verification::start(const VerifyRequest& request) {
    // Opening it looks at everything once more.
    if (!m_state.cannotStart.isEmpty() || !m_openJournal() || !m_state.cannotStart.isEmpty()) {
        emit changed();
        return;
    }
    const bool goesOn = request.goesOn && m_state.canResume;
    m_state.request = request;
    m_state.request.goesOn = goesOn;
    m_state.request.options.link =
        m_holdsLink ? VerifyOptions::Link::Replica : VerifyOptions::Link::Detect;
    if (!goesOn) {
        forget();
    }
    m_state.canResume = false;
    m_state.isReplaced = false;
    m_state.error.reset();
    m_state.last.reset();
    m_log.begun(m_state.request);
    m_state.running =
        verifier().start(m_state.request.options, servers(), goesOn ? m_resume : QJsonObject());
    emit changed();
}

/// What the last run found is its own; its verdict stays until there is another.
void Verification::forget() {
    m_state.progress = {};
    m_state.differences.clear();
    m_state.differencesFound = 0;
    m_resume = {};
}

void Verification::stop() {
    if (m_state.running && !m_state.stopping) {
        m_state.stopping = true;
        m_verifier->stop();
        emit changed();
    }
}

void Verification::setLimits(const VerifyLimits& limits) {
    m_state.request.options.limits = limits;
    if (m_state.running) {
        m_verifier->setLimits(limits);
    }
    emit changed();
}

/// One that was begun has limits of its own, and so has the next, if a person chose them.
void Verification::setUsualLimits(const VerifyLimits& limits) {
    if (!m_state.running && m_state.request.options.limits == m_usualLimits) {
        setLimits(limits);
    }
    m_usualLimits = limits;
}

void Verification::takeDifference(const Difference& difference) {
    if (m_void) {
        return;
    }
    m_log.found(difference);
    m_state.differencesFound += 1;
    if (m_state.differences.size() < m_state.request.options.listedDifferences) {
        m_state.differences.append(difference);
    }
    emit changed();
}

void Verification::takeVerdict(const Verdict& verdict) {
    m_state.running = false;
    m_state.stopping = false;
    if (std::exchange(m_void, false)) {
        emit changed();
        return;
    }
    m_state.differences = verdict.differences;
    m_state.differencesFound = verdict.counts.differences;
    m_state.progress.counts = verdict.counts;
    m_state.error = verdict.error;
    m_resume = verdict.resume;
    m_state.canResume = !m_resume.isEmpty();
    m_state.last = std::make_shared<const Verdict>(verdict);
    m_log.ended(verdict, m_stream);
    m_log.reached(m_resume);
    if (cameToItsEnd(verdict)) {
        m_state.verdict = m_state.last;
        m_verdictStream = {m_stream.replid, {}};
        setFrozenKeys();
        if (m_holdsLink && !m_frozenKeys.isEmpty()) {
            openFrozen();
        }
    }
    emit changed();
    emit finished();
}

// --- within the freeze ---

FrozenComparison Verification::frozenComparison() {
    return {[this] { openFrozen(); },
            [this](milliseconds budget) { return compareFrozen(budget); }};
}

/// Those of the verdict.
void Verification::setFrozenKeys() {
    m_frozenKeys = m_state.verdict ? frozenKeysOf(*m_state.verdict) : QList<KeyName>();
    m_state.frozenKeys = m_frozenKeys.size();
    m_state.frozenExpectedMs.reset();
    m_state.undecidedLeftOut =
        m_state.verdict ? m_state.verdict->counts.undecided - m_state.verdict->undecided.size() : 0;
}

void Verification::openFrozen() {
    if (m_frozenKeys.isEmpty() || m_connector.source() == nullptr) {
        return;
    }
    if (!m_frozen || !m_frozen->isOpen()) {
        const Verifier::Servers both{m_connector.source()->login(), m_connector.target()->login()};
        m_frozen = std::make_unique<FrozenPass>(both, m_state.request.options);
    }
    whenDone(m_frozen->open(), m_frozen.get(), [this](const Result<Done>& opened) {
        if (opened) { // else the freeze finds it closed, and says so
            m_state.frozenExpectedMs = m_frozen->expectedMs(m_frozenKeys.size());
            emit changed();
        }
    });
}

Future<FrozenOutcome> Verification::compareFrozen(milliseconds budget) {
    if (m_frozenKeys.isEmpty() || !m_frozen) {
        return ready<FrozenOutcome>(FrozenOutcome{0, m_state.undecidedLeftOut, 0, {}, 0});
    }
    return andThen(m_frozen->compareOnce(m_frozenKeys, budget), this,
                   [this](FrozenVerdict verdict) -> Result<FrozenOutcome> {
                       verdict.leftOut = m_state.undecidedLeftOut;
                       takeFrozen(verdict);
                       return FrozenOutcome{verdict.compared, verdict.notRead(),
                                            verdict.differences.size(),
                                            verdict.differences.isEmpty()
                                                ? QString()
                                                : printable(verdict.differences.first().name.key),
                                            verdict.milliseconds};
                   });
}

/// What differs there differs for certain, and closes the gate of the next attempt.
void Verification::takeFrozen(const FrozenVerdict& verdict) {
    m_state.frozen = std::make_shared<const FrozenVerdict>(verdict);
    m_state.differences += verdict.differences;
    m_state.differencesFound += verdict.differences.size();
    m_log.comparedFrozen(verdict);
    emit changed();
}

DataEvidence Verification::evidence() const {
    DataEvidence data;
    data.underWay = m_state.running;
    data.differences = m_state.differencesFound;
    data.undecidedLeftOut = m_state.undecidedLeftOut;
    data.frozenKeys = m_state.frozenKeys;
    data.frozenMs = m_state.frozenExpectedMs;
    if (m_state.verdict) {
        data.compared = true;
        data.sampled = m_state.verdict->mode == VerifyOptions::Mode::Sample;
        data.undecided = m_state.verdict->counts.undecided;
        data.comparedAtMs = m_state.verdict->finishedAtMs;
        data.bytesSince = m_state.freshness ? m_state.freshness->bytesSince : std::nullopt;
    }
    return data;
}

// --- the self test ---

void Verification::selfTest() {
    if (m_state.selfTesting) {
        return;
    }
    m_state.selfTesting = true;
    m_state.selfTest.reset();
    m_state.selfTestError.reset();
    m_selfTest = std::make_unique<VerifySelfTest>();
    whenDone(m_selfTest->run(), this, [this](const Result<SelfTestReport>& report) {
        m_selfTest.release()->deleteLater(); // its own future is what led here
        m_state.selfTesting = false;
        if (report) {
            m_state.selfTest = std::make_shared<const SelfTestReport>(*report);
            m_log.selfTested(*report);
        } else {
            m_state.selfTestError = report.error();
        }
        emit changed();
        emit finished();
    });
    emit changed();
}

} // namespace ferryman
