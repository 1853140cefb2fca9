// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace ferryman {

/// Shows a page in just the size of its place, and lets be scrolled what needs more than that, as
/// with large text. A resizable QScrollArea would scroll as soon as the page gets less than it
/// likes, where its tables can do with less.
class PageScroll final : public QScrollArea {
    Q_OBJECT
public:
    explicit PageScroll(QWidget* page, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
    [[nodiscard]] QSize leastSize(int width) const;
};

} // namespace ferryman
