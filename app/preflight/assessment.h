// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/check.h"

#include <QHash>

#include <memory>
#include <vector>

namespace ferryman {

/// All checks, in the order in which they are shown.
[[nodiscard]] std::vector<std::unique_ptr<Check>> standardChecks();

/// Runs checks side by side, each with a deadline, and keeps the findings. A newer run makes the
/// older one's result void.
class Assessment : public QObject {
    Q_OBJECT
public:
    /// Rates are measured over `samplePause`.
    explicit Assessment(std::vector<std::unique_ptr<Check>> checks, QObject* parent = nullptr,
                        milliseconds samplePause = milliseconds(1000));
    ~Assessment() override;

    void run(const CheckContext& context);                            ///< All.
    void runOne(const CheckContext& context, const QString& checkId); ///< One again.
    void accept(const QString& id, const QString& subject, const QString& because);
    void clear(); ///< Forgets everything: another migration begins.

    [[nodiscard]] const QList<Finding>& findings() const { return m_findings; }
    [[nodiscard]] bool isRunning() const { return !m_running.isEmpty(); }
    [[nodiscard]] int blockers() const;
    [[nodiscard]] int checks() const { return static_cast<int>(m_checks.size()); }

signals:
    void found(const QList<ferryman::Finding>& findings); ///< Of one check.
    void finished();

private:
    [[nodiscard]] CheckContext withEvidence(CheckContext context) const;
    void start(Check& check, const CheckContext& context);
    void take(const QString& checkId, quint64 run, QList<Finding> findings);

    std::vector<std::unique_ptr<Check>> m_checks;
    milliseconds m_samplePause;
    QList<Finding> m_findings;
    QStringList m_acceptedByPlan;
    QHash<QString, quint64> m_running; ///< By check: the number of its present run.
    quint64 m_runs = 0;
};

} // namespace ferryman
