// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"
#include "base/version.h"
#include "ctl_arguments.h"
#include "session/report_run.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cstdio>

namespace {

constexpr int exitUsage = 3;

/// Whoever reads events is told by an event: with --json the last line is a result in every case.
int refuse(const QString& sentence) {
    std::fprintf(stderr, "ferrymanctl: %s\n", qUtf8Printable(sentence));
    if (QCoreApplication::arguments().contains(QStringLiteral("--json"))) {
        const QJsonObject result{
            {QStringLiteral("event"), QStringLiteral("result")},
            {QStringLiteral("seq"), 1},
            {QStringLiteral("at"), ferryman::SystemClock().utc().toString(Qt::ISODateWithMs)},
            {QStringLiteral("status"), QStringLiteral("blocked")},
            {QStringLiteral("message"), sentence},
            {QStringLiteral("exitCode"), exitUsage}};
        std::fprintf(stdout, "%s\n",
                     QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    }
    return exitUsage;
}

/// It asks no server, so it needs neither a session nor an event loop.
int makeReport(const QCommandLineParser& parser, const ferryman::CtlOptions& options) {
    const QString stray = ferryman::strayOption(
        parser, {QStringLiteral("json"), QStringLiteral("report"), QStringLiteral("verify")});
    if (!stray.isEmpty()) {
        return refuse(stray);
    }
    if (parser.positionalArguments().size() != 2) {
        return refuse(QStringLiteral("report wants exactly one plan."));
    }
    const auto plan = ferryman::readPlan(parser.positionalArguments().at(1));
    if (!plan) {
        return refuse(plan.error().english());
    }
    const ferryman::ReportRunEnd end = ferryman::runReport(
        {*plan, {}, parser.value(options.report), parser.isSet(options.verify)});
    if (parser.isSet(options.json)) {
        for (const QJsonObject& event : eventsOf(end, ferryman::SystemClock())) {
            std::printf("%s\n", QJsonDocument(event).toJson(QJsonDocument::Compact).constData());
        }
        return static_cast<int>(end.end);
    }
    std::FILE* const says = end.text.isEmpty() ? stdout : stderr; // stdout has the report itself
    std::printf("%s", end.text.constData());
    std::fprintf(says, "%s\n", qUtf8Printable(end.sentence.english()));
    for (const QString& file : end.files) {
        std::printf("%s\n", qUtf8Printable(file));
    }
    return static_cast<int>(end.end);
}

} // namespace

int main(int argc, char* argv[]) {
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(
        QStringLiteral("ferryman")); // one data folder for both programs
    QCoreApplication::setApplicationVersion(ferryman::version());

    const ferryman::CtlOptions options;
    QCommandLineParser parser;
    ferryman::describe(parser, options);
    if (!parser.parse(QCoreApplication::arguments())) {
        return refuse(parser.errorText());
    }
    if (parser.isSet(QStringLiteral("version"))) {
        parser.showVersion();
    }
    if (parser.isSet(QStringLiteral("help"))) {
        parser.showHelp(0);
    }
    if (parser.positionalArguments().value(0) == QLatin1String("report")) {
        return makeReport(parser, options);
    }
    auto run = ferryman::asked(parser, options);
    if (!run) {
        return refuse(run.error());
    }
    QTemporaryDir rehearsalJournals; // a rehearsal's journal goes with it: its report is what stays
    if (run->session.practice) {
        run->session.journalFolder = rehearsalJournals.path();
    }
    ferryman::CommandRun command(std::move(*run));
    QObject::connect(&command, &ferryman::CommandRun::finished, &app, &QCoreApplication::exit,
                     Qt::QueuedConnection);
    command.start();
    return QCoreApplication::exec();
}
