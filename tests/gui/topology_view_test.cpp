// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_snapshots.h"
#include "gui/window_states.h"
#include "models/topology_picture.h"
#include "support/fake_session.h"
#include "theme.h"
#include "widgets/node_pane.h"
#include "widgets/topology_node_button.h"
#include "widgets/topology_view.h"
#include "widgets/topology_window.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

/// The drawing of the group: what it says of each server, through the switch too, and how a person
/// comes to a server and reads its INFO.
class TopologyViewTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void theNodesSayWhatIsKnown();
    void aSentinelThatDisagreesIsSeen();
    void theSwitchIsSeen();
    void whoStandsStillIsSeen();
    void theArrowKeysGoFromServerToServer();
    void theFocusStaysWhileItIsReadAgain();
    void aServerOpensIntoItsInfo();
    void whatIsMarkedStaysInPlace();
    void aReadingThatFailsIsSaid();
    void lightAndDark();

private:
    [[nodiscard]] static Snapshot connected();
    [[nodiscard]] static ServerView saying(const redis::Address& address, const char* replication);
    [[nodiscard]] static QString noteOf(const Snapshot& snapshot, const redis::Address& address);

    FakeSession m_session;
};

namespace {

const redis::Address source{"10.0.0.1", 6379};
const redis::Address dragonfly{"10.0.0.2", 6380};
const redis::Address other{"10.0.0.7", 6379};

} // namespace

void TopologyViewTest::init() {
    applyTheme(*qApp, ThemeMode::Light);
}

Snapshot TopologyViewTest::connected() {
    const QList<WindowState> all = windowStates();
    return std::ranges::find_if(all,
                                [](const WindowState& state) {
                                    return QLatin1String(state.name) ==
                                           QLatin1String("connect-done");
                                })
        ->snapshot;
}

ServerView TopologyViewTest::saying(const redis::Address& address, const char* replication) {
    ServerView view;
    view.address = address;
    view.identity = {redis::Product::Redis, "7.0.15"};
    view.replication = redis::parseReplication(redis::Info::parse(QByteArrayView(replication)));
    view.readAtMs = sampleNowMs;
    return view;
}

QString TopologyViewTest::noteOf(const Snapshot& snapshot, const redis::Address& address) {
    const TopologyPicture picture = TopologyPicture::of(snapshot);
    const TopologyNode* node = picture.node(address);
    return node == nullptr ? QString() : node->note;
}

void TopologyViewTest::theNodesSayWhatIsKnown() {
    Snapshot snapshot = connected();
    snapshot.connect.topology.replicas.first().linkUp = true;
    snapshot.connect.servers = {
        saying(source, "role:master\r\nmaster_repl_offset:5000\r\n"
                       "slave0:ip=10.0.0.7,port=6379,state=online,offset=4986,lag=0\r\n"),
        saying(other, "role:slave\r\nmaster_host:10.0.0.1\r\nmaster_port:6379\r\n"
                      "master_link_status:up\r\nslave_repl_offset:4986\r\n")};
    const TopologyPicture picture = TopologyPicture::of(snapshot);
    QCOMPARE(picture.sentinels.size(), 3);
    QCOMPARE(picture.servers.size(), 3);
    QCOMPARE(picture.agreement, QString("Named by 3 of 3 Sentinels: 10.0.0.1:6379"));
    QCOMPARE(picture.node(other)->spoken(),
             QString("Replica, 10.0.0.7:6379, Redis 7.0.15, lag 14 B"));
    QCOMPARE(picture.node(source)->spoken(),
             QString("Primary, 10.0.0.1:6379, Redis 7.0.15, takes writes"));
    QVERIFY(picture.node(source)->isPrimary);
    QVERIFY(picture.node(other)->factsAsText().contains("Its own role: replica of 10.0.0.1:6379"));
    QVERIFY(picture.sentinels.first().factsAsText().contains(
        "Agrees with: 10.0.0.4:26379, 10.0.0.5:26379"));
    QCOMPARE(picture.node(dragonfly)->note, QString("not attached"));
    QCOMPARE(picture.link, TopologyPicture::Link::Planned);
}

void TopologyViewTest::aSentinelThatDisagreesIsSeen() {
    Snapshot snapshot = connected();
    snapshot.connect.topology.sentinels[1].group.address = other;
    snapshot.connect.topology.primary = {}; // as merge() has it then
    const TopologyPicture picture = TopologyPicture::of(snapshot);
    QCOMPARE(picture.agreement, QString("Named by 2 of 3 Sentinels: 10.0.0.1:6379"));
    QCOMPARE(picture.agreementTone, Tone::Warning);
    QVERIFY(picture.sentinels[1].disagrees);
    QCOMPARE(picture.sentinels[1].note, QString("names 10.0.0.7:6379"));
    QVERIFY(!picture.sentinels[0].disagrees);
}

/// From the freeze to the end, as the servers and the Sentinels come to say it.
void TopologyViewTest::theSwitchIsSeen() {
    Snapshot snapshot = connected();
    snapshot.failOver.cutover.running = true;
    snapshot.failOver.cutover.phase = Phase::Drain;
    QCOMPARE(noteOf(snapshot, source), QString("frozen: writes wait"));
    snapshot.failOver.cutover.phase = Phase::Promote;
    snapshot.failOver.cutover.irrevocable = true;
    QCOMPARE(noteOf(snapshot, dragonfly), QString("is being promoted"));

    ServerView promoted = saying(dragonfly, "role:master\r\n");
    promoted.identity = {redis::Product::Dragonfly, "1.40.1"};
    snapshot.connect.servers = {promoted};
    QCOMPARE(noteOf(snapshot, dragonfly),
             QString("promoted")); // by its own word, before any Sentinel
    for (SentinelView& view : snapshot.connect.topology.sentinels) {
        view.group.address = dragonfly;
    }
    snapshot.connect.topology.primary = dragonfly;
    snapshot.connect.servers << saying(source, "role:slave\r\nmaster_host:127.0.0.1\r\n"
                                               "master_port:1\r\n");
    const TopologyPicture picture = TopologyPicture::of(snapshot);
    QCOMPARE(picture.node(dragonfly)->spoken(),
             QString("Primary: Dragonfly, 10.0.0.2:6380, Dragonfly 1.40.1, named by 3 of 3"));
    QCOMPARE(picture.node(source)->title, QString("Old primary"));
    QCOMPARE(picture.node(source)->note, QString("a read-only replica"));
    QCOMPARE(picture.link, TopologyPicture::Link::None);
}

void TopologyViewTest::whoStandsStillIsSeen() {
    Snapshot snapshot = connected();
    ServerView silent = saying(source, "role:master\r\n");
    silent.error =
        Error{ErrorKind::Timeout, {"%1 did not answer in time.", {"10.0.0.1:6379"}}, {}, {}};
    snapshot.connect.servers = {silent};
    const TopologyPicture picture = TopologyPicture::of(snapshot);
    QCOMPARE(picture.node(source)->note, QString("does not answer"));
    QCOMPARE(picture.node(source)->tone, Tone::Bad);
    QVERIFY(picture.node(source)->factsAsText().contains("10.0.0.1:6379 did not answer in time."));
}

void TopologyViewTest::theArrowKeysGoFromServerToServer() {
    TopologyView view;
    view.setPicture(TopologyPicture::of(connected()));
    view.resize(720, 260);
    view.show();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    view.findChild<QWidget*>("topologySentinel1")->setFocus(Qt::TabFocusReason);
    const auto at = [] { return QApplication::focusWidget()->objectName(); };
    const std::pair<Qt::Key, const char*> way[] = {
        {Qt::Key_Right, "topologySentinel2"}, {Qt::Key_End, "topologySentinel3"},
        {Qt::Key_Right, "topologySentinel3"}, {Qt::Key_Down, "topologyServer3"},
        {Qt::Key_Left, "topologyServer2"},    {Qt::Key_Home, "topologyServer1"},
        {Qt::Key_Up, "topologySentinel1"},
    };
    for (const auto& [key, name] : way) {
        QTest::keyClick(QApplication::focusWidget(), key);
        QCOMPARE(at(), QString(name));
    }
    const QSignalSpy opened(&view, &TopologyView::nodeOpened);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(opened.size(), 2);
    QTest::mouseClick(view.findChild<QWidget*>("topologyServer2"), Qt::LeftButton);
    QCOMPARE(opened.size(), 3);
    QCOMPARE(opened.last().first().value<redis::Address>(), source);
    // One stop of Tab for the whole drawing, at the server where it was last.
    const auto all = view.findChildren<TopologyNodeButton*>();
    QCOMPARE(
        std::ranges::count_if(
            all, [](const auto* button) { return (button->focusPolicy() & Qt::TabFocus) != 0; }),
        1);
    for (TopologyNodeButton* button : all) {
        QAccessibleInterface* read = QAccessible::queryAccessibleInterface(button);
        QCOMPARE(read->text(QAccessible::Name), button->node().spoken());
        QCOMPARE(read->text(QAccessible::Description), button->node().factsAsText());
    }
}

void TopologyViewTest::theFocusStaysWhileItIsReadAgain() {
    TopologyView view;
    Snapshot snapshot = connected();
    view.setPicture(TopologyPicture::of(snapshot));
    view.show();
    QVERIFY(QTest::qWaitForWindowActive(&view));
    view.focusNode(dragonfly);
    QCOMPARE(QApplication::focusWidget()->objectName(), QString("topologyServer3"));
    snapshot.connect.topology.sentinels[0].roundTripMs = 9;
    view.setPicture(TopologyPicture::of(snapshot));
    QCOMPARE(QApplication::focusWidget()->objectName(), QString("topologyServer3"));
    snapshot.connect.topology.replicas.clear();
    view.setPicture(TopologyPicture::of(snapshot));
    QVERIFY(view.findChild<QWidget*>("topologyServer3") == nullptr);
    const auto all = view.findChildren<TopologyNodeButton*>();
    QVERIFY(std::ranges::any_of(
        all, [](const auto* button) { return (button->focusPolicy() & Qt::TabFocus) != 0; }));
}

void TopologyViewTest::aServerOpensIntoItsInfo() {
    Snapshot snapshot = connected();
    m_session.show(snapshot);
    TopologyWindow window(m_session, nullptr);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::mouseClick(window.findChild<QWidget*>("topologyServer3"), Qt::LeftButton);
    auto* pane = window.findChild<NodePane*>("nodePane");
    auto* text = window.findChild<QPlainTextEdit*>("nodeText");
    QVERIFY(pane->isVisible());
    QVERIFY(text->hasFocus());
    QCOMPARE(m_session.commands().last(), QString("readInfo 10.0.0.2:6380"));
    QVERIFY(text->toPlainText().contains("Dragonfly, 10.0.0.2:6380"));

    snapshot.connect.rawInfo = {
        dragonfly, false, "# Server\ndragonfly_version:df-v1.40.1", sampleNowMs, {}};
    m_session.show(snapshot);
    window.take(snapshot);
    QVERIFY(text->toPlainText().endsWith("# Server\ndragonfly_version:df-v1.40.1"));
    QTest::mouseClick(window.findChild<QWidget*>("nodeCopyButton"), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), text->toPlainText() + '\n');

    const qsizetype asked = m_session.commands().size();
    snapshot.connect.rawInfo.reading = true; // no second question while one is unanswered
    window.take(snapshot);
    QTest::mouseClick(window.findChild<QWidget*>("nodeReadButton"), Qt::LeftButton);
    QCOMPARE(m_session.commands().size(), asked);
    snapshot.connect.rawInfo.reading = false;
    window.take(snapshot);
    QTest::mouseClick(window.findChild<QWidget*>("nodeReadButton"), Qt::LeftButton);
    QCOMPARE(m_session.commands().size(), asked + 1);

    text->setFocus();
    QTest::keyClick(text, Qt::Key_Escape);
    QVERIFY(!pane->isVisible());
    QVERIFY(window.isVisible()); // Escape closed the details, not the window
    QCOMPARE(QApplication::focusWidget()->objectName(), QString("topologyServer3"));
}

void TopologyViewTest::whatIsMarkedStaysInPlace() {
    Snapshot snapshot = connected();
    m_session.show(snapshot);
    NodePane pane(m_session);
    pane.open(source);
    snapshot.connect.rawInfo = {source, false, "uptime_in_seconds:1", sampleNowMs, {}};
    pane.take(snapshot);
    auto* text = pane.findChild<QPlainTextEdit*>("nodeText");
    text->selectAll();
    const QString marked = text->toPlainText();
    snapshot.connect.rawInfo.text = "uptime_in_seconds:2";
    pane.take(snapshot);
    QCOMPARE(text->toPlainText(), marked);
    text->setTextCursor(QTextCursor(text->document()));
    pane.take(snapshot);
    QVERIFY(text->toPlainText().endsWith("uptime_in_seconds:2"));
}

void TopologyViewTest::aReadingThatFailsIsSaid() {
    Snapshot snapshot = connected();
    m_session.show(snapshot);
    NodePane pane(m_session);
    pane.open(other);
    snapshot.connect.rawInfo.server = other;
    snapshot.connect.rawInfo.error =
        Error{ErrorKind::Timeout, {"%1 did not answer in time.", {other.toString()}}, {}, {}};
    pane.take(snapshot);
    QVERIFY(pane.findChild<QPlainTextEdit*>("nodeText")
                ->toPlainText()
                .contains("10.0.0.7:6379 did not answer in time."));
}

/// For the eye: topology-*.png in the working directory.
void TopologyViewTest::lightAndDark() {
    QVERIFY(QDir().mkpath("gallery"));
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
        applyTheme(*qApp, mode);
        Snapshot snapshot = connected();
        snapshot.connect.topology.sentinels[1].group.address = dragonfly;
        snapshot.failOver.cutover.running = true;
        snapshot.failOver.cutover.irrevocable = true;
        snapshot.failOver.cutover.phase = Phase::Promote;
        snapshot.connect.servers = {saying(dragonfly, "role:master\r\n")};
        snapshot.connect.rawInfo = {
            dragonfly, false, "# Server\ndragonfly_version:df-v1.40.1", sampleNowMs, {}};
        m_session.show(snapshot);
        TopologyWindow window(m_session, nullptr);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::mouseClick(window.findChild<QWidget*>("topologyServer3"), Qt::LeftButton);
        window.take(snapshot);
        QCoreApplication::processEvents();
        QVERIFY(window.grab().save(
            QString("gallery/topology-%1.png").arg(mode == ThemeMode::Light ? "light" : "dark")));
    }
}

QTEST_MAIN(TopologyViewTest)
#include "topology_view_test.moc"
