// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/server_error.h"

#include "base/printable.h"

#include <array>

namespace ferryman::redis {

namespace {

struct Known {
    const char* text; ///< What the reply starts with or, where `anywhere`, holds.
    bool anywhere;
    ErrorKind kind;
    const char* message; ///< %1 is the server's address, %2 the command, %3 its text.
};

// The texts are those of Redis 7.0.15 (acl.c, networking.c, config.c), 5.0.14 (server.c) and
// Dragonfly 1.40.1.
constexpr std::array known{
    Known{"NOAUTH", false, ErrorKind::Auth,
          QT_TRANSLATE_NOOP("core", "%1 wants a password: give it.")},
    Known{"WRONGPASS", false, ErrorKind::Auth,
          QT_TRANSLATE_NOOP("core", "%1 refuses the user name or the password: correct them.")},
    Known{"ERR invalid password", false, ErrorKind::Auth,
          QT_TRANSLATE_NOOP("core", "%1 refuses the password: correct it.")},
    Known{"without any password configured", true, ErrorKind::Auth,
          QT_TRANSLATE_NOOP("core", "%1 has no password, but one was given: leave it out.")},
    Known{"no password is set", true, ErrorKind::Auth,
          QT_TRANSLATE_NOOP("core", "%1 has no password, but one was given: leave it out.")},
    Known{"NOPERM", false, ErrorKind::Permission,
          QT_TRANSLATE_NOOP("core", "The user at %1 may not run %2: grant it with ACL SETUSER.")},
    Known{"DENIED", false, ErrorKind::Unreachable,
          QT_TRANSLATE_NOOP("core", "%1 is in protected mode and answers only its own machine: set "
                                    "a password or an address "
                                    "to bind to.")},
    Known{"ERR max number of clients reached", false, ErrorKind::Unreachable,
          QT_TRANSLATE_NOOP("core",
                            "%1 has no room for another client: raise maxclients or end some.")},
    Known{"LOADING", false, ErrorKind::Server,
          QT_TRANSLATE_NOOP("core", "%1 is loading its data and does not answer %2 yet.")},
};

} // namespace

Error serverError(const Command& command, const QByteArray& reply, const QString& address) {
    const QString text = printable(command.censored(reply));
    const QString name = command.isEmpty() ? QString() : command.name();
    for (const Known& error : known) {
        if (error.anywhere ? reply.contains(error.text) : reply.startsWith(error.text)) {
            return {error.kind, {error.message, {address, name, text}}, address, text};
        }
    }
    return {ErrorKind::Server,
            {QT_TRANSLATE_NOOP("core", "%1 answers %2 with an error: %3"), {address, name, text}},
            address,
            text};
}

} // namespace ferryman::redis
