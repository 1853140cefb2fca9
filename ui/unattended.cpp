// SPDX-License-Identifier: GPL-3.0-or-later
#include "unattended.h"

#include <QAbstractButton>
#include <QDir>
#include <QLineEdit>

#include <algorithm>

namespace ferryman {

namespace {

constexpr std::chrono::milliseconds lookEvery{100};
constexpr std::chrono::seconds stageWithin{120};
constexpr qint64 watchedMs = 8000; // so that the charts show something

bool pressed(const Snapshot& snapshot, Step step) {
    return snapshot.step(step).status != StepStatus::Locked;
}

} // namespace

Unattended::Unattended(MainWindow& window, Session& session, QString folder, QObject* parent)
    : QObject(parent)
    , m_window(window)
    , m_session(session)
    , m_folder(std::move(folder)) {
    m_look.setInterval(lookEvery);
    m_look.callOnTimeout(this, &Unattended::look);
    m_deadline.setSingleShot(true);
    m_deadline.setInterval(stageWithin);
    m_deadline.callOnTimeout(this, [this] {
        end(1, tr("The step \"%1\" did not come to its end within %2 s.")
                   .arg(QLatin1String(m_stages[m_stage].name))
                   .arg(stageWithin.count()));
    });
}

QList<Unattended::Stage> Unattended::journey() {
    const auto steady = [](const Snapshot& now) {
        const bool gates = !now.failOver.gates.isEmpty() && allOpen(now.failOver.gates);
        return gates && now.replicate.link.steadiness.unbrokenMs >= watchedMs;
    };
    return {
        {"lab", [](const Snapshot& now) { return !now.plan.sentinels.isEmpty(); },
         [this] { press("testButton"); }},
        {"connect", [](const Snapshot& now) { return now.connect.usable && !now.connect.running; },
         [this] {
             picture("1-connect");
             press("nextButton");
             press("checkAllButton");
         }},
        {"assess",
         [](const Snapshot& now) { return now.assess.ran && pressed(now, Step::Replicate); },
         [this] {
             picture("2-assess");
             press("nextButton");
             press("startReplicationButton");
         }},
        {"replicate", steady,
         [this] {
             picture("3-replicate");
             press("nextButton");
             press("startVerifyButton");
         }},
        {"verify", [](const Snapshot& now) { return now.verify.verdict && !now.verify.running; },
         [this] {
             picture("4-verify");
             press("nextButton");
         }},
        {"confirm", steady,
         [this] { type("confirmGroup", m_session.snapshot()->connect.topology.group); }},
        {"fail over", steady,
         [this] {
             picture("5-fail-over");
             press("failoverButton");
         }},
        {"switch", [](const Snapshot& now) { return now.failOver.cutover.ending != Ending::None; },
         [] {}},
        {"report", [](const Snapshot& now) { return now.report.report != nullptr; },
         [this] {
             picture("5-switched");
             press("nextButton");
             m_session.exportReport(m_folder);
         }},
        {"export", [](const Snapshot& now) { return !now.report.files.isEmpty(); },
         [this] { picture("6-report"); }},
    };
}

void Unattended::start() {
    if (!QDir().mkpath(m_folder)) {
        end(1, tr("The folder %1 cannot be made.").arg(m_folder));
        return;
    }
    m_stages = journey();
    m_deadline.start();
    m_look.start();
    m_heart.setLabel(QLatin1String(m_stages.first().name));
    m_heart.start();
}

std::optional<QString> Unattended::whatStandsInTheWay(const Snapshot& snapshot) const {
    for (const auto& error : {snapshot.error, snapshot.connect.error, snapshot.replicate.error,
                              snapshot.verify.error, snapshot.report.error}) {
        if (error) {
            return error->english();
        }
    }
    for (const Finding& finding : snapshot.assess.findings) {
        if (finding.blocks()) {
            return QStringLiteral("%1: %2").arg(finding.id, finding.title.english());
        }
    }
    const SwitchState& cutover = snapshot.failOver.cutover;
    if (cutover.ending == Ending::Aborted || cutover.ending == Ending::Attention) {
        return cutover.outcome.english();
    }
    return {};
}

void Unattended::look() {
    const SnapshotPtr snapshot = m_session.snapshot();
    if (const auto problem = whatStandsInTheWay(*snapshot)) {
        picture("0-stopped");
        end(1, *problem);
        return;
    }
    if (!m_stages[m_stage].until(*snapshot)) {
        return;
    }
    m_stages[m_stage].then();
    if (!m_problem.isEmpty()) {
        end(1, m_problem);
        return;
    }
    m_deadline.start();
    if (++m_stage == m_stages.size()) {
        end(0, tr("All six steps were gone through; Dragonfly %1 is the primary.")
                   .arg(snapshot->plan.dragonfly.address.toString()));
        return;
    }
    m_heart.setLabel(QLatin1String(m_stages[m_stage].name));
}

void Unattended::press(const char* button) {
    const auto buttons = m_window.findChildren<QAbstractButton*>(QLatin1String(button));
    const auto usable = std::ranges::find_if(buttons, [](const QAbstractButton* each) {
        return each->isVisible() && each->isEnabled();
    });
    if (usable == buttons.end()) {
        m_problem = tr("The button \"%1\" cannot be pressed.").arg(QLatin1String(button));
        return;
    }
    (*usable)->click();
}

void Unattended::type(const char* field, const QString& text) {
    auto* edit = m_window.findChild<QLineEdit*>(QLatin1String(field));
    if (edit == nullptr || !edit->isEnabled()) {
        m_problem = tr("The field \"%1\" cannot be filled.").arg(QLatin1String(field));
        return;
    }
    edit->setText(text);
}

void Unattended::picture(const char* name) {
    m_heart.skip(); // no person takes pictures
    const QString path =
        QDir(m_folder).absoluteFilePath(QLatin1String(name) + QStringLiteral(".png"));
    if (!m_window.grab().save(path)) {
        m_problem = tr("The picture %1 cannot be written.").arg(path);
    }
}

void Unattended::end(int exitCode, const QString& sentence) {
    m_look.stop();
    m_deadline.stop();
    emit finished(exitCode, sentence);
}

} // namespace ferryman
