// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/format.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>

#include <memory>
#include <variant>

namespace ferryman {

struct Message;

/// What stands in a sentence's place: words as they are, a figure, or a sentence of its own, which
/// are translated with it.
class MessageArgument {
public:
    MessageArgument(QString words)
        : m_said(std::move(words)) {}
    MessageArgument(const char* words)
        : m_said(QString::fromUtf8(words)) {}
    MessageArgument(const Figure& figure)
        : m_said(figure) {}
    MessageArgument(const Message& sentence);

    [[nodiscard]] QString english() const;
    [[nodiscard]] QString translated(const QLocale& numbers) const;

    /// A figure is the same as the words that it is written with.
    friend bool operator==(const MessageArgument& one, const MessageArgument& other);

private:
    using Sentence = std::shared_ptr<const Message>;

    std::variant<QString, Figure, Sentence> m_said;
};

using MessageArguments = QList<MessageArgument>;

/// A counted template in its two English forms, and the count that chooses between them. The form
/// for many is marked with `QT_TRANSLATE_N_NOOP("core", "%1 keys")` and is the key of its
/// translations, which have the forms of their language. The number that is shown is an argument
/// like any other, so that it is grouped as people read it.
struct Plural {
    const char* many; ///< For every count but one, zero as well.
    const char* one;
    qint64 count = 0;
};

/// A sentence for a person, kept as a template and its arguments so that it can be written in
/// English into the journal and translated when it is shown. The template is marked with
/// `QT_TRANSLATE_NOOP("core", "... %1 ...")`; where a count decides its form it is a Plural.
struct Message {
    QByteArray text; ///< English template with %1, %2, ...; also the key of its translation.
    MessageArguments arguments; ///< Already bounded and made printable (see base/printable.h)
                                ///< where a server said them.
    QByteArray one; ///< English template for a count of one; empty where nothing is counted.
    int count = -1; ///< Chooses the form (see formOf()); -1 where nothing is counted.

    Message() = default;
    Message(const char* messageText, MessageArguments messageArguments = {})
        : text(messageText)
        , arguments(std::move(messageArguments)) {}
    Message(const Plural& plural, MessageArguments messageArguments = {});

    [[nodiscard]] bool isEmpty() const { return text.isEmpty(); }
    [[nodiscard]] QString english() const; ///< For JSON, journal, logs and reports.
    /// In the application's language, context "core"; for ui/ alone. Away from the thread of the
    /// windows with its `numbers`, since QLocale() may change there.
    [[nodiscard]] QString translated(const QLocale& numbers = QLocale()) const;

    friend bool operator==(const Message&, const Message&) = default;

private:
    [[nodiscard]] QString englishTemplate() const;
};

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::Message)
