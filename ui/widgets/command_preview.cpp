// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/command_preview.h"

#include "state_icon.h"
#include "widgets/command_text.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

namespace ferryman {

CommandPreview::CommandPreview(QWidget* parent)
    : Panel(tr("What will be sent, literally"), parent)
    , m_text(new CommandText("commandPreview", this))
    , m_copy(new QPushButton(actionIcon(ActionShape::Copy), tr("&Copy"), this))
    , m_save(new QPushButton(actionIcon(ActionShape::Save), tr("&Save as runbook…"), this))
    , m_result(makeLabel({}, "muted", this)) {
    m_text->setAccessibleName(tr("Commands that the switch will send"));
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
    setRunbook({});
}

void CommandPreview::setRunbook(const Runbook& runbook) {
    m_runbook = runbook;
    m_text->setCommands(runbook.commands);
    m_copy->setEnabled(!runbook.commands.isEmpty());
    m_save->setEnabled(!runbook.commands.isEmpty());
}

void CommandPreview::copy() {
    QGuiApplication::clipboard()->setText(m_text->toPlainText() + QLatin1Char('\n'));
}

void CommandPreview::choosePath() {
    auto* dialog = new QFileDialog(this, tr("Save as runbook"));
    dialog->setObjectName(QStringLiteral("runbookDialog"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("md"));
    dialog->selectFile(QStringLiteral("runbook.md"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &CommandPreview::save);
    dialog->open();
}

void CommandPreview::save(const QString& path) {
    const QByteArray text = runbookOf(m_runbook);
    QSaveFile file(path);
    const bool written =
        file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
    m_result->setText(written ? tr("Saved as %1.").arg(path)
                              : tr("%1 could not be written: %2").arg(path, file.errorString()));
    m_result->show();
}

} // namespace ferryman
