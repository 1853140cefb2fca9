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
    /// These again, with an answer once each of them has answered or passed its deadline.
    [[nodiscard]] Future<Done> runAgain(const CheckContext& context, const QStringList& checkIds);
    /// Ids of the checks whose answer can change until the switch.
    [[nodiscard]] QStringList volatileChecks() const;
    /// Holds until a check finds something else on that subject.
    void accept(const QString& id, const QString& subject, const QString& because,
                const QString& by = {});
    void clear(); ///< Forgets everything: another migration begins.

    [[nodiscard]] const QList<Finding>& findings() const { return m_findings; }
    [[nodiscard]] bool isRunning() const { return !m_running.isEmpty(); }
    [[nodiscard]] bool isRunning(const QString& checkId) const {
        return m_running.contains(checkId);
    }
    [[nodiscard]] int blockers() const;
    [[nodiscard]] int checks() const { return static_cast<int>(m_checks.size()); }

signals:
    void found(const QList<ferryman::Finding>& findings); ///< Of one check.
    void finished();

private:
    struct Waiting {
        QStringList checks; ///< That have not answered yet.
        Promise<Done> answered;
    };

    [[nodiscard]] Check* check(const QString& checkId) const;
    void acceptAsBefore(Finding& finding) const;
    void tellWaiting(const QString& checkId);
    [[nodiscard]] CheckContext withEvidence(CheckContext context) const;
    void start(Check& check, const CheckContext& context);
    void take(const QString& checkId, quint64 run, QList<Finding> findings);

    std::vector<std::unique_ptr<Check>> m_checks;
    milliseconds m_samplePause;
    QList<Finding> m_findings;
    QList<Finding> m_accepted; ///< As they were when a person accepted them.
    QList<Waiting> m_waiting;
    QStringList m_acceptedByPlan;
    QHash<QString, quint64> m_running; ///< By check: the number of its present run.
    quint64 m_runs = 0;
};

} // namespace ferryman
