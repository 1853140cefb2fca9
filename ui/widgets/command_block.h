// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace ferryman {

/// A text to be copied, such as commands: as high as its lines, with a heading, a muted note and a
/// button that copies it.
class CommandBlock final : public QWidget {
    Q_OBJECT
public:
    /// `name` is the object name of the text; the button is called after it.
    CommandBlock(const QString& heading, const char* name, QWidget* parent = nullptr);

    void setNote(const QString& note);
    void setText(const QString& text);
    void setPlaceholder(const QString& sentence); ///< As long as there is no text.
    void setMostLines(int lines);                 ///< Above it the text scrolls.
    [[nodiscard]] QString text() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fit();

    QLabel* m_note;
    QPushButton* m_copy;
    QPlainTextEdit* m_text;
    int m_mostLines = 12;
};

} // namespace ferryman
