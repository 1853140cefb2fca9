// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/wizard_page.h"

namespace ferryman {

/// Step 4: what can be said of the data on both sides. In this version that is the number of keys;
/// values are not compared.
class VerifyPage final : public WizardPage {
    Q_OBJECT
public:
    explicit VerifyPage(Session& session, QWidget* parent = nullptr);

    void take(const Snapshot& snapshot) override;
    [[nodiscard]] QString footer(const Snapshot& snapshot) const override;
    [[nodiscard]] QString help() const override;

private:
    QLabel* m_sourceKeys;
    QLabel* m_targetKeys;
    QLabel* m_difference;
};

} // namespace ferryman
