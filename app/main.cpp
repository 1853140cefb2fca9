// SPDX-License-Identifier: GPL-3.0-or-later
#include "appearance_portal.h"
#include "base/message_log.h"
#include "base/version.h"
#include "connections/connections.h"
#include "first_frame.h"
#include "main_window.h"
#include "preferences.h"
#include "session/session_factory.h"
#include "session/session_log.h"
#include "session_end.h"
#include "theme.h"
#include "translation.h"
#include "unattended.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QTemporaryDir>

#include <cstdio>

namespace {

constexpr int exitUsage = 3;

using ferryman::MainWindow;
using ferryman::Session;

struct Options {
    QCommandLineOption practice{
        QStringLiteral("practice"),
        QCoreApplication::translate("main", "Practise on a lab of local servers.")};
    QCommandLineOption unattended{
        QStringLiteral("unattended"),
        QCoreApplication::translate("main",
                                    "With --practice: go through all steps without a person.")};
    QCommandLineOption output{
        QStringLiteral("output"),
        QCoreApplication::translate("main", "Folder for report and pictures."),
        QCoreApplication::translate("main", "folder"), QStringLiteral("ferryman-practice")};
    QCommandLineOption language{
        QStringLiteral("lang"),
        QCoreApplication::translate("main", "Language of the console, such as de."),
        QCoreApplication::translate("main", "language")};
    QCommandLineOption dark{QStringLiteral("dark"),
                            QCoreApplication::translate("main", "Dark colours.")};
};

int refuse(const QString& sentence) {
    std::fprintf(stderr, "ferryman: %s\n", qUtf8Printable(sentence));
    return exitUsage;
}

void goUnattended(MainWindow& window, Session& session, const QString& folder) {
    auto* journey = new ferryman::Unattended(window, session, folder, &window);
    QObject::connect(journey, &ferryman::Unattended::finished, &window,
                     [journey](int exitCode, const QString& sentence) {
                         std::fprintf(exitCode == 0 ? stdout : stderr, "%s\n%s\n",
                                      qUtf8Printable(sentence),
                                      qUtf8Printable(journey->heartbeat().summary()));
                         QCoreApplication::exit(exitCode);
                     });
    journey->start();
}

} // namespace

int main(int argc, char* argv[]) {
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("ferryman"));
    QApplication::setApplicationDisplayName(QStringLiteral("Ferryman"));
    QApplication::setApplicationVersion(ferryman::version());
    QApplication::setDesktopFileName(QStringLiteral("org.ferryman.Ferryman"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/ferryman.svg")));

    const Options options;
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "Moves a Redis primary under Sentinel to Dragonfly."));
    parser.addPositionalArgument(QStringLiteral("PLAN"),
                                 QApplication::translate("main", "A plan to open."),
                                 QStringLiteral("[PLAN]"));
    parser.addOptions(
        {options.practice, options.unattended, options.output, options.language, options.dark});
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(app);
    ferryman::MessageLog log;
    const ferryman::LogHandler logHandler(log);
    qInfo("Ferryman %s, Qt %s", qPrintable(ferryman::version()), qVersion());
    ferryman::Settings settings;
    ferryman::installTranslations(parser.isSet(options.language)
                                      ? QLocale(parser.value(options.language))
                                      : ferryman::preferredLocale(settings));
    ferryman::applyTheme(app, parser.isSet(options.dark) ? ferryman::ThemeMode::Dark
                                                         : ferryman::preferredTheme(settings));
    const ferryman::AppearancePortal desktop;
    QObject::connect(
        &desktop, &ferryman::AppearancePortal::told, &app,
        [&app](const ferryman::DesktopWish& wish) { ferryman::followDesktop(app, wish); });
    ferryman::applyTextSize(app, settings.number(ferryman::Preference::TextSizePercent));

    const bool practice = parser.isSet(options.practice);
    if (parser.isSet(options.unattended) && !practice) {
        return refuse(QApplication::translate("main", "--unattended goes with --practice only."));
    }
    if (practice && !parser.positionalArguments().isEmpty()) {
        return refuse(
            QApplication::translate("main", "--practice brings its own plan: leave the plan out."));
    }
    if (!parser.positionalArguments().isEmpty()) {
        if (const auto plan = ferryman::readPlan(parser.positionalArguments().first()); !plan) {
            return refuse(plan.error().english());
        }
    }
    ferryman::SessionOptions sessionOptions;
    sessionOptions.log = &log;
    QTemporaryDir practiceJournals; // a lab's journal goes with the lab: its report is what stays
    if (practice) {
        sessionOptions.practice = ferryman::LabOptions{};
        sessionOptions.journalFolder = practiceJournals.path();
    }
    const auto session = ferryman::makeSession(sessionOptions);
    const ferryman::SessionLog sessionLog(*session);
    const auto connections = ferryman::makeConnections();
    MainWindow window(*session, settings, *connections, &log);
    if (!parser.isSet(options.unattended)) { // else every machine's pictures have one size
        window.restoreGeometry(settings.bytes(ferryman::Preference::WindowGeometry));
    }
    if (!parser.positionalArguments().isEmpty()) {
        window.openPlan(parser.positionalArguments().first());
    } else if (!practice) {
        window.showHome();
    }
    new ferryman::FirstFrame(&window);
    new ferryman::SessionEnd(window);
    window.show();
    if (parser.isSet(options.unattended)) {
        goUnattended(window, *session, parser.value(options.output));
    }
    return QApplication::exec();
}
