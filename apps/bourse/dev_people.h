// The people of `bourse dev`: alice and bob, whose password is "dev", and whoever signs up. Kept in
// identity.sqlite and master.key of the data directory.
// Thread: the main thread's.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/expected.h"
#include "services/gateway/identity_api.h"
#include "services/identity/identity.h"

namespace bourse::apps {

// `keys` gets the keys that users make for themselves.
Expected<std::unique_ptr<identity::Identity>, std::string> OpenDevPeople(
    const std::filesystem::path& directory, std::shared_ptr<identity::ApiKeys> keys
);

// The page offers to sign in as alice or bob; new accounts get demo funds.
gateway::IdentityPolicy DevPolicy();

}  // namespace bourse::apps
