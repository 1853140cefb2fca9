// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connections.h"
#include "connections/imported_connection.h"

namespace ferryman {

/// What a person chose about an import.
struct ImportChoice {
    bool passwordsIntoStore = false; ///< Else they are kept for this session only.
    QString certificateFolder = {};  ///< Empty: the certificates are not written.
};

struct ImportOutcome {
    QStringList names;     ///< Of the connections that are kept now.
    QList<Error> problems; ///< Of a password that went to the session instead, or of what was left.
};

/// Keeps the connections under names that are free. A password that the store does not take is kept
/// for this session, and said. Those with an obstacle are passed over.
[[nodiscard]] Future<ImportOutcome> importConnections(Connections& connections,
                                                      const QList<ImportedConnection>& imported,
                                                      const ImportChoice& choice, QObject* context);

} // namespace ferryman
