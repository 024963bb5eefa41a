// ListModel: a table of rows that have an `id`, grown page by page and kept true row by row. It never resets: merge()
// removes, moves, inserts and updates, so that selection and scroll position stay. GUI thread.
#pragma once

#include <QAbstractTableModel>
#include <QSet>
#include <algorithm>
#include <functional>
#include <vector>

#include "app/console/roles.h"

namespace console {

template <typename Row>
struct ListColumn {
    QString title;
    std::function<QVariant(const Row&, int role)> data;
};

template <typename Row>
class ListModel final : public QAbstractTableModel {
public:
    explicit ListModel(std::vector<ListColumn<Row>> columns, QObject* parent = nullptr)
        : QAbstractTableModel(parent), m_columns(std::move(columns)) {}

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
        const Row& row = m_rows[static_cast<std::size_t>(index.row())];
        if (role == kIdRole) return row.id;
        return m_columns[static_cast<std::size_t>(index.column())].data(row, role);
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
        if (role == Qt::TextAlignmentRole) return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
        return role == Qt::DisplayRole ? m_columns[static_cast<std::size_t>(section)].title : QVariant();
    }
    bool canFetchMore(const QModelIndex& parent) const override { return !parent.isValid() && m_more; }
    void fetchMore(const QModelIndex& parent) override {
        if (!parent.isValid() && m_more && m_fetchMore) m_fetchMore();
    }

    /// Called when a view wants rows beyond the last one and setMore(true) said there are some.
    void setFetchMore(std::function<void()> fetchMore) { m_fetchMore = std::move(fetchMore); }
    void setMore(bool more) { m_more = more; }
    [[nodiscard]] bool more() const { return m_more; }

    [[nodiscard]] const Row* at(int row) const {
        return row < 0 || row >= rowCount() ? nullptr : &m_rows[static_cast<std::size_t>(row)];
    }
    [[nodiscard]] int rowOf(const QString& id) const { return rowFrom(0, id); }

    void append(std::vector<Row> rows) {
        std::erase_if(rows, [this](const Row& row) { return update(row); });
        if (rows.empty()) return;
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(rows.size()) - 1);
        std::move(rows.begin(), rows.end(), std::back_inserter(m_rows));
        endInsertRows();
    }

    /// Replaces the row of that id; false when there is none.
    bool update(const Row& row) {
        const int at = rowOf(row.id);
        if (at < 0) return false;
        m_rows[static_cast<std::size_t>(at)] = row;
        emit dataChanged(index(at, 0), index(at, columnCount() - 1));
        return true;
    }

    /// What the columns say of the rows may be another thing now: a name was learned, time has gone on.
    void refreshAll() {
        if (!m_rows.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }

    /// Makes `rows` the content, in their order.
    void merge(std::vector<Row> rows) {
        removeAbsent(rows);
        for (std::size_t at = 0; at < rows.size(); ++at) {
            const int row = static_cast<int>(at);
            const int old = rowFrom(row, rows[at].id);
            if (old < 0) {
                beginInsertRows({}, row, row);
                m_rows.insert(m_rows.begin() + row, std::move(rows[at]));
                endInsertRows();
                continue;
            }
            if (old != row) {
                beginMoveRows({}, old, old, {}, row);
                std::rotate(m_rows.begin() + row, m_rows.begin() + old, m_rows.begin() + old + 1);
                endMoveRows();
            }
            m_rows[at] = std::move(rows[at]);
            emit dataChanged(index(row, 0), index(row, columnCount() - 1));
        }
    }

private:
    int rowFrom(int first, const QString& id) const {
        for (std::size_t at = static_cast<std::size_t>(first); at < m_rows.size(); ++at)
            if (m_rows[at].id == id) return static_cast<int>(at);
        return -1;
    }
    void removeAbsent(const std::vector<Row>& rows) {
        QSet<QString> kept;
        for (const auto& row : rows) kept.insert(row.id);
        for (int row = rowCount() - 1; row >= 0; --row) {
            if (kept.contains(m_rows[static_cast<std::size_t>(row)].id)) continue;
            beginRemoveRows({}, row, row);
            m_rows.erase(m_rows.begin() + row);
            endRemoveRows();
        }
    }

    std::vector<ListColumn<Row>> m_columns;
    std::vector<Row> m_rows;
    bool m_more = false;
    std::function<void()> m_fetchMore;
};

}  // namespace console
