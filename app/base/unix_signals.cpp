// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/unix_signals.h"

#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace ferryman {

namespace {

std::array<int, 2> pipeEnds{-1, -1}; // a signal handler reaches nothing else

void onSignal(int signal) {
    const char byte = static_cast<char>(signal);
    [[maybe_unused]] const ssize_t written = ::write(pipeEnds[0], &byte, sizeof byte);
}

} // namespace

UnixSignals::UnixSignals(QObject* parent)
    : QObject(parent) {
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pipeEnds.data()) != 0) {
        return; // the signals keep their default action
    }
    auto* notifier = new QSocketNotifier(pipeEnds[1], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        if (::read(pipeEnds[1], &byte, sizeof byte) == sizeof byte) {
            emit asked(byte);
        }
    });
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        ::sigaction(signal, &action, nullptr);
    }
}

UnixSignals::~UnixSignals() {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        ::signal(signal, SIG_DFL);
    }
    for (int& end : pipeEnds) {
        if (end >= 0) {
            ::close(std::exchange(end, -1));
        }
    }
}

} // namespace ferryman
