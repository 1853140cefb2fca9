// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session_log.h"

#include <QJsonDocument>
#include <QLoggingCategory>

namespace ferryman {

namespace {

Q_LOGGING_CATEGORY(journalLog, "ferryman.journal")
Q_LOGGING_CATEGORY(sentinelLog, "ferryman.sentinel")
Q_LOGGING_CATEGORY(sessionLog, "ferryman.session")

constexpr const char* stepNames[stepCount] = {"connect", "assess",   "replicate",
                                              "verify",  "failover", "report"};
constexpr const char* statusNames[] = {"locked", "to do", "running", "attention", "done"};

void tellRow(const JournalRow& row) {
    const QByteArray data = QJsonDocument(row.data).toJson(QJsonDocument::Compact);
    const QString text = QStringLiteral("%1 %2 %3 %4")
                             .arg(QString::number(row.number), QLatin1String(toString(row.kind)),
                                  row.subject.isEmpty() ? QStringLiteral("-") : row.subject,
                                  QString::fromUtf8(data));
    if (row.kind == RowKind::Samples) { // a chart's points, many of them
        qCDebug(journalLog).noquote() << text;
    } else {
        qCInfo(journalLog).noquote() << text;
    }
}

void tellEvent(const redis::SentinelEvent& event) {
    qCInfo(sentinelLog).noquote()
        << QStringLiteral("%1 %2 %3").arg(event.sentinel.toString(), event.name, event.payload);
}

} // namespace

SessionLog::SessionLog(Session& session, QObject* parent)
    : QObject(parent) {
    connect(&session, &Session::journalled, this, &tellRow);
    connect(&session, &Session::sentinelEvent, this, &tellEvent);
    connect(&session, &Session::changed, this, &SessionLog::take);
}

void SessionLog::take(const SnapshotPtr& now) {
    for (size_t i = 0; i < stepCount; ++i) {
        const StepState& step = now->steps[i];
        if (step.status != m_steps[i].status) {
            qCInfo(sessionLog).noquote()
                << QStringLiteral("%1: %2. %3")
                       .arg(QLatin1String(stepNames[i]),
                            QLatin1String(statusNames[static_cast<size_t>(step.status)]),
                            step.note.english());
        }
    }
    m_steps = now->steps;
    tellErrors(*now);
}

void SessionLog::tellErrors(const Snapshot& now) {
    QHash<QString, QString> errors;
    const auto see = [&errors](const QString& of, const std::optional<Error>& error) {
        if (error) {
            errors.insert(of, error->english());
        }
    };
    see(QStringLiteral("session"), now.error);
    see(QStringLiteral("connect"), now.connect.error);
    see(QStringLiteral("setup"), now.setup.error);
    see(QStringLiteral("assess"), now.assess.error);
    see(QStringLiteral("replicate"), now.replicate.error);
    see(QStringLiteral("source"), now.replicate.link.sourceError);
    see(QStringLiteral("Dragonfly"), now.replicate.link.targetError);
    see(QStringLiteral("verify"), now.verify.error);
    see(QStringLiteral("report"), now.report.error);
    see(QStringLiteral("migrations"), now.migrations.error);
    for (const EndpointStatus& endpoint : now.connect.endpoints) {
        see(endpoint.address.toString(), endpoint.error);
    }
    for (auto it = errors.cbegin(); it != errors.cend(); ++it) {
        if (m_errors.value(it.key()) != it.value()) {
            qCWarning(sessionLog).noquote() << it.key() + QStringLiteral(": ") + it.value();
        }
    }
    for (auto it = m_errors.cbegin(); it != m_errors.cend(); ++it) {
        if (!errors.contains(it.key())) {
            qCInfo(sessionLog).noquote() << it.key() + QStringLiteral(": no error any more");
        }
    }
    m_errors = errors;
}

} // namespace ferryman
