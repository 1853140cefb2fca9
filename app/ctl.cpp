// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"
#include "base/version.h"
#include "session/command_run.h"
#include "session/report_run.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cstdio>

namespace {

constexpr int exitUsage = 3;

using ferryman::CommandRunOptions;

/// What the command line asks for, or the sentence that says why it cannot be done.
using Asked = tl::expected<CommandRunOptions, QString>;

struct Options {
    QCommandLineOption json{QStringLiteral("json"),
                            QStringLiteral("One event a line on standard output.")};
    QCommandLineOption confirm{QStringLiteral("confirm"),
                               QStringLiteral("The group's name: without it nothing is switched."),
                               QStringLiteral("GROUP")};
    QCommandLineOption report{QStringLiteral("report"), QStringLiteral("Folder for the report."),
                              QStringLiteral("DIR")};
    QCommandLineOption verify{
        QStringLiteral("verify"),
        QStringLiteral("Prove that the journal, and the report in DIR, were not altered.")};
    QCommandLineOption dryRun{
        QStringLiteral("dry-run"),
        QStringLiteral("Assess, say what the switch would do, and change nothing.")};
    QCommandLineOption writeRate{QStringLiteral("write-rate"),
                                 QStringLiteral("Writes a second of the rehearsal."),
                                 QStringLiteral("N"), QStringLiteral("5000")};
    QCommandLineOption keys{QStringLiteral("keys"),
                            QStringLiteral("Keys that the rehearsal's source holds."),
                            QStringLiteral("N"), QStringLiteral("20000")};
    QCommandLineOption extraReplicas{
        QStringLiteral("extra-replicas"),
        QStringLiteral("Redis replicas beside Dragonfly in the rehearsal."), QStringLiteral("N"),
        QStringLiteral("0")};
    QCommandLineOption roundTrip{
        QStringLiteral("round-trip"),
        QStringLiteral("How far the rehearsal's console is away from its servers, there and back."),
        QStringLiteral("MS"), QStringLiteral("0")};
    QCommandLineOption dragonfly{QStringLiteral("dragonfly"),
                                 QStringLiteral("Path of a dragonfly binary."),
                                 QStringLiteral("PATH")};
};

void describe(QCommandLineParser& parser, const Options& options) {
    parser.setApplicationDescription(
        QStringLiteral("Moves a Redis primary under Sentinel to Dragonfly.\n\n"
                       "  ferrymanctl check PLAN [--json]\n"
                       "  ferrymanctl migrate PLAN --confirm GROUP [--report DIR] [--json]\n"
                       "  ferrymanctl migrate PLAN --dry-run [--report DIR] [--json]\n"
                       "  ferrymanctl recover PLAN [--report DIR] [--json]\n"
                       "  ferrymanctl report PLAN [--report DIR] [--verify] [--json]\n"
                       "  ferrymanctl rehearse [--write-rate N] [--keys N] [--extra-replicas N] "
                       "[--round-trip MS] [--report DIR] [--dragonfly PATH] [--json]\n\n"
                       "Exit codes: 0 done and clean; 1 something stands in the way, nothing "
                       "changed, or a rehearsal is void; 2 aborted, everything put "
                       "back; 3 bad plan or usage; 4 a person is needed."));
    parser.addPositionalArgument(QStringLiteral("command"),
                                 QStringLiteral("check, migrate, recover, report or rehearse"));
    parser.addPositionalArgument(QStringLiteral("PLAN"), QStringLiteral("The plan's JSON file."),
                                 QStringLiteral("[PLAN]"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({options.json, options.confirm, options.report, options.verify,
                       options.dryRun, options.writeRate, options.keys, options.extraReplicas,
                       options.roundTrip, options.dragonfly});
}

/// An option that a command does not know is a mistake that a person must hear of.
QString strayOption(const QCommandLineParser& parser, const QStringList& known) {
    for (const QString& name : parser.optionNames()) {
        if (!known.contains(name)) {
            return QStringLiteral("--%1 does not belong to this command.").arg(name);
        }
    }
    return {};
}

tl::expected<qint64, QString> count(const QCommandLineParser& parser,
                                    const QCommandLineOption& option, qint64 most) {
    bool isNumber = false;
    const qint64 number = parser.value(option).toLongLong(&isNumber);
    if (!isNumber || number < 0 || number > most) {
        return tl::make_unexpected(
            QStringLiteral("--%1 takes a whole number from 0 to %2, not \"%3\".")
                .arg(option.names().first())
                .arg(most)
                .arg(parser.value(option)));
    }
    return number;
}

Asked askedOfPlan(const QCommandLineParser& parser, const Options& options, CommandRunOptions run) {
    const bool migrates = run.command == QLatin1String("migrate");
    const bool recovers = run.command == QLatin1String("recover");
    QStringList known{QStringLiteral("json")};
    if (migrates || recovers) {
        known << QStringLiteral("report");
    }
    if (migrates) {
        known << QStringLiteral("confirm") << QStringLiteral("dry-run");
    }
    const QString stray = strayOption(parser, known);
    if (!stray.isEmpty()) {
        return tl::make_unexpected(stray);
    }
    if (parser.positionalArguments().size() != 2) {
        return tl::make_unexpected(QStringLiteral("%1 wants exactly one plan.").arg(run.command));
    }
    run.dryRun = parser.isSet(options.dryRun);
    if (migrates && !run.dryRun && !parser.isSet(options.confirm)) {
        return tl::make_unexpected(
            QStringLiteral("migrate wants --confirm with the group's name: it fails over."));
    }
    auto plan = ferryman::readPlan(parser.positionalArguments().at(1));
    if (!plan) {
        return tl::make_unexpected(plan.error().english());
    }
    if (plan->sentinels.isEmpty()) {
        return tl::make_unexpected(QStringLiteral(
            "the plan names a source but no Sentinel. Without Sentinel nobody would lead the "
            "clients to Dragonfly: have Sentinels watch the source first (step 1 of the console "
            "writes their sentinel.conf or registers the group on running ones; by hand it is "
            "SENTINEL MONITOR on each), then name them in \"sentinels\"."));
    }
    run.plan = std::move(*plan);
    run.journey.confirmGroup = parser.value(options.confirm);
    run.journey.until = migrates && !run.dryRun ? ferryman::JourneyOptions::Until::Migrated
                        : recovers              ? ferryman::JourneyOptions::Until::Recovered
                                                : ferryman::JourneyOptions::Until::Assessed;
    if (parser.isSet(options.confirm) && !run.plan->group.isEmpty() &&
        run.plan->group != run.journey.confirmGroup) {
        return tl::make_unexpected(
            QStringLiteral("--confirm says \"%1\", but the plan's group is \"%2\".")
                .arg(run.journey.confirmGroup, run.plan->group));
    }
    return run;
}

Asked askedOfRehearsal(const QCommandLineParser& parser, const Options& options,
                       CommandRunOptions run) {
    const QString stray = strayOption(
        parser, {QStringLiteral("json"), QStringLiteral("report"), QStringLiteral("write-rate"),
                 QStringLiteral("keys"), QStringLiteral("extra-replicas"),
                 QStringLiteral("round-trip"), QStringLiteral("dragonfly")});
    if (!stray.isEmpty()) {
        return tl::make_unexpected(stray);
    }
    if (parser.positionalArguments().size() != 1) {
        return tl::make_unexpected(
            QStringLiteral("rehearse takes no plan: it makes its own servers."));
    }
    const auto rate = count(parser, options.writeRate, 1'000'000);
    const auto keys = count(parser, options.keys, 100'000'000);
    const auto replicas = count(parser, options.extraReplicas, 10);
    const auto roundTrip = count(parser, options.roundTrip, 1000);
    for (const auto* number : {&rate, &keys, &replicas, &roundTrip}) {
        if (!*number) {
            return tl::make_unexpected(number->error());
        }
    }
    ferryman::LabOptions lab;
    lab.keys = *keys;
    lab.extraReplicas = static_cast<int>(*replicas);
    lab.roundTripMs = static_cast<int>(*roundTrip);
    lab.dragonfly = parser.value(options.dragonfly);
    run.session.writeRate = *rate;
    run.journey.confirmGroup = lab.group;
    run.session.practice = lab;
    return run;
}

Asked asked(const QCommandLineParser& parser, const Options& options) {
    CommandRunOptions run;
    run.command = parser.positionalArguments().value(0);
    run.json = parser.isSet(options.json);
    run.journey.reportFolder = parser.value(options.report);
    if (run.command == QLatin1String("check") || run.command == QLatin1String("migrate") ||
        run.command == QLatin1String("recover")) {
        return askedOfPlan(parser, options, std::move(run));
    }
    if (run.command == QLatin1String("rehearse")) {
        return askedOfRehearsal(parser, options, std::move(run));
    }
    return tl::make_unexpected(
        run.command.isEmpty()
            ? QStringLiteral(
                  "A command is missing: check, migrate, recover, report or rehearse; --help tells "
                  "more.")
            : QStringLiteral("\"%1\" is no command: check, migrate, recover, report or rehearse.")
                  .arg(run.command));
}

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
int makeReport(const QCommandLineParser& parser, const Options& options) {
    const QString stray = strayOption(
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

    const Options options;
    QCommandLineParser parser;
    describe(parser, options);
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
    Asked run = asked(parser, options);
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
