// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/recheck.h"

#include <deque>

namespace ferryman {

/// Keys that differed once. Each is looked at again until it is settled or has changed at every
/// attempt; the pauses between grow.
class Suspects : public QObject {
    Q_OBJECT
public:
    Suspects(Pair pair, const VerifyOptions& options, int lane, QObject* parent = nullptr);

    void setLink(VerifyOptions::Link link); ///< Before the first key, where it was not known yet.
    void add(const QList<KeyName>& names);
    [[nodiscard]] qsizetype count() const { return qsizetype(m_waiting.size()) + m_running.size(); }
    [[nodiscard]] QList<KeyName> pending() const;

signals:
    void settled(const ferryman::KeyName& name, const ferryman::KeyOutcome& outcome);
    void undecided(const ferryman::KeyName& name);
    void idle(); ///< None is left.
    void failed(const ferryman::Error& error);

private:
    struct Suspect {
        KeyName name;
        int attempts = 0;
        qint64 notBeforeMs = 0;
    };

    void pump();
    [[nodiscard]] QList<Suspect> takeGroup(qint64 nowMs);
    void take(Result<QList<Rechecked>> rechecked);

    VerifyOptions m_options;
    Recheck m_recheck;
    std::deque<Suspect> m_waiting; // those that were tried already behind the others
    QList<Suspect> m_running;
    QTimer m_later;
    bool m_failed = false;
};

} // namespace ferryman
