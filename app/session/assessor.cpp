// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/assessor.h"

#include "session/person.h"

#include <algorithm>

namespace ferryman {

Assessor::Assessor(const Clock& clock, Connector& connector, Logbook& logbook, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_connector(connector)
    , m_logbook(logbook)
    , m_assessment(standardChecks(), this)
    , m_mender(
          logbook, [this](const redis::Address& server) { return connectionTo(server); }, this) {
    connect(&m_assessment, &Assessment::found, this, [this] {
        m_state.again.removeIf([this](const QString& id) { return !m_assessment.isRunning(id); });
        emit changed();
    });
    connect(&m_assessment, &Assessment::finished, this, &Assessor::assessmentEnded);
}

void Assessor::clear(const Plan& plan) {
    ++m_generation;
    m_plan = plan;
    m_mender.clear();
    m_assessment.clear();
    m_begun.reset();
    m_state = {};
}

AssessState Assessor::state() const {
    AssessState all = m_state;
    all.running = m_begun.has_value();
    all.checks = m_assessment.checks();
    all.findings = m_assessment.findings();
    all.mends = m_logbook.mends();
    all.undoable = m_mender.undoable();
    return all;
}

CheckContext Assessor::context() const {
    CheckContext context;
    context.plan = m_plan;
    if (context.plan.group.isEmpty()) {
        context.plan.group = m_connector.group();
    }
    context.topology = m_connector.state().topology;
    context.source = m_connector.source();
    context.target = m_connector.target();
    context.sentinels = m_connector.sentinels();
    context.clock = &m_clock;
    return context;
}

void Assessor::assess(const QString& onlyCheck) {
    if (!m_connector.state().usable) {
        return;
    }
    m_state.error.reset();
    if (onlyCheck.isEmpty()) {
        m_begun = m_clock.monotonic();
        m_assessment.run(context());
    } else {
        m_assessment.runOne(context(), onlyCheck);
        if (m_assessment.isRunning(onlyCheck)) {
            m_state.again.append(onlyCheck);
        }
    }
    emit changed();
}

void Assessor::assessmentEnded() {
    if (const auto begun = std::exchange(m_begun, std::nullopt)) {
        m_state.finishedAtMs = m_clock.utc().toMSecsSinceEpoch();
        m_state.tookMs =
            std::chrono::duration_cast<milliseconds>(m_clock.monotonic() - *begun).count();
        m_state.ran = true;
    }
    m_logbook.found(m_assessment.findings());
    emit finished();
}

bool Assessor::accept(const QString& id, const QString& subject, const QString& because) {
    const QString reason = because.trimmed();
    const Finding* accepted = finding(id, subject);
    if (accepted == nullptr || !accepted->acceptable || reason.isEmpty()) {
        return false;
    }
    m_assessment.accept(id, subject, reason, thisPerson());
    m_logbook.accepted(id, subject, reason, thisPerson());
    emit changed();
    return true;
}

const Finding* Assessor::finding(const QString& id, const QString& subject) const {
    const auto found = std::ranges::find_if(m_assessment.findings(), [&](const Finding& each) {
        return each.id == id && each.subject == subject;
    });
    return found == m_assessment.findings().end() ? nullptr : &*found;
}

redis::Connection* Assessor::connectionTo(const redis::Address& server) {
    for (redis::Connection* known : {m_connector.source(), m_connector.target()}) {
        if (known != nullptr && known->address() == server) {
            return known;
        }
    }
    Sentinels* sentinels = m_connector.sentinels();
    return sentinels != nullptr ? sentinels->connection(server) : nullptr;
}

MendPlaces Assessor::places() const {
    const auto addressOf = [](const redis::Connection* connection) {
        return connection != nullptr ? connection->address() : redis::Address{};
    };
    return {addressOf(m_connector.source()), addressOf(m_connector.target()),
            m_connector.state().topology};
}

/// The Sentinels are read anew first: some checks judge what they said.
Future<Done> Assessor::checkAgain(const QStringList& checkIds) {
    return andThen(
        m_connector.readTopology(), this,
        [this, checkIds, generation = m_generation](const Topology& topology) -> Future<Done> {
            if (generation != m_generation || !m_connector.state().usable) {
                return ready<Done>(failure(
                    ErrorKind::Cancelled,
                    {QT_TRANSLATE_NOOP("core", "The operation was abandoned before it ended.")}));
            }
            CheckContext fresh = context();
            fresh.topology = topology;
            return m_assessment.runAgain(fresh, checkIds);
        });
}

Future<Done> Assessor::refreshVolatile() {
    return checkAgain(m_assessment.volatileChecks());
}

std::optional<qint64> Assessor::volatileReadAtMs() const {
    if (!m_state.ran) {
        return {};
    }
    std::optional<qint64> oldest;
    const QStringList ids = m_assessment.volatileChecks();
    for (const Finding& finding : m_assessment.findings()) {
        if (ids.contains(finding.id)) {
            const qint64 at = finding.at.toMSecsSinceEpoch();
            oldest = std::min(oldest.value_or(at), at);
        }
    }
    return oldest;
}

std::optional<qint64> Assessor::assessedAtMs() const {
    if (!m_state.ran || m_begun || !m_state.again.isEmpty()) {
        return {};
    }
    qint64 oldest = m_state.finishedAtMs;
    for (const Finding& finding : m_assessment.findings()) {
        oldest = finding.at.isValid() ? std::min(oldest, finding.at.toMSecsSinceEpoch()) : oldest;
    }
    return oldest;
}

bool Assessor::begin(const QString& checkId) {
    if (isMending()) {
        m_state.error =
            Error{ErrorKind::Refused,
                  {QT_TRANSLATE_NOOP("core", "Another finding is being mended: wait until it has "
                                             "ended.")},
                  {},
                  {}};
        emit changed();
        return false;
    }
    m_state.error.reset();
    m_state.mending = checkId;
    emit changed();
    return true;
}

void Assessor::mend(const QString& id, const QString& subject) {
    const Finding* shown = finding(id, subject);
    if (shown == nullptr || !begin(id)) {
        return;
    }
    whenDone(checkAgain({id}), this,
             [this, wanted = *shown, generation = m_generation](const Result<Done>& checked) {
                 if (generation != m_generation) {
                     return;
                 }
                 if (checked) {
                     mendIfStill(wanted);
                 } else {
                     end(wanted.id, checked);
                 }
             });
}

/// What is sent must be what was shown and confirmed: a server may have changed meanwhile.
void Assessor::mendIfStill(const Finding& wanted) {
    const Finding* now = finding(wanted.id, wanted.subject);
    const bool same = now != nullptr && now->severity == wanted.severity &&
                      now->mend == wanted.mend && now->mendOn == wanted.mendOn;
    const QList<MendStep> steps = same ? mendSteps(*now, places()) : QList<MendStep>{};
    if (steps.isEmpty()) {
        end(wanted.id,
            failure(ErrorKind::Refused,
                    {QT_TRANSLATE_NOOP("core", "Nothing was sent: checked again, this finding is "
                                               "not what it was, or Ferryman cannot mend it by "
                                               "itself.")}));
        return;
    }
    takeMend(wanted.id, m_mender.mend(*now, steps, thisPerson()));
}

void Assessor::undo(const QString& id, const QString& subject) {
    if (begin(id)) {
        takeMend(id, m_mender.undo(id, subject));
    }
}

void Assessor::takeMend(const QString& checkId, const Future<Done>& future) {
    whenDone(future, this, [this, checkId, generation = m_generation](const Result<Done>& result) {
        if (generation == m_generation) {
            end(checkId, result);
        }
    });
}

void Assessor::end(const QString& checkId, const Result<Done>& result) {
    if (!result) {
        m_state.error = result.error();
    }
    whenDone(checkAgain({checkId}), this, [this, generation = m_generation](const Result<Done>&) {
        if (generation == m_generation) {
            m_state.mending.clear();
            emit changed();
        }
    });
    emit changed();
}

} // namespace ferryman
