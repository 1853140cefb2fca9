// SPDX-License-Identifier: GPL-3.0-or-later
#include "trip.h"

#include "preflight/judgement.h"

namespace ferryman::test {

Trip::Trip(JourneyOptions options)
    : journey(session, std::move(options)) {
    QObject::connect(&journey, &Journey::finished, &journey,
                     [this](JourneyEnd how, const Message& because) {
                         ++ended;
                         end = how;
                         sentence = because.english();
                     });
}

JourneyOptions Trip::migrating() {
    JourneyOptions options;
    options.confirmGroup = QStringLiteral("orders");
    return options;
}

void Trip::show() {
    ++now.number;
    now.commandsTaken = static_cast<quint64>(session.commands().size());
    session.show(now);
}

void Trip::plan() {
    redis::Endpoint sentinel;
    sentinel.address = {QStringLiteral("10.0.0.11"), 26379};
    now.plan.group = QStringLiteral("orders");
    now.plan.policy.verify = verifies;
    now.plan.sentinels = {sentinel};
    show();
}

void Trip::connected() {
    now.connect.usable = true;
    now.connect.topology.group = QStringLiteral("orders");
    show();
}

void Trip::assessed(const QList<Finding>& findings) {
    now.assess.ran = true;
    now.assess.findings = findings;
    show();
}

void Trip::attached() {
    now.replicate.link.phase = LinkPhase::FullSync;
    show();
}

void Trip::steady() {
    now.replicate.link.phase = LinkPhase::Steady;
    now.replicate.link.steadiness.steady = true;
    now.failOver.gates = {gateOf("replication.steady", true), gateOf("sentinels.agree", true)};
    show();
}

void Trip::comparing() {
    now.verify.running = true;
    now.verify.last.reset();
    show();
}

void Trip::compared(Verdict::Outcome outcome, qint64 differences) {
    Verdict verdict;
    verdict.outcome = outcome;
    verdict.counts.keysCompared = 1000;
    verdict.counts.differences = differences;
    now.verify.running = false;
    now.verify.differencesFound = differences;
    now.verify.last = std::make_shared<const Verdict>(verdict);
    now.verify.verdict = cameToItsEnd(verdict) ? now.verify.last : now.verify.verdict;
    show();
}

void Trip::switching(Phase phase, bool irrevocable) {
    SwitchState& cutover = now.failOver.cutover;
    cutover.running = true;
    cutover.phase = phase;
    cutover.irrevocable = irrevocable;
    TimelineRow row;
    row.phase = phase;
    cutover.timeline.append(row);
    show();
}

void Trip::switched(Ending ending) {
    SwitchState& cutover = now.failOver.cutover;
    cutover.running = false;
    cutover.ending = ending;
    cutover.outcome = {"It ended so."};
    show();
}

void Trip::reported() {
    auto report = std::make_shared<Report>();
    report->cutover = now.failOver.cutover;
    now.report.report = report;
    show();
}

void Trip::withdrawn() {
    now.replicate.link.phase = LinkPhase::Stopped;
    show();
}

QString Trip::lastCommand() const {
    return session.commands().isEmpty() ? QString() : session.commands().last();
}

Finding findingOf(const QString& id, Severity severity) {
    Finding finding = judged(severity, {"A title"}, {"what was found"}, {"wanted"}, {"why"});
    finding.id = id;
    return finding;
}

Gate gateOf(const QByteArray& id, bool open) {
    Gate gate;
    gate.id = id;
    gate.title = {"The title of %1", {QString::fromLatin1(id)}};
    gate.value = {"a value"};
    gate.open = open;
    return gate;
}

} // namespace ferryman::test
