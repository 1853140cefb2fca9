// SPDX-License-Identifier: GPL-3.0-or-later
#include "announcement.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace ferryman {

namespace {

QAccessibleInterface* interfaceOf(const QString& className, QObject* object) {
    return className == QLatin1String("ferryman::Announcement")
               ? new QAccessibleWidget(qobject_cast<QWidget*>(object), QAccessible::AlertMessage)
               : nullptr;
}

} // namespace

Announcement::Announcement(QWidget* parent)
    : QWidget(parent) {
    [[maybe_unused]] static const bool once = [] {
        QAccessible::installFactory(interfaceOf);
        return true;
    }();
    setObjectName(QStringLiteral("announcement"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    setFixedSize(1, 1);
    lower();
    show(); // also where the window is shown already
}

void Announcement::tell(const QString& sentence) {
    setAccessibleName(sentence);
    for (const auto event : {QAccessible::ObjectShow, QAccessible::Alert}) {
        QAccessibleEvent told(this, event);
        QAccessible::updateAccessibility(&told);
    }
}

} // namespace ferryman
