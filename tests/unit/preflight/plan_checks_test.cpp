// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_rig.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

auto policy(void (*change)(Policy&)) {
    return [=](CheckRig& rig) { change(rig.plan.policy); };
}

} // namespace

class PlanChecksTest : public QObject {
    Q_OBJECT

private slots:
    void judgesThePlan_data();
    void judgesThePlan() { checkCase(); }
};

void PlanChecksTest::judgesThePlan_data() {
    addCases({
        {"a full comparison", "plan.policy", {}, Severity::Passed, {"full"}},
        {"a comparison of samples",
         "plan.policy",
         policy([](Policy& policy) { policy.verify = VerifyMode::Sample; }),
         Severity::Passed,
         {"sample"}},
        {"no comparison",
         "plan.policy",
         policy([](Policy& policy) { policy.verify = VerifyMode::Off; }),
         Severity::Note,
         {"off", "skipped without a word"}},
    });
}

QTEST_GUILESS_MAIN(PlanChecksTest)
#include "plan_checks_test.moc"
