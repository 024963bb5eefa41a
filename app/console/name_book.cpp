#include "app/console/name_book.h"

#include "app/console/row_reading.h"

namespace console {

NameBook::NameBook(FleetClient& client, QObject* parent) : QObject(parent), m_client(client) {
    // A renamed object is asked for again when somebody looks.
    connect(&m_client, &FleetClient::changed, this, [this](const QVector<Change>& changes) {
        for (const auto& change : changes)
            if (change.kind == "handset") m_names.remove(change.id);
    });
}

QString NameBook::handset(const QString& id) {
    if (id.isEmpty() || m_names.contains(id)) return m_names.value(id);
    m_names.insert(id, id);
    m_client.ask<HandsetRow>(this, "handset_show", {{"handset", id.toStdString()}}, readHandset, [this, id](base::Result<HandsetRow> row) {
        if (!row) return;
        m_names.insert(id, row->name);
        emit learned();
    });
    return id;
}

QString NameBook::phone(const QString& id) {
    if (id.isEmpty() || m_names.contains(id)) return m_names.value(id);
    m_names.insert(id, id);
    m_client.ask<PhoneRow>(this, "virtual_phone_show", {{"phone", id.toStdString()}}, readPhone, [this, id](base::Result<PhoneRow> row) {
        if (!row) return;
        m_names.insert(id, row->name);
        emit learned();
    });
    return id;
}

}  // namespace console
