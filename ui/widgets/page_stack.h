// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStackedWidget>
#include <QTimer>

namespace ferryman {

/// Pages of which one is shown, and only that one is asked for its size: a QStackedWidget styles
/// and lays out the text of all its pages before its window is painted for the first time, which
/// took half of the start. The others get ready afterwards, one with each turn of the events.
class PageStack final : public QStackedWidget {
    Q_OBJECT
public:
    explicit PageStack(QWidget* parent = nullptr);

    /// Its pages are scrolled in any case: each part of them gets the room that it likes.
    void setScrolled(bool scrolled) { m_scrolled = scrolled; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override;

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void prepareNext();

    QTimer m_prepare;
    bool m_scrolled = false;
    int m_prepared = 0;
};

} // namespace ferryman
