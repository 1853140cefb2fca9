// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message.h"

#include <functional>

namespace ferryman {

/// How the sentences of a report are said. Core says them in English, which is the record; ui/ has
/// a wording of its own for whoever reads.
struct Wording {
    QString language; ///< Of the page, BCP 47: "en", "de".
    std::function<QString(const Message&)> say;
    QLocale numbers = QLocale(QLocale::English); ///< Of an axis, whose figures are no sentences.

    [[nodiscard]] bool isRecord() const { return language == QLatin1String("en"); }
};

[[nodiscard]] Wording englishWording();

/// What is no sentence of Ferryman's: a name, an address, what a server said.
[[nodiscard]] Message asItIs(const QString& words);

enum class Joint { Comma, Semicolon };
/// The parts one after the other; empty where there are none.
[[nodiscard]] Message joined(const QList<Message>& parts, Joint joint = Joint::Comma);

} // namespace ferryman
