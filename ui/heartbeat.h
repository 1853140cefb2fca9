// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QMap>
#include <QObject>
#include <QString>
#include <QTimer>

namespace ferryman {

/// Measures for how long at a time its thread is kept from its events: a timer that should beat
/// every ten milliseconds, and comes late by as much.
class Heartbeat final : public QObject {
    Q_OBJECT
public:
    explicit Heartbeat(QObject* parent = nullptr);

    void start();
    void skip(); ///< What lies between the last beat and the next one does not count.
    void setLabel(const QString& label) { m_label = label; } ///< Of what happens from now on.

    struct LongestPause {
        double heldUpMs = 0; ///< Without the time in which the machine gave it no processor.
        double waitedMs = 0; ///< That time: the thread was ready to run, and others ran.
        QString label;
    };
    [[nodiscard]] const LongestPause& longest() const { return m_longest; }
    [[nodiscard]] qint64 beats() const { return m_beats; }
    /// One line for the output.
    [[nodiscard]] QString summary() const;

private:
    void beat();

    QTimer m_timer;
    QElapsedTimer m_sinceBeat;
    double m_waitedMs = 0; ///< At the last beat, since the thread began.
    bool m_skips = false;
    qint64 m_beats = 0;
    QString m_label;
    LongestPause m_longest;
    QMap<QString, double> m_byLabel; ///< The longest each, ms.
};

} // namespace ferryman
