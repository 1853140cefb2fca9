// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/wording.h"

namespace ferryman {

Wording englishWording() {
    return {QStringLiteral("en"), [](const Message& message) { return message.english(); }};
}

Message asItIs(const QString& words) {
    return words.isEmpty() ? Message() : Message{"%1", {words}};
}

Message joined(const QList<Message>& parts, Joint joint) {
    const char* pair = joint == Joint::Comma ? QT_TRANSLATE_NOOP("core", "%1, %2")
                                             : QT_TRANSLATE_NOOP("core", "%1; %2");
    Message all;
    for (const Message& part : parts) {
        all = all.isEmpty() ? part : Message{pair, {all, part}};
    }
    return all;
}

} // namespace ferryman
