// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QHash>

#include <array>

namespace ferryman {

/// Tells the program's log what a session does: every row of the journal, what Sentinels publish,
/// how the steps stand, and each error once. Categories: ferryman.journal, ferryman.sentinel,
/// ferryman.session.
class SessionLog final : public QObject {
    Q_OBJECT
public:
    explicit SessionLog(Session& session, QObject* parent = nullptr);

private:
    void take(const SnapshotPtr& now);
    void tellErrors(const Snapshot& now);

    QHash<QString, QString> m_errors; ///< As they were told last, by what they are of.
    std::array<StepState, stepCount> m_steps;
};

} // namespace ferryman
