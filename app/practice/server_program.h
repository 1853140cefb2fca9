// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "practice/server_process.h"

namespace ferryman {

/// How one program is started on one port: the words of its command line and the lines of its
/// config file.
struct ServerCommandLine {
    QStringList arguments;
    QByteArray config; ///< Empty: it takes no config file.
};

/// `folder` is the server's own. Nothing is written to disk by a server of the lab: no snapshots,
/// no append-only file.
[[nodiscard]] ServerCommandLine serverCommandLine(const ServerOptions& options, quint16 port,
                                                  const QString& folder, const QString& configFile);

} // namespace ferryman
