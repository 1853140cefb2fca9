// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/version.h"

#include <QCommandLineParser>
#include <QCoreApplication>

int main(int argc, char* argv[]) {
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("ferrymanctl"));
    QCoreApplication::setApplicationVersion(ferryman::version());

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Moves a Redis primary under Sentinel to Dragonfly."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(app);

    parser.showHelp(3);
}
