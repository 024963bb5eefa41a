#include "app/console/fleet_tree_model.h"

#include <QApplication>
#include <QSet>
#include <algorithm>

#include "app/console/icons.h"
#include "app/console/item_delegates.h"
#include "app/console/roles.h"
#include "app/console/wording.h"

namespace console {

struct FleetTreeModel::Node {
    HandsetRow handset;
    std::vector<PhoneRow> phones;
    int row = 0;
    bool loaded = false, asked = false;
};

namespace {

QString joined(const QString& first, const QString& second) {
    if (first.isEmpty()) return second;
    return second.isEmpty() ? first : first + QStringLiteral(" · ") + second;
}

struct AgreementLook {
    Symbol symbol;
    Tone tone;
};

AgreementLook lookOf(Agreement agreement) {
    switch (agreement) {
        case Agreement::Agrees: return {Symbol::Agrees, Tone::Good};
        case Agreement::Pending: return {Symbol::Pending, Tone::Waiting};
        case Agreement::Differs: return {Symbol::Differs, Tone::Bad};
        case Agreement::Unknown: break;
    }
    return {Symbol::Unknown, Tone::Muted};
}

QIcon toned(Symbol symbol, Tone tone) { return icon(symbol, toneColour(tone, QApplication::palette())); }

}  // namespace

FleetTreeModel::FleetTreeModel(const base::Clock& clock, QObject* parent) : QAbstractItemModel(parent), m_clock(clock) {}
FleetTreeModel::~FleetTreeModel() = default;

QModelIndex FleetTreeModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    if (!parent.isValid()) return createIndex(row, column, nullptr);
    return createIndex(row, column, m_nodes[static_cast<std::size_t>(parent.row())].get());
}

QModelIndex FleetTreeModel::parent(const QModelIndex& index) const {
    const auto* node = static_cast<const Node*>(index.internalPointer());
    return node == nullptr ? QModelIndex() : createIndex(node->row, 0, nullptr);
}

int FleetTreeModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return static_cast<int>(m_nodes.size());
    if (parent.internalPointer() != nullptr || parent.column() != 0) return 0;
    return static_cast<int>(m_nodes[static_cast<std::size_t>(parent.row())]->phones.size());
}

int FleetTreeModel::columnCount(const QModelIndex&) const { return kColumnCount; }

bool FleetTreeModel::hasChildren(const QModelIndex& parent) const {
    if (!parent.isValid()) return !m_nodes.empty();
    if (parent.internalPointer() != nullptr || parent.column() != 0) return false;
    const auto& node = *m_nodes[static_cast<std::size_t>(parent.row())];
    return node.loaded ? !node.phones.empty() : !node.handset.phones.isEmpty();
}

bool FleetTreeModel::canFetchMore(const QModelIndex& parent) const {
    if (!parent.isValid()) return m_more;
    if (parent.internalPointer() != nullptr || parent.column() != 0) return false;
    const auto& node = *m_nodes[static_cast<std::size_t>(parent.row())];
    return !node.loaded && !node.asked && !node.handset.phones.isEmpty();
}

void FleetTreeModel::fetchMore(const QModelIndex& parent) {
    if (!canFetchMore(parent)) return;
    if (!parent.isValid()) {
        emit moreHandsetsWanted();
        return;
    }
    auto& node = *m_nodes[static_cast<std::size_t>(parent.row())];
    node.asked = true;
    emit phonesWanted(node.handset.id);
}

QVariant FleetTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case kName: return tr("Name");
        case kPerson: return tr("Person");
        case kAgreement: return tr("Agreement");
        case kDesired: return tr("Desired");
        case kReported: return tr("Reported");
        case kProved: return tr("Proved");
        case kBackup: return tr("Last backup");
        default: return {};
    }
}

QVariant FleetTreeModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (const auto* phone = phoneAt(index)) return phoneData(*phone, index.column(), role);
    return handsetData(*handsetAt(index), index.column(), role);
}

QVariant FleetTreeModel::handsetData(const HandsetRow& handset, int column, int role) const {
    if (role == kIdRole) return handset.id;
    if (column == kName) {
        if (role == Qt::DisplayRole) return handset.name;
        if (role == kSecondLineRole) return joined(handset.model, handset.state == "enrolled" ? QString() : Wording::handsetState(handset.state));
        if (role == Qt::DecorationRole) return icon(Symbol::Handset);
        if (role == Qt::ToolTipRole) return tr("Serial number %1, agent %2, driver %3").arg(handset.serial, handset.agentVersion, handset.driver);
    }
    if (column == kAgreement) {
        if (role == Qt::DisplayRole) return handset.online ? tr("Online") : tr("Offline");
        if (role == kSecondLineRole) return tr("seen %1").arg(Wording::age(handset.lastSeenAt, m_clock.now()));
        if (role == Qt::DecorationRole) return handset.online ? toned(Symbol::Agrees, Tone::Good) : toned(Symbol::Offline, Tone::Muted);
    }
    return {};
}

QString FleetTreeModel::phoneText(const PhoneRow& phone, int column) const {
    switch (column) {
        case kName: return phone.name;
        case kPerson: return phone.personName;
        case kAgreement: return Wording::agreement(phone.agreement);
        case kDesired:
            return phone.desired.present ? joined(phone.desired.release, Wording::power(phone.desired.running)) : tr("removed");
        case kReported:
            return phone.reported ? joined(phone.reported->release, Wording::phase(phone.reported->phase)) : tr("nothing yet");
        case kProved: return phone.proved ? phone.proved->release : tr("not yet");
        case kBackup: return phone.lastRestorePoint.isEmpty() ? tr("none") : Wording::age(phone.lastRestorePointAt, m_clock.now());
        default: return {};
    }
}

QString FleetTreeModel::phoneSecondLine(const PhoneRow& phone, int column) const {
    const auto now = m_clock.now();
    switch (column) {
        case kName: return Wording::persona(phone.persona);
        case kAgreement: return phone.disagreements.value(0);
        case kDesired: return Wording::age(phone.desired.at, now);
        case kReported: return phone.reported ? Wording::age(phone.reported->at, now) : QString();
        case kProved: return phone.proved ? Wording::age(phone.proved->at, now) : QString();
        case kBackup: return phone.lastRestorePoint.isEmpty() ? QString() : Wording::dateTime(phone.lastRestorePointAt);
        default: return {};
    }
}

QVariant FleetTreeModel::phoneData(const PhoneRow& phone, int column, int role) const {
    switch (role) {
        case kIdRole: return phone.id;
        case Qt::DisplayRole: return phoneText(phone, column);
        case kSecondLineRole: return phoneSecondLine(phone, column);
        case Qt::ToolTipRole: return column == kAgreement ? phone.disagreements.join('\n') : QString();
        case Qt::AccessibleTextRole:
            return joined(phoneText(phone, column), phoneSecondLine(phone, column));
        case Qt::DecorationRole: break;
        default: return {};
    }
    if (column == kName) return icon(phone.persona == "personal" ? Symbol::PersonalPhone : Symbol::WorkPhone);
    if (column != kAgreement) return {};
    const auto look = lookOf(phone.agreement);
    return toned(look.symbol, look.tone);
}

void FleetTreeModel::renumber(int from) {
    for (std::size_t row = static_cast<std::size_t>(from); row < m_nodes.size(); ++row) m_nodes[row]->row = static_cast<int>(row);
}

void FleetTreeModel::removeHandset(int row) {
    beginRemoveRows({}, row, row);
    m_byId.remove(m_nodes[static_cast<std::size_t>(row)]->handset.id);
    m_nodes.erase(m_nodes.begin() + row);
    renumber(row);
    endRemoveRows();
}

void FleetTreeModel::insertHandset(int row, HandsetRow handset) {
    beginInsertRows({}, row, row);
    auto node = std::make_unique<Node>();
    node->handset = std::move(handset);
    m_byId.insert(node->handset.id, node.get());
    m_nodes.insert(m_nodes.begin() + row, std::move(node));
    renumber(row);
    endInsertRows();
}

void FleetTreeModel::mergeHandsets(std::vector<HandsetRow> handsets) {
    QSet<QString> kept;
    for (const auto& handset : handsets) kept.insert(handset.id);
    for (int row = rowCount() - 1; row >= 0; --row)
        if (!kept.contains(m_nodes[static_cast<std::size_t>(row)]->handset.id)) removeHandset(row);
    if (m_nodes.empty()) return appendHandsets(std::move(handsets));
    for (int row = 0; row < static_cast<int>(handsets.size()); ++row) {
        auto& handset = handsets[static_cast<std::size_t>(row)];
        Node* node = m_byId.value(handset.id);
        if (node == nullptr) {
            insertHandset(row, std::move(handset));
            continue;
        }
        if (node->row != row) {
            const int old = node->row;
            beginMoveRows({}, old, old, {}, row);
            std::rotate(m_nodes.begin() + row, m_nodes.begin() + old, m_nodes.begin() + old + 1);
            renumber(row);
            endMoveRows();
        }
        updateHandset(handset);
    }
}

void FleetTreeModel::appendHandsets(std::vector<HandsetRow> handsets) {
    std::erase_if(handsets, [this](const HandsetRow& handset) { return updateHandset(handset); });
    if (handsets.empty()) return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(handsets.size()) - 1);
    for (auto& handset : handsets) {
        auto node = std::make_unique<Node>();
        node->handset = std::move(handset);
        m_byId.insert(node->handset.id, node.get());
        m_nodes.push_back(std::move(node));
    }
    renumber(first);
    endInsertRows();
}

void FleetTreeModel::tellChanged(const QModelIndex& row) { emit dataChanged(row, row.siblingAtColumn(kColumnCount - 1)); }

bool FleetTreeModel::updateHandset(const HandsetRow& handset) {
    Node* node = m_byId.value(handset.id);
    if (node == nullptr) return false;
    const bool phonesChanged = node->handset.phones != handset.phones;
    node->handset = handset;
    tellChanged(indexOfHandset(handset.id));
    if (phonesChanged && (node->loaded || node->asked)) emit phonesWanted(handset.id);
    return true;
}

void FleetTreeModel::setPhones(const QString& handset, std::vector<PhoneRow> phones) {
    Node* node = m_byId.value(handset);
    if (node == nullptr) return;
    node->loaded = true;
    const QModelIndex parent = indexOfHandset(handset);
    for (int row = static_cast<int>(node->phones.size()) - 1; row >= 0; --row) {
        const QString id = node->phones[static_cast<std::size_t>(row)].id;
        if (std::any_of(phones.begin(), phones.end(), [&](const PhoneRow& phone) { return phone.id == id; })) continue;
        beginRemoveRows(parent, row, row);
        node->phones.erase(node->phones.begin() + row);
        endRemoveRows();
    }
    for (auto& phone : phones) {
        if (updatePhone(phone)) continue;
        const int row = static_cast<int>(node->phones.size());
        beginInsertRows(parent, row, row);
        node->phones.push_back(std::move(phone));
        endInsertRows();
    }
    tellChanged(parent);
}

bool FleetTreeModel::updatePhone(const PhoneRow& phone) {
    Node* node = m_byId.value(phone.handsetId);
    if (node == nullptr) return false;
    for (std::size_t row = 0; row < node->phones.size(); ++row) {
        if (node->phones[row].id != phone.id) continue;
        node->phones[row] = phone;
        tellChanged(index(static_cast<int>(row), 0, indexOfHandset(phone.handsetId)));
        return true;
    }
    return false;
}

const HandsetRow* FleetTreeModel::handsetAt(const QModelIndex& index) const {
    if (!index.isValid()) return nullptr;
    if (const auto* node = static_cast<const Node*>(index.internalPointer())) return &node->handset;
    return &m_nodes[static_cast<std::size_t>(index.row())]->handset;
}

const PhoneRow* FleetTreeModel::phoneAt(const QModelIndex& index) const {
    const auto* node = index.isValid() ? static_cast<const Node*>(index.internalPointer()) : nullptr;
    return node == nullptr ? nullptr : &node->phones[static_cast<std::size_t>(index.row())];
}

QModelIndex FleetTreeModel::indexOfHandset(const QString& id) const {
    const Node* node = m_byId.value(id);
    return node == nullptr ? QModelIndex() : createIndex(node->row, 0, nullptr);
}

QModelIndex FleetTreeModel::indexOfPhone(const QString& id) const {
    for (const auto& node : m_nodes)
        for (std::size_t row = 0; row < node->phones.size(); ++row)
            if (node->phones[row].id == id) return createIndex(static_cast<int>(row), 0, node.get());
    return {};
}

bool FleetTreeModel::phonesLoaded(const QString& handset) const {
    const Node* node = m_byId.value(handset);
    return node != nullptr && node->loaded;
}

}  // namespace console
