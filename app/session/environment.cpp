// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/environment.h"

#include "base/version.h"
#include "session/person.h"

#include <QSysInfo>

namespace ferryman {

QJsonObject environmentRecord() {
    return {{QStringLiteral("person"), thisPerson()},
            {QStringLiteral("ferryman"), version()},
            {QStringLiteral("qt"), QString::fromLatin1(qVersion())},
            {QStringLiteral("system"), QSysInfo::prettyProductName()},
            {QStringLiteral("kernel"),
             QStringLiteral("%1 %2").arg(QSysInfo::kernelType(), QSysInfo::kernelVersion())},
            {QStringLiteral("architecture"), QSysInfo::currentCpuArchitecture()}};
}

} // namespace ferryman
