// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "plan/plan.h"
#include "preflight/evidence.h"
#include "preflight/finding.h"
#include "topology/sentinels.h"

#include <memory>

namespace ferryman {

/// What a check may ask: connections that belong to the session, and what is known already.
struct CheckContext {
    Plan plan;
    Topology topology;
    redis::Connection* source = nullptr;
    redis::Connection* target = nullptr;
    Sentinels* sentinels = nullptr;
    const Clock* clock = nullptr;
    std::shared_ptr<Evidence> evidence; ///< Of this run; the assessment makes it.
};

/// One question to the live servers, with its answer for a person. It changes nothing.
class Check {
public:
    virtual ~Check() = default;
    [[nodiscard]] virtual QString id() const = 0;
    /// One finding a subject; never fails: what could not be read is a finding of severity
    /// `unknown`.
    [[nodiscard]] virtual QFuture<QList<Finding>> run(const CheckContext& context,
                                                      QObject* owner) = 0;
    /// Whether its answer can change between the assessment and the switch, so that the gates want
    /// it anew. By default those whose id stands in check.cpp.
    [[nodiscard]] virtual bool isVolatile() const;
};

} // namespace ferryman
