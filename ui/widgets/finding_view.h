// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/mend_steps.h"
#include "session/snapshot.h"
#include "widgets/panel.h"

class QFormLayout;
class QPushButton;
class QScrollArea;

namespace ferryman {

class CommandBlock;
class ConfirmBox;

/// What stands around the finding that is shown.
struct FindingSurroundings {
    QList<MendStep> steps;    ///< Literally what mending it sends; empty: a person must.
    std::optional<Mend> mend; ///< The latest of its check.
    bool canUndo = false;     ///< That mend, in this session.
    bool busy = false;        ///< It is being checked again, mended or undone.
    bool locked = false;      ///< Nothing may be mended now: a switch or another mend is under way.
    qint64 nowMs = 0;         ///< UTC.
};

/// One finding with its evidence, why it matters, and what can be done about it.
class FindingView final : public Panel {
    Q_OBJECT
public:
    explicit FindingView(QWidget* parent = nullptr);

    void setFinding(const Finding& finding, const FindingSurroundings& around);
    void clear();

signals:
    void checkAgainAsked(const QString& id);
    void mendAsked(const QString& id, const QString& subject);
    void undoAsked(const QString& id, const QString& subject);
    void acceptAsked(const QString& id, const QString& subject, const QString& because);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void buildActions();
    void showEvidence();
    void showCommands();
    void showActions();
    void askToMend();
    void askToUndo();
    void askToAccept();
    void drawIcon();

    QLabel* m_icon;
    QLabel* m_name;
    QPushButton* m_again;
    QScrollArea* m_scroll;
    QFormLayout* m_form;
    QLabel* m_found = nullptr;
    QLabel* m_wanted = nullptr;
    QLabel* m_readWith = nullptr;
    QLabel* m_age = nullptr;
    QLabel* m_why = nullptr;
    QLabel* m_accepted = nullptr;
    CommandBlock* m_mend;
    CommandBlock* m_undo;
    CommandBlock* m_mended;
    QLabel* m_noCommand;
    ConfirmBox* m_ask;
    QPushButton* m_mendButton;
    QPushButton* m_undoButton;
    QPushButton* m_acceptButton;
    QLabel* m_actionNote;
    std::optional<Finding> m_finding;
    FindingSurroundings m_around;
};

} // namespace ferryman
