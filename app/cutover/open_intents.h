// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "journal/journal_row.h"

#include <QList>

namespace ferryman {

/// A change that the journal announces, and of which it does not say that it was put back.
struct OpenIntent {
    QString id;           ///< As in cutover/switch_commands.h.
    QString where;        ///< The server's address.
    QString command;      ///< What was to be sent.
    QString undo;         ///< The command that puts it back.
    bool sent = false;    ///< The journal says that it was sent; a console that was killed may have
                          ///< sent it all the same.
    bool certain = false; ///< The server said that it was done; otherwise it may have been.
    bool leftOnPurpose =
        false;      ///< The switch succeeded and leaves it so, such as the parked old primary.
    QString before; ///< The setting's value until then; empty where the journal does not hold it.
};

/// Pure: what a journal leaves open, the latest first, which is the order to undo it in. It tells
/// what may have been changed; what is true now, the servers say.
[[nodiscard]] QList<OpenIntent> openIntents(const QList<JournalRow>& rows);

} // namespace ferryman
