// SPDX-License-Identifier: GPL-3.0-or-later
#include "codec_fuzz.h"

#include "redis/client_list.h"
#include "redis/codec.h"
#include "redis/role.h"
#include "redis/sentinel_reply.h"
#include "redis/server_error.h"

#include <cstdlib>

using namespace ferryman;
using namespace ferryman::redis;

namespace {

constexpr ReplyLimits limits{
    .bulkBytes = 4096, .arrayItems = 1000, .replyBytes = 200'000, .depth = 5};

void demand(bool promise) {
    if (!promise) {
        std::abort();
    }
}

int depthOf(const Value& value) {
    int deepest = 0;
    for (const Value& item : value.items()) {
        deepest = std::max(deepest, depthOf(item));
    }
    return value.isArray() && !value.items().isEmpty() ? deepest + 1 : 0;
}

void parseAsEverything(const Value& value) {
    demand(depthOf(value) <= limits.depth);
    demand(value.bytes().size() <= std::max<qint64>(limits.bulkBytes, 65'536));
    demand(value.items().size() <= limits.arrayItems);
    demand(value.describe(100).size() <= 101);
    demand(value.isText() == value.toText().has_value());
    demand(value.isArray() == value.toArray().has_value());
    static_cast<void>(value.toInteger());
    if (const auto info = Info::parse(value)) {
        static_cast<void>(parseReplication(*info));
        demand(identify(*info).describe().size() < 200);
        static_cast<void>(totalKeys(*info));
    }
    static_cast<void>(parseRole(value));
    static_cast<void>(parseSentinelEntries(value));
    static_cast<void>(parseSentinelEntry(value));
    static_cast<void>(parseClientList(value));
    if (value.isError()) {
        demand(serverError(value, {"GET", "k"}, QStringLiteral("h:1")).detail.size() <= 201);
    }
}

/// Everything that came out, and the error that ended it.
struct Outcome {
    QList<Value> replies;
    QString error;
};

Outcome decode(QByteArrayView bytes, qsizetype pieces) {
    ReplyDecoder decoder(limits);
    Outcome outcome;
    while (!bytes.isEmpty()) {
        const QByteArrayView piece = bytes.first(std::min(bytes.size(), pieces));
        bytes = bytes.sliced(piece.size());
        decoder.feed(piece);
        auto reply = decoder.next();
        for (; reply && *reply; reply = decoder.next()) {
            outcome.replies.append(std::move(**reply));
        }
        if (!reply) {
            demand(reply.error().kind == ErrorKind::Protocol);
            outcome.error = reply.error().message.english();
            break;
        }
    }
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) {
        return 0;
    }
    const QByteArrayView bytes(data + 1, static_cast<qsizetype>(size - 1));
    const Outcome whole = decode(bytes, bytes.size());
    const Outcome inPieces = decode(bytes, qsizetype{data[0]} + 1);
    demand(whole.replies == inPieces.replies); // the pieces make no difference
    demand(whole.error == inPieces.error);
    for (const Value& reply : whole.replies) {
        parseAsEverything(reply);
    }
    return 0;
}
