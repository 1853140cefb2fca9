// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/practice_ground.h"

#include <QTimer>
#include <QUuid>

namespace ferryman {

namespace {

constexpr milliseconds servedAgainPoll{50};
constexpr int servedAgainPolls =
    600; // 30 s: Sentinel's own demotion takes 10 s, clients' reconnects less
constexpr qint64 servedAgainWrites = 50;

Plan planOf(const LabAddresses& addresses) {
    Plan plan;
    plan.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    plan.name = QStringLiteral("practice");
    plan.group = addresses.group;
    for (const redis::Address& sentinel : addresses.sentinels) {
        plan.sentinels.append({sentinel, {}, 0, false});
    }
    plan.source = redis::Endpoint{addresses.source, {}, 0, false};
    plan.dragonfly = redis::Endpoint{addresses.target, {}, 0, false};
    plan.policy.steadySeconds = 3;       // a rehearsal shows the rule without the wait
    plan.policy.maxLagBytes = 1'048'576; // at 30,000 writes a second a moment is 64 KiB
    plan.policy.probePrefix = QStringLiteral("ferryman:probe:");
    return plan;
}

/// Writers are served again when they have had a number of acknowledgements from the new primary.
class ServedAgain : public QObject {
public:
    ServedAgain(WriteLoad& load, std::function<void()> done, QObject* parent)
        : QObject(parent)
        , m_load(load)
        , m_wanted(load.figures().acknowledged + servedAgainWrites)
        , m_done(std::move(done)) {
        m_timer.callOnTimeout(this, [this] { look(); });
        m_timer.start(servedAgainPoll);
    }

private:
    void look() {
        if (m_load.figures().acknowledged < m_wanted && ++m_polls < servedAgainPolls) {
            return;
        }
        m_timer.stop();
        m_done();
        deleteLater();
    }

    WriteLoad& m_load;
    qint64 m_wanted;
    std::function<void()> m_done;
    QTimer m_timer;
    int m_polls = 0;
};

} // namespace

PracticeGround::PracticeGround(const SessionOptions& options, QObject* parent)
    : QObject(parent)
    , m_options(options) {}

PracticeGround::~PracticeGround() = default;

void PracticeGround::start() {
    m_lab = std::make_unique<Lab>(*m_options.practice);
    connect(m_lab.get(), &Lab::progress, this, &PracticeGround::progress);
    whenDone(m_lab->start(), this, [this](const Result<LabAddresses>& addresses) {
        if (!addresses) {
            emit failed(addresses.error());
            return;
        }
        begin(*addresses);
    });
}

void PracticeGround::begin(const LabAddresses& addresses) {
    LoadOptions load;
    load.sentinels = addresses.sentinels;
    load.group = addresses.group;
    load.sourcePassword = m_options.practice->sourcePassword;
    load.writeRate = m_options.writeRate;
    if (load.writeRate > 0) {
        m_load = std::make_unique<WriteLoad>(load);
        m_load->start();
    }
    emit ready(planOf(addresses));
}

void PracticeGround::markSwitch() {
    if (m_load) {
        m_load->markSwitch();
    }
}

Future<ReportLoad> PracticeGround::finish() {
    if (!m_load) {
        return ferryman::ready<ReportLoad>(
            failure(ErrorKind::Refused, {QT_TRANSLATE_NOOP("core", "No writers were running.")}));
    }
    Promise<ReportLoad> promise;
    new ServedAgain(
        *m_load,
        [this, promise] {
            m_load->stop();
            whenDone(m_load->audit(), this, [promise](const Result<LoadAudit>& audit) {
                promise.complete(audit.map([](const LoadAudit& seen) {
                    return ReportLoad{seen.figures.acknowledged, seen.lost,
                                      seen.figures.longestGapMs, seen.figures.achievedRate};
                }));
            });
        },
        this);
    return promise.future();
}

std::optional<LoadFigures> PracticeGround::figures() const {
    return m_load ? std::optional(m_load->figures()) : std::nullopt;
}

bool PracticeGround::standIn() const {
    return m_lab && m_lab->addresses().standIn;
}

EnteredSecrets PracticeGround::secrets() const {
    EnteredSecrets secrets;
    if (!m_options.practice->sourcePassword.isEmpty()) {
        secrets.source = Secret(m_options.practice->sourcePassword.toUtf8());
        secrets.dragonfly =
            secrets.source; // one Sentinel password serves both servers (sentinel.c, auth-pass)
    }
    return secrets;
}

} // namespace ferryman
