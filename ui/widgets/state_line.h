// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QWidget>

class QLabel;

namespace ferryman {

/// What is the matter in one bold sentence, with a shape that says it too, and a muted line below.
class StateLine final : public QWidget {
    Q_OBJECT
public:
    explicit StateLine(QWidget* parent = nullptr);

    void tell(Tone tone, const QString& sentence, const QString& more);
    [[nodiscard]] QString text() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void drawIcon();

    Tone m_tone = Tone::Neutral;
    QLabel* m_icon;
    QLabel* m_sentence;
    QLabel* m_more;
};

} // namespace ferryman
