// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/verify_controls.h"

#include "base/format.h"
#include "widgets/panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr qint64 everyKey = 0; ///< As the data of the mode's first choice.
constexpr qint64 samples[] = {2'000, 20'000, 200'000};
constexpr qint64 keyLimits[] = {0, 1'000, 5'000, 20'000, 100'000};
constexpr qint64 byteLimits[] = {0, 1'000'000, 5'000'000, 20'000'000, 100'000'000};

QString sampleText(qint64 keys) {
    return VerifyControls::tr("a sample of %1").arg(formatCount(keys, QLocale()));
}

QString keysText(qint64 limit) {
    return limit == 0 ? VerifyControls::tr("any number of keys/s")
                      : VerifyControls::tr("%1 keys/s", nullptr, formOf(limit))
                            .arg(formatCount(limit, QLocale()));
}

QString bytesText(qint64 limit) {
    return limit == 0 ? VerifyControls::tr("any number of MB/s")
                      : formatRate(double(limit), QLocale());
}

/// Chooses the entry of that value; one that no list foresees gets an entry of its own.
void choose(QComboBox* box, qint64 value, const QString& text) {
    const QSignalBlocker blocked(box);
    if (box->findData(value) < 0) {
        box->addItem(text, value);
    }
    box->setCurrentIndex(box->findData(value));
}

} // namespace

VerifyControls::VerifyControls(QWidget* parent)
    : QFrame(parent)
    , m_mode(addChoice("verifyMode", tr("What is compared")))
    , m_keys(addChoice("verifyKeyLimit", tr("Most keys a second")))
    , m_bytes(addChoice("verifyByteLimit", tr("Most bytes a second")))
    , m_from(addChoice("verifyReadFrom", tr("Server that is read as the source")))
    , m_fromLabel(makeLabel(tr("Read from"), "muted", this))
    , m_promise(makeLabel({}, "muted", this)) {
    setProperty("panel", true);
    m_promise->setObjectName(QStringLiteral("verifyPromise"));
    m_mode->addItem(tr("every key"), everyKey);
    for (const qint64 keys : samples) {
        m_mode->addItem(sampleText(keys), keys);
    }
    for (const qint64 limit : keyLimits) {
        m_keys->addItem(keysText(limit), limit);
    }
    for (const qint64 limit : byteLimits) {
        m_bytes->addItem(bytesText(limit), limit);
    }
    auto* compare = makeLabel(tr("Compare"), "panelTitle", this);
    auto* atMost = makeLabel(tr("at most"), "muted", this);
    for (QLabel* label : {compare, atMost, m_fromLabel}) {
        label->setWordWrap(false);
    }
    auto* row = new QHBoxLayout;
    row->addWidget(compare);
    row->addWidget(m_mode);
    auto* limitsRow = hasLargeText(*this) ? new QHBoxLayout : row;
    limitsRow->addSpacing(4);
    limitsRow->addWidget(atMost);
    limitsRow->addWidget(m_keys);
    limitsRow->addWidget(m_bytes);
    limitsRow->addStretch(1);
    auto* second = new QHBoxLayout;
    second->addWidget(m_promise, 1);
    second->addWidget(m_fromLabel);
    second->addWidget(m_from);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(12, 6, 12, 6);
    all->setSpacing(4);
    all->addLayout(row);
    if (limitsRow != row) {
        all->addLayout(limitsRow);
    }
    all->addLayout(second);
    setTabOrder(m_mode, m_keys);
    setTabOrder(m_keys, m_bytes);
    setTabOrder(m_bytes, m_from);
    showPromise();
    connect(m_mode, &QComboBox::currentIndexChanged, this, &VerifyControls::showPromise);
    for (QComboBox* box : {m_keys, m_bytes}) {
        connect(box, &QComboBox::currentIndexChanged, this,
                [this] { emit limitsChanged(limits()); });
    }
}

QComboBox* VerifyControls::addChoice(const char* name, const QString& accessibleName) {
    auto* box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessibleName);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return box;
}

VerifyLimits VerifyControls::limits() const {
    return {m_keys->currentData().toLongLong(), m_bytes->currentData().toLongLong()};
}

VerifyRequest VerifyControls::request() const {
    VerifyRequest request = m_shown;
    const qint64 keys = m_mode->currentData().toLongLong();
    request.options.mode =
        keys == everyKey ? VerifyOptions::Mode::Full : VerifyOptions::Mode::Sample;
    if (keys != everyKey) {
        request.options.sampleKeys = keys;
    }
    request.options.limits = limits();
    request.readFrom = m_from->currentData().value<redis::Address>();
    request.goesOn = false;
    return request;
}

/// What the session changed is shown; what a person chose for the next run stays beside it.
void VerifyControls::showRequest(const VerifyRequest& request) {
    const VerifyOptions& now = request.options;
    const VerifyOptions& before = m_shown.options;
    if (now.mode != before.mode || now.sampleKeys != before.sampleKeys) {
        const bool sample = now.mode == VerifyOptions::Mode::Sample;
        choose(m_mode, sample ? now.sampleKeys : everyKey, sampleText(now.sampleKeys));
    }
    if (now.limits != before.limits) {
        choose(m_keys, now.limits.keysPerSecond, keysText(now.limits.keysPerSecond));
        choose(m_bytes, now.limits.bytesPerSecond, bytesText(now.limits.bytesPerSecond));
    }
    if (request.readFrom != m_shown.readFrom) {
        m_from->setCurrentIndex(
            std::max(0, m_from->findData(QVariant::fromValue(request.readFrom))));
    }
    m_shown = request;
    showPromise();
}

void VerifyControls::showReplicas(const Snapshot& snapshot) {
    QList<redis::Address> all{redis::Address()};
    for (const ReplicaView& replica : snapshot.connect.topology.replicas) {
        if (replica.live && replica.address != snapshot.plan.dragonfly.address) {
            all << replica.address;
        }
    }
    bool same = m_from->count() == all.size();
    for (int i = 0; same && i < m_from->count(); ++i) {
        same = m_from->itemData(i).value<redis::Address>() == all[i];
    }
    if (!same) {
        const auto before = m_from->currentData().value<redis::Address>();
        m_from->clear();
        for (const redis::Address& address : std::as_const(all)) {
            m_from->addItem(address.isNull() ? tr("the primary") : address.toString(),
                            QVariant::fromValue(address));
        }
        m_from->setCurrentIndex(std::max(0, int(all.indexOf(before))));
    }
    m_from->setVisible(all.size() > 1);
    m_fromLabel->setVisible(all.size() > 1);
}

void VerifyControls::showPromise() {
    const qint64 keys = m_mode->currentData().toLongLong();
    if (keys == everyKey) {
        m_promise->setText(tr("Keys on both servers, with every value, type and expiry, while "
                              "writes go on."));
        return;
    }
    m_promise->setText(
        m_allKeys > 0
            ? tr("If none differs it will say: “%1”")
                  .arg(sampleConfidence(std::min(keys, m_allKeys), 0, m_allKeys).translated())
            : tr("Keys drawn at random; what they say of all is told in a sentence."));
}

void VerifyControls::take(const Snapshot& snapshot) {
    const VerifyState& verify = snapshot.verify;
    m_allKeys = verify.sourceKeys.value_or(0);
    showReplicas(snapshot);
    showRequest(verify.request);
    m_mode->setEnabled(!verify.running);
    m_from->setEnabled(!verify.running);
}

} // namespace ferryman
