// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

namespace ferryman {

const char* toString(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::InvalidInput:
        return "invalid-input";
    case ErrorKind::Unreachable:
        return "unreachable";
    case ErrorKind::Timeout:
        return "timeout";
    case ErrorKind::Tls:
        return "tls";
    case ErrorKind::Auth:
        return "auth";
    case ErrorKind::Permission:
        return "permission";
    case ErrorKind::Protocol:
        return "protocol";
    case ErrorKind::Server:
        return "server";
    case ErrorKind::Refused:
        return "refused";
    case ErrorKind::Cancelled:
        return "cancelled";
    case ErrorKind::Indeterminate:
        return "indeterminate";
    case ErrorKind::Storage:
        return "storage";
    case ErrorKind::Internal:
        return "internal";
    }
    return "internal";
}

QString Error::english() const {
    QString sentence = message.english();
    if (!subject.isEmpty() && !sentence.contains(subject)) {
        sentence.prepend(subject + QStringLiteral(": "));
    }
    if (!detail.isEmpty() && !sentence.contains(detail)) {
        sentence += QStringLiteral(" (%1)").arg(detail);
    }
    return sentence;
}

} // namespace ferryman
