// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

namespace ferryman {

/// Who works here, and with what, for the journal: person, versions of Ferryman, Qt and the system.
[[nodiscard]] QJsonObject environmentRecord();

} // namespace ferryman
