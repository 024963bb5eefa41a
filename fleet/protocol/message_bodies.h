// The codecs of the single message bodies; fleet/protocol/message.cpp puts the envelope around them. A reader gets the
// body's JSON and refuses what its message does not name; it reports the first error through the ObjectReader it made.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "fleet/protocol/messages.h"

namespace fleet::protocol {

/// How much of the texts for people a message keeps. Writing tries the next smaller one while a message is too long.
struct TextBudget {
    std::size_t health, detail, readBack;
};

base::Json helloToJson(const Hello& hello);
base::Result<Body> helloFromJson(const base::Json& json);
base::Json reportToJson(const Report& report, const TextBudget& budget);
base::Result<Body> reportFromJson(const base::Json& json);
base::Json progressToJson(const OperationProgress& progress, const TextBudget& budget);
base::Result<Body> progressFromJson(const base::Json& json);
base::Json resultToJson(const OperationResult& result, const TextBudget& budget);
base::Result<Body> resultFromJson(const base::Json& json);

base::Json resyncToJson(const Resync& resync);
base::Result<Body> resyncFromJson(const base::Json& json);
base::Json incidentToJson(const Incident& incident, const TextBudget& budget);
base::Result<Body> incidentFromJson(const base::Json& json);

base::Json receiptToJson(const SignedReceipt& receipt);
base::Result<Body> receiptFromJson(const base::Json& json);

base::Json welcomeToJson(const Welcome& welcome);
base::Result<Body> welcomeFromJson(const base::Json& json);
base::Json desiredToJson(const Desired& desired);
base::Result<Body> desiredFromJson(const base::Json& json);
base::Json operationToJson(const Operation& operation);
base::Result<Body> operationFromJson(const base::Json& json);
base::Json cancelToJson(const OperationCancel& cancel);
base::Result<Body> cancelFromJson(const base::Json& json);
base::Json ackToJson(const Ack& ack);
base::Result<Body> ackFromJson(const base::Json& json);

base::Json phoneReportToJson(const PhoneReport& report, const TextBudget& budget, std::size_t mostControls);

}  // namespace fleet::protocol
