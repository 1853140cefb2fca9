// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/stand_in/stand_in.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <csignal>
#include <cstdio>

using namespace ferryman;

namespace {

void say(const QString& text) {
    std::fprintf(stderr, "%s\n", qPrintable(text));
}

} // namespace

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    std::signal(SIGTERM, [](int) { std::_Exit(0); }); // the system ends the private server with it
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("A stand-in for Dragonfly, for practice."));
    parser.addHelpOption();
    parser.addOptions({
        {QStringLiteral("port"), QStringLiteral("Port on 127.0.0.1."), QStringLiteral("port")},
        {QStringLiteral("announce_port"),
         QStringLiteral("Port under which it is known to the source, as Dragonfly's."),
         QStringLiteral("port")},
        {QStringLiteral("dir"), QStringLiteral("Folder for its files."), QStringLiteral("folder")},
    });
    parser.process(application);

    stand_in::StandInOptions options;
    options.port = parser.value(QStringLiteral("port")).toUShort();
    options.announcedPort = parser.value(QStringLiteral("announce_port")).toUShort();
    options.folder = parser.value(QStringLiteral("dir"));

    stand_in::StandIn standIn(options);
    QObject::connect(&standIn.target(), &stand_in::Target::broken, &application,
                     [](const Error& error) {
                         say(error.english());
                         QCoreApplication::exit(1);
                     });
    whenDone(standIn.start(), &application, [](const Result<Done>& started) {
        if (!started) {
            say(started.error().english());
            QCoreApplication::exit(1);
        }
    });
    return QCoreApplication::exec();
}
