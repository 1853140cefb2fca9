// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/person.h"

#include <QSysInfo>

namespace ferryman {

QString thisPerson() {
    const QString user = qEnvironmentVariable("USER", qEnvironmentVariable("LOGNAME"));
    const QString host = QSysInfo::machineHostName();
    return user.isEmpty() ? host : user + QLatin1Char('@') + host;
}

} // namespace ferryman
