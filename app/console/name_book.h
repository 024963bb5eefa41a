// NameBook: names of handsets and virtual phones by id, for lists whose rows carry ids only. A name that is not known yet
// is asked for; until then, and when it is gone, the id stands for it. GUI thread.
#pragma once

#include <QHash>
#include <QObject>

#include "app/console/feed_thread.h"
#include "app/console/fleet_client.h"

namespace console {

class NameBook final : public QObject {
    Q_OBJECT
public:
    explicit NameBook(FleetClient& client, QObject* parent = nullptr);
    QString handset(const QString& id);
    QString phone(const QString& id);

signals:
    void learned();

private:
    FleetClient& m_client;
    QHash<QString, QString> m_names;
};

}  // namespace console
