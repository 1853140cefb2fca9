// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "support/practice_lab.h"

#include <QTemporaryDir>

namespace ferryman::test {

redis::Endpoint endpointAt(const redis::Address& address, bool tls = false);

/// The plan that leads over a lab, as a person would write it: one Sentinel, the group, Dragonfly.
Plan planOf(const LabAddresses& addresses);

/// A plan file in a folder of its own.
class PlanFile {
public:
    explicit PlanFile(const Plan& plan);
    explicit PlanFile(const QByteArray& json);

    [[nodiscard]] QString path() const;

private:
    QTemporaryDir m_folder;
};

} // namespace ferryman::test
