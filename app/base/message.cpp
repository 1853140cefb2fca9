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
    : m_said(std::make_shared<const Message>(sentence)) {}

QString MessageArgument::english() const {
    if (const auto* sentence = std::get_if<Sentence>(&m_said)) {
        return (*sentence)->english();
    }
    const auto* figure = std::get_if<Figure>(&m_said);
    return figure ? figure->english() : std::get<QString>(m_said);
}

QString MessageArgument::translated(const QLocale& numbers) const {
    if (const auto* sentence = std::get_if<Sentence>(&m_said)) {
        return (*sentence)->translated(numbers);
    }
    const auto* figure = std::get_if<Figure>(&m_said);
    return figure ? figure->in(numbers) : std::get<QString>(m_said);
}

bool operator==(const MessageArgument& one, const MessageArgument& other) {
    const auto* sentence = std::get_if<MessageArgument::Sentence>(&one.m_said);
    const auto* another = std::get_if<MessageArgument::Sentence>(&other.m_said);
    if (sentence && another) {
        return **sentence == **another;
    }
    return !sentence && !another && one.english() == other.english();
}

Message::Message(const Plural& plural, MessageArguments messageArguments)
    : text(plural.many)
    , arguments(std::move(messageArguments))
    , one(plural.one)
    , count(formOf(plural.count)) {}

QString Message::englishTemplate() const {
    return QString::fromUtf8(count == 1 ? one : text);
}

QString Message::english() const {
    return fill(englishTemplate(), arguments,
                [](const MessageArgument& argument) { return argument.english(); });
}

QString Message::translated(const QLocale& numbers) const {
    const QString known = QCoreApplication::translate("core", text.constData(), nullptr, count);
    // What no catalogue knows comes back as it is, in the form for many.
    const bool isEnglish = known == QString::fromUtf8(text);
    return fill(
        isEnglish ? englishTemplate() : known, arguments,
        [&numbers](const MessageArgument& argument) { return argument.translated(numbers); });
}

} // namespace ferryman
