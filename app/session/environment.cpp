// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/environment.h"

#include "base/version.h"

#include <QSysInfo>

namespace ferryman {

namespace {

QString person() {
    const QString user = qEnvironmentVariable("USER", qEnvironmentVariable("LOGNAME"));
    const QString host = QSysInfo::machineHostName();
    return user.isEmpty() ? host : user + QLatin1Char('@') + host;
}

} // namespace

QJsonObject environmentRecord() {
    return {{QStringLiteral("person"), person()},
            {QStringLiteral("ferryman"), version()},
            {QStringLiteral("qt"), QString::fromLatin1(qVersion())},
            {QStringLiteral("system"), QSysInfo::prettyProductName()},
            {QStringLiteral("kernel"),
             QStringLiteral("%1 %2").arg(QSysInfo::kernelType(), QSysInfo::kernelVersion())},
            {QStringLiteral("architecture"), QSysInfo::currentCpuArchitecture()}};
}

} // namespace ferryman
