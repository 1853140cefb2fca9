// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/transport.h"

#include <QPointer>

namespace ferryman::test {

/// A server that says what the test lets it say. The client owns it; the test keeps a QPointer.
class ScriptedTransport final : public redis::Transport {
    Q_OBJECT
public:
    using Transport::Transport;

    void open() override;
    void write(const QByteArray& bytes) override;
    [[nodiscard]] qint64 pendingBytes() const override { return m_pendingBytes; }
    void abort() override;
    [[nodiscard]] Stage stage() const override { return m_stage; }
    [[nodiscard]] QString security() const override { return m_security; }

    // What happens on the way:
    void connectPeer(
        Stage stage = Stage::Ready); ///< The stage reached; with Ready it is open for words.
    void say(const QByteArray& bytes) { emit received(bytes); }
    void fail(const Error& error);
    void holdBack(qint64 bytes) {
        m_pendingBytes = bytes;
    } ///< Written, and not taken by the system.
    void setSecurity(const QString& security) { m_security = security; }

    [[nodiscard]] bool wasOpened() const { return m_opened; }
    [[nodiscard]] bool wasAborted() const { return m_aborted; }
    [[nodiscard]] QByteArray written() const { return m_written; }
    QByteArray takeWritten() { return std::exchange(m_written, {}); }

private:
    Stage m_stage = Stage::Closed;
    QByteArray m_written;
    QString m_security;
    qint64 m_pendingBytes = 0;
    bool m_opened = false;
    bool m_aborted = false;
};

} // namespace ferryman::test
