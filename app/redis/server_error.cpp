// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/server_error.h"

#include "base/printable.h"

#include <algorithm>
#include <array>

namespace ferryman::redis {

namespace {

struct Known {
    const char* text; ///< How the reply starts, or what it contains if `anywhere`.
    bool anywhere;
    ErrorKind kind;
    const char* message; ///< %1 is the address, %2 the command's name.
};

// The texts are those of Redis 5.0 to 7.4 (server.c, acl.c, networking.c) and Dragonfly 1.40
// (facade/error.h).
constexpr std::array<Known, 13> knownErrors{{
    {"NOAUTH", false, ErrorKind::Auth,
     QT_TRANSLATE_NOOP("core", "%1 wants a password: give the user and password of this server.")},
    {"WRONGPASS", false, ErrorKind::Auth,
     QT_TRANSLATE_NOOP("core", "%1 refuses the user or the password: check both.")},
    {"ERR invalid password", false, ErrorKind::Auth,
     QT_TRANSLATE_NOOP("core", "%1 refuses the password: check it.")},
    {"without any password configured", true, ErrorKind::Auth,
     QT_TRANSLATE_NOOP(
         "core",
         "%1 wants no password, but one was given: leave it empty, or set one on the server.")},
    {"no password is set", true, ErrorKind::Auth,
     QT_TRANSLATE_NOOP(
         "core",
         "%1 wants no password, but one was given: leave it empty, or set one on the server.")},
    {"NOPERM", false, ErrorKind::Permission,
     QT_TRANSLATE_NOOP(
         "core",
         "The user of %1 may not run %2: grant it in the server's ACL, or use another user.")},
    {"DENIED", false, ErrorKind::Unreachable,
     QT_TRANSLATE_NOOP("core", "%1 is in protected mode and accepts nobody from another machine: "
                               "set a password on it, or "
                               "bind it to an address.")},
    {"max number of clients", true, ErrorKind::Unreachable,
     QT_TRANSLATE_NOOP("core",
                       "%1 has as many clients as it allows: raise its maxclients or close some.")},
    {"LOADING", false, ErrorKind::Server,
     QT_TRANSLATE_NOOP("core", "%1 is still loading its data: wait until it has finished.")},
    {"READONLY", false, ErrorKind::Server,
     QT_TRANSLATE_NOOP("core", "%1 is a replica and takes no writes, so it refused %2.")},
    {"BUSY ", false, ErrorKind::Server,
     QT_TRANSLATE_NOOP("core", "%1 is running a script and answers nothing else: wait for it, or "
                               "end it with SCRIPT KILL.")},
    {"MISCONF", false, ErrorKind::Server,
     QT_TRANSLATE_NOOP(
         "core",
         "%1 cannot save to its disk and takes no writes, so it refused %2: look into its log.")},
    {"ERR unknown command", false, ErrorKind::Server,
     QT_TRANSLATE_NOOP("core", "%1 does not know the command %2.")},
}};

const Known* find(const QByteArray& text) {
    const auto fits = [&text](const Known& known) {
        return known.anywhere ? text.contains(known.text) : text.startsWith(known.text);
    };
    const auto found = std::find_if(knownErrors.begin(), knownErrors.end(), fits);
    return found == knownErrors.end() ? nullptr : &*found;
}

} // namespace

Error serverError(const Value& reply, const Command& command, const QString& address) {
    Error error{ErrorKind::Server, {}, address, printable(command.censored(reply.bytes()))};
    const QString name = command.name();
    if (const Known* known = find(reply.bytes())) {
        error.kind = known->kind;
        error.message = {known->message, {address, name}};
    } else if (name.isEmpty()) {
        error.message = {QT_TRANSLATE_NOOP("core", "%1 ended the conversation with an error: %2"),
                         {address, error.detail}};
    } else {
        error.message = {QT_TRANSLATE_NOOP("core", "%1 answers %2 with an error: %3"),
                         {address, name, error.detail}};
    }
    return error;
}

Error loginError(const Value& reply, const Command& command, const QString& address) {
    Error error = serverError(reply, command, address);
    if (find(reply.bytes()) == nullptr && command.name() == QLatin1String("AUTH")) {
        error.kind = ErrorKind::Auth;
        error.message = {QT_TRANSLATE_NOOP("core", "%1 refuses the login: %2"),
                         {address, error.detail}};
    } else if (find(reply.bytes()) == nullptr && command.name() == QLatin1String("SELECT")) {
        error.kind = ErrorKind::InvalidInput;
        error.message = {
            QT_TRANSLATE_NOOP("core", "%1 does not have the database that the address names."),
            {address}};
    }
    return error;
}

Error lostReply(const Command& command, const Error& cause, bool written) {
    if (command.effect() != Command::Effect::Changes || !written) {
        return cause;
    }
    return {ErrorKind::Indeterminate,
            {QT_TRANSLATE_NOOP(
                 "core",
                 "The connection ended before the reply to %1: whether it was run is not known, so "
                 "ask the server."),
             {command.name()}},
            cause.subject,
            cause.message.english()};
}

} // namespace ferryman::redis
