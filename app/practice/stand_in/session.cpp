// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/stand_in/session.h"

#include "practice/stand_in/commands.h"
#include "practice/stand_in/stand_in.h"

#include <QHostAddress>
#include <QPointer>
#include <QSet>

#include <algorithm>

namespace ferryman::stand_in {

namespace {

constexpr qint64 mostUnsent = qint64{1024} * 1024; // towards a client that does not read

bool startsPassing(const QByteArray& name) {
    static const QSet<QByteArray> names{"SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "MONITOR"};
    return names.contains(name);
}

bool steersMulti(const QByteArray& name) {
    return name == "MULTI" || name == "EXEC" || name == "DISCARD" || name == "WATCH" ||
           name == "QUIT";
}

QByteArray addressText(const QHostAddress& host, quint16 port) {
    return host.toString().toUtf8() + ':' + QByteArray::number(port);
}

} // namespace

Session::Session(StandIn& standIn, std::unique_ptr<QTcpSocket> client, qint64 id)
    : m_standIn(standIn)
    , m_client(std::move(client))
    , m_data(std::make_unique<QTcpSocket>())
    , m_id(id)
    , m_name(QByteArray::number(id)) { // as Dragonfly calls a client that gave no name
    m_age.start();
    m_idle.start();
    m_client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_client.get(), &QTcpSocket::readyRead, this, &Session::fromClient);
    connect(m_client.get(), &QTcpSocket::disconnected, this, &Session::finished);
    connect(m_client.get(), &QTcpSocket::bytesWritten, this, &Session::fromData);
    connect(m_data.get(), &QTcpSocket::readyRead, this, &Session::fromData);
    connect(m_data.get(), &QTcpSocket::disconnected, this, &Session::disconnectNow);
    connect(m_data.get(), &QTcpSocket::connected, this, [this] {
        m_data->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        toData(std::exchange(m_early, {}));
    });
    m_data->setReadBufferSize(mostUnsent);
    const redis::Address data = standIn.target().dataServer();
    m_data->connectToHost(data.host, data.port);
}

ClientFacts Session::facts() const {
    ClientFacts facts;
    facts.id = m_id;
    facts.address = addressText(m_client->peerAddress(), m_client->peerPort());
    facts.localAddress = addressText(m_client->localAddress(), m_client->localPort());
    facts.name = m_name;
    facts.ageSeconds = m_age.elapsed() / 1000;
    facts.idleSeconds = m_idle.elapsed() / 1000;
    facts.commands = m_requests;
    facts.bytesIn = m_bytesIn;
    facts.database = m_database;
    return facts;
}

void Session::disconnectNow() {
    m_client->disconnectFromHost();
}

void Session::fromClient() {
    const QByteArray bytes = m_client->readAll();
    m_idle.start();
    m_bytesIn += bytes.size();
    if (m_passing) {
        toData(bytes);
        return;
    }
    m_reader.feed(bytes);
    process();
}

void Session::process() {
    while (!m_busy && !m_waiting && !m_passing && !m_closing) {
        auto request = m_reader.next();
        if (!request) {
            m_closing = m_reader.isBroken();
            break;
        }
        ++m_requests;
        m_standIn.target().countCommand();
        if (wayOf(*request) == Way::Forward) {
            m_batch += request->bytes;
            ++m_forwarded;
        } else {
            m_waiting = std::move(request);
            sendBatch();
            answerWaiting();
        }
    }
    sendBatch();
    if (m_closing && m_forwarded == 0 && !m_busy) {
        disconnectNow();
    }
}

void Session::sendBatch() {
    toData(std::exchange(m_batch, {}));
}

void Session::toData(const QByteArray& bytes) {
    if (bytes.isEmpty()) {
        return;
    }
    if (m_data->state() != QAbstractSocket::ConnectedState) {
        m_early += bytes; // flush() would end a socket that is still connecting
        return;
    }
    m_data->write(bytes);
    m_data->flush();
}

/// Answers the command that waited for those before it.
void Session::answerWaiting() {
    if (m_forwarded == 0 && !m_busy && m_waiting) {
        const Request request = *std::exchange(m_waiting, {});
        runHere(request);
    }
}

bool Session::mayLogIn(const Request& request) const {
    static const QSet<QByteArray> names{"AUTH", "HELLO", "QUIT", "RESET"};
    return m_loggedIn || m_standIn.target().config().value("requirepass").isEmpty() ||
           names.contains(request.name());
}

Session::Way Session::wayOf(const Request& request) const {
    const Target& target = m_standIn.target();
    const QByteArray name = request.name();
    if (!mayLogIn(request)) {
        return Way::Here;
    }
    if (m_inMulti && !steersMulti(name)) {
        return Way::Queue;
    }
    if (!target.commands().knows(name) || Commands::answersHere(request, target)) {
        return Way::Here;
    }
    if (target.isLoading() && !target.commands().isAllowedWhileLoading(name)) {
        return Way::Here;
    }
    if (name == "MULTI" || name == "EXEC" || name == "DISCARD") {
        return Way::Here;
    }
    return startsPassing(name) ? Way::PassThrough : Way::Forward;
}

void Session::runHere(const Request& request) {
    const Way way = wayOf(request); // anew: the role may have changed while it waited
    if (way == Way::Queue) {
        queue(request);
        return;
    }
    if (way == Way::PassThrough) {
        passThrough(request);
        return;
    }
    m_busy = true;
    m_starting = true;
    run(request, [this, guard = QPointer<Session>(this)](const QByteArray& bytes) {
        if (!guard) {
            return;
        }
        reply(bytes);
        m_busy = false;
        if (!m_starting) {
            process();
        }
    });
    m_starting = false;
}

/// The answer to one command, wherever it comes from.
void Session::run(const Request& request, Answer answer) {
    Target& target = m_standIn.target();
    const QByteArray name = request.name();
    if (!mayLogIn(request)) {
        answer(error("NOAUTH Authentication required."));
    } else if (!target.commands().knows(name)) {
        target.countUnknown(name);
        answer(unknownCommand(name));
    } else if (target.isLoading() && !target.commands().isAllowedWhileLoading(name)) {
        const QByteArray line = loadingError();
        target.countError(line.trimmed());
        answer(line);
    } else if (name == "MULTI" || name == "EXEC" || name == "DISCARD") {
        multi(request, answer);
    } else if (Commands::answersHere(request, target)) {
        Commands::run(*this, request, std::move(answer));
    } else {
        exchange(request.bytes, 1, std::move(answer));
    }
}

void Session::queue(const Request& request) {
    if (!m_standIn.target().commands().knows(request.name())) {
        m_multiFailed = true;
        m_standIn.target().countUnknown(request.name());
        reply(unknownCommand(request.name()));
        return;
    }
    m_queued.append(request);
    reply(status("QUEUED"));
}

void Session::passThrough(const Request& request) {
    m_passing = true;
    toData(request.bytes + m_reader.rest());
}

void Session::multi(const Request& request, const Answer& answer) {
    if (request.name() == "MULTI") {
        if (m_inMulti) {
            answer(error("ERR MULTI calls can not be nested"));
            return;
        }
        m_inMulti = true;
        m_multiFailed = false;
        m_queued.clear();
        answer(status("OK"));
    } else if (!m_inMulti) {
        answer(error("ERR " + request.name() + " without MULTI"));
    } else if (request.name() == "DISCARD") {
        m_inMulti = false;
        exchange(arrayOf({bulk("UNWATCH")}), 1, answer);
    } else {
        m_inMulti = false;
        execute(answer);
    }
}

/// Commands of data alone go to the private server as one transaction; with one among them that is
/// answered here they run one by one, as Dragonfly runs transactions with administrative commands.
void Session::execute(const Answer& answer) {
    if (m_multiFailed) {
        answer(error("EXECABORT Transaction discarded because of previous errors"));
        return;
    }
    const Target& target = m_standIn.target();
    const bool dataAlone = std::ranges::none_of(m_queued, [&](const Request& request) {
        return Commands::answersHere(request, target) || target.isLoading();
    });
    if (!dataAlone) {
        executeOneByOne(std::make_shared<QByteArrayList>(), 0, answer);
        return;
    }
    QByteArray bytes = arrayOf({bulk("MULTI")});
    for (const Request& request : std::as_const(m_queued)) {
        bytes += request.bytes;
    }
    bytes += arrayOf({bulk("EXEC")});
    const auto frames = static_cast<int>(m_queued.size()) + 1;
    exchange(bytes, frames,
             [this, answer](const QByteArray&) { // OK and QUEUED are not the client's
                 exchange({}, 1, answer);
             });
}

void Session::executeOneByOne(const std::shared_ptr<QByteArrayList>& replies, qsizetype index,
                              Answer answer) {
    if (index == m_queued.size()) {
        answer(arrayOf(*replies));
        return;
    }
    run(m_queued.at(index), [this, guard = QPointer<Session>(this), replies, index,
                             answer = std::move(answer)](const QByteArray& bytes) {
        if (guard) {
            replies->append(bytes);
            executeOneByOne(replies, index + 1, answer);
        }
    });
}

void Session::exchange(const QByteArray& bytes, int frames, Answer answer) {
    m_exchange = std::move(answer);
    m_exchangeFrames = frames;
    m_exchanged.clear();
    toData(bytes);
}

void Session::fromData() {
    if (m_client->bytesToWrite() > mostUnsent) {
        return;
    }
    if (m_passing) {
        reply(m_data->readAll());
        return;
    }
    while (m_exchange && m_data->bytesAvailable() > 0) {
        const QByteArray bytes = m_data->peek(m_data->bytesAvailable());
        int ended = 0;
        const qsizetype taken = m_counter.take(bytes, m_exchangeFrames, ended);
        m_exchanged += m_data->read(taken);
        m_exchangeFrames -= ended;
        if (m_exchangeFrames > 0) {
            return;
        }
        const Answer answer = std::exchange(m_exchange, {});
        answer(std::exchange(m_exchanged, {}));
    }
    if (m_forwarded > 0 && m_data->bytesAvailable() > 0) {
        const QByteArray bytes = m_data->readAll();
        int ended = 0;
        m_counter.take(bytes, m_forwarded, ended);
        m_forwarded -= ended;
        reply(bytes);
        answerWaiting();
        process();
    }
}

void Session::reply(const QByteArray& bytes) {
    m_client->write(bytes);
    m_client->flush();
}

} // namespace ferryman::stand_in
