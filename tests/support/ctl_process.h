// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QProcess>

namespace ferryman::test {

/// One run of ferrymanctl as a process of its own, as a person or a script starts it.
class CtlProcess {
public:
    explicit CtlProcess(const QStringList& arguments,
                        const QProcessEnvironment& environment = defaultEnvironment());
    ~CtlProcess();

    /// Waits for its end. False where it has not ended in time; then it is killed.
    [[nodiscard]] bool finish(int timeoutMs = 60'000);

    /// Waits for an event of this kind with this value of a field, such as ("phase", "phase",
    /// "drain").
    [[nodiscard]] bool awaitEvent(const QString& event, const QString& field, const QString& value,
                                  int timeoutMs = 60'000);

    void interrupt(); ///< SIGINT.
    void kill();      ///< SIGKILL.

    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] qint64 pid() const; ///< 0 once its end was noticed.
    [[nodiscard]] int exitCode() const;
    [[nodiscard]] QList<QJsonObject>
    events(); ///< Of standard output, in order; a line that is no JSON fails the test.
    [[nodiscard]] QList<QJsonObject> events(const QString& kind);
    [[nodiscard]] QJsonObject result(); ///< The last event.
    [[nodiscard]] QString standardError();

    [[nodiscard]] static QProcessEnvironment defaultEnvironment();

private:
    void drain();

    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errors;
};

} // namespace ferryman::test
