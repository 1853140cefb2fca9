// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/cutting_proxy.h"
#include "support/practice_lab.h"

#include <map>

namespace ferryman::test {

/// A lab in which everybody reaches every server through a CuttingProxy: console, Sentinels,
/// clients and the replication link alike. Its addresses are those of the proxies.
class ProxiedLab : public QObject {
    Q_OBJECT
public:
    explicit ProxiedLab(LabOptions options);

    bool start();

    [[nodiscard]] CuttingProxy& source() { return *m_proxies.at(QStringLiteral("source")); }
    [[nodiscard]] CuttingProxy& target() { return *m_proxies.at(QStringLiteral("target")); }
    [[nodiscard]] CuttingProxy& replica(int index);  ///< As in addresses().extraReplicas.
    [[nodiscard]] CuttingProxy& sentinel(int index); ///< As in addresses().sentinels.

    [[nodiscard]] QList<CuttingProxy*> servers(); ///< Source, target, replicas; no Sentinel.

    /// Around the proxy: always reached, and no part of any fault.
    [[nodiscard]] redis::Address behind(const CuttingProxy& proxy) const;
    Result<redis::Value> ask(const CuttingProxy& proxy, const redis::Command& command);

    [[nodiscard]] const LabAddresses& addresses() const { return m_practice->addresses(); }
    [[nodiscard]] PracticeLab& practice() { return *m_practice; }

private:
    std::map<QString, std::unique_ptr<CuttingProxy>> m_proxies;
    std::map<const CuttingProxy*, redis::Address> m_behind;
    std::unique_ptr<PracticeLab> m_practice; ///< Ends before the proxies that it is reached by.
};

} // namespace ferryman::test
