// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "practice/stand_in/frames.h"
#include "practice/stand_in/target.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTcpSocket>

#include <memory>

namespace ferryman::stand_in {

class StandIn;

/// One client of the stand-in. Most commands are forwarded as they came, many in flight; one that
/// Dragonfly answers differently waits until those before it are answered and is answered here, so
/// replies keep their order.
class Session : public QObject {
    Q_OBJECT
public:
    Session(StandIn& standIn, std::unique_ptr<QTcpSocket> client, qint64 id);

    [[nodiscard]] ClientFacts facts() const;
    [[nodiscard]] StandIn& standIn() { return m_standIn; }

    // For the commands that are answered here.
    void setName(const QByteArray& name) { m_name = name; }
    [[nodiscard]] const QByteArray& name() const { return m_name; }
    [[nodiscard]] qint64 id() const { return m_id; }
    [[nodiscard]] int database() const { return m_database; }
    void setDatabase(int database) { m_database = database; }
    void setLoggedIn() { m_loggedIn = true; }
    void closeAfterReply() { m_closing = true; }
    void disconnectNow();

    /// Passes bytes to the private server while nothing else is under way; gives the raw reply of
    /// `frames` frames.
    void exchange(const QByteArray& bytes, int frames, Answer answer);

signals:
    void finished();

private:
    enum class Way { Forward, Here, PassThrough, Queue };

    void fromClient();
    void fromData();
    void process();
    void toData(const QByteArray& bytes);
    void sendBatch();
    void answerWaiting();
    [[nodiscard]] Way wayOf(const Request& request) const;
    void runHere(const Request& request);
    void run(const Request& request, Answer answer);
    void queue(const Request& request);
    void passThrough(const Request& request);
    void multi(const Request& request, const Answer& answer);
    void execute(const Answer& answer);
    void executeOneByOne(const std::shared_ptr<QByteArrayList>& replies, qsizetype index,
                         Answer answer);
    [[nodiscard]] bool mayLogIn(const Request& request) const;
    void reply(const QByteArray& bytes);

    StandIn& m_standIn;
    std::unique_ptr<QTcpSocket> m_client;
    std::unique_ptr<QTcpSocket> m_data; ///< This client's own connection to the private server.
    qint64 m_id;
    QByteArray m_name;
    int m_database = 0;
    bool m_loggedIn = false;
    bool m_closing = false;
    QElapsedTimer m_age;
    QElapsedTimer m_idle;
    qint64 m_requests = 0;
    qint64 m_bytesIn = 0;

    RequestReader m_reader;
    FrameCounter m_counter;
    QByteArray m_early;  ///< For the private server, before the connection to it stands.
    QByteArray m_batch;  ///< Forwarded with the next write.
    int m_forwarded = 0; ///< Not answered yet.
    std::optional<Request> m_waiting; ///< Answered here, once nothing is forwarded any more.
    bool m_busy = false;              ///< One is being answered here.
    bool m_starting = false;          ///< Its answer may come before run() returns.
    bool m_passing = false; ///< Subscribed or monitoring: bytes go both ways as they come.

    Answer m_exchange; ///< Waits for m_exchangeFrames more frames.
    int m_exchangeFrames = 0;
    QByteArray m_exchanged;

    bool m_inMulti = false;
    bool m_multiFailed = false;
    QList<Request> m_queued;
};

} // namespace ferryman::stand_in
