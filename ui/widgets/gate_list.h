// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/gate.h"
#include "models/gate_evidence.h"
#include "widgets/panel.h"

class QPlainTextEdit;
class QTreeView;

namespace ferryman {

class GateModel;

/// All gates by group: open or closed, what was read, what is wanted, and how old the reading is.
/// The one that is chosen opens into its evidence.
class GateList final : public Panel {
    Q_OBJECT
public:
    /// `name` begins the object names of what is in it.
    explicit GateList(QWidget* parent = nullptr, const char* name = "gate");

    void setGates(const QList<Gate>& gates);
    void setNow(qint64 nowMs);
    [[nodiscard]] const Gate* chosen() const;          ///< Null: none.
    void showEvidence(const QList<EvidenceRow>& rows); ///< Of the chosen gate.

signals:
    void choiceChanged();

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fitColumns();
    [[nodiscard]] int widestTitleWord() const;

    GateModel* m_model;
    QTreeView* m_view;
    QPlainTextEdit* m_evidence;
    QVBoxLayout* m_below; ///< The place of the evidence.
};

} // namespace ferryman
