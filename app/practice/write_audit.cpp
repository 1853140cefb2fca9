// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/write_audit.h"

#include <QTimer>

namespace ferryman {

namespace {

constexpr milliseconds patience{15'000}; // Sentinels may still be about to agree
constexpr milliseconds pause{100};
constexpr qsizetype mostExamples = 10;

} // namespace

WriteAudit::WriteAudit(redis::PrimaryFinder::Group group, QList<const WriteRecord*> records,
                       QObject* parent)
    : QObject(parent)
    , m_finder(std::move(group)) {
    for (const WriteRecord* record : std::as_const(records)) {
        for (qsizetype i = 0; i < record->keys(); ++i) {
            m_places.append({record, i});
        }
    }
}

Future<LoadAudit> WriteAudit::run() {
    m_deadline.setRemainingTime(patience);
    locate();
    return m_promise.future();
}

void WriteAudit::locate() {
    m_finder.find([this](Result<std::unique_ptr<redis::Client>> found) {
        if (!found && m_deadline.hasExpired()) {
            m_promise.complete(tl::make_unexpected(found.error()));
            return;
        }
        if (!found) {
            QTimer::singleShot(pause, this, &WriteAudit::locate);
            return;
        }
        m_client = std::move(*found);
        QList<redis::Command> commands;
        for (const Place& place : std::as_const(m_places)) {
            commands.append(redis::Command{"GET", place.record->key(place.index)});
        }
        whenDone(m_client->pipeline(commands, patience), this,
                 [this](const Result<QList<redis::Value>>& values) {
                     if (values) {
                         compare(*values);
                     } else {
                         m_promise.complete(tl::make_unexpected(values.error()));
                     }
                 });
    });
}

void WriteAudit::compare(const QList<redis::Value>& values) {
    LoadAudit audit;
    audit.auditedOn = m_client->login().endpoint.address;
    for (qsizetype i = 0; i < m_places.size(); ++i) {
        if (values.at(i).isError()) {
            m_promise.complete(failure(
                ErrorKind::Server,
                {QT_TRANSLATE_NOOP("core", "The acknowledged writes cannot be looked for.")},
                m_client->address(), values.at(i).describe()));
            return;
        }
        const Place& place = m_places.at(i);
        const QList<qint64> missing = place.record->missing(place.index, values.at(i).bytes());
        audit.lost += missing.size();
        for (const qint64 number : missing) {
            if (audit.examples.size() < mostExamples) {
                audit.examples.append(QStringLiteral("%1[%2]")
                                          .arg(QString::fromLatin1(place.record->key(place.index)))
                                          .arg(number % WriteRecord::writesPerKey));
            }
        }
    }
    m_promise.complete(std::move(audit));
}

} // namespace ferryman
