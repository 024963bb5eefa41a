#include "app/console/fleet_loader.h"

#include "app/console/keyset_loader.h"
#include "app/console/row_reading.h"

namespace console {

using namespace std::chrono_literals;

FleetLoader::FleetLoader(FleetClient& client, FleetTreeModel& model, QObject* parent)
    : QObject(parent), m_client(client), m_model(model) {
    connect(&m_model, &FleetTreeModel::moreHandsetsWanted, this, [this] {
        if (m_call == 0 && !m_next.isEmpty()) request(false);
    });
    connect(&m_model, &FleetTreeModel::phonesWanted, this, &FleetLoader::askPhones);
    m_flush.setSingleShot(true);
    m_flush.setInterval(100ms);
    connect(&m_flush, &QTimer::timeout, this, &FleetLoader::flush);
}

void FleetLoader::setSearch(const QString& text) {
    if (text == m_search) return;
    m_search = text;
    reload();
}

void FleetLoader::reload() {
    if (m_call != 0) m_client.cancel(m_call);
    m_gathered.clear();
    m_next.clear();
    m_wanted = m_search.isEmpty() ? static_cast<std::size_t>(m_model.rowCount()) : 0;
    request(true);
}

void FleetLoader::request(bool anew) {
    Arguments arguments{{"limit", kPageSize}};
    if (!m_search.isEmpty()) arguments.emplace_back("search", m_search.toStdString());
    if (!m_next.isEmpty()) arguments.emplace_back("after", m_next.toStdString());
    m_call = m_client.ask<KeysetPage<HandsetRow>>(
        this, "handset_list", std::move(arguments), readHandsetPage,
        [this, anew](base::Result<KeysetPage<HandsetRow>> page) { take(std::move(page), anew); });
}

void FleetLoader::take(base::Result<KeysetPage<HandsetRow>> page, bool anew) {
    m_call = 0;
    if (!page) {
        emit failed(page.error());
        return;
    }
    m_next = page->next;
    if (!anew) {
        m_model.appendHandsets(std::move(page->rows));
        m_model.setMore(!m_next.isEmpty());
        emit loaded();
        return;
    }
    std::move(page->rows.begin(), page->rows.end(), std::back_inserter(m_gathered));
    if (m_gathered.size() < m_wanted && !m_next.isEmpty()) return request(true);
    QStringList opened;
    for (const auto& handset : m_gathered)
        if (m_model.phonesLoaded(handset.id)) opened.append(handset.id);
    m_model.mergeHandsets(std::move(m_gathered));
    m_gathered.clear();
    m_model.setMore(!m_next.isEmpty());
    for (const auto& handset : opened) askPhones(handset);
    if (!m_search.isEmpty()) askMatchingPhones();
    emit loaded();
}

void FleetLoader::askPhones(const QString& handset) {
    m_client.ask<KeysetPage<PhoneRow>>(
        this, "virtual_phone_list", {{"handset", handset.toStdString()}}, readPhonePage,
        [this, handset](base::Result<KeysetPage<PhoneRow>> page) {
            if (!page) {
                emit failed(page.error());
                return;
            }
            m_model.setPhones(handset, page->rows);
            for (const auto& phone : page->rows) emit phoneLoaded(phone.id);
        });
}

void FleetLoader::askMatchingPhones() {
    m_client.ask<KeysetPage<PhoneRow>>(
        this, "virtual_phone_list", {{"search", m_search.toStdString()}, {"limit", kPageSize}}, readPhonePage,
        [this, search = m_search](base::Result<KeysetPage<PhoneRow>> page) {
            if (!page || search != m_search) return;
            QSet<QString> missing;
            for (const auto& phone : page->rows)
                if (!phone.handsetId.isEmpty() && !m_model.indexOfHandset(phone.handsetId).isValid())
                    missing.insert(phone.handsetId);
            for (const auto& handset : std::as_const(missing)) addHandset(handset);
        });
}

void FleetLoader::addHandset(const QString& id) {
    m_client.ask<HandsetRow>(this, "handset_show", {{"handset", id.toStdString()}}, readHandset,
                             [this, search = m_search](base::Result<HandsetRow> handset) {
                                 if (!handset || search != m_search) return;
                                 m_model.appendHandsets({*handset});
                                 emit loaded();
                             });
}

void FleetLoader::apply(const QVector<Change>& changes) {
    for (const auto& change : changes) {
        if (change.kind == "handset") m_handsets.insert(change.id);
        if (change.kind == "virtual_phone") m_phones.insert(change.id);
    }
    if ((!m_handsets.isEmpty() || !m_phones.isEmpty()) && !m_flush.isActive()) m_flush.start();
}

void FleetLoader::flush() {
    bool unknownHandset = false;
    for (const auto& handset : std::as_const(m_handsets)) {
        if (m_model.indexOfHandset(handset).isValid()) refreshHandset(handset);
        else unknownHandset = true;
    }
    for (const auto& phone : std::as_const(m_phones)) refreshPhone(phone);
    m_handsets.clear();
    m_phones.clear();
    // A new handset may belong on a page that is shown; beyond the last page read it comes with fetching more.
    if (unknownHandset && m_next.isEmpty() && m_call == 0) reload();
}

void FleetLoader::refreshHandset(const QString& id) {
    m_client.ask<HandsetRow>(this, "handset_show", {{"handset", id.toStdString()}}, readHandset,
                             [this](base::Result<HandsetRow> handset) {
                                 if (handset) m_model.updateHandset(*handset);
                                 else if (handset.error().code == base::ErrorCode::NotFound) reload();
                                 else emit failed(handset.error());
                             });
}

void FleetLoader::refreshPhone(const QString& id) {
    m_client.ask<PhoneRow>(
        this, "virtual_phone_show", {{"phone", id.toStdString()}}, readPhone, [this, id](base::Result<PhoneRow> phone) {
            if (!phone && phone.error().code != base::ErrorCode::NotFound) {
                emit failed(phone.error());
                return;
            }
            const QModelIndex shown = m_model.indexOfPhone(id);
            const QString before = shown.isValid() ? m_model.handsetAt(shown)->id : QString();
            const QString after = phone ? phone->handsetId : QString();
            if (phone && before == after) {
                m_model.updatePhone(*phone);
            } else {
                for (const auto& handset : {before, after}) {
                    if (handset.isEmpty()) continue;
                    refreshHandset(handset);
                    if (m_model.phonesLoaded(handset)) askPhones(handset);
                }
            }
            emit phoneLoaded(id);
        });
}

}  // namespace console
