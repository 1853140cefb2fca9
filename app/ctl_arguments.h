// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/command_run.h"

#include <QCommandLineParser>

namespace ferryman {

/// What ferrymanctl may be told.
struct CtlOptions {
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
    QCommandLineOption selfTest{
        QStringLiteral("self-test"),
        QStringLiteral("Plant every class of difference on scratch servers, and find them.")};
    QCommandLineOption mode{QStringLiteral("mode"),
                            QStringLiteral("full or sample, in place of the plan's."),
                            QStringLiteral("MODE")};
    QCommandLineOption sample{QStringLiteral("sample"),
                              QStringLiteral("Compare so many keys, drawn at random."),
                              QStringLiteral("N"), QStringLiteral("20000")};
    QCommandLineOption output{QStringLiteral("output"),
                              QStringLiteral("Write the differences: NDJSON, or CSV by its name."),
                              QStringLiteral("FILE")};
    QCommandLineOption keysPerSecond{QStringLiteral("keys-per-second"),
                                     QStringLiteral("Compare no more than that; 0: no limit."),
                                     QStringLiteral("N"), QStringLiteral("0")};
    QCommandLineOption bytesPerSecond{QStringLiteral("bytes-per-second"),
                                      QStringLiteral("Read no more than that; 0: no limit."),
                                      QStringLiteral("N"), QStringLiteral("0")};
    QCommandLineOption readFrom{QStringLiteral("read-from"),
                                QStringLiteral("A Redis replica to read in place of the primary."),
                                QStringLiteral("HOST:PORT")};
    QCommandLineOption anew{
        QStringLiteral("anew"),
        QStringLiteral("From the beginning, not where an earlier comparison stopped.")};
    QCommandLineOption dragonfly{QStringLiteral("dragonfly"),
                                 QStringLiteral("Path of a dragonfly binary."),
                                 QStringLiteral("PATH")};
};

/// Names the commands and the options to the parser, for --help too.
void describe(QCommandLineParser& parser, const CtlOptions& options);

/// The sentence about an option that the command does not know, which is a mistake that a person
/// must hear of; empty where there is none.
[[nodiscard]] QString strayOption(const QCommandLineParser& parser, const QStringList& known);

/// What the command line asks for, or the sentence that says why it cannot be done. Reads the plan.
[[nodiscard]] tl::expected<CommandRunOptions, QString> asked(const QCommandLineParser& parser,
                                                             const CtlOptions& options);

} // namespace ferryman
