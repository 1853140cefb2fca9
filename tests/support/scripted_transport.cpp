// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/scripted_transport.h"

namespace ferryman::test {

void ScriptedTransport::open() {
    m_opened = true;
    m_stage = Stage::Connecting;
}

void ScriptedTransport::write(const QByteArray& bytes) {
    m_written += bytes;
}

void ScriptedTransport::abort() {
    m_aborted = true;
    m_stage = Stage::Closed;
}

void ScriptedTransport::connectPeer(Stage stage) {
    m_stage = stage;
    if (stage == Stage::Ready) {
        emit ready();
    }
}

void ScriptedTransport::fail(const Error& error) {
    m_stage = Stage::Closed;
    emit failed(error);
}

} // namespace ferryman::test
