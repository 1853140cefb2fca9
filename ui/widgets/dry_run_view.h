// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"
#include "widgets/banner.h"
#include "widgets/panel.h"

class QPlainTextEdit;

namespace ferryman {

/// What came of a dry run: whether the switch would have gone through, the gates as they were read
/// for it, and what would have been sent. It stays as it is while the gates go on.
class DryRunView final : public QWidget {
    Q_OBJECT
public:
    explicit DryRunView(QWidget* parent = nullptr);

    void setResult(const Snapshot& snapshot); ///< Of gates that were read anew.

private:
    Banner* m_verdict;
    QPlainTextEdit* m_text;
};

} // namespace ferryman
