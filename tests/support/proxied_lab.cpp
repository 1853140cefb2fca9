// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/proxied_lab.h"

namespace ferryman::test {

namespace {

QStringList serversOf(const LabOptions& options) {
    QStringList names{QStringLiteral("source"), QStringLiteral("target")};
    for (int i = 1; i <= options.extraReplicas; ++i) {
        names.append(QStringLiteral("replica-%1").arg(i));
    }
    for (int i = 1; i <= options.sentinels; ++i) {
        names.append(QStringLiteral("sentinel-%1").arg(i));
    }
    return names;
}

} // namespace

ProxiedLab::ProxiedLab(LabOptions options) {
    for (const QString& name : serversOf(options)) {
        auto proxy = std::make_unique<CuttingProxy>();
        options.proxies.insert(name, proxy->port());
        m_proxies.emplace(name, std::move(proxy));
    }
    m_practice = std::make_unique<PracticeLab>(std::move(options));
    connect(&m_practice->lab, &Lab::serverStarted, this,
            [this](const QString& name, const redis::Address& address) {
                CuttingProxy& proxy = *m_proxies.at(name);
                m_behind.insert_or_assign(&proxy, address);
                proxy.leadTo(address);
            });
}

bool ProxiedLab::start() {
    return m_practice->start();
}

CuttingProxy& ProxiedLab::replica(int index) {
    return *m_proxies.at(QStringLiteral("replica-%1").arg(index + 1));
}

CuttingProxy& ProxiedLab::sentinel(int index) {
    return *m_proxies.at(QStringLiteral("sentinel-%1").arg(index + 1));
}

QList<CuttingProxy*> ProxiedLab::servers() {
    QList<CuttingProxy*> list{&source(), &target()};
    for (int i = 0; i < addresses().extraReplicas.size(); ++i) {
        list.append(&replica(i));
    }
    return list;
}

redis::Address ProxiedLab::behind(const CuttingProxy& proxy) const {
    return m_behind.at(&proxy);
}

Result<redis::Value> ProxiedLab::ask(const CuttingProxy& proxy, const redis::Command& command) {
    return m_practice->ask(behind(proxy), command);
}

} // namespace ferryman::test
