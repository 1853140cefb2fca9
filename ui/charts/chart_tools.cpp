// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_tools.h"

#include "base/format.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr int zoomedId = 100; ///< In the group of the ranges, whose ids are those of ChartRange.

} // namespace

ChartTools::ChartTools(QWidget* parent)
    : QWidget(parent)
    , m_ranges(new QButtonGroup(this)) {
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    rows->addLayout(row);
    addRange(row, ChartRange::Minute, tr("1 min"), "rangeMinute");
    addRange(row, ChartRange::FiveMinutes, tr("5 min"), "rangeFiveMinutes");
    addRange(row, ChartRange::Hour, tr("1 h"), "rangeHour");
    addRange(row, ChartRange::All, tr("All"), "rangeAll");
    m_zoomed = addButton(row, {}, "rangeZoomed", tr("Zoomed"));
    m_zoomed->setCheckable(true);
    m_zoomed->setFocusPolicy(Qt::ClickFocus); // as the others that are not chosen
    m_zoomed->hide();
    m_ranges->addButton(m_zoomed, zoomedId);
    connect(m_ranges, &QButtonGroup::idClicked, this, [this](int id) {
        if (id != zoomedId) {
            emit rangeAsked(static_cast<ChartRange>(id));
        }
    });

    row->addSpacing(8);
    m_pause = addButton(row, tr("Pause"), "pauseCharts", tr("Pause the charts; sampling goes on"));
    m_pause->setCheckable(true);
    connect(m_pause, &QToolButton::clicked, this, &ChartTools::holdAsked);

    m_readOut = new QLabel(this);
    m_readOut->setObjectName("chartReadOut");
    m_readOut->setTextFormat(Qt::PlainText);
    m_readOut->setWordWrap(true);
    m_readOut->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_readOut->setFocusPolicy(Qt::NoFocus);
    // Two lines always, so that the charts do not jump when the text grows.
    m_readOut->setFixedHeight(m_readOut->fontMetrics().lineSpacing() * 2 + 2);
    row->addStretch(1);
    rows->addWidget(m_readOut); // all values of a moment do not fit beside the buttons

    row->addSpacing(12);
    auto* table =
        addButton(row, tr("Table"), "chartTableButton", tr("Show the samples as a table"));
    table->setCheckable(true);
    connect(table, &QToolButton::toggled, this, &ChartTools::tableAsked);
    row->addSpacing(8);
    addExport(row);
}

QToolButton* ChartTools::addButton(QHBoxLayout* row, const QString& text, const char* name,
                                   const QString& accessibleName) {
    auto* button = new QToolButton(this); // Narrow: the read-out needs the room.
    button->setText(text);
    button->setObjectName(QLatin1String(name));
    button->setAccessibleName(accessibleName);
    button->setFocusPolicy(Qt::StrongFocus);
    row->addWidget(button);
    return button;
}

void ChartTools::addRange(QHBoxLayout* row, ChartRange range, const QString& text,
                          const char* name) {
    QToolButton* button = addButton(row, text, name, tr("Show %1").arg(text));
    button->setCheckable(true);
    button->setChecked(range == TimeView().range());
    // Tab goes to the chosen one, the arrow keys from there to the others, as in any such group.
    button->setFocusPolicy(button->isChecked() ? Qt::StrongFocus : Qt::ClickFocus);
    m_ranges->addButton(button, static_cast<int>(range));
}

void ChartTools::addExport(QHBoxLayout* row) {
    m_export = addButton(row, tr("Export"), "chartExportButton", tr("Export the charts"));
    m_export->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_export);
    const auto add = [&](const QString& text, const char* name, ChartFile form) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, [this, form] { emit exportAsked(form); });
    };
    add(tr("&Picture (PNG)…"), "exportChartsPng", ChartFile::Png);
    add(tr("&Drawing (SVG)…"), "exportChartsSvg", ChartFile::Svg);
    add(tr("All &values (CSV)…"), "exportChartsCsv", ChartFile::Csv);
    m_export->setMenu(menu);
}

void ChartTools::setView(const TimeView& view, qint64 spanMs) {
    const auto range = view.range();
    m_zoomed->setVisible(!range);
    if (!range) {
        const QString span = formatDuration(spanMs, QLocale());
        m_zoomed->setText(span);
        m_zoomed->setAccessibleName(tr("Zoomed to %1").arg(span));
    }
    m_ranges->button(range ? static_cast<int>(*range) : zoomedId)->setChecked(true);
    m_pause->setChecked(!view.isLive());
    m_pause->setText(view.isLive() ? tr("Pause") : tr("Back to live"));
    m_pause->setAccessibleName(view.isLive() ? tr("Pause the charts; sampling goes on")
                                             : tr("Back to the newest sample"));
}

void ChartTools::setReadOut(const QString& text) {
    if (text != m_readOut->text()) {
        m_readOut->setText(text);
    }
}

void ChartTools::setCanExport(bool can) {
    m_export->setEnabled(can);
}

} // namespace ferryman
