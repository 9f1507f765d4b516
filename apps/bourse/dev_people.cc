#include "apps/bourse/dev_people.h"

#include <chrono>

#include "services/gateway/rest_api.h"
#include "sim/market/venue.h"

namespace bourse::apps {

namespace {

constexpr std::string_view kDemoPassword = "dev";
constexpr std::int64_t kUnit = 100'000'000;  // minor units of one BTC, ETH, USDT or DEMO

std::int64_t SecondsSince1970() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace

Expected<std::unique_ptr<identity::Identity>, std::string> OpenDevPeople(
    const std::filesystem::path& directory, std::shared_ptr<identity::ApiKeys> keys
) {
    identity::IdentityOptions options;
    options.directory = directory;
    options.now_s = SecondsSince1970;
    auto people = identity::Identity::Open(std::move(options), std::move(keys));
    if (!people) return people;
    for (const auto& [name, account] :
         {std::pair("alice", sim::kAlice),
          std::pair("bob", sim::kBob),
          std::pair("operator", AccountId(0)),
          std::pair("deputy", AccountId(0)),
          std::pair("auditor", AccountId(0))}) {
        const auto added = (*people)->EnsureUser({name, std::string(kDemoPassword), ""}, account);
        if (!added) return Unexpected{added.error()};
    }
    return people;
}

Expected<std::unique_ptr<admin::Admin>, std::string> OpenDevAdmin(
    const std::filesystem::path& directory
) {
    auto opened = admin::Admin::Open({directory, gateway::SystemTime});
    if (!opened) return opened;
    for (const auto& [name, role] :
         {std::pair("operator", admin::Role::kOperator),
          std::pair("deputy", admin::Role::kOperator),
          std::pair("auditor", admin::Role::kAuditor)}) {
        const auto ensured = (*opened)->EnsureRole(name, role);
        if (!ensured) return Unexpected{ensured.error()};
    }
    return opened;
}

gateway::IdentityPolicy DevPolicy() {
    gateway::IdentityPolicy policy;
    policy.mode = gateway::IdentityPolicy::Mode::kDev;
    policy.demo_users = {"alice", "bob"};
    policy.gifts = {
        {sim::kBtc, Amount(kUnit / 4)},
        {sim::kEth, Amount(5 * kUnit)},
        {sim::kUsdt, Amount(25'000 * kUnit)},
        {sim::kDemo, Amount(10'000 * kUnit)}};
    policy.tier = sim::kRegularTier;
    return policy;
}

}  // namespace bourse::apps
