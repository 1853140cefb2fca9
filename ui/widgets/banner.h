// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace ferryman {

/// The sentence that a page has to say before anything else; hidden while there is none.
class Banner : public QFrame {
    Q_OBJECT
public:
    explicit Banner(QWidget* parent = nullptr);

    void tell(Tone tone, const QString& sentence, const QString& more = {});
    void clear();
    void setAction(QPushButton* button); ///< What leads out of it, at its right.
    [[nodiscard]] QString text() const;  ///< As shown; empty while hidden.

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void recolour();

    Tone m_tone = Tone::Neutral;
    QLabel* m_icon;
    QLabel* m_sentence;
    QLabel* m_more;
};

} // namespace ferryman
