// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_session.h"

namespace ferryman::test {

void FakeSession::show(const Snapshot& snapshot) {
    m_snapshot = std::make_shared<const Snapshot>(snapshot);
    emit changed(m_snapshot);
}

void FakeSession::setPlan(const Plan& newPlan, const EnteredSecrets& newSecrets) {
    plan = newPlan;
    secrets = newSecrets;
    tell(QStringLiteral("setPlan ") + newPlan.group);
}

void FakeSession::acceptFinding(const QString& id, const QString& subject, const QString& because) {
    tell(QStringLiteral("acceptFinding %1 %2 %3").arg(id, subject, because));
}

void FakeSession::startReplication(bool replace) {
    tell(replace ? QStringLiteral("startReplication replacing")
                 : QStringLiteral("startReplication"));
}

void FakeSession::startVerify(const VerifyRequest& request) {
    verification = request;
    tell(QStringLiteral("startVerify %1%2")
             .arg(request.options.mode == VerifyOptions::Mode::Full ? QStringLiteral("full")
                                                                    : QStringLiteral("sample"),
                  request.goesOn ? QStringLiteral(" on") : QString()));
}

} // namespace ferryman::test

// Its meta-object stays with it, so that only a test which uses it needs the session.
#include "moc_fake_session.cpp" // NOLINT(bugprone-suspicious-include)
