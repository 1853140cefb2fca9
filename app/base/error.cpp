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

Message Error::sentence() const {
    const QString said = message.english();
    Message sentence = message;
    if (!subject.isEmpty() && !said.contains(subject)) {
        sentence = {"%1: %2", {subject, sentence}};
    }
    if (!detail.isEmpty() && !said.contains(detail)) {
        sentence = {"%1 (%2)", {sentence, detail}};
    }
    return sentence;
}

} // namespace ferryman
