// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/command_preview.h"

#include "models/phase_name.h"
#include "state_icon.h"
#include "theme.h"

#include <QClipboard>
#include <QEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSyntaxHighlighter>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr int phaseWidth = 9;

/// What is sent stands out from the phases and the notes around it.
class PreviewColours final : public QSyntaxHighlighter {
public:
    explicit PreviewColours(QPlainTextEdit* text)
        : QSyntaxHighlighter(text->document())
        , m_text(text) {}

protected:
    void highlightBlock(const QString& line) override {
        if (!line.startsWith(QLatin1String("  ")) || line.startsWith(QLatin1String("  #"))) {
            setFormat(0, static_cast<int>(line.size()), coloursOf(m_text->palette()).muted);
        }
    }

private:
    QPlainTextEdit* m_text;
};

} // namespace

QString previewText(const QList<PlannedCommand>& commands) {
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
    , m_copy(new QPushButton(actionIcon(ActionShape::Copy), tr("&Copy"), this))
    , m_save(new QPushButton(actionIcon(ActionShape::Save), tr("&Save as runbook…"), this))
    , m_result(makeLabel({}, "muted", this)) {
    m_text->setObjectName(QStringLiteral("commandPreview"));
    m_text->setAccessibleName(tr("Commands that the switch will send"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(fixedFont());
    m_text->setPlaceholderText(
        tr("The commands stand here as soon as the topology and Dragonfly are known."));
    m_colours = new PreviewColours(m_text);
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
    const QString text = previewText(runbook.commands);
    if (text != m_text->toPlainText()) { // Else a selection would be lost with every snapshot.
        m_text->setPlainText(text);
    }
    m_copy->setEnabled(!runbook.commands.isEmpty());
    m_save->setEnabled(!runbook.commands.isEmpty());
}

void CommandPreview::changeEvent(QEvent* event) {
    Panel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_colours != nullptr) {
        QMetaObject::invokeMethod(m_colours, &QSyntaxHighlighter::rehighlight, // once all have it
                                  Qt::QueuedConnection);
    }
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
