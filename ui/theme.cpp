// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme.h"

#include "plain_style.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontInfo>
#include <QIcon>
#include <QPalette>
#include <QTimer>

#include <algorithm>
#include <optional>

namespace ferryman {

namespace {

constexpr int usualPixels = 13; ///< Of the body's text, for which the sizes below were chosen.

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightnessF() < 0.5F;
}

/// Black beside what is nearly white or yellow, or black on white: no ordinary theme of a desktop
/// does so with its windows and its buttons.
bool isOfHighContrast(const QPalette& palette) {
    const auto isExtreme = [&](QPalette::ColorRole ground, QPalette::ColorRole text) {
        constexpr int bright = 200; // of 255, as the eye weighs the three
        const QColor back = palette.color(QPalette::Active, ground);
        const QColor front = palette.color(QPalette::Active, text);
        return (back == Qt::black && qGray(front.rgb()) >= bright) ||
               (back == Qt::white && front == Qt::black);
    };
    return isExtreme(QPalette::Window, QPalette::WindowText) &&
           isExtreme(QPalette::Button, QPalette::ButtonText);
}

const char* nameOf(const Colours& colours) {
    return &colours == &lightColours() ? "light" : "dark"; // of icons
}

QPalette paletteOf(const Colours& colours) {
    QPalette palette;
    const std::pair<QPalette::ColorRole, QColor> roles[] = {
        {QPalette::Window, colours.window},
        {QPalette::WindowText, colours.text},
        {QPalette::Base, colours.panel},
        {QPalette::AlternateBase, colours.sunken},
        {QPalette::Text, colours.text},
        {QPalette::Button, colours.panel},
        {QPalette::ButtonText, colours.text},
        {QPalette::ToolTipBase, colours.panel},
        {QPalette::ToolTipText, colours.text},
        {QPalette::Highlight, colours.selection},
        {QPalette::HighlightedText, colours.text},
        {QPalette::PlaceholderText, colours.muted},
        {QPalette::Link, colours.dragonfly},
        {QPalette::Mid, colours.line},
        {QPalette::Dark, colours.control},
        {QPalette::Light, colours.panel},
        {QPalette::Midlight, colours.sunken},
        {QPalette::Shadow, colours.line},
        {QPalette::BrightText, colours.accentText},
    };
    for (const auto& [role, colour] : roles) {
        palette.setColor(role, colour);
    }
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, colours.muted);
    }
    return palette;
}

/// `scale`: of the texts that are larger than the body's.
QString sheetOf(const Colours& colours, double scale) {
    QString sheet = QStringLiteral(R"(
QMainWindow, QDialog { background: @window; }
QMenuBar, QMenu, #rail { background: @sunken; }
QMenuBar { padding: 1px 2px; }
QMenuBar::item { padding: 4px 8px; background: transparent; }
QMenuBar::item:selected, QMenu::item:selected { background: @selection; }
#rail { border-right: 1px solid @line; }
#railActions { border-top: 1px solid @line; }
#footer, #liveStrip { border-top: 1px solid @line; }
#liveStrip { background: @panel; }
QFrame[panel="true"] { background: @panel; border: 1px solid @line; border-radius: 3px; }
QLabel[role="pageTitle"] { font-size: @titlepx; font-weight: 600; }
QLabel[role="heading"] { font-size: @headingpx; font-weight: 600; }
QLabel[role="panelTitle"] { font-weight: 600; }
QLabel[role="figure"] { font-size: @figurepx; font-weight: 600; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="code"] { background: @window; border: 1px solid @line; border-radius: 3px; padding: 5px 8px; }
QPushButton { background: @panel; color: @text; border: 1px solid @control; border-radius: 3px; padding: 5px 12px; }
QPushButton:hover { background: @sunken; }
QPushButton:focus { border: 2px solid @focus; padding: 4px 11px; }
QPushButton:disabled { color: @muted; border-color: @line; background: @sunken; }
QPushButton[accent="true"] { background: @accent; color: @accentText; border-color: @accent; font-weight: 600; }
QPushButton[accent="true"]:focus { border: 3px double @accentText; padding: 3px 10px; }
QPushButton[accent="true"]:disabled { background: @sunken; color: @muted; border-color: @line; }
QPushButton:checked { background: @selection; }
QToolButton { border: 1px solid @control; border-radius: 3px; padding: 3px 10px; background: @panel; }
QToolButton:hover { background: @sunken; }
QToolButton:focus { border: 2px solid @focus; padding: 2px 9px; }
#chartExportButton { padding-right: 24px; }
#chartExportButton:focus { padding-right: 23px; }
QToolButton::menu-indicator { image: url(:/icons/chevron-@theme.svg); width: 12px; height: 12px;
  subcontrol-origin: border; subcontrol-position: center right; right: 7px; }
QToolButton:checked { background: @selection; }
QLineEdit, QComboBox, QSpinBox, QPlainTextEdit, QTextBrowser { background: @panel; border: 1px solid @control;
  border-radius: 3px; padding: 4px 6px; selection-background-color: @selection; selection-color: @text; }
QPlainTextEdit[readOnly="true"] { background: @window; border-color: @line; }
QTextBrowser { border-color: @line; }
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QTextBrowser:focus, QSpinBox:focus { border: 2px solid @focus; padding: 3px 5px; }
QComboBox::drop-down { border: 0; width: 22px; }
QComboBox::down-arrow { image: url(:/icons/chevron-@theme.svg); width: 12px; height: 12px; }
QLineEdit:read-only { background: @sunken; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { background: @sunken; color: @muted; border-color: @line; }
QTreeView, QTableView, QListView { background: @panel; border: 1px solid @line; border-radius: 3px;
  alternate-background-color: @panel; }
QTreeView[flush="true"], QTableView[flush="true"] { border: 1px solid @panel; border-top-color: @line; border-radius: 0; }
QTreeView:focus, QTableView:focus, QListView:focus { border: 1px solid @focus; }
QHeaderView { background: @sunken; border: 0; }
QHeaderView::section { background: @sunken; color: @muted; border: 0; border-bottom: 1px solid @line; padding: 4px 5px; font-weight: 400; }
QProgressBar { border: 1px solid @control; border-radius: 3px; background: @sunken; text-align: center; color: @text; }
QProgressBar::chunk { background: @progress; border-right: 2px solid @good; }
#verifyProgress::chunk { background: @accent; border: 0; }
QScrollBar { background: transparent; border: 0; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: @control; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 32px; margin: 2px 3px; }
QScrollBar::handle:horizontal { min-width: 32px; margin: 3px 2px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: @text; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { border: 0; background: transparent; }
QToolTip { color: @text; background: @panel; border: 1px solid @control; }
)");
    sheet.replace(QLatin1String("@theme"), QLatin1String(nameOf(colours)));
    const std::pair<const char*, int> sizes[] = {{"@title", 20}, {"@heading", 15}, {"@figure", 19}};
    for (const auto& [name, pixels] : sizes) {
        sheet.replace(QLatin1String(name), QString::number(qRound(pixels * scale)));
    }
    const std::pair<const char*, QColor> names[] = {
        {"@accentText", colours.accentText},
        {"@window", colours.window},
        {"@panel", colours.panel},
        {"@sunken", colours.sunken},
        {"@line", colours.line},
        {"@control", colours.control},
        {"@text", colours.text},
        {"@focus", colours.focus},
        {"@muted", colours.muted},
        {"@selection", colours.selection},
        {"@accent", colours.accent},
        {"@progress", colours.progress},
        {"@good", colours.good},
    };
    for (const auto& [name, colour] :
         names) { // the longer name stands first: @accentText before @accent
        sheet.replace(QLatin1String(name), colour.name());
    }
    return sheet;
}

} // namespace

QColor Colours::of(Tone tone) const {
    switch (tone) {
    case Tone::Neutral:
        return text;
    case Tone::Good:
        return good;
    case Tone::Warning:
        return warning;
    case Tone::Bad:
        return bad;
    case Tone::Info:
        return info;
    case Tone::Muted:
        return muted;
    }
    return text;
}

QColor Colours::backOf(Tone tone) const {
    switch (tone) {
    case Tone::Good:
        return goodBack;
    case Tone::Warning:
        return warningBack;
    case Tone::Bad:
        return badBack;
    case Tone::Info:
        return infoBack;
    case Tone::Neutral:
    case Tone::Muted:
        return panel;
    }
    return panel;
}

const Colours& lightColours() {
    static const Colours colours{.window = QColor::fromRgb(0xf3f4f6),
                                 .panel = QColor::fromRgb(0xffffff),
                                 .sunken = QColor::fromRgb(0xe8ebf0),
                                 .line = QColor::fromRgb(0xcdd3db),
                                 .control = QColor::fromRgb(0x7a8494),
                                 .text = QColor::fromRgb(0x14171c),
                                 .muted = QColor::fromRgb(0x4b535e),
                                 .selection = QColor::fromRgb(0xd5dde8),
                                 .accent = QColor::fromRgb(0x262f3d),
                                 .accentText = QColor::fromRgb(0xffffff),
                                 .focus = QColor::fromRgb(0x14171c),
                                 .good = QColor::fromRgb(0x00695c),
                                 .warning = QColor::fromRgb(0x6b4f00),
                                 .bad = QColor::fromRgb(0xa8112f),
                                 .info = QColor::fromRgb(0x3b4a63),
                                 .goodBack = QColor::fromRgb(0xdcf0ea),
                                 .warningBack = QColor::fromRgb(0xfdf1cf),
                                 .badBack = QColor::fromRgb(0xfbe1e6),
                                 .infoBack = QColor::fromRgb(0xe4e9f1),
                                 .progress = QColor::fromRgb(0xa6d9cc),
                                 .source = QColor::fromRgb(0xa04000),
                                 .dragonfly = QColor::fromRgb(0x0063a6)};
    return colours;
}

const Colours& darkColours() {
    static const Colours colours{.window = QColor::fromRgb(0x1b1e23),
                                 .panel = QColor::fromRgb(0x22262c),
                                 .sunken = QColor::fromRgb(0x2c3138),
                                 .line = QColor::fromRgb(0x414852),
                                 .control = QColor::fromRgb(0x838d9b),
                                 .text = QColor::fromRgb(0xeef1f5),
                                 .muted = QColor::fromRgb(0xb3bbc6),
                                 .selection = QColor::fromRgb(0x3c4653),
                                 .accent = QColor::fromRgb(0xd9dfeb),
                                 .accentText = QColor::fromRgb(0x14171c),
                                 .focus = QColor::fromRgb(0xeef1f5),
                                 .good = QColor::fromRgb(0x7fe3cd),
                                 .warning = QColor::fromRgb(0xf2cc60),
                                 .bad = QColor::fromRgb(0xff9fb2),
                                 .info = QColor::fromRgb(0xb6c4de),
                                 .goodBack = QColor::fromRgb(0x1c3833),
                                 .warningBack = QColor::fromRgb(0x3d3413),
                                 .badBack = QColor::fromRgb(0x43212a),
                                 .infoBack = QColor::fromRgb(0x2b3442),
                                 .progress = QColor::fromRgb(0x2c6157),
                                 .source = QColor::fromRgb(0xff9d5c),
                                 .dragonfly = QColor::fromRgb(0x6bbcff)};
    return colours;
}

const Colours& highContrastColours() {
    static const Colours colours{.window = QColor::fromRgb(0x000000),
                                 .panel = QColor::fromRgb(0x000000),
                                 .sunken = QColor::fromRgb(0x161616),
                                 .line = QColor::fromRgb(0x7e7e7e),
                                 .control = QColor::fromRgb(0xffffff),
                                 .text = QColor::fromRgb(0xffffff),
                                 .muted = QColor::fromRgb(0xe4e4e4),
                                 .selection = QColor::fromRgb(0x00387a),
                                 .accent = QColor::fromRgb(0xffe14d),
                                 .accentText = QColor::fromRgb(0x000000),
                                 .focus = QColor::fromRgb(0xffe14d),
                                 .good = QColor::fromRgb(0x66ffcc),
                                 .warning = QColor::fromRgb(0xffdc52),
                                 .bad = QColor::fromRgb(0xffc2cd),
                                 .info = QColor::fromRgb(0xcfe0ff),
                                 .goodBack = QColor::fromRgb(0x003328),
                                 .warningBack = QColor::fromRgb(0x332900),
                                 .badBack = QColor::fromRgb(0x4a0014),
                                 .infoBack = QColor::fromRgb(0x0a1f3d),
                                 .progress = QColor::fromRgb(0x00594a),
                                 .source = QColor::fromRgb(0xffc68a),
                                 .dragonfly = QColor::fromRgb(0x9fd8ff)};
    return colours;
}

const Colours& coloursOf(const QPalette& palette) {
    if (palette.color(QPalette::Window) == highContrastColours().window) {
        return highContrastColours();
    }
    return isDark(palette) ? darkColours() : lightColours();
}

ThemeMode themeOfDesktop(const QPalette& desktop, const QString& iconTheme,
                         const DesktopWish& wish) {
    if (wish.highContrast.value_or(false) || isOfHighContrast(desktop) ||
        iconTheme.startsWith(QLatin1String("HighContrast"))) {
        return ThemeMode::HighContrast;
    }
    return wish.dark.value_or(isDark(desktop)) ? ThemeMode::Dark : ThemeMode::Light;
}

namespace {

const Colours& coloursFor(ThemeMode mode) {
    switch (mode) {
    case ThemeMode::HighContrast:
        return highContrastColours();
    case ThemeMode::Dark:
        return darkColours();
    case ThemeMode::System:
    case ThemeMode::Light:
        return lightColours();
    }
    return lightColours();
}

/// Keeps the application in one mode and size of text; in System it follows the desktop when that
/// turns dark or light.
class ThemeKeeper final : public QObject {
public:
    explicit ThemeKeeper(QApplication& app)
        : QObject(&app)
        , m_app(app)
        , m_font(QApplication::font()) {
        setObjectName(QStringLiteral("themeKeeper"));
        m_later.setSingleShot(true); // one change of a desktop comes as dozens of events
        m_later.callOnTimeout(this, [this] { apply(m_mode); });
        app.installEventFilter(this);
    }

    [[nodiscard]] ThemeMode mode() const { return m_mode; }

    void apply(ThemeMode mode) {
        m_mode = mode;
        const ThemeMode wanted = mode == ThemeMode::System ? desktop() : mode;
        const Colours& colours = coloursFor(wanted);
        if (m_shown == wanted) {
            QApplication::setPalette(paletteOf(colours));
            return;
        }
        m_shown = wanted;
        QApplication::setStyle(new PlainStyle);
        QApplication::setPalette(paletteOf(colours));
        m_app.setStyleSheet(sheetOf(colours, scale()));
    }

    void follow(const DesktopWish& wish) {
        m_wish = wish;
        if (m_mode == ThemeMode::System && m_shown) {
            apply(m_mode);
        }
    }

    [[nodiscard]] int textSize() const { return m_percent; }

    void setTextSize(int percent) {
        m_percent = percent;
        QFont font = m_font;
        font.setPointSizeF(m_font.pointSizeF() * percent / 100);
        if (font == QApplication::font()) {
            return;
        }
        QApplication::setFont(font);
        if (m_shown) {
            m_app.setStyleSheet(sheetOf(coloursFor(*m_shown), scale()));
        }
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::ThemeChange && m_mode == ThemeMode::System) {
            m_later.start(0);
        }
        return QObject::eventFilter(watched, event);
    }

private:
    /// By the palette that the desktop gives once ours is taken away: Qt 6.4 has no colorScheme().
    [[nodiscard]] ThemeMode desktop() const {
        QApplication::setPalette(QPalette());
        return themeOfDesktop(QGuiApplication::palette(), QIcon::themeName(), m_wish);
    }

    /// Headings grow with the body's text, also where the desktop gives a larger one.
    static double scale() {
        return std::max(1.0, double(QFontInfo(QApplication::font()).pixelSize()) / usualPixels);
    }

    QApplication& m_app;
    QFont m_font; ///< As the desktop gave it.
    int m_percent = 100;
    ThemeMode m_mode = ThemeMode::System;
    DesktopWish m_wish;
    std::optional<ThemeMode> m_shown;
    QTimer m_later;
};

ThemeKeeper* keeperOf(const QObject& app) {
    return static_cast<ThemeKeeper*>(
        app.findChild<QObject*>(QStringLiteral("themeKeeper"), Qt::FindDirectChildrenOnly));
}

ThemeKeeper& keeperFor(QApplication& app) {
    ThemeKeeper* keeper = keeperOf(app);
    return keeper == nullptr ? *new ThemeKeeper(app) : *keeper;
}

} // namespace

void applyTheme(QApplication& app, ThemeMode mode) {
    keeperFor(app).apply(mode);
}

void followDesktop(QApplication& app, const DesktopWish& wish) {
    keeperFor(app).follow(wish);
}

void applyTextSize(QApplication& app, int percent) {
    keeperFor(app).setTextSize(percent);
}

QFont fixedFont() {
    const ThemeKeeper* keeper = keeperOf(*QCoreApplication::instance());
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(font.pointSizeF() * (keeper == nullptr ? 100 : keeper->textSize()) / 100);
    return font;
}

ThemeMode appliedTheme() {
    const ThemeKeeper* keeper = keeperOf(*QCoreApplication::instance());
    return keeper == nullptr ? ThemeMode::System : keeper->mode();
}

} // namespace ferryman
