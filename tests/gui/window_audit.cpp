// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window_audit.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QStyleOption>
#include <QTableView>
#include <QTest>
#include <QTextEdit>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>
#include <cmath>

namespace ferryman::test {

namespace {

/// Below this many control steps every chain of Tab comes back to where it began.
constexpr int mostControls = 200;

QRect rectIn(const QWidget& window, const QWidget* widget) {
    return {widget->mapTo(&window, QPoint(0, 0)), widget->size()};
}

/// Within its own window: a dialog's parent may stand in the page of another one.
const QWidget* aboveIn(const QWidget* widget) {
    return widget->isWindow() ? nullptr : widget->parentWidget();
}

/// Where it is while nothing is scrolled: the focus scrolls what it comes to into sight.
QRect restingRectIn(const QWidget& window, const QWidget* widget) {
    QRect rect = rectIn(window, widget);
    for (const QWidget* above = aboveIn(widget); above != nullptr; above = aboveIn(above)) {
        if (const auto* area = qobject_cast<const QScrollArea*>(above)) {
            rect.translate(area->horizontalScrollBar()->value(),
                           area->verticalScrollBar()->value());
        }
    }
    return rect;
}

/// What is scrolled stands for whoever is outside where its area stands.
const QWidget* asSeenFrom(const QWidget* other, const QWidget* widget) {
    const QWidget* seen = widget;
    for (const QWidget* above = aboveIn(widget); above != nullptr; above = aboveIn(above)) {
        if (qobject_cast<const QScrollArea*>(above) != nullptr && !above->isAncestorOf(other)) {
            seen = above;
        }
    }
    return seen;
}

bool takesFocus(const QWidget* widget) {
    return (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->isEnabled() &&
           widget->isVisible() && widget->focusProxy() == nullptr;
}

/// Inside another control, such as the field of an editable combo box.
bool isPart(const QWidget* widget) {
    return qobject_cast<const QComboBox*>(widget->parentWidget()) != nullptr;
}

QList<QWidget*> controlsOf(QWidget& window) {
    QList<QWidget*> controls;
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (widget->window() == &window && takesFocus(widget) && !isPart(widget)) {
            controls << widget;
        }
    }
    return controls;
}

/// What a layout gave it to be seen in: the parts of it that no ancestor cuts off. Inside of a
/// scroll area everything can be brought into sight.
bool isCutByAncestor(const QWidget* widget) {
    QRect rect(QPoint(0, 0), widget->size());
    for (const QWidget* up = widget; !up->isWindow(); up = up->parentWidget()) {
        rect.translate(up->pos());
        const QWidget* parent = up->parentWidget();
        if (qobject_cast<const QAbstractScrollArea*>(parent->parentWidget()) != nullptr) {
            return false;
        }
        if (!parent->rect().contains(rect)) {
            return true;
        }
    }
    return false;
}

QString withoutMnemonic(QString text) {
    return text.remove(QLatin1Char('&'));
}

int longestWord(const QFontMetrics& metrics, const QString& text) {
    int longest = 0;
    for (const QString& word : text.split(QRegularExpression("[\\s/-]"), Qt::SkipEmptyParts)) {
        longest = std::max(longest, metrics.horizontalAdvance(word));
    }
    return longest;
}

bool isLabelCut(const QLabel& label) {
    if (!label.wordWrap()) {
        return label.width() < label.sizeHint().width() ||
               label.height() < label.sizeHint().height();
    }
    return label.height() < label.heightForWidth(label.width()) ||
           label.contentsRect().width() < longestWord(label.fontMetrics(), label.text());
}

bool isFieldCut(const QLineEdit& field) {
    const QString text = field.text().isEmpty() ? field.placeholderText() : QString();
    return field.fontMetrics().horizontalAdvance(text) > field.width() - 18; // frame and padding
}

QString cutTextOf(QWidget* widget) {
    if (const auto* label = qobject_cast<QLabel*>(widget)) {
        return !label->text().isEmpty() && isLabelCut(*label) ? label->text() : QString();
    }
    if (const auto* button = qobject_cast<QAbstractButton*>(widget)) {
        const QSize wanted = button->sizeHint();
        const bool cut = button->width() < std::min(wanted.width(), button->maximumWidth()) ||
                         button->height() < wanted.height();
        return cut && !button->text().isEmpty() ? button->text() : QString();
    }
    if (const auto* field = qobject_cast<QLineEdit*>(widget)) {
        return isFieldCut(*field) ? field->placeholderText() : QString();
    }
    if (const auto* bar = qobject_cast<QProgressBar*>(widget)) {
        const bool cut = bar->fontMetrics().horizontalAdvance(bar->text()) > bar->width() - 4;
        return cut ? bar->text() : QString();
    }
    return {};
}

QStringList cutCells(const QAbstractItemView& view, const QModelIndex& parent = {}) {
    QStringList cut;
    const QAbstractItemModel& model = *view.model();
    for (int row = 0; row < model.rowCount(parent); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            const QModelIndex index = model.index(row, column, parent);
            const QString text = index.data().toString();
            const QRect room = view.visualRect(index);
            if (text.isEmpty() || room.isEmpty()) {
                continue;
            }
            const auto* tree = qobject_cast<const QTreeView*>(&view);
            const bool spanned = tree != nullptr && tree->isFirstColumnSpanned(row, parent);
            const QSize wanted = view.sizeHintForIndex(index);
            const QVariant font = index.data(Qt::FontRole);
            const QFontMetrics metrics(font.isValid() ? font.value<QFont>() : view.font());
            const int decoration = index.data(Qt::DecorationRole).isValid() ? 24 : 0;
            const auto* table = qobject_cast<const QTableView*>(&view);
            const auto* list = qobject_cast<const QListView*>(&view);
            const bool wraps = tree != nullptr || (table != nullptr && table->wordWrap()) ||
                               (list != nullptr && list->wordWrap());
            const int needed =
                (wraps ? longestWord(metrics, text) : metrics.horizontalAdvance(text)) +
                decoration + 8;
            const bool fits =
                spanned || (needed <= room.width() && wanted.height() <= room.height() + 1);
            const QString tip = index.data(Qt::ToolTipRole).toString();
            if (!fits && !tip.contains(text)) {
                cut << QString("%1: \"%2\" has %3 px of %4, %5 of %6 high")
                           .arg(describe(&view), text)
                           .arg(room.width())
                           .arg(needed)
                           .arg(room.height())
                           .arg(wanted.height());
            }
        }
        cut << cutCells(view, model.index(row, 0, parent));
    }
    return cut;
}

QStringList cutHeaders(const QHeaderView& header) {
    QStringList cut;
    for (int i = 0; i < header.count(); ++i) {
        if (header.isVisible() && header.sectionSize(i) < header.sectionSizeHint(i)) {
            cut << QString("%1: heading \"%2\"")
                       .arg(describe(&header),
                            header.model()->headerData(i, header.orientation()).toString());
        }
    }
    return cut;
}

/// Pixels of both pictures that stand out from each other by 3 to 1.
int differingPixels(const QImage& before, const QImage& after) {
    int differing = 0;
    for (int y = 0; y < before.height(); ++y) {
        for (int x = 0; x < before.width(); ++x) {
            const QRgb one = before.pixel(x, y);
            const QRgb other = after.pixel(x, y);
            if (one != other && contrast(QColor(one), QColor(other)) >= 3) {
                ++differing;
            }
        }
    }
    return differing;
}

QSize frameOf(const QWidget* control) {
    if (const auto* box = qobject_cast<const QCheckBox*>(control)) { // around its text
        QStyleOptionButton option;
        option.initFrom(box);
        option.text = box->text();
        return box->style()->subElementRect(QStyle::SE_CheckBoxFocusRect, &option, box).size();
    }
    return control->size();
}

/// Every control at which the key stops, from one on until it comes to one again.
QList<QWidget*> tabRound(QWidget* from, Qt::Key key) {
    QList<QWidget*> visited;
    from->setFocus(Qt::TabFocusReason);
    while (visited.size() < mostControls) {
        QWidget* focused = QApplication::focusWidget();
        if (focused == nullptr || focused->window() != from->window() ||
            visited.contains(focused)) {
            break;
        }
        visited << focused;
        QTest::keyClick(focused, key, key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
    }
    return visited;
}

void bringIntoSight(QWidget* control) {
    QCoreApplication::processEvents(); // a layout that waits would move it again
    for (QWidget* up = control->parentWidget(); up != nullptr; up = up->parentWidget()) {
        if (auto* area = qobject_cast<QScrollArea*>(up)) {
            const QPoint at = control->mapTo(area->widget(), control->rect().center());
            area->ensureVisible(at.x(), at.y(), control->width(), control->height());
        }
    }
}

/// What a page needs beyond its place: nothing to the side; below only where its text is large.
QStringList scrolledPages(QWidget& window, bool mayScrollDown) {
    QStringList scrolled;
    for (const QScrollArea* area : window.findChildren<QScrollArea*>()) {
        if (!area->isVisible() || !area->inherits("ferryman::PageScroll")) {
            continue;
        }
        const QWidget* page = area->widget();
        const QSize room = area->viewport()->size();
        if (page->width() > room.width() || (!mayScrollDown && page->height() > room.height())) {
            scrolled << QString("%1 needs %2 x %3 and has %4 x %5")
                            .arg(describe(page))
                            .arg(page->width())
                            .arg(page->height())
                            .arg(room.width())
                            .arg(room.height());
        }
    }
    return scrolled;
}

/// Where a round begins: at the rail's first step, in a dialog at what stands first.
QWidget* firstToRead(const QWidget& window, const QList<QWidget*>& controls) {
    if (window.inherits("QMainWindow")) {
        return controls.first();
    }
    return *std::ranges::min_element(controls, {}, [&](const QWidget* control) {
        const QPoint at = rectIn(window, control).topLeft();
        return std::pair(at.y(), at.x());
    });
}

} // namespace

QString describe(const QWidget* widget) {
    if (widget == nullptr) {
        return "nothing";
    }
    QString text = QString("%1 %2").arg(widget->metaObject()->className(), widget->objectName());
    for (const QWidget* up = widget->parentWidget(); up != nullptr; up = up->parentWidget()) {
        if (!up->objectName().isEmpty() && !up->objectName().startsWith("qt_")) {
            return text + " in " + up->objectName();
        }
    }
    return text;
}

double contrast(const QColor& one, const QColor& other) {
    const auto luminance = [](const QColor& colour) {
        const auto channel = [](double c) {
            return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) +
               0.0722 * channel(colour.blueF());
    };
    const auto [low, high] = std::minmax({luminance(one), luminance(other)});
    return (high + 0.05) / (low + 0.05);
}

QStringList controlsWithoutName(QWidget& window) {
    QStringList nameless;
    for (QWidget* control : controlsOf(window)) {
        QAccessibleInterface* read = QAccessible::queryAccessibleInterface(control);
        if (read == nullptr || read->text(QAccessible::Name).trimmed().isEmpty()) {
            nameless << describe(control);
        }
    }
    return nameless;
}

QStringList controlsWithoutVisibleFocus(QWidget& window) {
    QStringList unseen;
    for (QWidget* control : controlsOf(window)) {
        bringIntoSight(control);
        // The frame of a chart goes around its title too.
        const QWidget* framed = control->inherits("QChartView") ? control->parentWidget() : control;
        const QRect around = rectIn(window, framed).adjusted(-4, -4, 4, 4) & window.rect();
        if (QWidget* focused = window.focusWidget()) {
            focused->clearFocus();
        }
        const QImage before = window.grab(around).toImage();
        control->setFocus(Qt::TabFocusReason);
        const QImage after = window.grab(around).toImage();
        const QSize frame = frameOf(framed);
        const int line = 2 * (frame.width() + frame.height()) - 24; // rounded corners
        const int differing = differingPixels(before, after);
        if (differing < line) {
            unseen << QString("%1: %2 of %3 px").arg(describe(control)).arg(differing).arg(line);
        }
    }
    return unseen;
}

QStringList tabOrderFaults(QWidget& window) {
    QStringList faults;
    QList<QWidget*> expected = controlsOf(window);
    if (QWidget* focused = window.focusWidget()) {
        focused->clearFocus();
    }
    if (expected.isEmpty()) {
        return faults;
    }
    const QList<QWidget*> visited = tabRound(firstToRead(window, expected), Qt::Key_Tab);
    for (qsizetype i = 1; i < visited.size(); ++i) {
        const QRect from = restingRectIn(window, asSeenFrom(visited[i], visited[i - 1]));
        const QRect to = restingRectIn(window, asSeenFrom(visited[i - 1], visited[i]));
        const bool up = to.bottom() < from.top() && to.left() <= from.right();
        const bool left = to.right() < from.left() && to.top() <= from.bottom();
        if (up || left) {
            faults << QString("from %1 to %2").arg(describe(visited[i - 1]), describe(visited[i]));
        }
    }
    for (QWidget* control : expected) {
        if (!visited.contains(control)) {
            faults << "never at " + describe(control);
        }
    }
    const QList<QWidget*> back = tabRound(expected.first(), Qt::Key_Backtab);
    for (QWidget* control : visited) {
        if (!back.contains(control)) {
            faults << "backwards never at " + describe(control);
        }
    }
    return faults;
}

QStringList cutTexts(QWidget& window, bool mayScrollDown) {
    QStringList cut = scrolledPages(window, mayScrollDown);
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->window() != &window || isPart(widget)) {
            continue;
        }
        const QString text = cutTextOf(widget);
        if (!text.isEmpty() && !widget->toolTip().contains(withoutMnemonic(text))) {
            cut << QString("%1: \"%2\" in %3 x %4")
                       .arg(describe(widget), text)
                       .arg(widget->width())
                       .arg(widget->height());
        }
        const bool shows =
            !qobject_cast<QLabel*>(widget) || !qobject_cast<QLabel*>(widget)->text().isEmpty();
        if (shows && isCutByAncestor(widget)) {
            cut << describe(widget) + " reaches beyond its place";
        }
        const QSize least = widget->minimumSizeHint();
        if (!widget->inherits("QHeaderView") && widget->height() < least.height() &&
            widget->height() < widget->maximumHeight()) {
            cut << QString("%1 is %2 high and needs %3")
                       .arg(describe(widget))
                       .arg(widget->height())
                       .arg(least.height());
        }
        if (const auto* view = qobject_cast<QAbstractItemView*>(widget);
            view != nullptr && view->model() != nullptr && !view->inherits("QHeaderView")) {
            cut << cutCells(*view);
        }
        if (const auto* header = qobject_cast<QHeaderView*>(widget)) {
            cut << cutHeaders(*header);
        }
    }
    return cut;
}

QStringList visibleTexts(QWidget& window) {
    QStringList texts;
    for (const QWidget* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisible()) {
            continue;
        }
        if (const auto* label = qobject_cast<const QLabel*>(widget)) {
            texts << label->text();
        } else if (const auto* plain = qobject_cast<const QPlainTextEdit*>(widget)) {
            texts << (plain->toPlainText().isEmpty() ? plain->placeholderText()
                                                     : plain->toPlainText());
        } else if (const auto* rich = qobject_cast<const QTextEdit*>(widget)) {
            texts << (rich->toPlainText().isEmpty() ? rich->placeholderText()
                                                    : rich->toPlainText());
        }
    }
    texts.removeAll(QString());
    return texts;
}

} // namespace ferryman::test
