// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/verify_page.h"

#include "base/format.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ferryman {

VerifyPage::VerifyPage(Session& session, QWidget* parent)
    : WizardPage(session, Step::Verify, nameOf(Step::Verify), parent)
    , m_sourceKeys(makeLabel({}, "figure", this))
    , m_targetKeys(makeLabel({}, "figure", this))
    , m_difference(makeLabel({}, "figure", this)) {
    setSubtitle(tr(
        "The number of keys on both sides, counted once a second while replication is watched."));
    auto* cards = new QHBoxLayout;
    const auto add = [&](const QString& title, QLabel* value, const char* name,
                         const QString& note) {
        auto* card = new Panel(title, this);
        value->setObjectName(QLatin1String(name));
        card->body()->addWidget(value);
        card->body()->addWidget(makeLabel(note, "muted", card));
        card->body()->addStretch(1);
        cards->addWidget(card, 1);
    };
    add(tr("Keys on the source"), m_sourceKeys, "sourceKeys", tr("all databases, INFO keyspace"));
    add(tr("Keys on Dragonfly"), m_targetKeys, "targetKeys", tr("all databases, INFO keyspace"));
    add(tr("Difference"), m_difference, "keyDifference",
        tr("Keys that are written or expire between the two readings, and keys that had expired "
           "before the sync, make a small "
           "difference that is no fault."));
    body()->addLayout(cards);
    auto* honest = new Panel(tr("What is not verified here"), this);
    honest->body()->addWidget(
        makeLabel(tr("This version of Ferryman does not compare values, types and times to live. "
                     "What proves that no acknowledged "
                     "write is lost is the switch itself: the source is frozen at an offset, and "
                     "Dragonfly is promoted only when it "
                     "has reached that offset. To compare every value, run a checker such as "
                     "RedisFullCheck beside it."),
                  "", honest));
    body()->addWidget(honest);
    body()->addStretch(1);
}

void VerifyPage::take(const Snapshot& snapshot) {
    const auto shown = [](const std::optional<qint64>& keys) {
        return keys ? formatCount(*keys, QLocale()) : QStringLiteral("–");
    };
    const VerifyState& verify = snapshot.verify;
    m_sourceKeys->setText(shown(verify.sourceKeys));
    m_targetKeys->setText(shown(verify.targetKeys));
    m_difference->setText(verify.sourceKeys && verify.targetKeys
                              ? formatCount(*verify.targetKeys - *verify.sourceKeys, QLocale())
                              : QStringLiteral("–"));
    if (!verify.sourceKeys) {
        banner()->tell(Tone::Info, tr("Nothing is counted yet: start the replication first."));
    } else {
        tellErrors(snapshot, {});
    }
}

QString VerifyPage::footer(const Snapshot& snapshot) const {
    return snapshot.step(Step::FailOver).status == StepStatus::Locked
               ? tr("Fail over opens when replication is steady.")
               : tr("Fail over is open.");
}

QString VerifyPage::help() const {
    return tr("Replication copies every write, but commands that Dragonfly does not know are "
              "skipped silently: compare the number "
              "of keys, and look at the assessment for commands in use.");
}

} // namespace ferryman
