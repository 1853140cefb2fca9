// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab_plan.h"

#include <QFile>

namespace ferryman::test {

redis::Endpoint endpointAt(const redis::Address& address, bool tls) {
    redis::Endpoint endpoint;
    endpoint.address = address;
    endpoint.tls = tls;
    return endpoint;
}

Plan planOf(const LabAddresses& addresses) {
    Plan plan;
    plan.name = QStringLiteral("test");
    plan.group = addresses.group;
    plan.sentinels = {endpointAt(addresses.sentinels.first())};
    plan.dragonfly = endpointAt(addresses.target);
    plan.policy.steadySeconds = 2;
    return plan;
}

PlanFile::PlanFile(const Plan& plan)
    : PlanFile(planToJson(plan)) {}

PlanFile::PlanFile(const QByteArray& json) {
    QFile file(path());
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size()) {
        qFatal("%s", qPrintable(file.errorString()));
    }
}

QString PlanFile::path() const {
    return m_folder.filePath(QStringLiteral("plan.json"));
}

} // namespace ferryman::test
