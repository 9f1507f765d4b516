// The people of `bourse dev`: alice and bob, whose password is "dev", the operators `operator` and
// `deputy` and the auditor `auditor` with the same one, and whoever signs up. Kept in
// identity.sqlite and master.key of the data directory; roles and what operators do in
// audit.sqlite.
// Thread: the main thread's.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/expected.h"
#include "services/admin/admin.h"
#include "services/gateway/identity_api.h"
#include "services/identity/identity.h"

namespace bourse::apps {

// `keys` gets the keys that users make for themselves.
Expected<std::unique_ptr<identity::Identity>, std::string> OpenDevPeople(
    const std::filesystem::path& directory, std::shared_ptr<identity::ApiKeys> keys
);

// Two operators, so that what needs two persons can be tried, and an auditor.
Expected<std::unique_ptr<admin::Admin>, std::string> OpenDevAdmin(
    const std::filesystem::path& directory
);

// The page offers to sign in as alice or bob; new accounts get demo funds.
gateway::IdentityPolicy DevPolicy();

}  // namespace bourse::apps
