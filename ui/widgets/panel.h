// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QAbstractItemView;
class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace ferryman {

/// A framed card with a title row.
class Panel : public QFrame {
    Q_OBJECT
public:
    explicit Panel(const QString& title, QWidget* parent = nullptr);

    [[nodiscard]] QVBoxLayout* body() const { return m_body; }
    [[nodiscard]] QHBoxLayout* titleRow() const {
        return m_titleRow;
    } ///< For what stands at its right.
    void setTitle(const QString& title);
    void setNote(const QString& note); ///< Muted, beside the title.
    /// The card's own frame is the table's: it goes from edge to edge, and so does the body.
    void setFlush(QAbstractItemView* table);

private:
    QVBoxLayout* m_all;
    QHBoxLayout* m_titleRow;
    QVBoxLayout* m_body;
    QLabel* m_title;
    QLabel* m_note;
};

/// Text so large that what usually stands beside each other wants a row of its own; a window is
/// built anew when the size changes.
[[nodiscard]] bool hasLargeText(const QWidget& widget);

/// A label of plain text that wraps, with a role that the style sheet knows ("muted", "strong",
/// "figure").
[[nodiscard]] QLabel* makeLabel(const QString& text, const char* role = "",
                                QWidget* parent = nullptr);

} // namespace ferryman
