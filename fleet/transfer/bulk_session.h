// BulkSession: one HTTP request to the bulk server: who is asking, may they, read the body within its bounds and its time,
// hand it to the endpoint, write the answer.
#pragma once

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include "fleet/transfer/bulk_handlers.h"

namespace fleet {

class BulkSessionFactory final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    explicit BulkSessionFactory(BulkServices& services) : m_services(services) {}
    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& request) override;

private:
    BulkServices& m_services;
};

}  // namespace fleet
