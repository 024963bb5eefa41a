// OperationRecord: the journal of one operation, operations/ID.json. Written when the operation was received (then it
// is acknowledged), when it begins, when it has promised something it cannot take back, and with its result.
#pragma once

#include "agent/state/phone_record.h"

namespace agent {

enum class OperationState { Waiting, Begun, Done };

/// A backup whose restore point exists in the store and whose checkpoint is about to be kept.
struct Promise {
    KeptCheckpoint checkpoint;
    std::string result;   // JSON text
    std::string message;  // for people
};

struct OperationRecord {
    fleet::protocol::Operation request;
    base::Timestamp receivedAt;
    OperationState state = OperationState::Waiting;
    int attempts = 0;
    std::optional<base::Timestamp> begunAt;  // of the first attempt
    std::optional<Promise> promise;
    std::optional<fleet::protocol::OperationResult> result;
    bool acknowledged = false;
};

base::Bytes writeOperationRecord(const OperationRecord& record);
base::Result<OperationRecord> readOperationRecord(base::BytesView bytes);

}  // namespace agent
