// KeysetLoader: fills a ListModel from a list verb, page by page as the view asks for more, and anew (merging, at least
// as many rows as are shown) when what is shown may be old. GUI thread; lives no longer than `owner`.
#pragma once

#include <algorithm>
#include <functional>
#include <string>

#include "app/console/fleet_client.h"
#include "app/console/list_model.h"
#include "app/console/rows.h"

namespace console {

inline constexpr std::int64_t kPageSize = 200;

template <typename Row>
class KeysetLoader {
public:
    using ReadPage = base::Result<KeysetPage<Row>> (*)(const base::Json&);

    KeysetLoader(QObject* owner, FleetClient& client, ListModel<Row>& model, std::string verb, ReadPage read,
                 std::function<void(const base::Error&)> failed)
        : m_owner(owner), m_client(client), m_model(model), m_verb(std::move(verb)), m_read(read),
          m_failed(std::move(failed)) {
        m_model.setFetchMore([this] { more(); });
    }

    /// False for verbs that answer everything at once and know no `after` and `limit`.
    void setPaged(bool paged) { m_paged = paged; }
    /// Members that every request carries, a search text for example. Takes effect with reload().
    void setArguments(Arguments arguments) { m_arguments = std::move(arguments); }
    /// Only rows that `keep` accepts are shown.
    void setFilter(std::function<bool(const Row&)> keep) { m_keep = std::move(keep); }
    /// For lists that are short by nature: reload() reads all of it and shows it in this order.
    void setOrder(std::function<bool(const Row&, const Row&)> before) { m_before = std::move(before); }
    /// Called after each page.
    void setLoaded(std::function<void()> loaded) { m_loaded = std::move(loaded); }

    void reload() {
        if (m_call != 0) m_client.cancel(m_call);
        m_gathered.clear();
        m_wanted = static_cast<std::size_t>(m_model.rowCount());
        m_next.clear();
        request(true);
    }

    /// Reads one row anew with `showVerb`; a row that is not shown makes a reload, as it may belong here.
    void refresh(const QString& id, const std::string& showVerb, const std::string& argument,
                 base::Result<Row> (*read)(const base::Json&)) {
        if (m_model.rowOf(id) < 0) return reload();
        m_client.ask<Row>(m_owner, showVerb, {{argument, id.toStdString()}}, read, [this](base::Result<Row> row) {
            if (row) m_model.update(*row);
            else if (row.error().code == base::ErrorCode::NotFound) reload();
            else m_failed(row.error());
        });
    }

private:
    void more() {
        if (m_call == 0 && !m_next.isEmpty()) request(false);
    }

    void request(bool anew) {
        Arguments arguments = m_arguments;
        if (m_paged) arguments.emplace_back("limit", kPageSize);
        if (!m_next.isEmpty()) arguments.emplace_back("after", m_next.toStdString());
        m_call = m_client.ask<KeysetPage<Row>>(
            m_owner, m_verb, std::move(arguments), m_read,
            [this, anew](base::Result<KeysetPage<Row>> page) { take(std::move(page), anew); });
    }

    void take(base::Result<KeysetPage<Row>> page, bool anew) {
        m_call = 0;
        if (!page) return m_failed(page.error());
        m_next = page->next;
        if (m_keep) std::erase_if(page->rows, [this](const Row& row) { return !m_keep(row); });
        if (anew) {
            std::move(page->rows.begin(), page->rows.end(), std::back_inserter(m_gathered));
            const bool enough = !m_before && m_gathered.size() >= std::max<std::size_t>(m_wanted, 1);
            if (!enough && !m_next.isEmpty()) return request(true);
            if (m_before) std::stable_sort(m_gathered.begin(), m_gathered.end(), m_before);
            m_model.merge(std::move(m_gathered));
            m_gathered.clear();
        } else {
            m_model.append(std::move(page->rows));
        }
        m_model.setMore(!m_next.isEmpty());
        if (m_loaded) m_loaded();
    }

    QObject* m_owner;
    FleetClient& m_client;
    ListModel<Row>& m_model;
    std::string m_verb;
    ReadPage m_read;
    std::function<void(const base::Error&)> m_failed;
    std::function<void()> m_loaded;
    std::function<bool(const Row&)> m_keep;
    std::function<bool(const Row&, const Row&)> m_before;
    Arguments m_arguments;
    bool m_paged = true;
    CallId m_call = 0;
    QString m_next;
    std::size_t m_wanted = 0;
    std::vector<Row> m_gathered;
};

}  // namespace console
