// Finding what a person named: by id, or by a name that fits one only. A conflict lists the candidates.
#pragma once

#include <string_view>

#include "base/result.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/person_table.h"
#include "fleet/catalog/virtual_phone_table.h"

namespace fleet {

base::Result<catalog::HandsetRow> findHandset(catalog::Transaction& transaction, std::string_view named);
base::Result<catalog::PersonRow> findPerson(catalog::Transaction& transaction, std::string_view named);
/// Also HANDSET/PERSONA and PERSON/PERSONA.
base::Result<catalog::VirtualPhoneRow> findPhone(catalog::Transaction& transaction, std::string_view named);
/// findPhone, and Denied when its persona is not `work`: the fleet does not touch what is a person's own.
base::Result<catalog::VirtualPhoneRow> findWorkPhone(catalog::Transaction& transaction, std::string_view named,
                                                     std::string_view doing);

}  // namespace fleet
