// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/source_tree.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace ferryman::test;

namespace {

/// Which rooms a room may include besides base; what those may use, it may use as well.
const QHash<QString, QStringList>& rooms() {
    static const QHash<QString, QStringList> table{
        {"app/base", {}},
        {"app/redis", {"app/base"}},
        {"app/topology", {"app/redis"}},
        {"app/plan", {"app/redis"}},
        {"app/preflight", {"app/topology", "app/plan"}},
        {"app/replication", {"app/topology", "app/plan"}},
        {"app/verify", {"app/redis", "app/plan"}},
        {"app/journal", {"app/base"}},
        {"app/cutover", {"app/preflight", "app/replication", "app/journal"}},
        {"app/practice", {"app/redis"}},
        {"app/practice/stand_in", {"app/practice"}},
        {"app/report", {"app/journal", "app/plan", "app/replication", "app/cutover", "app/verify"}},
        {"app/settings", {"app/base"}},
        {"app/connections", {"app/plan", "app/settings"}},
        {"app/session",
         {"app/preflight", "app/verify", "app/cutover", "app/practice", "app/report",
          "app/connections"}},
        {"app", {"app/session", "ui"}},
        {"ui/models", {"app/session"}},
        {"ui/charts", {"ui/models"}},
        {"ui/print", {"app/session"}},
        {"ui/widgets", {"ui/models", "ui/charts"}},
        {"ui/connections", {"ui/widgets"}},
        {"ui/wizard", {"ui/connections", "ui/print"}},
        {"ui/home", {"ui/connections"}},
        {"ui", {"ui/wizard", "ui/home"}},
    };
    return table;
}

/// Headers of the ui's own top that every room of the ui may use.
const QStringList uiForAll{"elided_label.h", "state_icon.h", "step_name.h", "theme.h",
                           "translation.h"};

/// Foreign headers and the only places that may include them, as patterns for path and header.
struct Reserved {
    const char* headers;
    const char* allowedIn;
    const char* reason;
};
const Reserved reservedHeaders[] = {
    // Only the forms with a folder: without it they do not compile where the module is not linked.
    {"^Qt(Widgets|Gui|Charts|Svg|SvgWidgets|PrintSupport)(/|$)", "^(ui/|app/main\\.cpp$)",
     "core cannot show anything"},
    {"^hiredis", "^app/redis/codec\\.cpp$", "hiredis stays behind the codec"},
    {"^(QtSql(/|$)|QSql)", "^app/journal/", "SQL stays behind the journal"},
    {"^qt6keychain", "^app/settings/", "the keychain stays behind the settings"},
    {"^redis/(codec|client|connection|transport|socket_transport|subscriber)\\.h$",
     "^(app/|tests/)", "the ui speaks to a session, never to a server"},
};

QString roomOf(const QString& path) {
    return QFileInfo(path).path();
}

QSet<QString> reachable(const QString& room) {
    QSet<QString> found{room, "app/base"};
    QStringList open = rooms().value(room);
    while (!open.isEmpty()) {
        const QString next = open.takeFirst();
        if (!found.contains(next)) {
            found.insert(next);
            open += rooms().value(next);
        }
    }
    return found;
}

QStringList sources(const QString& folder) {
    QStringList found;
    QDirIterator it(sourcePath(folder), {"*.h", "*.cpp"}, QDir::Files,
                    QDirIterator::Subdirectories);
    const QDir root(sourcePath({}));
    while (it.hasNext()) {
        found << root.relativeFilePath(it.next());
    }
    found.sort();
    return found;
}

struct Include {
    QString header;
    bool quoted;
};

QList<Include> includes(const QString& text) {
    static const QRegularExpression line(R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re",
                                         QRegularExpression::MultilineOption);
    QList<Include> found;
    for (auto it = line.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        found << Include{match.captured(2), match.captured(1) == u"\""};
    }
    return found;
}

/// The file in the tree that a quoted include means, or nothing.
QString resolve(const QString& header) {
    for (const QString top : {"app/", "ui/"}) {
        if (QFileInfo::exists(sourcePath(top + header))) {
            return top + header;
        }
    }
    return {};
}

/// What is wrong with one include in the file at `path`; empty when nothing is.
QString judge(const QString& path, const Include& include) {
    for (const Reserved& rule : reservedHeaders) {
        if (QRegularExpression(rule.headers).match(include.header).hasMatch() &&
            !QRegularExpression(rule.allowedIn).match(path).hasMatch()) {
            return QString("%1 includes %2: %3").arg(path, include.header, rule.reason);
        }
    }
    if (!include.quoted || include.header.endsWith(".moc")) {
        return {};
    }
    const QString target = resolve(include.header);
    if (target.isEmpty()) {
        return QString("%1 includes %2, which is neither in app/ nor in ui/ by that path")
            .arg(path, include.header);
    }
    const bool shared = path.startsWith("ui/") && uiForAll.contains(include.header);
    if (!shared && !reachable(roomOf(path)).contains(roomOf(target))) {
        return QString("%1 includes %2, which its room may not use").arg(path, include.header);
    }
    return {};
}

} // namespace

class HouseTest : public QObject {
    Q_OBJECT

private slots:
    void everyFolderIsARoomOfTheTable();
    void roomsUseOnlyWhatTheyMay();
    void theTableHasNoCycle();
    void wrongIncludesAreFound_data();
    void wrongIncludesAreFound();
    void everySourceNamesItsLicence();
};

void HouseTest::everyFolderIsARoomOfTheTable() {
    for (const QString& path : sources("app") + sources("ui")) {
        QVERIFY2(rooms().contains(roomOf(path)), qPrintable(path));
    }
}

void HouseTest::roomsUseOnlyWhatTheyMay() {
    QStringList wrong;
    const QStringList files = sources("app") + sources("ui");
    QVERIFY(files.contains("app/base/version.cpp"));
    for (const QString& path : files) {
        for (const Include& include : includes(QString::fromUtf8(sourceFile(path)))) {
            if (const QString fault = judge(path, include); !fault.isEmpty()) {
                wrong << fault;
            }
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void HouseTest::theTableHasNoCycle() {
    for (auto it = rooms().cbegin(); it != rooms().cend(); ++it) {
        for (const QString& used : it.value()) {
            QVERIFY2(rooms().contains(used), qPrintable(used));
            QVERIFY2(!reachable(used).contains(it.key()), qPrintable(it.key() + " <-> " + used));
        }
    }
}

void HouseTest::wrongIncludesAreFound_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("allowed");

    QTest::newRow("base from anywhere") << "app/redis/x.cpp"
                                        << "#include \"base/version.h\"" << true;
    QTest::newRow("through a used room") << "app/cutover/x.cpp"
                                         << "#include \"base/version.h\"" << true;
    QTest::newRow("core uses ui") << "app/base/x.cpp"
                                  << "#include \"translation.h\"" << false;
    QTest::newRow("widget in core") << "app/plan/x.cpp"
                                    << "#include <QtWidgets/QWidget>" << false;
    QTest::newRow("widget in ui") << "ui/widgets/x.cpp"
                                  << "#include <QtWidgets/QWidget>" << true;
    QTest::newRow("hiredis in codec") << "app/redis/codec.cpp"
                                      << "#include <hiredis/read.h>" << true;
    QTest::newRow("hiredis elsewhere") << "app/redis/client.cpp"
                                       << "# include <hiredis/read.h>" << false;
    QTest::newRow("sql in a page") << "ui/wizard/x.cpp"
                                   << "#include <QSqlQuery>" << false;
    QTest::newRow("client in a page") << "ui/wizard/x.cpp"
                                      << "#include \"redis/client.h\"" << false;
    QTest::newRow("next to the file") << "app/base/x.cpp"
                                      << "#include \"version.h\"" << false;
}

void HouseTest::wrongIncludesAreFound() {
    QFETCH(QString, path);
    QFETCH(QString, line);
    QFETCH(bool, allowed);
    const auto found = includes(line);
    QCOMPARE(found.size(), 1);
    QCOMPARE(judge(path, found.first()).isEmpty(), allowed);
}

void HouseTest::everySourceNamesItsLicence() {
    const QByteArray licence = "// SPDX-License-Identifier: GPL-3.0-or-later\n";
    for (const QString& path : sources("app") + sources("ui") + sources("tests")) {
        QVERIFY2(sourceFile(path).startsWith(licence), qPrintable(path));
    }
}

QTEST_GUILESS_MAIN(HouseTest)
#include "house_test.moc"
