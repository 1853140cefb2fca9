// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/fake_session.h"
#include "widgets/banner.h"

#include <QAbstractButton>
#include <QLabel>
#include <QTest>

namespace ferryman::test {

/// A page of the wizard over a session that only remembers what it was told, as a person sees and
/// uses it: by the names of its controls.
template <typename Page>
struct OnPage {
    OnPage(const QSize& size, const Snapshot& snapshot) {
        QObject::connect(&session, &Session::changed, &page,
                         [this](const SnapshotPtr& next) { page.take(*next); });
        page.resize(size);
        page.show();
        show(snapshot);
    }

    void show(const Snapshot& snapshot) { session.show(snapshot); }

    template <typename Widget>
    [[nodiscard]] Widget* find(const char* name) const {
        return page.template findChild<Widget*>(QLatin1String(name));
    }
    [[nodiscard]] bool shows(const char* widget) const {
        return find<QWidget>(widget)->isVisible();
    }
    [[nodiscard]] bool canPress(const char* button) const {
        const auto* found = find<QAbstractButton>(button);
        return found->isVisible() && found->isEnabled();
    }
    void click(const char* button) const {
        auto* found = find<QAbstractButton>(button);
        QVERIFY2(found != nullptr && canPress(button), button);
        QTest::mouseClick(found, Qt::LeftButton);
    }
    /// On a button that is disabled, or is so already for whoever is too quick.
    void clickInVain(const char* button) const {
        QVERIFY2(!canPress(button), button);
        QTest::mouseClick(find<QAbstractButton>(button), Qt::LeftButton);
    }
    [[nodiscard]] QString text(const char* label) const { return find<QLabel>(label)->text(); }
    /// Of all banners together.
    [[nodiscard]] QString banner() const {
        QStringList texts;
        for (const Banner* one : page.template findChildren<Banner*>()) {
            texts << one->text();
        }
        return texts.join(u'\n');
    }

    FakeSession session;
    Page page{session};
};

} // namespace ferryman::test
