// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/guided_console.h"

#include "close_box.h"
#include "connections/connections.h"
#include "main_window.h"
#include "session/session_factory.h"
#include "session_end.h"
#include "settings/settings.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QPushButton>
#include <QTimer>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <functional>

namespace ferryman::test {

namespace {

const QString marker = QStringLiteral("--console");

void say(const QString& line) {
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

/// Goes through all steps, and sees to what befalls the console at some of them.
class Guide : public QObject {
public:
    Guide(Session& session, MainWindow& window, const GuidedConsole& console)
        : m_session(session)
        , m_window(window)
        , m_at(console.at)
        , m_what(console.what) {
        connect(&session, &Session::changed, this, [this](const SnapshotPtr& now) { guide(*now); });
        // A snapshot comes too late for a phase: the freeze lasts some ten milliseconds.
        connect(&session, &Session::journalled, this, [this](const JournalRow& row) {
            if (row.kind == RowKind::Phase) {
                reach(row.data.value(QStringLiteral("phase")).toString());
            }
        });
    }

private:
    void once(bool mayBegin, const char* name, const std::function<void()>& begin) {
        if (mayBegin && !m_begun.contains(QLatin1String(name))) {
            m_begun.append(QLatin1String(name));
            begin();
        }
    }

    void guide(const Snapshot& now) {
        const SwitchState& cutover = now.failOver.cutover;
        const LinkPhase link = now.replicate.link.phase;
        once(!now.plan.sentinels.isEmpty(), "connect", [this] { m_session.connectAll(); });
        once(now.connect.usable, "assess", [this] { m_session.assess(); });
        once(now.connect.usable && now.assess.ran && !now.assess.running, "replicate",
             [this] { m_session.startReplication(true); });
        once(link == LinkPhase::Steady && now.verify.cannotStart.isEmpty(), "verify",
             [this, &now] { m_session.startVerify(now.verify.request); });
        const bool verified = now.verify.last != nullptr && !now.verify.running; // by this one
        const bool opens = !now.failOver.gates.isEmpty() && allOpen(now.failOver.gates);
        if (verified && opens && !cutover.running && cutover.ending == Ending::None &&
            !m_at.isEmpty()) {
            failOver(now.plan.group);
        }

        const bool synced = link == LinkPhase::CatchingUp || link == LinkPhase::Steady;
        const std::pair<const char*, bool> steps[] = {
            // What takes no longer than from one snapshot to the next is seen when it is over.
            {"connect", now.connect.running || now.connect.usable},
            {"assess", now.assess.running || now.assess.ran},
            {"full-sync", link == LinkPhase::FullSync || synced},
            {"steady", link == LinkPhase::Steady},
            {"verify", now.verify.running || verified},
            {"verified", verified},
            {"ended", cutover.ending != Ending::None},
        };
        for (const auto& [name, isThere] : steps) {
            if (isThere) {
                reach(QLatin1String(name));
            }
        }
        if (m_asksWhenRunning && cutover.running) {
            m_asksWhenRunning = false;
            befall();
        }
        once(cutover.ending != Ending::None && m_what == u"close", "close again",
             [this] { QTimer::singleShot(0, this, &Guide::closeIfItStays); });
    }

    /// A gate that closes just then refuses it; a person would press again.
    void failOver(const QString& group) {
        if (m_nextPress.hasExpired()) {
            m_nextPress.setRemainingTime(2'000);
            m_session.failOver(group);
        }
    }

    void reach(const QString& step) {
        if (m_reached.contains(step)) {
            return;
        }
        m_reached.append(step);
        say("at " + step);
        if (m_at.removeAll(step) == 0) {
            return;
        }
        const bool inSwitch = m_reached.contains(QLatin1String("verified"));
        // A person sees a phase by the snapshot, not by the journal.
        if (inSwitch && (m_what == u"close" || m_what == u"end") &&
            !m_session.snapshot()->switchRunning()) {
            m_asksWhenRunning = true;
        } else {
            befall();
        }
    }

    void befall() {
        if (m_what == u"close") {
            closeAsAPerson();
        } else if (m_what == u"end") {
            ::raise(SIGTERM);
        } else if (m_what == u"kill") { // a session that does not wait
            ::raise(SIGKILL);
        } else {
            ::raise(SIGSTOP);
        }
    }

    /// Where it is asked, the window is to close all the same.
    void closeAsAPerson() {
        m_window.close();
        const auto* question = m_window.findChild<CloseBox*>();
        if (question == nullptr || !question->isVisible()) {
            return;
        }
        say("asked: " + question->text());
        const auto buttons = question->buttons();
        const auto leave = std::ranges::find_if(buttons, [question](QAbstractButton* button) {
            return question->buttonRole(button) == QMessageBox::DestructiveRole;
        });
        (*leave)->click();
    }

    void closeIfItStays() {
        if (m_window.isVisible()) {
            say(QStringLiteral("stays"));
            m_window.close();
        }
    }

    Session& m_session;
    MainWindow& m_window;
    QStringList m_at;
    QString m_what;
    QDeadlineTimer m_nextPress{0};
    QStringList m_begun;
    QStringList m_reached;
    bool m_asksWhenRunning = false;
};

} // namespace

QStringList GuidedConsole::arguments() const {
    return {marker, plan, folder, at.join(u','), what};
}

std::optional<GuidedConsole> GuidedConsole::from(const QStringList& arguments) {
    if (arguments.size() != 6 || arguments[1] != marker) {
        return {};
    }
    return GuidedConsole{arguments[2], arguments[3], arguments[4].split(u','), arguments[5]};
}

int GuidedConsole::run() const {
    Settings settings(folder + "/settings.ini");
    SessionOptions options;
    options.journalFolder = folder + "/journals";
    const auto session = makeSession(options);
    const auto connections = makeConnections();
    MainWindow window(*session, settings, *connections);
    new SessionEnd(window);
    Guide guide(*session, window, *this);
    window.openPlan(plan);
    window.show();
    return QApplication::exec();
}

} // namespace ferryman::test
