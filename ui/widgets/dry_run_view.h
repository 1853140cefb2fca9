// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/gate_evidence.h"
#include "session/snapshot.h"

#include <QHash>
#include <QWidget>

namespace ferryman {

class Banner;
class CommandText;
class FigureCard;
class GateList;

/// What came of a dry run: whether the switch would have gone through, how large it would have
/// been, the gates as they were read for it, and what would have been sent. It stays as it is while
/// the gates go on.
class DryRunView final : public QWidget {
    Q_OBJECT
public:
    explicit DryRunView(QWidget* parent = nullptr);

    void setResult(const Snapshot& snapshot); ///< Of gates that were read anew.

private:
    [[nodiscard]] QWidget* buildCards();
    [[nodiscard]] QWidget* buildFindings();
    void tellVerdict(const Snapshot& snapshot);
    void tellSizes(const Snapshot& snapshot);
    void copy() const;

    Banner* m_verdict;
    FigureCard* m_commands = nullptr;
    FigureCard* m_lag = nullptr;
    FigureCard* m_outage = nullptr;
    FigureCard* m_budget = nullptr;
    GateList* m_gates = nullptr;
    CommandText* m_text = nullptr;
    QString m_asText;                                 ///< All of it, to be pasted.
    QHash<QByteArray, QList<EvidenceRow>> m_evidence; ///< By the gate's id, as read for this run.
};

} // namespace ferryman
