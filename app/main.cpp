// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/version.h"
#include "translation.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QMainWindow>

int main(int argc, char* argv[]) {
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("ferryman"));
    QApplication::setApplicationDisplayName(QStringLiteral("Ferryman"));
    QApplication::setApplicationVersion(ferryman::version());
    QApplication::setDesktopFileName(QStringLiteral("org.ferryman.Ferryman"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/ferryman.svg")));
    ferryman::installTranslations(QLocale());

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "Moves a Redis primary under Sentinel to Dragonfly."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(app);

    QMainWindow window;
    window.show();
    return QApplication::exec();
}
