// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/message.h"

#include <QCoreApplication>

namespace ferryman {

namespace {

template <typename Say>
QString fill(const QString& text, const MessageArguments& arguments, const Say& say) {
    QString filled;
    filled.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool placeholder = text[i] == u'%' && i + 1 < text.size() && text[i + 1].isDigit();
        const qsizetype index = placeholder ? text[i + 1].digitValue() - 1 : -1;
        if (index < 0 || index >= arguments.size()) {
            filled += text[i];
            continue;
        }
        filled += say(
            arguments[index]); // one pass: an argument that holds "%2" stays as the server said it
        ++i;
    }
    return filled;
}

} // namespace

MessageArgument::MessageArgument(const Message& sentence)
    : m_sentence({sentence}) {}

QString MessageArgument::english() const {
    return m_sentence.empty() ? m_words : m_sentence.front().english();
}

QString MessageArgument::translated() const {
    return m_sentence.empty() ? m_words : m_sentence.front().translated();
}

bool operator==(const MessageArgument& one, const MessageArgument& other) {
    return one.m_words == other.m_words && one.m_sentence == other.m_sentence;
}

QString Message::english() const {
    return fill(QString::fromUtf8(text), arguments,
                [](const MessageArgument& argument) { return argument.english(); });
}

QString Message::translated() const {
    return fill(QCoreApplication::translate("core", text.constData()), arguments,
                [](const MessageArgument& argument) { return argument.translated(); });
}

} // namespace ferryman
