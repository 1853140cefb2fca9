// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"
#include "theme.h"

#include <QFrame>

class QLabel;
class QProgressBar;

namespace ferryman {

/// How far a verification has come: compared, rate and what is left, differences, undecided.
class VerifyFigures final : public QFrame {
    Q_OBJECT
public:
    explicit VerifyFigures(QWidget* parent = nullptr);

    void take(const VerifyState& verify);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Cell {
        QString title;
        QLabel* icon = nullptr;
        QLabel* value = nullptr;
        QLabel* note = nullptr;
        Tone tone = Tone::Neutral;
    };

    [[nodiscard]] Cell addCell(const QString& title, const char* name);
    void fill(Cell& cell, const QString& value, const QString& note, Tone tone = Tone::Neutral);
    void drawIcon(const Cell& cell);
    void showProgress(const VerifyState& verify, const VerifyCounts& counts);
    void showFound(const VerifyState& verify, const VerifyCounts& counts);

    QList<Cell> m_cells; ///< Compared, rate, differences, undecided.
    QProgressBar* m_bar;
};

} // namespace ferryman
