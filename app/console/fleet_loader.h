// FleetLoader: fills the fleet's tree and keeps it true: pages of handsets as the view asks for them, phones of a handset
// when it is opened, single rows as the feed names them. A search finds handsets by their own names and by their phones'
// and people's. GUI thread.
#pragma once

#include <QObject>
#include <QSet>
#include <QTimer>

#include "app/console/feed_thread.h"
#include "app/console/fleet_client.h"
#include "app/console/fleet_tree_model.h"

namespace console {

class FleetLoader : public QObject {
    Q_OBJECT
public:
    FleetLoader(FleetClient& client, FleetTreeModel& model, QObject* parent = nullptr);

    void setSearch(const QString& text);
    /// Reads what is shown again, merging.
    void reload();
    void apply(const QVector<Change>& changes);

signals:
    /// A page of handsets is in the model.
    void loaded();
    void phoneLoaded(const QString& phone);
    void failed(const base::Error& error);

private:
    void request(bool anew);
    void take(base::Result<KeysetPage<HandsetRow>> page, bool anew);
    void askPhones(const QString& handset);
    void askMatchingPhones();
    void addHandset(const QString& id);
    void flush();
    void refreshHandset(const QString& id);
    void refreshPhone(const QString& id);

    FleetClient& m_client;
    FleetTreeModel& m_model;
    QString m_search, m_next;
    CallId m_call = 0;
    std::size_t m_wanted = 0;
    std::vector<HandsetRow> m_gathered;
    QTimer m_flush;  // gathers a burst of changes into one round of requests
    QSet<QString> m_handsets, m_phones;
};

}  // namespace console
