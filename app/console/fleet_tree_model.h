// FleetTreeModel: handsets, and below each its virtual phones. Handsets come page by page, a handset's phones when
// somebody looks. Desired, reported and proved are columns of their own, each with its age in the second line. Changes
// are applied row by row; the model never resets. GUI thread.
#pragma once

#include <QAbstractItemModel>
#include <QHash>
#include <memory>
#include <vector>

#include "app/console/rows.h"
#include "base/clock.h"

namespace console {

class FleetTreeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { kName, kPerson, kAgreement, kDesired, kReported, kProved, kBackup, kColumnCount };

    /// `clock` gives the ages and must outlive the model.
    explicit FleetTreeModel(const base::Clock& clock, QObject* parent = nullptr);
    ~FleetTreeModel() override;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    /// Makes `handsets` the whole content, in their order; phones already loaded stay.
    void mergeHandsets(std::vector<HandsetRow> handsets);
    void appendHandsets(std::vector<HandsetRow> handsets);
    void setMore(bool more) { m_more = more; }
    /// Replaces the row; false when the handset is not shown.
    bool updateHandset(const HandsetRow& handset);
    /// Makes `phones` the phones of a handset; nothing when the handset is not shown.
    void setPhones(const QString& handset, std::vector<PhoneRow> phones);
    /// Replaces a phone's row; false when it is not shown below its handset.
    bool updatePhone(const PhoneRow& phone);

    [[nodiscard]] const HandsetRow* handsetAt(const QModelIndex& index) const;
    /// Null for a handset's row.
    [[nodiscard]] const PhoneRow* phoneAt(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex indexOfHandset(const QString& id) const;
    [[nodiscard]] QModelIndex indexOfPhone(const QString& id) const;
    [[nodiscard]] bool phonesLoaded(const QString& handset) const;

signals:
    void moreHandsetsWanted();
    void phonesWanted(const QString& handset);

private:
    struct Node;
    QVariant handsetData(const HandsetRow& handset, int column, int role) const;
    QVariant phoneData(const PhoneRow& phone, int column, int role) const;
    QString phoneText(const PhoneRow& phone, int column) const;
    QString phoneSecondLine(const PhoneRow& phone, int column) const;
    void removeHandset(int row);
    void insertHandset(int row, HandsetRow handset);
    void renumber(int from);
    void tellChanged(const QModelIndex& row);

    const base::Clock& m_clock;
    std::vector<std::unique_ptr<Node>> m_nodes;
    QHash<QString, Node*> m_byId;
    bool m_more = false;
};

}  // namespace console
