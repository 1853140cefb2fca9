// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"
#include "redis/value.h"

#include <QByteArrayList>
#include <QTcpServer>

#include <functional>
#include <map>

namespace ferryman::test {

/// Stands in front of one real server on 127.0.0.1, in the test's own thread, and passes on what is
/// said as it is, but for replies that the test words anew: of what none of the servers here can
/// say of itself. Who subscribes is not served.
class RewritingProxy : public QObject {
    Q_OBJECT
public:
    using Rewrite = std::function<redis::Value(const redis::Value&)>;

    explicit RewritingProxy(const redis::Address& server);

    [[nodiscard]] redis::Address address() const;
    /// Replies to the commands that begin with these words, such as "CONFIG GET databases".
    void reword(const QByteArray& command, Rewrite rewrite);
    void reword(); ///< Nothing any more.

private:
    void accept();

    redis::Address m_behind;
    QTcpServer m_server;
    std::map<QByteArray, Rewrite> m_rewrites;
};

/// INFO with another value of one field.
[[nodiscard]] RewritingProxy::Rewrite infoLine(const QByteArray& name, const QByteArray& value);
/// INFO with more behind the value of one field, such as ",subexpiry=3".
[[nodiscard]] RewritingProxy::Rewrite infoLineWith(const QByteArray& name, const QByteArray& more);
/// CONFIG GET of one setting.
[[nodiscard]] RewritingProxy::Rewrite setting(const QByteArray& value);

} // namespace ferryman::test
