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
}

/// What one run reads is not older than it.
CheckContext Assessment::withEvidence(CheckContext context) const {
    context.evidence = std::make_shared<Evidence>(*context.clock, m_samplePause);
    return context;
}

void Assessment::run(const CheckContext& context) {
    clear();
    const CheckContext fresh = withEvidence(context);
    for (const auto& check : m_checks) {
        start(*check, fresh);
    }
}

void Assessment::runOne(const CheckContext& context, const QString& checkId) {
    const auto check =
        std::ranges::find(m_checks, checkId, [](const auto& each) { return each->id(); });
    if (check != m_checks.end()) {
        start(**check, withEvidence(context));
    }
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
        }
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
}

void Assessment::accept(const QString& id, const QString& subject, const QString& because) {
    for (Finding& finding : m_findings) {
        if (finding.id == id && finding.subject == subject && finding.acceptable) {
            finding.accepted = true;
            finding.acceptedBecause = because;
        }
    }
    emit found({});
}

int Assessment::blockers() const {
    return static_cast<int>(std::ranges::count_if(m_findings, &Finding::blocks));
}

} // namespace ferryman
