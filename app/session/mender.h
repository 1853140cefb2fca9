// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/mend_steps.h"
#include "redis/connection.h"
#include "session/logbook.h"

#include <functional>

namespace ferryman {

/// Mends findings on the live servers and undoes it: one command after the other, each announced in
/// the journal with its undo before it is sent. What was mended stays so on purpose, and stands in
/// nobody's way.
class Mender : public QObject {
    Q_OBJECT
public:
    /// The open connection of the session to a server; null for an unknown one.
    using ConnectionTo = std::function<redis::Connection*(const redis::Address&)>;

    Mender(Logbook& logbook, ConnectionTo connectionTo, QObject* parent = nullptr);

    /// Wants an open journal. Fails at the first command that is refused or whose reply is lost;
    /// what was done until then can be undone.
    [[nodiscard]] Future<Done> mend(const Finding& finding, const QList<MendStep>& steps,
                                    const QString& by);
    /// The latest mend of that finding that was not undone.
    [[nodiscard]] Future<Done> undo(const QString& check, const QString& subject);

    [[nodiscard]] bool isBusy() const { return m_run.has_value(); }
    [[nodiscard]] QStringList undoable() const; ///< Ids of the mends that this session can undo.
    void clear();                               ///< Another migration begins.

private:
    struct Performed {
        QString id;
        QString check;
        QString subject;
        QList<MendStep> steps; ///< Where something was or may have been done.
    };
    struct Run {
        QString id;
        QString check;
        QString subject;
        bool undoes = false;
        QList<MendStep> steps;
        qsizetype step = 0;
        qsizetype command = 0;
        QList<MendStep> touched;
        Promise<Done> promise;
    };

    [[nodiscard]] Future<Done> begin(Run run);
    [[nodiscard]] static const QList<redis::Command>& commandsOf(const Run& run);
    void sendNext();
    void send(const redis::Command& command, const MendStep& step);
    void take(const redis::Command& command, const Result<redis::Value>& reply);
    [[nodiscard]] Result<Done> keepForUndo(const redis::Command& command,
                                           const redis::Value& reply);
    void tellReply(const redis::Command& command, const Result<redis::Value>& reply);
    void end(const Result<Done>& result);
    [[nodiscard]] Run& run() { return *m_run; }

    Logbook& m_logbook;
    ConnectionTo m_connectionTo;
    QList<Performed> m_performed;
    std::optional<Run> m_run;
    quint64 m_generation = 0;
};

} // namespace ferryman
