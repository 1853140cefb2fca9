// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/confirm_box.h"

#include "theme.h"
#include "widgets/command_block.h"
#include "widgets/panel.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace ferryman {

ConfirmBox::ConfirmBox(QWidget* parent)
    : QFrame(parent)
    , m_sentence(makeLabel({}, "strong", this))
    , m_explanation(makeLabel({}, "", this))
    , m_commands(new CommandBlock(tr("Will be sent"), "confirmCommands", this))
    , m_reason(new QLineEdit(this))
    , m_yes(new QPushButton(this))
    , m_no(new QPushButton(tr("Cancel"), this)) {
    setObjectName(QStringLiteral("confirmBox"));
    m_sentence->setObjectName(QStringLiteral("confirmSentence"));
    m_reason->setObjectName(QStringLiteral("acceptReason"));
    m_reason->setAccessibleName(tr("Reason for accepting the finding"));
    m_reason->setPlaceholderText(tr("Reason, for the report"));
    m_yes->setObjectName(QStringLiteral("confirmButton"));
    m_yes->setProperty("accent", true);
    m_no->setObjectName(QStringLiteral("cancelButton"));
    m_explanation->setObjectName(QStringLiteral("confirmExplanation"));
    m_commands->setMostLines(8);
    auto* row = new QHBoxLayout;
    row->addWidget(m_yes);
    row->addWidget(m_no);
    row->addStretch(1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(16, 8, 12, 8);
    all->setSpacing(6);
    all->addWidget(m_sentence);
    all->addWidget(m_explanation);
    all->addWidget(m_commands);
    all->addWidget(m_reason);
    all->addLayout(row);
    connect(m_yes, &QPushButton::clicked, this, &ConfirmBox::confirm);
    connect(m_no, &QPushButton::clicked, this, [this] {
        giveFocusBack();
        close();
    });
    connect(m_reason, &QLineEdit::returnPressed, m_yes, &QPushButton::click);
    connect(m_reason, &QLineEdit::textChanged, this,
            [this] { m_yes->setEnabled(!m_reason->text().trimmed().isEmpty()); });
    hide();
}

void ConfirmBox::askToSend(const ToSend& question, Confirmed confirmed) {
    m_commands->setText(question.commands);
    m_commands->show();
    m_reason->hide();
    m_explanation->setText(question.explanation);
    m_explanation->setVisible(!question.explanation.isEmpty());
    open(question.sentence, question.button, std::move(confirmed));
    m_yes->setEnabled(true);
    m_no->setFocus(Qt::OtherFocusReason); // whoever presses Enter twice has not confirmed
}

void ConfirmBox::askForReason(const QString& sentence, const QString& button, Confirmed confirmed) {
    m_commands->hide();
    m_explanation->hide();
    m_reason->clear();
    m_reason->show();
    open(sentence, button, std::move(confirmed));
    m_yes->setEnabled(false);
    m_reason->setFocus(Qt::OtherFocusReason);
}

void ConfirmBox::open(const QString& sentence, const QString& button, Confirmed confirmed) {
    m_askedFrom = QApplication::focusWidget();
    m_sentence->setText(sentence);
    setAccessibleName(sentence);
    m_yes->setText(button);
    m_confirmed = std::move(confirmed);
    show();
    emit openChanged(true);
}

void ConfirmBox::confirm() {
    const Confirmed confirmed = std::exchange(m_confirmed, {});
    const QString reason = m_reason->text().trimmed();
    giveFocusBack();
    close();
    if (confirmed) {
        confirmed(reason);
    }
}

void ConfirmBox::giveFocusBack() {
    if (m_askedFrom != nullptr && isAncestorOf(QApplication::focusWidget())) {
        m_askedFrom->setFocus(Qt::OtherFocusReason);
    }
}

void ConfirmBox::close() {
    m_confirmed = {};
    m_askedFrom = nullptr;
    if (isOpen()) {
        hide();
        emit openChanged(false);
    }
}

QString ConfirmBox::commands() const {
    return m_commands->text();
}

void ConfirmBox::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        m_no->click();
        return;
    }
    QFrame::keyPressEvent(event);
}

void ConfirmBox::paintEvent(QPaintEvent*) {
    const Colours& colours = coloursOf(palette());
    QPainter painter(this);
    painter.setPen(colours.warning);
    painter.setBrush(colours.warningBack);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    painter.fillRect(QRect(0, 0, 4, height()), colours.warning);
}

} // namespace ferryman
