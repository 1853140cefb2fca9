// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "practice/lab.h"
#include "practice/write_load.h"
#include "report/report.h"
#include "session/session_factory.h"

#include <memory>

namespace ferryman {

/// The practice lab as a session uses it: the lab, the plan that leads over it, and the writers
/// whose acknowledged writes are looked for after the switch.
class PracticeGround : public QObject {
    Q_OBJECT
public:
    explicit PracticeGround(const SessionOptions& options, QObject* parent = nullptr);
    ~PracticeGround() override;

    void start();
    void markSwitch(); ///< The rate is measured up to here, the outage from here on.

    /// Waits until the writers are served again, stops them, and looks for every acknowledged
    /// write.
    [[nodiscard]] Future<ReportLoad> finish();

    [[nodiscard]] std::optional<LoadFigures> figures() const;
    [[nodiscard]] bool standIn() const;
    [[nodiscard]] EnteredSecrets secrets() const;

signals:
    void progress(const ferryman::Message& message);
    void ready(const ferryman::Plan& plan);
    void failed(const ferryman::Error& error);

private:
    void begin(const LabAddresses& addresses);

    SessionOptions m_options;
    std::unique_ptr<Lab> m_lab;
    std::unique_ptr<WriteLoad> m_load;
};

} // namespace ferryman
