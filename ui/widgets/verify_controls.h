// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <QFrame>

class QComboBox;
class QLabel;

namespace ferryman {

/// With what a verification starts, and how fast it may go; the latter also while it runs.
class VerifyControls final : public QFrame {
    Q_OBJECT
public:
    explicit VerifyControls(QWidget* parent = nullptr);

    void take(const Snapshot& snapshot);
    [[nodiscard]] VerifyRequest request() const; ///< As chosen; from the beginning.

signals:
    void limitsChanged(const ferryman::VerifyLimits& limits); ///< By a person.

private:
    [[nodiscard]] QComboBox* addChoice(const char* name, const QString& accessibleName);
    void showRequest(const VerifyRequest& request);
    void showReplicas(const Snapshot& snapshot);
    void showPromise();
    [[nodiscard]] VerifyLimits limits() const;

    QComboBox* m_mode;
    QComboBox* m_keys;
    QComboBox* m_bytes;
    QComboBox* m_from;
    QLabel* m_fromLabel;
    QLabel* m_promise;
    VerifyRequest m_shown; ///< What the session had when the choices were last set by it.
    qint64 m_allKeys = 0;
};

} // namespace ferryman
