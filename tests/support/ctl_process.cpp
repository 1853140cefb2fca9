// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl_process.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <csignal>

namespace ferryman::test {

CtlProcess::CtlProcess(const QStringList& arguments, const QProcessEnvironment& environment) {
    m_process.setProcessEnvironment(environment);
    m_process.start(QStringLiteral(FERRYMANCTL), arguments);
    if (!m_process.waitForStarted()) {
        QTest::qFail(qPrintable(m_process.errorString()), __FILE__, __LINE__);
    }
}

CtlProcess::~CtlProcess() {
    if (m_process.state() != QProcess::NotRunning) {
        m_process.terminate(); // it ends its lab's servers by itself
        if (!m_process.waitForFinished(10'000)) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }
}

QProcessEnvironment CtlProcess::defaultEnvironment() {
    return QProcessEnvironment::systemEnvironment();
}

void CtlProcess::drain() {
    m_output += m_process.readAllStandardOutput();
    m_errors += m_process.readAllStandardError();
}

bool CtlProcess::finish(int timeoutMs) {
    const bool ended =
        m_process.state() == QProcess::NotRunning || m_process.waitForFinished(timeoutMs);
    if (!ended) {
        m_process.kill();
        m_process.waitForFinished();
    }
    drain();
    return ended;
}

bool CtlProcess::awaitEvent(const QString& event, const QString& field, const QString& value,
                            int timeoutMs) {
    QElapsedTimer timer;
    timer.start();
    while (!timer.hasExpired(timeoutMs)) {
        const auto seen = events();
        const bool found = std::ranges::any_of(seen, [&](const QJsonObject& object) {
            return object.value(QStringLiteral("event")).toString() == event &&
                   object.value(field).toString() == value;
        });
        if (found) {
            return true;
        }
        if (m_process.state() == QProcess::NotRunning) {
            return false;
        }
        m_process.waitForReadyRead(100);
    }
    return false;
}

void CtlProcess::interrupt() {
    ::kill(static_cast<pid_t>(m_process.processId()), SIGINT);
}

void CtlProcess::kill() {
    m_process.kill();
    m_process.waitForFinished();
}

bool CtlProcess::isRunning() const {
    return m_process.state() != QProcess::NotRunning;
}

qint64 CtlProcess::pid() const {
    return m_process.processId();
}

int CtlProcess::exitCode() const {
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

QList<QJsonObject> CtlProcess::events() {
    drain();
    QList<QJsonObject> objects;
    const qsizetype end = m_output.lastIndexOf('\n');
    for (const QByteArray& line : m_output.left(std::max<qsizetype>(end, 0)).split('\n')) {
        if (line.isEmpty()) {
            continue;
        }
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (!document.isObject()) {
            QTest::qFail(line.constData(), __FILE__, __LINE__);
        }
        objects.append(document.object());
    }
    return objects;
}

QList<QJsonObject> CtlProcess::events(const QString& kind) {
    QList<QJsonObject> objects = events();
    objects.removeIf([&](const QJsonObject& object) {
        return object.value(QStringLiteral("event")).toString() != kind;
    });
    return objects;
}

QJsonObject CtlProcess::result() {
    const auto all = events();
    return all.isEmpty() ? QJsonObject{} : all.last();
}

QString CtlProcess::standardError() {
    drain();
    return QString::fromUtf8(m_errors);
}

} // namespace ferryman::test
