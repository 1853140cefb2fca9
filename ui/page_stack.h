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

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override;

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void prepareNext();

    QTimer m_prepare;
    int m_prepared = 0;
};

} // namespace ferryman
