// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/verify_page.h"

#include "base/format.h"
#include "models/difference_model.h"
#include "models/verify_words.h"
#include "session/notices.h"
#include "widgets/accent.h"
#include "widgets/confirm_box.h"
#include "widgets/difference_view.h"
#include "widgets/segment_bar.h"
#include "widgets/state_line.h"
#include "widgets/verify_controls.h"
#include "widgets/verify_counts_view.h"
#include "widgets/verify_figures.h"

#include <QDir>
#include <QFileDialog>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QtConcurrent>

namespace ferryman {

namespace {

enum Segment { Differences, Counts, NotLookedAt };

QString whenNone(const VerifyState& verify) {
    if (verify.running) {
        return VerifyPage::tr("No difference so far. Each stands here as soon as it has been read "
                              "again and lasts.");
    }
    if (shownCounts(verify).keysCompared > 0) {
        return shownCounts(verify).differences > 0
                   ? VerifyPage::tr("The differences of an earlier session were counted, but are "
                                    "not listed any more: compare again.")
                   : VerifyPage::tr("No key differs.");
    }
    return VerifyPage::tr("Differences stand here as they are found, each with its database, its "
                          "key and both sides.");
}

} // namespace

VerifyPage::VerifyPage(Session& session, QWidget* parent)
    : WizardPage(session, Step::Verify, nameOf(Step::Verify), parent)
    , m_selfTest(addAction(tr("Self &test"), "selfTestButton"))
    , m_syncAgain(addAction(tr("New &full sync…"), "syncAgainButton"))
    , m_stop(addAction(tr("&Stop"), "stopVerifyButton"))
    , m_start(addAction(tr("&Compare"), "startVerifyButton", true))
    , m_resume(addAction(tr("&Go on"), "resumeVerifyButton", true))
    , m_state(new StateLine(this))
    , m_confirm(new ConfirmBox(this))
    , m_controls(new VerifyControls(this))
    , m_figures(new VerifyFigures(this)) {
    m_state->setObjectName(QStringLiteral("verifyState"));
    m_selfTest->setToolTip(tr("Plants every kind of difference on two scratch servers of this "
                              "machine, and looks whether each is found."));
    m_syncAgain->setToolTip(tr("Has Dragonfly load all data from the source once more."));
    setSubtitle(tr("Dragonfly against the source, in both directions. Comparing writes to "
                   "neither."));
    body()->addWidget(m_state);
    body()->addWidget(m_confirm);
    body()->addWidget(m_controls);
    body()->addWidget(m_figures);
    body()->addWidget(buildFindings(), 1);
    connect(m_selfTest, &QPushButton::clicked, this, [this] { this->session().verifySelfTest(); });
    connect(m_syncAgain, &QPushButton::clicked, this, &VerifyPage::askToSyncAgain);
    connect(m_confirm, &ConfirmBox::openChanged, this, [this](bool open) {
        m_controls->setHidden(open); // the question needs their room in a small window
        m_figures->setHidden(open);
    });
    connect(m_stop, &QPushButton::clicked, this, [this] { this->session().stopVerify(); });
    connect(m_start, &QPushButton::clicked, this, [this] { begin(false); });
    connect(m_resume, &QPushButton::clicked, this, [this] { begin(true); });
    connect(m_controls, &VerifyControls::limitsChanged, this, [this](const VerifyLimits& limits) {
        if (this->session().snapshot()->verify.running) {
            this->session().setVerifyLimits(limits);
        }
    });
}

/// What it costs stands in the question: the old data is served until the snapshot arrives, and
/// Dragonfly answers -LOADING from then on (replica.cc).
void VerifyPage::askToSyncAgain() {
    const SnapshotPtr now = session().snapshot();
    const LinkState& link = now->replicate.link;
    const QLocale locale;
    QStringList sentences;
    if (link.syncDurationMs) {
        sentences
            << tr("The last full sync took %1.").arg(formatDuration(*link.syncDurationMs, locale));
    }
    sentences
        << tr("The source forks, needs memory for what is written meanwhile, and keeps those "
              "writes in its replica output buffer until Dragonfly has loaded; its clients go "
              "on as before.")
        << tr("Whoever reads Dragonfly sees the old data until the snapshot arrives, and the "
              "error LOADING while it is loaded.")
        << tr("The comparison is void then, and Fail over waits until replication is steady "
              "and the data compared once more.");
    QStringList commands;
    for (const redis::Command& command : now->replicate.syncAgainCommands) {
        commands << command.text();
    }
    m_confirm->askToSend(
        {tr("Load Dragonfly anew? All it holds is deleted, and %1 keys are copied from the source "
            "once more.",
            nullptr, formOf(now->verify.sourceKeys.value_or(0)))
             .arg(formatCount(now->verify.sourceKeys.value_or(0), locale)),
         QStringLiteral("# %1\n%2")
             .arg(now->plan.dragonfly.address.toString(), commands.join(u'\n')),
         tr("Load anew"), sentences.join(u' ')},
        [this](const QString&) { session().syncAgain(); });
}

QWidget* VerifyPage::buildFindings() {
    auto* findings = new QWidget(this);
    m_segments = new SegmentBar(findings);
    m_segments->add(tr("Differences"), "showDifferences");
    m_segments->add(tr("Counts"), "showCounts");
    m_segments->add(tr("Not looked at"), "showNotLookedAt");
    m_export = new QPushButton(tr("E&xport…"), findings);
    m_export->setObjectName(QStringLiteral("exportDifferencesButton"));
    m_export->setToolTip(tr("Writes the differences as NDJSON or CSV."));
    m_segments->addAtEnd(m_export);
    m_differences = new DifferenceView(findings);
    m_counts = new VerifyCountsView(findings);
    m_notLookedAt = new QPlainTextEdit(findings);
    m_notLookedAt->setObjectName(QStringLiteral("notLookedAt"));
    m_notLookedAt->setAccessibleName(tr("What was not looked at"));
    m_notLookedAt->setReadOnly(true);
    m_notLookedAt->setTabChangesFocus(true);
    m_stack = new QStackedWidget(findings);
    m_stack->addWidget(m_differences);
    m_stack->addWidget(m_counts);
    m_stack->addWidget(m_notLookedAt);
    auto* all = new QVBoxLayout(findings);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(6);
    all->addWidget(m_segments);
    all->addWidget(m_stack, 1);
    connect(m_segments, &SegmentBar::changed, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_export, &QPushButton::clicked, this, &VerifyPage::chooseFile);
    return findings;
}

void VerifyPage::begin(bool goesOn) {
    VerifyRequest request = m_controls->request();
    request.goesOn = goesOn;
    m_written.clear();
    m_exportError.reset();
    m_segments->choose(Differences);
    session().startVerify(request);
}

void VerifyPage::take(const Snapshot& snapshot) {
    const VerifyWords words = wordsOf(snapshot);
    m_state->tell(words.tone, words.sentence, words.more);
    m_controls->take(snapshot);
    m_figures->take(snapshot.verify);
    showFindings(snapshot);
    showButtons(snapshot);
    tellState(snapshot);
}

void VerifyPage::showButtons(const Snapshot& snapshot) {
    const VerifyState& verify = snapshot.verify;
    const bool may = snapshot.connect.usable && verify.cannotStart.isEmpty() && !verify.running;
    m_selfTest->setEnabled(!verify.selfTesting);
    const bool mendable = verify.differencesFound > 0 && snapshot.replicate.maySyncAgain;
    m_syncAgain->setVisible(mendable);
    if (!mendable) {
        m_confirm->close();
    }
    m_stop->setVisible(verify.running);
    m_stop->setEnabled(!verify.stopping);
    m_start->setVisible(!verify.running);
    m_start->setEnabled(may);
    m_start->setText(verify.canResume ? tr("&Compare anew")
                     : verify.verdict ? tr("&Compare again")
                                      : tr("&Compare"));
    setAccent(*m_start, leadsOnItself(snapshot) && !verify.canResume); // else another one leads on
    m_resume->setVisible(verify.canResume && !verify.running);
    m_resume->setEnabled(may);
    m_export->setEnabled(!verify.differences.isEmpty());
}

void VerifyPage::showFindings(const Snapshot& snapshot) {
    const VerifyState& verify = snapshot.verify;
    const VerifyCounts counts = shownCounts(verify);
    m_differences->setDifferences(verify.differences, verify.differencesFound, whenNone(verify));
    m_counts->setCounts(counts);
    m_segments->setText(Differences,
                        counts.differences > 0
                            ? tr("Differences: %1").arg(formatCount(counts.differences, QLocale()))
                            : tr("Differences"));
    const qsizetype leftOut = leftOutCount(verify);
    m_segments->setText(NotLookedAt,
                        leftOut > 0 ? tr("Not looked at: %1").arg(leftOut) : tr("Not looked at"));
    const QString sentences = notLookedAt(verify).join(u'\n');
    if (sentences != m_notLookedAt->toPlainText()) {
        m_notLookedAt->setPlainText(sentences);
    }
}

void VerifyPage::tellState(const Snapshot& snapshot) {
    const VerifyState& verify = snapshot.verify;
    const std::optional<Error>& linkError = snapshot.replicate.error; // of a new full sync, too
    const bool heard =
        verify.error || linkError || snapshot.error || !noticesOf(snapshot).isEmpty();
    if (!snapshot.connect.usable && !verify.running) {
        banner()->tell(Tone::Info, tr("Nothing can be compared yet: start the replication first."));
    } else if (m_exportError) {
        tellErrors(snapshot, m_exportError);
    } else if (heard || verify.running) {
        tellErrors(snapshot, verify.error ? verify.error : linkError);
    } else if (!m_written.isEmpty()) {
        banner()->tell(Tone::Good, tr("The differences were written to %1.").arg(m_written));
    } else if (!tellSelfTest(verify)) {
        if (!verify.cannotStart.isEmpty()) {
            banner()->tell(Tone::Info, verify.cannotStart.translated());
        } else if (snapshot.step(Step::Verify).status == StepStatus::Locked) {
            banner()->tell(Tone::Info, tr("Dragonfly does not follow the source: start the "
                                          "replication first, or compare them as two servers "
                                          "by themselves."));
        } else {
            banner()->clear();
        }
    }
}

bool VerifyPage::tellSelfTest(const VerifyState& verify) {
    if (verify.selfTesting) {
        banner()->tell(Tone::Info, tr("The self test runs on two scratch servers of this "
                                      "machine."));
    } else if (verify.selfTestError) {
        banner()->tell(Tone::Warning, tr("The self test did not run."),
                       verify.selfTestError->translated());
    } else if (verify.selfTest) {
        QStringList names;
        for (const QString& name : verify.selfTest->leftOut) {
            names << ferryman::nameOf(differenceClass(name));
        }
        const QString leftOut = names.isEmpty() ? QString()
                                                : tr("The servers of this machine cannot show: %1.")
                                                      .arg(names.join(QStringLiteral(", ")));
        banner()->tell(verify.selfTest->isPassed() ? Tone::Good : Tone::Bad,
                       tr("Self test: %1").arg(verify.selfTest->sentence().translated()), leftOut);
    } else {
        return false;
    }
    return true;
}

void VerifyPage::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Export the differences"),
                                   QDir(folder()).filePath(QStringLiteral("differences.ndjson")),
                                   tr("NDJSON (*.ndjson);;CSV (*.csv)"));
    dialog->setObjectName(QStringLiteral("exportDifferencesDialog"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("ndjson"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.contains(QLatin1String("csv")) ? QStringLiteral("csv")
                                                                       : QStringLiteral("ndjson"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &VerifyPage::exportTo);
    dialog->open();
}

void VerifyPage::exportTo(const QString& path) {
    m_written.clear();
    m_exportError.reset();
    const quint64 generation = ++m_exports;
    const Future<Done> writing =
        QtConcurrent::run([differences = session().snapshot()->verify.differences, path] {
            return writeDifferences(differences, path);
        });
    whenDone(writing, this, [this, generation, path](const Result<Done>& written) {
        if (generation != m_exports) {
            return;
        }
        if (written) {
            m_written = path;
        } else {
            m_exportError = written.error();
        }
        tellState(*session().snapshot());
    });
}

bool VerifyPage::leadsOnItself(const Snapshot& snapshot) const {
    const VerifyState& verify = snapshot.verify;
    const bool wanted = !verify.verdict && snapshot.plan.policy.verify != VerifyMode::Off;
    return !verify.running && verify.cannotStart.isEmpty() && (verify.canResume || wanted);
}

QString VerifyPage::footer(const Snapshot& snapshot) const {
    return snapshot.step(Step::FailOver).status == StepStatus::Locked
               ? tr("Fail over opens when replication is steady.")
               : tr("Fail over is open.");
}

QString VerifyPage::help() const {
    return tr(
        "Both servers are read at once while writes go on, and every key is compared in both "
        "directions: presence, type, value and expiry, whatever the order of sets and hashes. "
        "What differs once is read again, behind the source's offset at that moment, and counts "
        "only if it lasts. Keys that keep changing are undecided, and are compared once more "
        "within the freeze of the switch. Limits may be changed while it runs; it slows down by "
        "itself when the source answers slowly or Dragonfly lags. A run that was stopped goes on "
        "where it was. Comparing writes nothing. What differs is mended by a new full sync, which "
        "Dragonfly is asked for where it follows the source: the source forks once more, what was "
        "compared is void, and Fail over waits until replication is steady and the data compared "
        "again. The self test plants every "
        "kind of difference on two scratch servers and tells how many were found.");
}

} // namespace ferryman
