// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/config_value.h"

namespace ferryman {

Result<QByteArray> configValue(const redis::Value& reply, const QString& server, const char* name) {
    if (reply.items().size() == 2 && reply.items()[1].isText()) {
        return reply.items()[1].bytes();
    }
    return failure(ErrorKind::Refused,
                   {QT_TRANSLATE_NOOP(
                        "core", "%1 does not tell its setting %2, so it could not be put back: %3"),
                    {server, QString::fromLatin1(name), reply.describe()}},
                   server);
}

} // namespace ferryman
