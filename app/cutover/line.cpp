// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/line.h"

namespace ferryman {

namespace {

redis::ClientLimits limits() {
    redis::ClientLimits limits;
    limits.connectDeadline = milliseconds{1500};
    limits.commandDeadline = milliseconds{1500};
    return limits;
}

/// In a transaction an error among the replies is a doubt, since the others were run; one of EXEC
/// itself is none, since nothing was.
Result<QList<redis::Value>> withoutErrors(const QList<redis::Value>& replies, const Deed& deed,
                                          const QString& address) {
    for (const redis::Value& reply : replies) {
        if (reply.isError()) {
            return failure(
                deed.transaction ? ErrorKind::Indeterminate : ErrorKind::Server,
                {QT_TRANSLATE_NOOP("core", "%1 answered: %2"), {address, reply.describe()}},
                address);
        }
    }
    return replies;
}

} // namespace

Line::Line(const redis::Login& login, SwitchRecord& record, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_connection(login, limits())
    , m_record(record)
    , m_clock(clock) {
    connect(&m_connection, &redis::Connection::opened, this, [this] { m_openings += 1; });
}

Future<QList<redis::Value>> Line::perform(const Deed& deed) {
    m_record.sent(address(), deed);
    const auto start = m_clock.monotonic();
    const auto replies = deed.transaction ? m_connection.transaction(deed.commands, deed.deadline)
                                          : m_connection.pipeline(deed.commands, deed.deadline);
    const Promise<QList<redis::Value>> promise;
    whenDone(replies, this,
             [this, promise, deed, start](const Result<QList<redis::Value>>& answer) {
                 const Result<QList<redis::Value>> checked =
                     answer ? withoutErrors(*answer, deed, address().toString()) : answer;
                 const double took =
                     std::chrono::duration<double, std::milli>(m_clock.monotonic() - start).count();
                 promise.complete(checked);
                 m_record.answered(address(), deed, checked, took);
             });
    return promise.future();
}

} // namespace ferryman
