// Page: one entry of the main window's navigation.
#pragma once

#include <QVector>
#include <QWidget>

#include "app/console/feed_thread.h"
#include "base/result.h"

namespace console {

class Page : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    /// Everything shown may be old: read it again, keeping selection and scroll position.
    virtual void readAnew() = 0;
    virtual void apply(const QVector<Change>& changes) = 0;

signals:
    /// Something asked by this page failed; `doing` says what, for people.
    void failed(const QString& doing, const base::Error& error);
    /// Something asked by this page was accepted.
    void notice(const QString& text);
};

}  // namespace console
