// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/verifier.h"

#include "verify/run.h"

namespace ferryman {

/// On the thread: it holds the run.
class Verifier::Worker : public QObject {
public:
    void begin(Verifier* owner, const VerifyOptions& options, const Servers& servers,
               const QJsonObject& resume) {
        m_run = new Run(options, servers, resume, this);
        connect(m_run, &Run::progressed, owner, &Verifier::progressed);
        connect(m_run, &Run::found, owner, &Verifier::found);
        connect(m_run, &Run::reached, owner, &Verifier::reached);
        connect(m_run, &Run::finished, this,
                [this] { std::exchange(m_run, nullptr)->deleteLater(); });
        connect(m_run, &Run::finished, owner, [owner](const Verdict& verdict) {
            owner->m_running = false;
            emit owner->finished(verdict);
        });
        m_run->start();
    }

    void stop() {
        if (m_run != nullptr) {
            m_run->stop();
        }
    }

    void setLimits(const VerifyLimits& limits) {
        if (m_run != nullptr) {
            m_run->setLimits(limits);
        }
    }

private:
    Run* m_run = nullptr; // a child
};

Verifier::Verifier(QObject* parent)
    : QObject(parent) {
    qRegisterMetaType<VerifyProgress>();
    qRegisterMetaType<Verdict>();
    qRegisterMetaType<Difference>();
    m_thread.setObjectName(QStringLiteral("verify"));
    m_worker = new Worker;
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

Verifier::~Verifier() {
    m_thread.quit();
    m_thread.wait();
}

bool Verifier::start(const VerifyOptions& options, const Servers& servers,
                     const QJsonObject& resume) {
    if (std::exchange(m_running, true)) {
        return false;
    }
    QMetaObject::invokeMethod(m_worker, [this, worker = m_worker, options, servers, resume] {
        worker->begin(this, options, servers, resume);
    });
    return true;
}

void Verifier::stop() {
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->stop(); });
}

void Verifier::setLimits(const VerifyLimits& limits) {
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, limits] { worker->setLimits(limits); });
}

} // namespace ferryman
