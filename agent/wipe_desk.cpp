#include "agent/wipe_desk.h"

#include <algorithm>

#include "base/log.h"

namespace agent {
namespace {

/// A phone that is busy with something that cannot be cut short is not waited for longer: the wipe matters more.
constexpr base::Duration kLongestMeasuring = std::chrono::seconds(60);

bool named(const WipeRecord& record, const base::PhoneId& phone) {
    const auto& phones = record.order.phones;
    return std::find(phones.begin(), phones.end(), phone) != phones.end();
}

std::filesystem::path wipeRecordFile(const StateLayout& layout, const base::OperationId& id) {
    return layout.orders() / (id.text() + ".json");
}

}  // namespace

WipeDesk::WipeDesk(Services& services, std::shared_ptr<Inbox> inbox)
    : m_services(services), m_inbox(std::move(inbox)) {}

base::Result<void> WipeDesk::save(const WipeRecord& record) {
    return m_services.files.writeFileAtomically(wipeRecordFile(m_services.layout, record.order.id),
                                                writeWipeRecord(record), 0600);
}

base::Result<void> WipeDesk::load() {
    TWINSET_ASSIGN(const auto names, m_services.files.list(m_services.layout.orders()));
    for (const auto& name : names) {
        if (!name.ends_with(".json")) continue;
        const auto path = m_services.layout.orders() / name;
        TWINSET_ASSIGN(const auto bytes, m_services.files.readFile(path));
        auto record = readWipeRecord(bytes);
        if (!record) return {base::ErrorCode::Corrupt, path.string() + ": " + record.error().message};
        const auto id = record->order.id;
        const auto& timing = m_services.timing;
        m_entries.emplace(id, Entry{std::move(record).value(), m_services.clock.monotonic(), false,
                                    BackOff(timing.shortestBackOff, timing.longestBackOff)});
    }
    return {};
}

base::Result<void> WipeDesk::take(const base::Bytes& order, const base::Bytes& signature) {
    TWINSET_ASSIGN(const auto opened, openWipeOrder(order, signature, m_services.identity));
    const auto& timing = m_services.timing;
    if (const auto known = m_entries.find(opened.id); known != m_entries.end()) {
        known->second.record.delivered = false;
        return {};
    }
    Entry entry{{}, m_services.clock.monotonic(), false, BackOff(timing.shortestBackOff, timing.longestBackOff)};
    entry.record.order = opened;
    entry.record.orderBytes = order;
    entry.record.signature = signature;
    TWINSET_TRY(save(entry.record));
    base::logWarning("wipe order " + opened.id.text() + " was received and verified");
    m_entries.emplace(opened.id, std::move(entry));
    return {};
}

bool WipeDesk::holding() const {
    return std::any_of(m_entries.begin(), m_entries.end(),
                       [](const auto& entry) { return entry.second.record.state != WipeState::Done; });
}

void WipeDesk::turn(Phones& phones, bool proving) {
    for (auto& [id, entry] : m_entries) {
        if (!entry.backOff.ready(m_services.clock.monotonic())) continue;
        if (const auto advanced = advance(entry, phones, proving); !advanced) {
            base::logWarning("wipe order " + id.text() + ": " + advanced.error().message);
            entry.backOff.failed(m_services.clock.monotonic(), advanced.error());
        }
    }
}

base::Result<void> WipeDesk::advance(Entry& entry, Phones& phones, bool proving) {
    auto next = entry.record;
    switch (entry.record.state) {
        case WipeState::MeasuringBefore:
            for (const auto& phone : entry.record.order.phones)
                if (const auto found = phones.find(phone); found != phones.end()) found->second->cancelWork();
            if (!measured(entry, phones, entry.record.before)) return {};
            next.before = entry.record.before;
            next.state = WipeState::Erasing;
            break;
        case WipeState::Erasing: {
            TWINSET_ASSIGN(const bool finished, erased(entry.record, phones));
            if (!finished || proving) return {};
            next.state = WipeState::MeasuringAfter;
            break;
        }
        case WipeState::MeasuringAfter:
            if (!measured(entry, phones, entry.record.after)) return {};
            next.after = entry.record.after;
            next.receipt = receiptOf(next, phones);
            next.state = WipeState::Done;
            break;
        case WipeState::Done:
            if (!entry.record.delivered && !entry.sending) deliver(entry);
            return {};
    }
    TWINSET_TRY(save(next));
    entry.record = std::move(next);
    entry.since = m_services.clock.monotonic();
    return advance(entry, phones, proving);
}

bool WipeDesk::measured(Entry& entry, Phones& phones, std::map<base::PhoneId, std::string>& digests) {
    const bool after = &digests == &entry.record.after;
    const bool tooLong = m_services.clock.monotonic() - entry.since > kLongestMeasuring;
    bool complete = true;
    for (auto& [id, phone] : phones) {
        const bool concerned = !named(entry.record, id) && phone->record().data == DataState::Ready;
        if (!concerned || digests.contains(id)) continue;
        if (phone->running() || !phone->machine() || tooLong) {
            digests[id] = "";
        } else if (phone->busy()) {
            phone->cancelWork();
            complete = false;
        } else {
            measure(entry, *phone, after);
            complete = complete && digests.contains(id);
        }
    }
    return complete;
}

void WipeDesk::measure(Entry& entry, Phone& phone, bool after) {
    const auto order = entry.record.order.id;
    phone.run(std::make_shared<WorkState>(), true,
              [this, alive = std::weak_ptr(m_alive), order, after](StepWork& work) {
                  const auto digest = work.machine->dataDisk().storedDigest();
                  if (!digest) base::logWarning(work.record.phone.text() + ": " + digest.error().message);
                  return std::function<void()>(
                      [this, alive, order, after, id = work.record.phone, text = digest.valueOr("")] {
                          if (alive.expired()) return;
                          auto& record = m_entries.at(order).record;
                          (after ? record.after : record.before)[id] = text;
                      });
              });
}

base::Result<bool> WipeDesk::erased(const WipeRecord& record, Phones& phones) {
    bool all = true;
    for (const auto& id : record.order.phones) {
        const auto found = phones.find(id);
        if (found == phones.end() || found->second->record().persona != kWorkPersona) continue;
        auto& phone = *found->second;
        if (!phone.record().wipeOrder) {
            TWINSET_TRY(phone.change([&](PhoneRecord& journal) { journal.wipeOrder = record.order.id; }));
            phone.retryNow();
        }
        if (phone.record().data != DataState::Erased) phone.cancelWork();
        all = all && phone.record().data == DataState::Erased && !phone.machine();
    }
    return all;
}

fleet::protocol::WipeReceipt WipeDesk::receiptOf(const WipeRecord& record, const Phones& phones) const {
    fleet::protocol::WipeReceipt receipt{record.order.id, record.order.handset, m_services.clock.now(), {}, {}};
    for (const auto& id : record.order.phones) {
        const auto found = phones.find(id);
        if (found == phones.end()) {
            receipt.wiped.push_back({id, false, "this virtual phone was never on this handset"});
        } else if (found->second->record().persona != kWorkPersona) {
            receipt.wiped.push_back({id, false, "not a work phone: it was not touched"});
        } else {
            const auto& erasedAt = found->second->record().erasedAt;
            receipt.wiped.push_back({id, true, "key destroyed " + (erasedAt ? base::formatTimestamp(*erasedAt) : "")});
        }
    }
    for (const auto& [id, phone] : phones) {
        if (!record.before.contains(id)) continue;
        const auto after = record.after.find(id);
        receipt.untouched.push_back(
            {id, phone->record().persona, record.before.at(id), after == record.after.end() ? "" : after->second});
    }
    return receipt;
}

void WipeDesk::deliver(Entry& entry) {
    entry.sending = true;
    const auto receipt = *entry.record.receipt;
    m_services.workers.post(
        "receipts", [this, alive = std::weak_ptr(m_alive), inbox = m_inbox, receipt, &services = m_services] {
            const auto bulk = services.bulk();
            auto sent = bulk ? (*bulk)->sendReceipt(receipt) : base::Result<void>(bulk.error());
            inbox->put(WorkEnded{[this, alive, sent, order = receipt.order] {
                if (alive.expired()) return;
                auto& done = m_entries.at(order);
                done.sending = false;
                auto next = done.record;
                next.delivered = true;
                const auto saved = sent ? save(next) : sent;
                if (saved) {
                    done.record = std::move(next);
                    base::logInfo("wipe order " + order.text() + ": the gateway has the receipt");
                    return;
                }
                base::logWarning("wipe order " + order.text() + ": the receipt: " + saved.error().message);
                done.backOff.failed(m_services.clock.monotonic(), saved.error());
            }});
        });
}

}  // namespace agent
