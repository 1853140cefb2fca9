// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/migrations.h"
#include "support/practice_lab.h"

#include <QProcess>
#include <QTemporaryDir>

namespace ferryman::test {

/// What the start page of one more console says, and what it makes of the switch.
struct NextStart {
    QString banner;
    Ending ending = Ending::None; ///< Of the recovery, where one was asked for.
};

/// Servers under load, and consoles on one plan after each other, each a process of its own.
class ConsoleBench {
public:
    explicit ConsoleBench(const LabOptions& options);

    [[nodiscard]] bool start();
    /// A console (gui/guided_console.h) that something befalls at these steps.
    [[nodiscard]] bool startConsole(const QStringList& at, const QString& what);
    [[nodiscard]] bool awaitStep(const QString& step);
    [[nodiscard]] bool awaitEnd();
    [[nodiscard]] bool sleepOnce(); ///< Longer than any poll's deadline and than the freeze.
    void terminate();               ///< SIGTERM.
    [[nodiscard]] bool endedByItself() const; ///< And not by a signal.
    [[nodiscard]] const QByteArray& said() const { return m_said; }

    [[nodiscard]] Migration migration() const; ///< As the journal has it.
    [[nodiscard]] QString saidByTheNextStart();
    [[nodiscard]] NextStart recoveredByTheNextStart(); ///< By the banner's button.

    /// The load comes through to that server, which refuses nothing.
    [[nodiscard]] bool isWritten(const redis::Address& primary);
    /// Of the writes that were acknowledged; it ends the load.
    [[nodiscard]] Result<LoadAudit> audit();

    PracticeLab lab;

private:
    [[nodiscard]] bool isStopped() const;
    [[nodiscard]] NextStart startAgain(bool recovers);

    std::unique_ptr<WriteLoad> m_load;
    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_console;
    QByteArray m_said;
};

} // namespace ferryman::test
