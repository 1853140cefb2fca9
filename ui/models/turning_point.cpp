// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/turning_point.h"

#include "models/finding_model.h"
#include "models/phase_name.h"
#include "models/verify_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace ferryman {

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("TurningPoint", text);
}

bool isNew(const std::optional<Error>& before, const std::optional<Error>& now) {
    return now && (!before || before->message != now->message);
}

void tellConnect(const Snapshot& before, const Snapshot& now, QList<TurningPoint>& points) {
    const ConnectState& connect = now.connect;
    if (isNew(before.connect.error, connect.error)) {
        points << TurningPoint{connect.error->message.translated(), true};
    } else if (before.connect.running && !connect.running && connect.usable) {
        points << TurningPoint{
            words(QT_TRANSLATE_NOOP("TurningPoint", "Every needed connection works.")), false};
    }
}

void tellAssessment(const Snapshot& before, const Snapshot& now, QList<TurningPoint>& points) {
    if (before.assess.running && !now.assess.running && now.assess.ran) {
        const bool blocked = std::ranges::any_of(
            now.assess.findings, [](const Finding& finding) { return finding.blocks(); });
        points << TurningPoint{verdictOf(now.assess), blocked};
    }
    if (isNew(before.assess.error, now.assess.error)) {
        points << TurningPoint{now.assess.error->message.translated(), true};
    }
}

void tellLink(const Snapshot& before, const Snapshot& now, QList<TurningPoint>& points) {
    const LinkState& link = now.replicate.link;
    if (isNew(before.replicate.error, now.replicate.error)) {
        points << TurningPoint{now.replicate.error->message.translated(), true};
    }
    const bool told = link.phase == before.replicate.link.phase || now.switchRunning() ||
                      now.failOver.cutover.ending == Ending::Migrated ||
                      link.steadiness.sentence.isEmpty();
    if (!told) {
        const bool broken =
            link.phase == LinkPhase::Interrupted || link.phase == LinkPhase::Looping;
        points << TurningPoint{link.steadiness.sentence.translated(), broken};
    }
}

void tellVerification(const Snapshot& before, const Snapshot& now, QList<TurningPoint>& points) {
    if (before.verify.running && !now.verify.running) {
        const bool clean = now.verify.last && now.verify.last->outcome == Verdict::Outcome::Clean;
        points << TurningPoint{wordsOf(now).sentence, !clean};
    }
}

bool isReady(const Snapshot& snapshot) {
    return !snapshot.failOver.gates.isEmpty() && allOpen(snapshot.failOver.gates) &&
           !snapshot.switchRunning() && snapshot.failOver.cutover.ending == Ending::None;
}

void tellSwitch(const Snapshot& before, const Snapshot& now, QList<TurningPoint>& points) {
    const SwitchState& was = before.failOver.cutover;
    const SwitchState& is = now.failOver.cutover;
    if (isReady(now) && !isReady(before)) {
        points << TurningPoint{
            words(QT_TRANSLATE_NOOP("TurningPoint", "All gates are open: the switch waits for "
                                                    "the name of the group.")),
            true};
    }
    if (is.running && (is.phase != was.phase || !was.running)) {
        points << TurningPoint{
            words(QT_TRANSLATE_NOOP("TurningPoint", "Switch: %1.")).arg(nameOf(is.phase)), false};
    }
    if (is.irrevocable && !was.irrevocable && is.running) {
        points << TurningPoint{
            words(QT_TRANSLATE_NOOP("TurningPoint", "From here on the switch only goes "
                                                    "forward.")),
            false};
    }
    if (is.ending != was.ending && is.ending != Ending::None) {
        points << TurningPoint{is.outcome.translated(), true};
    }
}

} // namespace

QList<TurningPoint> turningPoints(const Snapshot& before, const Snapshot& now) {
    QList<TurningPoint> points;
    if (before.plan.id != now.plan.id) {
        return points;
    }
    if (isNew(before.error, now.error)) {
        points << TurningPoint{now.error->message.translated(), true};
    }
    tellConnect(before, now, points);
    tellAssessment(before, now, points);
    tellLink(before, now, points);
    tellVerification(before, now, points);
    tellSwitch(before, now, points);
    if (isNew(before.report.error, now.report.error)) {
        points << TurningPoint{now.report.error->message.translated(), true};
    } else if (before.report.files.isEmpty() && !now.report.files.isEmpty()) {
        points << TurningPoint{words(QT_TRANSLATE_NOOP("TurningPoint", "The report was written.")),
                               false};
    }
    points.removeIf([](const TurningPoint& point) { return point.sentence.isEmpty(); });
    return points;
}

} // namespace ferryman
