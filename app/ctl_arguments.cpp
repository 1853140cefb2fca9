// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl_arguments.h"

namespace ferryman {

namespace {

using Asked = tl::expected<CommandRunOptions, QString>;

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

tl::expected<Plan, QString> readUsablePlan(const QCommandLineParser& parser) {
    auto plan = readPlan(parser.positionalArguments().at(1));
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
    return *plan;
}

Asked askedOfPlan(const QCommandLineParser& parser, const CtlOptions& options,
                  CommandRunOptions run) {
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
    auto plan = readUsablePlan(parser);
    if (!plan) {
        return tl::make_unexpected(plan.error());
    }
    run.plan = std::move(*plan);
    run.journey.confirmGroup = parser.value(options.confirm);
    run.journey.until = migrates && !run.dryRun ? JourneyOptions::Until::Migrated
                        : recovers              ? JourneyOptions::Until::Recovered
                                                : JourneyOptions::Until::Assessed;
    if (parser.isSet(options.confirm) && !run.plan->group.isEmpty() &&
        run.plan->group != run.journey.confirmGroup) {
        return tl::make_unexpected(
            QStringLiteral("--confirm says \"%1\", but the plan's group is \"%2\".")
                .arg(run.journey.confirmGroup, run.plan->group));
    }
    return run;
}

/// How much of the data, how fast, and read where.
tl::expected<VerifyRunOptions, QString> comparison(const QCommandLineParser& parser,
                                                   const CtlOptions& options) {
    using Mode = VerifyOptions::Mode;
    VerifyRunOptions verify;
    verify.selfTest = parser.isSet(options.selfTest);
    verify.anew = parser.isSet(options.anew);
    verify.output = parser.value(options.output);
    const auto sample = count(parser, options.sample, 10'000'000);
    const auto keys = count(parser, options.keysPerSecond, 1'000'000'000);
    const auto bytes = count(parser, options.bytesPerSecond, 1'000'000'000'000);
    for (const auto* number : {&sample, &keys, &bytes}) {
        if (!*number) {
            return tl::make_unexpected(number->error());
        }
    }
    verify.limits = {*keys, *bytes};
    const QString mode = parser.value(options.mode);
    if (parser.isSet(options.sample) || mode == QLatin1String("sample")) {
        verify.mode = Mode::Sample;
        verify.sampleKeys = *sample;
    } else if (mode == QLatin1String("full")) {
        verify.mode = Mode::Full;
    }
    if (!mode.isEmpty() &&
        (!verify.mode || (verify.mode == Mode::Sample) != (mode == QLatin1String("sample")))) {
        return tl::make_unexpected(QStringLiteral("--mode takes full or sample; --sample N goes "
                                                  "with sample."));
    }
    if (parser.isSet(options.readFrom)) {
        const auto replica = redis::Address::parse(parser.value(options.readFrom));
        if (!replica) {
            return tl::make_unexpected(replica.error().english());
        }
        verify.readFrom = *replica;
    }
    return verify;
}

Asked askedOfVerify(const QCommandLineParser& parser, const CtlOptions& options,
                    CommandRunOptions run) {
    const bool selfTest = parser.isSet(options.selfTest);
    QStringList known{QStringLiteral("json"), QStringLiteral("self-test")};
    if (!selfTest) {
        known << QStringLiteral("mode") << QStringLiteral("sample") << QStringLiteral("output")
              << QStringLiteral("keys-per-second") << QStringLiteral("bytes-per-second")
              << QStringLiteral("read-from") << QStringLiteral("anew");
    }
    const QString stray = strayOption(parser, known);
    if (!stray.isEmpty()) {
        return tl::make_unexpected(stray);
    }
    if (parser.positionalArguments().size() != (selfTest ? 1 : 2)) {
        return tl::make_unexpected(selfTest ? QStringLiteral("verify --self-test takes no plan.")
                                            : QStringLiteral("verify wants exactly one plan."));
    }
    auto verify = comparison(parser, options);
    if (!verify) {
        return tl::make_unexpected(verify.error());
    }
    run.verify = std::move(*verify);
    if (!selfTest) {
        auto plan = readUsablePlan(parser);
        if (!plan) {
            return tl::make_unexpected(plan.error());
        }
        run.plan = std::move(*plan);
    }
    return run;
}

Asked askedOfRehearsal(const QCommandLineParser& parser, const CtlOptions& options,
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
    LabOptions lab;
    lab.keys = *keys;
    lab.extraReplicas = static_cast<int>(*replicas);
    lab.roundTripMs = static_cast<int>(*roundTrip);
    lab.dragonfly = parser.value(options.dragonfly);
    run.session.writeRate = *rate;
    run.journey.confirmGroup = lab.group;
    run.session.practice = lab;
    return run;
}

} // namespace

void describe(QCommandLineParser& parser, const CtlOptions& options) {
    parser.setApplicationDescription(
        QStringLiteral("Moves a Redis primary under Sentinel to Dragonfly.\n\n"
                       "  ferrymanctl check PLAN [--json]\n"
                       "  ferrymanctl verify PLAN [--mode full|sample] [--sample N] [--output "
                       "FILE] [--keys-per-second N] [--bytes-per-second N] [--read-from "
                       "HOST:PORT] [--anew] [--json]\n"
                       "  ferrymanctl verify --self-test [--json]\n"
                       "  ferrymanctl migrate PLAN --confirm GROUP [--report DIR] [--json]\n"
                       "  ferrymanctl migrate PLAN --dry-run [--report DIR] [--json]\n"
                       "  ferrymanctl recover PLAN [--report DIR] [--json]\n"
                       "  ferrymanctl report PLAN [--report DIR] [--verify] [--json]\n"
                       "  ferrymanctl rehearse [--write-rate N] [--keys N] [--extra-replicas N] "
                       "[--round-trip MS] [--report DIR] [--dragonfly PATH] [--json]\n\n"
                       "Exit codes: 0 done and clean; 1 something stands in the way, nothing "
                       "changed, or a rehearsal is void; 2 aborted, everything put "
                       "back; 3 bad plan or usage; 4 a person is needed. Of verify: 0 no "
                       "difference; 1 differences, or a server cannot be read; 2 keys that kept "
                       "changing are undecided, or it was stopped."));
    parser.addPositionalArgument(
        QStringLiteral("command"),
        QStringLiteral("check, verify, migrate, recover, report or rehearse"));
    parser.addPositionalArgument(QStringLiteral("PLAN"), QStringLiteral("The plan's JSON file."),
                                 QStringLiteral("[PLAN]"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({options.json, options.confirm, options.report, options.verify,
                       options.dryRun, options.writeRate, options.keys, options.extraReplicas,
                       options.roundTrip, options.dragonfly, options.selfTest, options.mode,
                       options.sample, options.output, options.keysPerSecond,
                       options.bytesPerSecond, options.readFrom, options.anew});
}

QString strayOption(const QCommandLineParser& parser, const QStringList& known) {
    for (const QString& name : parser.optionNames()) {
        if (!known.contains(name)) {
            return QStringLiteral("--%1 does not belong to this command.").arg(name);
        }
    }
    return {};
}

tl::expected<CommandRunOptions, QString> asked(const QCommandLineParser& parser,
                                               const CtlOptions& options) {
    CommandRunOptions run;
    run.command = parser.positionalArguments().value(0);
    run.json = parser.isSet(options.json);
    run.journey.reportFolder = parser.value(options.report);
    if (run.command == QLatin1String("check") || run.command == QLatin1String("migrate") ||
        run.command == QLatin1String("recover")) {
        return askedOfPlan(parser, options, std::move(run));
    }
    if (run.command == QLatin1String("verify")) {
        return askedOfVerify(parser, options, std::move(run));
    }
    if (run.command == QLatin1String("rehearse")) {
        return askedOfRehearsal(parser, options, std::move(run));
    }
    return tl::make_unexpected(
        run.command.isEmpty()
            ? QStringLiteral("A command is missing: check, verify, migrate, recover, report or "
                             "rehearse; --help tells "
                             "more.")
            : QStringLiteral(
                  "\"%1\" is no command: check, verify, migrate, recover, report or rehearse.")
                  .arg(run.command));
}

} // namespace ferryman
