// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"
#include "widgets/panel.h"

namespace ferryman {

/// One figure that matters, large, with what it means below and whether it is well before it.
class FigureCard final : public Panel {
    Q_OBJECT
public:
    /// `name`: of the label that holds the figure; `role`: of its text, see makeLabel().
    FigureCard(const QString& title, const char* name, QWidget* parent,
               const char* role = "figure");

    void tell(const QString& value, const QString& note, Tone tone); ///< Neutral: without a sign.

protected:
    void changeEvent(QEvent* event) override;

private:
    void drawIcon();

    QLabel* m_icon;
    QLabel* m_value;
    QLabel* m_note;
    Tone m_tone = Tone::Neutral;
};

} // namespace ferryman
