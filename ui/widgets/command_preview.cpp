// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/command_preview.h"

#include "base/version.h"
#include "models/phase_name.h"

#include <QClipboard>
#include <QDateTime>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr int phaseWidth = 9;

} // namespace

QString runbookText(const QList<PlannedCommand>& commands) {
    QStringList lines;
    const PlannedCommand* before = nullptr;
    for (const PlannedCommand& command : commands) {
        if (!before || before->phase != command.phase || before->where != command.where) {
            lines << (nameOf(command.phase).leftJustified(phaseWidth) + QLatin1Char(' ') +
                      command.where)
                         .trimmed();
        }
        if (!command.note.isEmpty()) {
            lines << QStringLiteral("  # ") + command.note.translated();
        }
        if (!command.text.isEmpty()) {
            lines << QStringLiteral("  ") + command.text;
        }
        before = &command;
    }
    return lines.join(QLatin1Char('\n'));
}

CommandPreview::CommandPreview(QWidget* parent)
    : Panel(tr("What will be sent, literally"), parent)
    , m_text(new QPlainTextEdit(this))
    , m_copy(new QPushButton(tr("&Copy"), this))
    , m_save(new QPushButton(tr("&Save as runbook…"), this))
    , m_result(makeLabel({}, "muted", this)) {
    m_text->setObjectName(QStringLiteral("commandPreview"));
    m_text->setAccessibleName(tr("Commands that the switch will send"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setPlaceholderText(
        tr("The commands stand here as soon as the topology and Dragonfly are known."));
    m_copy->setObjectName(QStringLiteral("copyCommandsButton"));
    m_save->setObjectName(QStringLiteral("saveRunbookButton"));
    m_result->setObjectName(QStringLiteral("runbookResult"));
    m_result->hide();
    auto* row = new QHBoxLayout;
    row->addWidget(m_copy);
    row->addWidget(m_save);
    row->addStretch(1);
    body()->addWidget(m_text, 1);
    body()->addLayout(row);
    body()->addWidget(m_result);
    connect(m_copy, &QPushButton::clicked, this, &CommandPreview::copy);
    connect(m_save, &QPushButton::clicked, this, &CommandPreview::choosePath);
    setCommands({}, {});
}

void CommandPreview::setCommands(const QList<PlannedCommand>& commands, const QString& group) {
    m_group = group;
    const QString text = runbookText(commands);
    if (text != m_text->toPlainText()) { // Else a selection would be lost with every snapshot.
        m_text->setPlainText(text);
    }
    m_copy->setEnabled(!commands.isEmpty());
    m_save->setEnabled(!commands.isEmpty());
}

void CommandPreview::copy() {
    QGuiApplication::clipboard()->setText(m_text->toPlainText() + QLatin1Char('\n'));
}

void CommandPreview::choosePath() {
    auto* dialog = new QFileDialog(this, tr("Save as runbook"));
    dialog->setObjectName(QStringLiteral("runbookDialog"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("txt"));
    dialog->selectFile(QStringLiteral("runbook.txt"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &CommandPreview::save);
    dialog->open();
}

void CommandPreview::save(const QString& path) {
    const QString head =
        tr("# Failover of %1 to Dragonfly, as Ferryman %2 would do it.\n"
           "# Written %3.\n\n")
            .arg(m_group, version(), QDateTime::currentDateTime().toString(Qt::ISODate));
    QSaveFile file(path);
    const bool written =
        file.open(QIODevice::WriteOnly) &&
        file.write((head + m_text->toPlainText() + QLatin1Char('\n')).toUtf8()) > 0 &&
        file.commit();
    m_result->setText(written ? tr("Saved as %1.").arg(path)
                              : tr("%1 could not be written: %2").arg(path, file.errorString()));
    m_result->show();
}

} // namespace ferryman
