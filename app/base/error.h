// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message.h"

namespace ferryman {

enum class ErrorKind {
    InvalidInput,  ///< What the person, the plan or the command line gave cannot be used.
    Unreachable,   ///< Name lookup or connection failed, or the connection ended.
    Timeout,       ///< A deadline passed.
    Tls,           ///< The TLS handshake or the certificate's verification failed.
    Auth,          ///< The server wants a login, or refuses the one given.
    Permission,    ///< Logged in, but the user may not run the command.
    Protocol,      ///< The reply is not RESP, or not of the wanted shape.
    Server,        ///< The server answered with an error.
    Refused,       ///< Ferryman itself says no: a gate, a finding, a state.
    Cancelled,     ///< Someone asked for it to stop.
    Indeterminate, ///< The reply to a write was lost: ask the server what is true.
    Storage,       ///< A file or the journal could not be read or written.
    Internal,      ///< A fault of Ferryman's own.
};

/// "timeout", "auth", ...: the stable name used in JSON and in the journal.
[[nodiscard]] const char* toString(ErrorKind kind);

/// What went wrong, as a value: only ui/ and the command line show it.
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    Message message; ///< One sentence: what is wrong and what to do.
    QString subject; ///< Whom it concerns, such as "10.0.0.3:26379"; may be empty.
    QString
        detail; ///< The server's or the library's own words, bounded and printable; may be empty.

    [[nodiscard]] Message sentence() const; ///< "subject: sentence (detail)".
    [[nodiscard]] QString english() const { return sentence().english(); }
    [[nodiscard]] QString translated() const { return sentence().translated(); }
};

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::Error)
