// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings_dialog.h"

#include "widgets/panel.h"

#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTimer>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr int editorWidth = 15; ///< In times the height of a line.

QString nameOfEditor(const PreferenceInfo& info) {
    return QStringLiteral("setting_") + info.key;
}

} // namespace

SettingsDialog::SettingsDialog(Settings& settings, QWidget* parent)
    : QDialog(parent)
    , m_settings(settings) {
    setObjectName(QStringLiteral("settingsDialog"));
    build();
    resize(760, 620);
}

void SettingsDialog::build() {
    m_pointSize = font().pointSizeF();
    setWindowTitle(tr("Settings"));
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("settingsScroll"));
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    QWidget* form = buildForm();
    scroll->setWidget(form);
    scroll->setMinimumWidth(form->minimumSizeHint().width() +
                            scroll->verticalScrollBar()->sizeHint().width());
    m_refused = makeLabel({}, "strong", this);
    m_refused->setObjectName(QStringLiteral("settingRefused"));
    m_refused->hide();
    auto* restore = new QPushButton(tr("&Restore all defaults"), this);
    restore->setObjectName(QStringLiteral("settingsRestore"));
    restore->setAutoDefault(false);
    connect(restore, &QPushButton::clicked, this, &SettingsDialog::restoreAll);
    auto* close = new QPushButton(tr("&Close"), this);
    close->setObjectName(QStringLiteral("settingsClose"));
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto* row = new QHBoxLayout;
    row->addWidget(restore);
    row->addStretch(1);
    row->addWidget(close);
    auto* all = new QVBoxLayout(this);
    all->addWidget(scroll, 1);
    all->addWidget(m_refused);
    all->addLayout(row);
}

QWidget* SettingsDialog::buildForm() {
    auto* form = new QWidget(this);
    auto* grid = new QGridLayout(form);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(2, 1);
    int row = 0;
    for (const PreferenceInfo& info : changeablePreferences()) {
        QWidget* editor = editorOf(info);
        auto* name = makeLabel(info.name.translated(), "strong", form);
        name->setBuddy(editor);
        grid->addWidget(name, row, 0);
        if (info.kind == PreferenceKind::Folder) { // paths are long: the meaning stands below
            grid->addWidget(editor, row, 1, 1, 2);
            grid->addWidget(makeLabel(info.meaning.translated(), "muted", form), ++row, 1, 1, 2);
        } else {
            editor->setMinimumWidth(fontMetrics().height() * editorWidth);
            grid->addWidget(editor, row, 1);
            grid->addWidget(makeLabel(info.meaning.translated(), "muted", form), row, 2);
        }
        ++row;
    }
    grid->setRowStretch(row, 1);
    return form;
}

QWidget* SettingsDialog::editorOf(const PreferenceInfo& info) {
    QWidget* editor = info.kind == PreferenceKind::Number   ? numberOf(info)
                      : info.kind == PreferenceKind::Folder ? folderOf(info)
                                                            : choiceOf(info);
    QWidget* field = editor->focusProxy() == nullptr ? editor : editor->focusProxy();
    field->setObjectName(nameOfEditor(info));
    field->setAccessibleName(info.name.translated());
    field->setAccessibleDescription(info.meaning.translated());
    return editor;
}

QWidget* SettingsDialog::numberOf(const PreferenceInfo& info) {
    auto* box = new QSpinBox(this);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons); // typed, or by the arrow keys
    box->setRange(info.least, info.most);
    box->setSingleStep(info.step);
    box->setSuffix(info.unit.translated());
    box->setSpecialValueText(info.leastMeans.translated());
    box->setGroupSeparatorShown(true);
    box->setKeyboardTracking(false); // the value counts once it is whole
    box->setValue(m_settings.number(info.preference));
    connect(box, &QSpinBox::valueChanged, this, [this, info](int value) { set(info, value); });
    connect(&m_settings, &Settings::changed, box, [this, box, info](Preference changed) {
        if (changed == info.preference) {
            box->setValue(m_settings.number(info.preference));
        }
    });
    return box;
}

QWidget* SettingsDialog::choiceOf(const PreferenceInfo& info) {
    auto* box = new QComboBox(this);
    for (const PreferenceChoice& choice : info.choices) {
        box->addItem(choice.name.translated(), choice.value);
    }
    const auto showChosen = [this, box, info] {
        const QSignalBlocker blocked(box);
        box->setCurrentIndex(box->findData(m_settings.text(info.preference)));
    };
    showChosen();
    connect(box, &QComboBox::currentIndexChanged, this,
            [this, box, info] { set(info, box->currentData()); });
    connect(&m_settings, &Settings::changed, box, [showChosen, info](Preference changed) {
        if (changed == info.preference) {
            showChosen();
        }
    });
    return box;
}

QWidget* SettingsDialog::folderOf(const PreferenceInfo& info) {
    auto* both = new QWidget(this);
    auto* field = new QLineEdit(m_settings.text(info.preference), both);
    auto* choose = new QPushButton(tr("Choose…"), both);
    choose->setObjectName(nameOfEditor(info) + QStringLiteral("_choose"));
    choose->setAccessibleName(tr("Choose: %1").arg(info.name.translated()));
    choose->setAutoDefault(false);
    both->setFocusProxy(field);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(field, 1);
    row->addWidget(choose);
    connect(field, &QLineEdit::editingFinished, this,
            [this, field, info] { set(info, field->text()); });
    connect(choose, &QPushButton::clicked, this, [this, info] {
        auto* dialog =
            new QFileDialog(this, info.name.translated(), m_settings.text(info.preference));
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QFileDialog::fileSelected, this,
                [this, info](const QString& folder) { set(info, folder); });
        dialog->open();
    });
    connect(&m_settings, &Settings::changed, field, [this, field, info](Preference changed) {
        if (changed == info.preference) {
            field->setText(m_settings.text(info.preference));
        }
    });
    return both;
}

void SettingsDialog::set(const PreferenceInfo& info, const QVariant& value) {
    const bool taken = m_settings.set(info.preference, value);
    m_refused->setText(taken ? QString()
                             : tr("“%1” is no folder's whole path: %2 stays as it was.")
                                   .arg(value.toString(), info.name.translated()));
    m_refused->setVisible(!taken);
}

void SettingsDialog::restoreAll() {
    for (const PreferenceInfo& info : changeablePreferences()) {
        m_settings.reset(info.preference);
    }
}

/// Whoever goes by the keyboard goes on where they were.
void SettingsDialog::rebuild() {
    m_rebuilds = false;
    const QString focused = focusWidget() == nullptr ? QString() : focusWidget()->objectName();
    qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
    delete layout();
    build();
    if (auto* field = findChild<QWidget*>(focused); field != nullptr && !focused.isEmpty()) {
        field->setFocus(Qt::OtherFocusReason);
    }
}

void SettingsDialog::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    const bool resized = event->type() == QEvent::FontChange && font().pointSizeF() != m_pointSize;
    if ((event->type() == QEvent::LanguageChange || resized) && !std::exchange(m_rebuilds, true)) {
        QTimer::singleShot(0, this, &SettingsDialog::rebuild); // from within one of its fields
    }
}

} // namespace ferryman
