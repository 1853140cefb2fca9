// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/assessment.h"

#include <QTimer>

#include <algorithm>

namespace ferryman {

namespace {

constexpr milliseconds checkDeadline{5000};

Finding tookTooLong(const QString& checkId, const Clock& clock) {
    Finding finding;
    finding.id = checkId;
    finding.severity = Severity::Unknown;
    finding.title = {QT_TRANSLATE_NOOP("core", "This check did not end in time")};
    finding.found = {QT_TRANSLATE_NOOP("core", "no answer within %1 s"),
                     {QString::number(checkDeadline.count() / 1000)}};
    finding.wanted = {QT_TRANSLATE_NOOP("core", "an answer")};
    finding.why = {
        QT_TRANSLATE_NOOP("core", "What was not read is not known to be well: check again.")};
    finding.at = clock.utc();
    return finding;
}

} // namespace

Assessment::Assessment(std::vector<std::unique_ptr<Check>> checks, QObject* parent,
                       milliseconds samplePause)
    : QObject(parent)
    , m_checks(std::move(checks))
    , m_samplePause(samplePause) {}

Assessment::~Assessment() = default;

void Assessment::clear() {
    m_running.clear();
    m_findings.clear();
    m_accepted.clear();
    m_waiting.clear();
}

/// What one run reads is not older than it.
CheckContext Assessment::withEvidence(CheckContext context) const {
    context.evidence = std::make_shared<Evidence>(*context.clock, m_samplePause);
    return context;
}

void Assessment::run(const CheckContext& context) {
    m_running.clear();
    m_findings.clear();
    const CheckContext fresh = withEvidence(context);
    for (const auto& check : m_checks) {
        start(*check, fresh);
    }
}

Check* Assessment::check(const QString& checkId) const {
    const auto found =
        std::ranges::find(m_checks, checkId, [](const auto& each) { return each->id(); });
    return found == m_checks.end() ? nullptr : found->get();
}

void Assessment::runOne(const CheckContext& context, const QString& checkId) {
    if (Check* one = check(checkId)) {
        start(*one, withEvidence(context));
    }
}

Future<Done> Assessment::runAgain(const CheckContext& context, const QStringList& checkIds) {
    Waiting waiting;
    QList<Check*> wanted;
    for (const QString& checkId : checkIds) {
        if (Check* one = check(checkId)) {
            wanted.append(one);
            waiting.checks.append(checkId);
        }
    }
    if (wanted.isEmpty()) {
        return ready<Done>(Done{});
    }
    m_waiting.append(waiting);
    const CheckContext fresh = withEvidence(context);
    for (Check* one : std::as_const(wanted)) {
        start(*one, fresh);
    }
    return waiting.answered.future();
}

QStringList Assessment::volatileChecks() const {
    QStringList ids;
    for (const auto& each : m_checks) {
        if (each->isVolatile()) {
            ids.append(each->id());
        }
    }
    return ids;
}

void Assessment::start(Check& check, const CheckContext& context) {
    const QString checkId = check.id();
    const quint64 run = ++m_runs;
    m_running.insert(checkId, run);
    m_acceptedByPlan = context.plan.policy.acceptFindings;
    auto* watcher = new QFutureWatcher<QList<Finding>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, checkId, run] {
        watcher->deleteLater();
        take(checkId, run,
             watcher->future().resultCount() > 0 ? watcher->result() : QList<Finding>{});
    });
    watcher->setFuture(check.run(context, this));
    QTimer::singleShot(checkDeadline, this, [this, checkId, run, clock = context.clock] {
        take(checkId, run, {tookTooLong(checkId, *clock)});
    });
}

void Assessment::take(const QString& checkId, quint64 run, QList<Finding> findings) {
    if (m_running.value(checkId) != run) {
        return; // answered already, or begun anew
    }
    m_running.remove(checkId);
    m_findings.removeIf([&](const Finding& finding) { return finding.id == checkId; });
    for (Finding& finding : findings) {
        if (finding.acceptable && m_acceptedByPlan.contains(finding.id)) {
            finding.accepted = true;
            finding.acceptedBecause = QStringLiteral("the plan's acceptFindings");
            finding.acceptedBy = QStringLiteral("the plan");
        }
        acceptAsBefore(finding);
    }
    m_findings.append(findings);
    const auto place = [this](const Finding& finding) {
        return std::ranges::find(m_checks, finding.id,
                                 [](const auto& check) { return check->id(); }) -
               m_checks.begin();
    };
    std::ranges::stable_sort(m_findings, {},
                             place); // the order of the table, whichever answered first
    emit found(findings);
    if (m_running.isEmpty()) {
        emit finished();
    }
    tellWaiting(checkId);
}

void Assessment::tellWaiting(const QString& checkId) {
    QList<Waiting> answered;
    for (qsizetype i = m_waiting.size() - 1; i >= 0; --i) {
        m_waiting[i].checks.removeAll(checkId);
        if (m_waiting[i].checks.isEmpty()) {
            answered.append(m_waiting.takeAt(i));
        }
    }
    for (const Waiting& each : std::as_const(answered)) {
        each.answered.complete(Done{});
    }
}

/// What a person accepted stays accepted while it is found again just so; anything else may be
/// worse.
void Assessment::acceptAsBefore(Finding& finding) const {
    for (const Finding& before : m_accepted) {
        if (before.id == finding.id && before.subject == finding.subject && finding.acceptable &&
            before.severity == finding.severity && before.title == finding.title &&
            before.found == finding.found && before.wanted == finding.wanted) {
            finding.accepted = true;
            finding.acceptedBecause = before.acceptedBecause;
            finding.acceptedBy = before.acceptedBy;
        }
    }
}

void Assessment::accept(const QString& id, const QString& subject, const QString& because,
                        const QString& by) {
    for (Finding& finding : m_findings) {
        if (finding.id == id && finding.subject == subject && finding.acceptable) {
            finding.accepted = true;
            finding.acceptedBecause = because;
            finding.acceptedBy = by;
            m_accepted.append(finding);
        }
    }
    emit found({});
}

int Assessment::blockers() const {
    return static_cast<int>(std::ranges::count_if(m_findings, &Finding::blocks));
}

} // namespace ferryman
