// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/proxied_connection.h"

#include <memory>

namespace ferryman::test {

/// Stands in front of one server on 127.0.0.1, in a thread of its own, tells its connections apart
/// by who speaks, and fails one kind of them at a word. Every call may come from any thread, from a
/// trap's too; all but leadTo() hold for connections to come as well.
class CuttingProxy {
public:
    CuttingProxy();
    ~CuttingProxy();

    [[nodiscard]] quint16 port() const; ///< Open from the beginning; who comes early waits.
    [[nodiscard]] redis::Address address() const;
    void leadTo(const redis::Address& server);

    /// As a network that loses every packet: connections stay open, and nothing arrives. What was
    /// sent meanwhile arrives once it is mended, in order and with nothing missing, as TCP sends it
    /// again; also when its sender has closed the connection since.
    void cut(Speaker who);
    void sever(Speaker who); ///< RST to the present connections and to each new one.
    void mend();             ///< Undoes all of cut() and sever().

    void refuse(); ///< As when the server's process has ended: no connection is accepted.
    void accept(); ///< Undoes refuse().

    void setTrap(Trap trap);

    [[nodiscard]] int open(Speaker who) const; ///< Connections; not from a trap.

private:
    class Worker;
    std::unique_ptr<Worker> d;
};

} // namespace ferryman::test
