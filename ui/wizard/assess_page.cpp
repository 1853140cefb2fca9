// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/assess_page.h"

#include "state_icon.h"
#include "widgets/wrapping_delegate.h"

#include <QFontDatabase>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr Severity order[] = {Severity::Blocker, Severity::Warning, Severity::Note,
                              Severity::Unknown, Severity::Passed};
constexpr int findingRole = Qt::UserRole;

Tone toneOf(Severity severity) {
    switch (severity) {
    case Severity::Blocker:
        return Tone::Bad;
    case Severity::Warning:
        return Tone::Warning;
    case Severity::Note:
        return Tone::Info;
    case Severity::Passed:
        return Tone::Good;
    case Severity::Unknown:
        return Tone::Muted;
    }
    return Tone::Muted;
}

QIcon iconOf(Severity severity, const QPalette& palette) {
    const Tone tone = toneOf(severity);
    return stateIcon(severity == Severity::Unknown ? StateShape::Diamond : shapeOf(tone),
                     coloursOf(palette).of(tone));
}

QString nameOfAll(Severity severity) {
    switch (severity) {
    case Severity::Blocker:
        return AssessPage::tr("Blockers");
    case Severity::Warning:
        return AssessPage::tr("Warnings");
    case Severity::Note:
        return AssessPage::tr("Notes");
    case Severity::Passed:
        return AssessPage::tr("Passed");
    case Severity::Unknown:
        return AssessPage::tr("Unknown");
    }
    return {};
}

qsizetype countOf(const QList<Finding>& findings, Severity severity) {
    return std::ranges::count(findings, severity, &Finding::severity);
}

} // namespace

AssessPage::AssessPage(Session& session, QWidget* parent)
    : WizardPage(session, Step::Assess, nameOf(Step::Assess), parent)
    , m_checkAll(addAction(tr("&Check all"), "checkAllButton")) {
    connect(m_checkAll, &QPushButton::clicked, this, [this] { this->session().assess(); });
    auto* columns = new QHBoxLayout;
    columns->setSpacing(16);
    columns->addWidget(buildList(), 1);
    columns->addWidget(buildDetails(), 1);
    body()->addLayout(columns, 1);
    fillList();
}

QWidget* AssessPage::buildList() {
    auto* left = new QWidget(this);
    auto* all = new QVBoxLayout(left);
    all->setContentsMargins(0, 0, 0, 0);
    auto* chips = new QHBoxLayout;
    chips->setSpacing(6);
    chips->addWidget(makeLabel(tr("Show"), "muted", left));
    for (const Severity severity : order) {
        auto* chip = new QPushButton(left);
        chip->setObjectName(QStringLiteral("filter-%1").arg(QLatin1String(toString(severity))));
        chip->setCheckable(true);
        chip->setChecked(true);
        chips->addWidget(chip);
        connect(chip, &QPushButton::toggled, this, &AssessPage::fillList);
        m_filters.append({severity, chip});
    }
    chips->addStretch(1);
    all->addLayout(chips);
    m_list = new QTreeWidget(left);
    m_list->setObjectName(QStringLiteral("findingsList"));
    m_list->setAccessibleName(tr("Findings"));
    m_list->setHeaderHidden(true);
    m_list->setColumnCount(1);
    m_list->setRootIsDecorated(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setItemDelegate(new WrappingDelegate(m_list));
    connect(m_list, &QTreeWidget::currentItemChanged, this, &AssessPage::showSelected);
    all->addWidget(m_list, 1);
    return left;
}

QWidget* AssessPage::buildDetails() {
    m_details = new Panel(tr("No finding is chosen"), this);
    m_again = new QPushButton(tr("Check a&gain"), m_details);
    m_again->setObjectName(QStringLiteral("checkAgainButton"));
    connect(m_again, &QPushButton::clicked, this, [this] {
        if (const Finding* finding = selected()) {
            session().assessOne(finding->id);
        }
    });
    m_details->titleRow()->addWidget(m_again);
    m_about = new QWidget(m_details);
    auto* about = new QVBoxLayout(m_about);
    about->setContentsMargins(0, 0, 0, 0);
    m_form = new QFormLayout;
    const auto add = [&](const QString& label, const char* objectName) {
        QLabel* value = makeLabel({}, "", m_details);
        value->setObjectName(QLatin1String(objectName));
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        QLabel* name = makeLabel(label, "muted", m_details);
        name->setAlignment(Qt::AlignLeft | Qt::AlignTop); // a value may have many lines
        m_form->addRow(name, value);
        return value;
    };
    m_found = add(tr("Found"), "findingFound");
    m_wanted = add(tr("Wanted"), "findingWanted");
    m_readWith = add(tr("Read with"), "findingReadWith");
    m_why = add(tr("Why it matters"), "findingWhy");
    m_acceptedBecause = add(tr("Accepted"), "findingAccepted");
    about->addLayout(m_form);
    m_mend = new QPlainTextEdit(m_details);
    m_mend->setObjectName(QStringLiteral("findingMend"));
    m_mend->setAccessibleName(tr("Commands that mend it"));
    m_mend->setReadOnly(true);
    m_mend->setTabChangesFocus(true);
    m_mend->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    about->addWidget(makeLabel(tr("Mend"), "strong", m_details));
    about->addWidget(m_mend, 1);
    auto* acceptRow = new QHBoxLayout;
    m_reason = new QLineEdit(m_details);
    m_reason->setObjectName(QStringLiteral("acceptReason"));
    m_reason->setAccessibleName(tr("Reason for accepting the finding"));
    m_reason->setPlaceholderText(tr("Reason, for the report"));
    m_accept = new QPushButton(tr("&Accept"), m_details);
    m_accept->setObjectName(QStringLiteral("acceptButton"));
    connect(m_accept, &QPushButton::clicked, this, &AssessPage::acceptSelected);
    connect(m_reason, &QLineEdit::textChanged, this, &AssessPage::showSelected);
    acceptRow->addWidget(m_reason, 1);
    acceptRow->addWidget(m_accept);
    about->addLayout(acceptRow);
    m_details->body()->addWidget(m_about, 1);
    m_details->body()->addStretch();
    showSelected();
    return m_details;
}

void AssessPage::fillList() {
    const Finding* current = selected();
    const QString keep = current != nullptr ? current->id + current->subject : QString();
    m_list->clear();
    QTreeWidgetItem* chosen = nullptr;
    for (const auto& [severity, chip] : std::as_const(m_filters)) {
        const qsizetype count = countOf(m_findings, severity);
        const QString name = QStringLiteral("%1: %2").arg(nameOfAll(severity)).arg(count);
        chip->setText(QString::number(count));
        chip->setIcon(iconOf(severity, palette()));
        chip->setToolTip(name);
        chip->setAccessibleName(name);
        if (!chip->isChecked() || count == 0) {
            continue;
        }
        auto* group = new QTreeWidgetItem(m_list, {name});
        group->setIcon(0, chip->icon());
        QFont bold = font();
        bold.setBold(true);
        group->setFont(0, bold);
        for (qsizetype i = 0; i < m_findings.size(); ++i) {
            const Finding& finding = m_findings[i];
            if (finding.severity != severity) {
                continue;
            }
            const QString accepted = finding.accepted ? tr(" (accepted)") : QString();
            auto* item = new QTreeWidgetItem(group, {finding.title.translated() + accepted});
            item->setIcon(0, iconOf(severity, palette()));
            item->setData(0, findingRole, i);
            item->setToolTip(0, finding.id);
            if (finding.id + finding.subject == keep || chosen == nullptr) {
                chosen = item; // what was chosen before may be gone
            }
        }
        group->setExpanded(severity != Severity::Passed || count == m_findings.size());
    }
    m_list->setCurrentItem(chosen);
    showSelected();
}

const Finding* AssessPage::selected() const {
    const QTreeWidgetItem* item = m_list != nullptr ? m_list->currentItem() : nullptr;
    if (item == nullptr || !item->data(0, findingRole).isValid()) {
        return nullptr;
    }
    const qsizetype index = item->data(0, findingRole).toLongLong();
    return index < m_findings.size() ? &m_findings[index] : nullptr;
}

void AssessPage::showSelected() {
    const Finding* finding = selected();
    m_again->setEnabled(finding != nullptr);
    m_about->setVisible(finding != nullptr);
    if (finding == nullptr) {
        m_details->setTitle(tr("No finding is chosen"));
        return;
    }
    const bool mayAccept = finding->acceptable && !finding->accepted;
    m_reason->setVisible(mayAccept);
    m_accept->setVisible(mayAccept);
    m_accept->setEnabled(mayAccept && !m_reason->text().isEmpty());
    m_details->setTitle(finding->title.translated());
    m_found->setText(finding->found.translated());
    m_wanted->setText(finding->wanted.translated());
    m_readWith->setText(QStringLiteral("%1, %2").arg(
        finding->readWith,
        QLocale().toString(finding->at.toLocalTime().time(), QLocale::ShortFormat)));
    m_why->setText(finding->why.translated());
    m_acceptedBecause->setText(finding->acceptedBecause);
    QStringList commands;
    for (const redis::Command& command : finding->mend) {
        commands.append(command.text());
    }
    m_mend->setPlainText(commands.join(u'\n'));
    const bool passed = finding->severity == Severity::Passed;
    m_mend->setPlaceholderText(
        passed ? tr("Nothing needs mending.")
               : tr("No command mends this by itself; the line above says what to do."));
    m_form->setRowVisible(m_wanted, !finding->wanted.isEmpty());
    m_form->setRowVisible(m_why, !finding->why.isEmpty());
    m_form->setRowVisible(m_acceptedBecause, finding->accepted);
}

void AssessPage::acceptSelected() {
    if (const Finding* finding = selected()) {
        session().acceptFinding(finding->id, finding->subject, m_reason->text());
        m_reason->clear();
    }
}

QString AssessPage::headline(const AssessState& assess) const {
    const auto blockers =
        static_cast<int>(std::ranges::count_if(assess.findings, &Finding::blocks));
    const auto look = static_cast<int>(countOf(assess.findings, Severity::Warning) +
                                       countOf(assess.findings, Severity::Unknown));
    if (!assess.ran) {
        return tr("All checks read the live servers and change nothing.");
    }
    if (blockers == 0 && look == 0) {
        return tr("Nothing stands in the way of this migration.");
    }
    return tr("Blockers: %1. Worth a look: %2.").arg(blockers).arg(look);
}

void AssessPage::take(const Snapshot& snapshot) {
    const AssessState& assess = snapshot.assess;
    m_checkAll->setEnabled(snapshot.connect.usable && !assess.running && !snapshot.switchRunning());
    setSubtitle(headline(assess));
    m_findings = assess.findings;
    QString shown;
    for (const Finding& finding : m_findings) {
        shown += finding.id + finding.subject + QString::number(finding.at.toMSecsSinceEpoch()) +
                 (finding.accepted ? QStringLiteral("+") : QStringLiteral("-"));
    }
    if (shown != m_shown) {
        m_shown = shown;
        fillList();
    }
    if (!snapshot.connect.usable) {
        banner()->tell(
            Tone::Info,
            tr("Connect first: the checks need the Sentinels, the source and Dragonfly."));
    } else if (assess.running) {
        banner()->tell(Tone::Info, tr("Checking the live servers; each check has 5 seconds."));
    } else if (!assess.ran) {
        banner()->tell(Tone::Info, tr("Nothing was checked yet: press “Check all”."));
    } else {
        tellErrors(snapshot, {});
    }
}

QString AssessPage::footer(const Snapshot& snapshot) const {
    const auto blockers =
        static_cast<int>(std::ranges::count_if(snapshot.assess.findings, &Finding::blocks));
    if (!snapshot.assess.ran) {
        return tr("Replicate opens when all checks were made and no blocker is left.");
    }
    return blockers > 0 ? tr("Replicate opens when no blocker is left; now: %1.").arg(blockers)
                        : tr("No blocker is left. Replicate is open.");
}

QString AssessPage::help() const {
    return tr("Each finding says what was found, what is wanted, with which command it was read, "
              "and why it matters. A blocker "
              "must be mended; a warning may be accepted with a reason, which goes into the "
              "report. “Unknown” is not “passed”: "
              "something could not be read.");
}

} // namespace ferryman
