// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/side.h"

#include "base/printable.h"

#include <QDateTime>

namespace ferryman {

Side::Side(const redis::Login& login, int lanes, QObject* parent)
    : QObject(parent)
    , m_login(login) {
    for (int i = 0; i < lanes; ++i) {
        Lane lane;
        lane.client = std::make_unique<redis::RawClient>(login);
        lane.database = login.endpoint.database;
        connect(lane.client.get(), &redis::RawClient::closed, this, &Side::lost);
        m_lanes.push_back(std::move(lane));
    }
}

Future<Done> Side::open() {
    QList<Future<Done>> opening;
    for (const Lane& lane : m_lanes) {
        opening.append(lane.client->open());
    }
    return andThen(all(opening, this), this, [](const QList<Result<Done>>& opened) -> Result<Done> {
        for (const Result<Done>& each : opened) {
            if (!each) {
                return each;
            }
        }
        return Done{};
    });
}

Future<ServerFacts> Side::learn() {
    redis::CommandWriter commands;
    for (const QByteArrayList& words : factCommands()) {
        commands.begin(words.size());
        for (const QByteArray& word : words) {
            commands.word(word);
        }
    }
    const Promise<ServerFacts> promise;
    m_lanes.front().client->send(commands, [this, promise](const Result<QByteArray>& replies) {
        if (!replies) {
            promise.complete(tl::make_unexpected(replies.error()));
            return;
        }
        redis::ReplyCursor cursor(*replies);
        const std::optional<redis::ReplyItem> first = cursor.next();
        if (!first || !first->isText()) {
            promise.complete(failure(
                ErrorKind::Server,
                {QT_TRANSLATE_NOOP("core", "%1 does not answer INFO, without which the data cannot "
                                           "be compared."),
                 {address().toString()}},
                address().toString(), first ? printable(first->text) : QString()));
            return;
        }
        m_facts = factsFrom(*replies, QDateTime::currentMSecsSinceEpoch());
        promise.complete(m_facts);
    });
    return promise.future();
}

Future<bool> Side::hasDatabase(int database) {
    Lane& lane = m_lanes.front();
    redis::CommandWriter commands;
    commands.begin(2);
    commands.word("SELECT");
    commands.word(qint64{database});
    const Promise<bool> promise;
    lane.client->send(commands, [this, promise, database](const Result<QByteArray>& reply) {
        if (!reply) {
            promise.complete(tl::make_unexpected(reply.error()));
            return;
        }
        const bool selected = reply->startsWith("+OK");
        if (selected) {
            m_lanes.front().database = database;
        }
        promise.complete(selected);
    });
    return promise.future();
}

void Side::ask(int lane, int database, const redis::CommandWriter& commands, Handler handler) {
    Lane& chosen = m_lanes.at(size_t(lane));
    redis::RawClient* const client = chosen.client.get();
    if (database != anyDatabase && chosen.database != database) {
        chosen.database = database;
        redis::CommandWriter select;
        select.begin(2);
        select.word("SELECT");
        select.word(qint64{database});
        client->send(select, [client](const Result<QByteArray>& reply) {
            if (reply && !reply->startsWith("+OK")) {
                client->close(); // what follows would be read from another database
            }
        });
    }
    client->send(commands, std::move(handler));
}

qint64 Side::receivedBytes() const {
    qint64 bytes = 0;
    for (const Lane& lane : m_lanes) {
        bytes += lane.client->receivedBytes();
    }
    return bytes;
}

bool Side::isOpen() const {
    return std::all_of(m_lanes.begin(), m_lanes.end(),
                       [](const Lane& lane) { return lane.client->isOpen(); });
}

void Side::close() {
    for (const Lane& lane : m_lanes) {
        lane.client->disconnect(this);
        lane.client->close();
    }
}

void Pair::ask(int lane, int database, const redis::CommandWriter& toSource,
               const redis::CommandWriter& toTarget, Handler handler) const {
    struct Answers {
        std::optional<Result<QByteArray>> source;
        std::optional<Result<QByteArray>> target;
        Handler handler;

        void tellIfBoth() {
            if (source && target) {
                const Handler tell = std::move(handler);
                tell(std::move(*source), std::move(*target));
            }
        }
    };
    const auto answers = std::make_shared<Answers>();
    answers->handler = std::move(handler);
    source->ask(lane, database, toSource, [answers](Result<QByteArray> reply) {
        answers->source = std::move(reply);
        answers->tellIfBoth();
    });
    target->ask(lane, database, toTarget, [answers](Result<QByteArray> reply) {
        answers->target = std::move(reply);
        answers->tellIfBoth();
    });
}

std::optional<Error> fatalReply(QByteArrayView replies, const Side& side) {
    redis::ReplyCursor cursor(replies);
    while (!cursor.atEnd()) {
        const QByteArrayView reply = cursor.whole();
        if (reply.isEmpty()) {
            break;
        }
        if (reply[0] == '-' && !reply.startsWith("-WRONGTYPE")) {
            return Error{
                ErrorKind::Server,
                {QT_TRANSLATE_NOOP("core", "%1 refuses to be read."), {side.address().toString()}},
                side.address().toString(),
                printable(reply.sliced(1).trimmed())};
        }
    }
    return {};
}

} // namespace ferryman
