// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace ferryman {

/// SIGINT, SIGTERM and SIGHUP as a Qt signal, so that a switch under way can be brought to a safe
/// end first. One of it may exist in a process.
class UnixSignals : public QObject {
    Q_OBJECT
public:
    explicit UnixSignals(QObject* parent = nullptr);
    ~UnixSignals() override;

signals:
    void asked(int signal);
};

} // namespace ferryman
