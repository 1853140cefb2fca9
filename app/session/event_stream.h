// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "report/runbook.h"
#include "session/journey.h"

#include <QJsonObject>
#include <QSet>

#include <functional>

namespace ferryman {

/// A session told as events, one JSON object a line: hello, phase, sample, command, gate, sentinel,
/// check, progress, difference, error and at the end result. Every event has `event`, `seq` and
/// `at` (UTC, ms).
class EventStream : public QObject {
    Q_OBJECT
public:
    using Sink = std::function<void(const QJsonObject&)>;

    EventStream(Session& session, const Clock& clock, Sink sink, QObject* parent = nullptr);

    void hello(const QString& command);
    void dryRun(const Runbook& runbook); ///< Gates as they are, and commands as they would be sent.
    void result(JourneyEnd end, const Message& sentence);
    /// The result of comparing alone: with the verdict's figures, or the self test's.
    void compared(JourneyEnd end, const Message& sentence);

private:
    void follow(const SnapshotPtr& snapshot);
    void tellChecks(const Snapshot& snapshot);
    void tellLink(const Snapshot& snapshot);
    void tellGates(const Snapshot& snapshot);
    void tellComparison(const VerifyState& verify);
    void tellSelfTest(const SelfTestReport& report);
    void tellErrors(const Snapshot& snapshot);
    void tellRow(const JournalRow& row);
    void emitEvent(const char* event, QJsonObject data);

    Session& m_session;
    const Clock& m_clock;
    Sink m_sink;
    qint64 m_seq = 0;
    qint64 m_lastSampleMs = 0;
    qint64 m_lastSyncMs = -1;
    qsizetype m_toldDifferences = 0;
    double m_comparedSeconds = 0; ///< When its progress was told last.
    bool m_selfTestTold = false;
    QHash<QString, QSet<QByteArray>> m_toldChecks; ///< By check: what it found last.
    QHash<QByteArray, bool> m_gates;
    QString m_lastError;
    QStringList m_notices; ///< Told, and still so.
};

} // namespace ferryman
