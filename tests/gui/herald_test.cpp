// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_snapshots.h"
#include "herald.h"
#include "models/turning_point.h"
#include "settings/settings.h"

#include <QAccessible>
#include <QApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// What a screen reader finds when something is announced. Events cannot be listened to: without
/// a reader Qt makes none, and the offscreen platform has none.
QStringList& heard() {
    static QStringList sentences;
    return sentences;
}

void listen(const QWidget& window) {
    QAccessibleInterface* told =
        QAccessible::queryAccessibleInterface(window.findChild<QWidget*>("announcement"));
    if (told != nullptr && told->role() == QAccessible::AlertMessage) {
        heard() << told->text(QAccessible::Name);
    }
}

SnapshotPtr shared(const Snapshot& snapshot) {
    return std::make_shared<const Snapshot>(snapshot);
}

QStringList sentencesOf(const QList<TurningPoint>& points, bool wantingAlone = false) {
    QStringList sentences;
    for (const TurningPoint& point : points) {
        if (point.wantsPerson || !wantingAlone) {
            sentences << point.sentence;
        }
    }
    return sentences;
}

} // namespace

/// Turning points: told to screen readers, and to whoever uses another window.
class HeraldTest : public QObject {
    Q_OBJECT

private slots:
    void init();

    void everyStateOfTheSwitchIsAPoint();
    void aLinkThatBreaksWantsAPerson();
    void openGatesWaitForAPerson();
    void anErrorIsToldOnce();
    void anotherMigrationIsNoTurn();
    void screenReadersHearOfTheSwitch();
    void isNotifiedInTheBackgroundAlone();
    void whoWantsNoNotificationGetsNone();
    void theSameIsNotToldTwiceInAMinute();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<Herald> m_herald;
};

void HeraldTest::init() {
    heard().clear();
    m_herald.reset();
    m_settings = std::make_unique<Settings>(m_folder.filePath("settings.ini"));
    m_settings->reset(Preference::Notifications);
    m_window = std::make_unique<QWidget>();
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_herald = std::make_unique<Herald>(*m_settings, *m_window);
    connect(m_herald.get(), &Herald::announced, this, [this] { listen(*m_window); });
}

void HeraldTest::everyStateOfTheSwitchIsAPoint() {
    const QList<Snapshot> course{readySnapshot(), switchingSnapshot(Phase::Arm),
                                 switchingSnapshot(Phase::Promote),
                                 endedSnapshot(Ending::Migrated)};
    for (qsizetype i = 1; i < course.size(); ++i) {
        QVERIFY2(!turningPoints(course[i - 1], course[i]).isEmpty(),
                 qPrintable(QString::number(i)));
        QVERIFY(turningPoints(course[i], course[i]).isEmpty());
    }
    QCOMPARE(sentencesOf(turningPoints(course[0], course[1])).first(), "Switch: Arm.");
    for (const Ending ending : {Ending::Migrated, Ending::Aborted, Ending::Attention}) {
        const Snapshot ended = endedSnapshot(ending);
        const QStringList wanting = sentencesOf(turningPoints(course[2], ended), true);
        QCOMPARE(wanting, QStringList{ended.failOver.cutover.outcome.translated()});
    }
}

void HeraldTest::aLinkThatBreaksWantsAPerson() {
    const Snapshot steady = replicatingSnapshot(LinkPhase::Steady);
    const Snapshot broken = replicatingSnapshot(LinkPhase::Interrupted);
    QVERIFY(!broken.replicate.link.steadiness.sentence.isEmpty());
    QCOMPARE(sentencesOf(turningPoints(steady, broken), true),
             QStringList{broken.replicate.link.steadiness.sentence.translated()});
    QVERIFY(sentencesOf(turningPoints(broken, steady), true).isEmpty());
    QVERIFY(!turningPoints(broken, steady).isEmpty());
}

void HeraldTest::openGatesWaitForAPerson() {
    const Snapshot closed = readySnapshot({"replication.steady"});
    const Snapshot open = readySnapshot();
    QCOMPARE(sentencesOf(turningPoints(closed, open), true),
             QStringList{"All gates are open: the switch waits for the name of the group."});
    QVERIFY(sentencesOf(turningPoints(open, closed), true).isEmpty());
}

void HeraldTest::anErrorIsToldOnce() {
    const Snapshot before = connectedSnapshot();
    Snapshot now = before;
    now.error = Error{ErrorKind::Storage, {"The journal cannot be written."}, {}, "disk full"};
    QCOMPARE(sentencesOf(turningPoints(before, now), true),
             QStringList{"The journal cannot be written."});
    QVERIFY(turningPoints(now, now).isEmpty());
    QVERIFY(turningPoints(now, before).isEmpty());
}

void HeraldTest::anotherMigrationIsNoTurn() {
    Snapshot other = endedSnapshot(Ending::Attention);
    other.plan.id = "another";
    QVERIFY(turningPoints(connectedSnapshot(), other).isEmpty());
}

void HeraldTest::screenReadersHearOfTheSwitch() {
    m_herald->take(shared(readySnapshot()));
    QVERIFY(m_window->findChild<QWidget*>("announcement")->isVisible()); // else it is not read
    QVERIFY(heard().isEmpty()); // what stood when the window was opened is no news
    m_herald->take(shared(switchingSnapshot(Phase::Arm)));
    QCOMPARE(heard(), QStringList{"Switch: Arm."});
    const Snapshot ended = endedSnapshot(Ending::Migrated);
    m_herald->take(shared(ended));
    QCOMPARE(heard().size(), 2);
    QVERIFY2(heard().last().contains(ended.failOver.cutover.outcome.translated()),
             qPrintable(heard().last()));
}

void HeraldTest::isNotifiedInTheBackgroundAlone() {
    QSignalSpy notified(m_herald.get(), &Herald::notified);
    m_herald->take(shared(switchingSnapshot(Phase::Promote)));
    m_herald->take(shared(endedSnapshot(Ending::Aborted)));
    QCOMPARE(notified.size(), 0); // the window is looked at
    m_window->hide();             // which leaves no window of ours active
    QTRY_VERIFY(QApplication::activeWindow() == nullptr);
    m_herald->take(shared(switchingSnapshot(Phase::Promote)));
    QCOMPARE(notified.size(), 0); // nothing is to be done
    const Snapshot ended = endedSnapshot(Ending::Attention);
    m_herald->take(shared(ended));
    QCOMPARE(notified.size(), 1);
    QCOMPARE(notified.first().first().toString(), ended.failOver.cutover.outcome.translated());
}

void HeraldTest::whoWantsNoNotificationGetsNone() {
    QVERIFY(m_settings->set(Preference::Notifications, "off"));
    QSignalSpy notified(m_herald.get(), &Herald::notified);
    m_window->hide();
    QTRY_VERIFY(QApplication::activeWindow() == nullptr);
    m_herald->take(shared(switchingSnapshot(Phase::Promote)));
    m_herald->take(shared(endedSnapshot(Ending::Attention)));
    QCOMPARE(notified.size(), 0);
    QVERIFY(!heard().isEmpty()); // screen readers do
}

void HeraldTest::theSameIsNotToldTwiceInAMinute() {
    const SnapshotPtr steady = shared(replicatingSnapshot(LinkPhase::Steady));
    const SnapshotPtr broken = shared(replicatingSnapshot(LinkPhase::Interrupted));
    m_herald->take(steady);
    m_herald->take(broken);
    QCOMPARE(heard().size(), 1);
    m_herald->take(steady);
    m_herald->take(broken);
    m_herald->take(steady);
    QCOMPARE(heard().size(), 2); // each of the two once
}

QTEST_MAIN(HeraldTest)
#include "herald_test.moc"
