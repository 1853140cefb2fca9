// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace ferryman {

class CommandBlock;

/// A question in the page: what will be sent, or the reason that is wanted, with a button that does
/// it and one that does not. Escape is no.
class ConfirmBox final : public QFrame {
    Q_OBJECT
public:
    /// Called with the reason; empty where none was asked for.
    using Confirmed = std::function<void(const QString& reason)>;

    struct ToSend {
        QString sentence;
        QString commands;
        QString button;
        QString explanation = {}; ///< What it costs and does, where the sentence does not hold it.
    };

    explicit ConfirmBox(QWidget* parent = nullptr);

    void askToSend(const ToSend& question, Confirmed confirmed);
    void askForReason(const QString& sentence, const QString& button, Confirmed confirmed);
    void close(); ///< Without an answer.
    [[nodiscard]] bool isOpen() const { return !isHidden(); }
    [[nodiscard]] QString commands() const;

signals:
    void openChanged(bool open);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void open(const QString& sentence, const QString& button, Confirmed confirmed);
    void confirm();
    void giveFocusBack();

    QLabel* m_sentence;
    QLabel* m_explanation;
    CommandBlock* m_commands;
    QLineEdit* m_reason;
    QPushButton* m_yes;
    QPushButton* m_no;
    Confirmed m_confirmed;
    QWidget* m_askedFrom = nullptr;
};

} // namespace ferryman
