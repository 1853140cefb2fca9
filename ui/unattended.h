// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "heartbeat.h"
#include "main_window.h"

#include <QTimer>

#include <functional>

namespace ferryman {

/// Goes through all six steps of the real window by itself: it presses the buttons that a person
/// would press, waits for what the pages show, and takes a picture of each step. For a machine
/// without a display.
class Unattended final : public QObject {
    Q_OBJECT
public:
    Unattended(MainWindow& window, Session& session, QString folder, QObject* parent = nullptr);

    void start();
    /// Of the window's thread, all the way; its own pictures do not count.
    [[nodiscard]] const Heartbeat& heartbeat() const { return m_heart; }

signals:
    void finished(int exitCode, const QString& sentence); ///< 0: all six steps were gone through.

private:
    using Condition = std::function<bool(const Snapshot&)>;
    using Action = std::function<void()>;
    /// One stage: what is waited for, and what is done then.
    struct Stage {
        const char* name;
        Condition until;
        Action then;
    };

    void look();
    void end(int exitCode, const QString& sentence);
    void press(const char* button);
    void type(const char* field, const QString& text);
    void picture(const char* name);
    [[nodiscard]] std::optional<QString> whatStandsInTheWay(const Snapshot& snapshot) const;
    [[nodiscard]] QList<Stage> journey();

    MainWindow& m_window;
    Session& m_session;
    QString m_folder;
    QList<Stage> m_stages;
    qsizetype m_stage = 0;
    Heartbeat m_heart;
    QTimer m_look;
    QTimer m_deadline;
    QString m_problem;
};

} // namespace ferryman
