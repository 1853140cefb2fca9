// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connection_tester.h"

#include "connections/connection_test.h"

namespace ferryman {

ThreadedConnectionTester::ThreadedConnectionTester(QObject* parent)
    : ConnectionTester(parent)
    , m_test(new ConnectionTest(m_clock)) {
    qRegisterMetaType<ConnectionReport>();
    m_thread.setObjectName(QStringLiteral("connection test"));
    m_test->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_test, &QObject::deleteLater);
}

ThreadedConnectionTester::~ThreadedConnectionTester() {
    if (!m_thread.isRunning()) { // it never was: nobody else ends the test
        delete m_test;
        return;
    }
    m_thread.quit();
    m_thread.wait();
}

void ThreadedConnectionTester::start(const redis::Login& login) {
    if (!m_thread.isRunning()) {
        m_thread.start();
    }
    const quint64 generation = ++m_generation;
    QMetaObject::invokeMethod(
        m_test,
        [this, test = m_test, login, generation] {
            test->disconnect(this); // what an older test still says is void
            connect(test, &ConnectionTest::changed, this,
                    [this, generation](const ConnectionReport& report) {
                        if (generation == m_generation) {
                            emit changed(report);
                        }
                    });
            test->start(login);
        },
        Qt::QueuedConnection);
}

void ThreadedConnectionTester::cancel() {
    if (m_thread.isRunning()) {
        QMetaObject::invokeMethod(m_test, &ConnectionTest::cancel, Qt::QueuedConnection);
    }
}

} // namespace ferryman
