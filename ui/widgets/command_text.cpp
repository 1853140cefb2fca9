// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/command_text.h"

#include "models/phase_name.h"
#include "theme.h"

#include <QEvent>
#include <QSyntaxHighlighter>

namespace ferryman {

namespace {

constexpr int phaseWidth = 9;

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

CommandText::CommandText(const char* name, QWidget* parent)
    : QPlainTextEdit(parent) {
    setObjectName(QLatin1String(name));
    setReadOnly(true);
    setTabChangesFocus(true);
    setFont(fixedFont());
    m_colours = new PreviewColours(this);
}

void CommandText::setCommands(const QList<PlannedCommand>& commands) {
    const QString text = previewText(commands);
    if (text != toPlainText()) { // Else a selection would be lost with every snapshot.
        setPlainText(text);
    }
}

void CommandText::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_colours != nullptr) {
        QMetaObject::invokeMethod(m_colours, &QSyntaxHighlighter::rehighlight, // once all have it
                                  Qt::QueuedConnection);
    }
}

} // namespace ferryman
