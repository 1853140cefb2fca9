// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMetaType>
#include <QString>
#include <QStringList>

namespace ferryman {

/// A sentence for a person, kept as a template and its arguments so that it can be written in
/// English into the journal and translated when it is shown. The template is marked with
/// `QT_TRANSLATE_NOOP("core", "... %1 ...")`.
struct Message {
    QByteArray text;       ///< English template with %1, %2, ...; also the key of its translation.
    QStringList arguments; ///< Already bounded and made printable (see base/printable.h) where a
                           ///< server said them.

    Message() = default;
    Message(const char* messageText, QStringList messageArguments = {})
        : text(messageText)
        , arguments(std::move(messageArguments)) {}

    [[nodiscard]] bool isEmpty() const { return text.isEmpty(); }
    [[nodiscard]] QString english() const; ///< For JSON, journal, logs and reports.
    [[nodiscard]] QString
    translated() const; ///< In the application's language, context "core"; for ui/ alone.

    friend bool operator==(const Message&, const Message&) = default;
};

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::Message)
