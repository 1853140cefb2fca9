// SPDX-License-Identifier: GPL-3.0-or-later
#include "error_text.h"

namespace ferryman {

QString textOf(const Error& error) {
    QString sentence = error.message.translated();
    if (!error.subject.isEmpty() && !sentence.contains(error.subject)) {
        sentence.prepend(error.subject + QStringLiteral(": "));
    }
    if (!error.detail.isEmpty() && !sentence.contains(error.detail)) {
        sentence += QStringLiteral(" (%1)").arg(error.detail);
    }
    return sentence;
}

} // namespace ferryman
