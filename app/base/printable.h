// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace ferryman {

/// What a server said, fit to be shown: at most `limit` characters (an ellipsis follows a cut),
/// control characters and invalid UTF-8 as \xNN, so that no reply can forge a line of a log or
/// steer a terminal.
[[nodiscard]] QString printable(QByteArrayView bytes, qsizetype limit = 200);

} // namespace ferryman
