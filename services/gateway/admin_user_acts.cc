#include "services/gateway/admin_act.h"

namespace bourse::gateway {

namespace {

constexpr std::uint64_t kMaxOrders = 1'000'000'000;

const market::AccountView& AccountOf(const AdminContext& context, AccountId account) {
    const market::AccountView* view = context.views.catalog().FindAccount(account);
    CHECK(view != nullptr);
    return *view;
}

wire::Command Change(AccountId account, const market::AccountView& view) {
    auto command = MakeCommand<ChangeAccount>(kVenueAccount);
    command.account = account;
    command.tier = view.tier;
    command.trade_group = view.trade_group;
    command.status = view.status;
    return wire::Command(command);
}

Prepared ChangeUserStatus(
    const AdminContext& context, Parameters& parameters, AccountStatus status
) {
    const auto user = RequireUser(context, parameters);
    if (!user) return Unexpected{user.error()};
    if (const auto read = parameters.Finish(); !read) return RefusePlan(400, read.error().message);
    const bool is_killed = context.admin.state().FindKill("USER", user->name) != nullptr;
    if (is_killed && status == AccountStatus::kActive) {
        return RefusePlan(409, "the user's kill switch is engaged; release it");
    }
    return Plan{.commands = {ChangeStatus(context, user->account, status)}};
}

}  // namespace

Expected<identity::Identity::UserSummary, PlanRefusal> RequireUser(
    const AdminContext& context, Parameters& parameters
) {
    const std::string_view name = parameters.Require("user");
    const auto user = context.identity.FindUser(name);
    if (!user) return RefusePlan(404, "there is no such user");
    if (context.views.catalog().FindAccount(user->account) == nullptr) {
        return RefusePlan(409, "the user's account is not open yet");
    }
    return *user;
}

wire::Command ChangeStatus(const AdminContext& context, AccountId account, AccountStatus status) {
    market::AccountView view = AccountOf(context, account);
    view.status = status;
    return Change(account, view);
}

Prepared FreezeUser(const AdminContext& context, Parameters& parameters) {
    return ChangeUserStatus(context, parameters, AccountStatus::kFrozen);
}

Prepared UnfreezeUser(const AdminContext& context, Parameters& parameters) {
    return ChangeUserStatus(context, parameters, AccountStatus::kActive);
}

Prepared SetUserTier(const AdminContext& context, Parameters& parameters) {
    const auto user = RequireUser(context, parameters);
    if (!user) return Unexpected{user.error()};
    const auto tier = parameters.FindInteger("tier");
    if (const auto read = parameters.Finish(); !read) return RefusePlan(400, read.error().message);
    const std::size_t count = context.views.catalog().tiers().size();
    if (!tier || *tier >= count) {
        return RefusePlan(400, "tier is 0 to " + std::to_string(count - 1));
    }
    market::AccountView view = AccountOf(context, user->account);
    view.tier = FeeTierId(static_cast<std::uint32_t>(*tier));
    return Plan{.commands = {Change(user->account, view)}};
}

Prepared SetUserLimits(const AdminContext& context, Parameters& parameters) {
    const auto user = RequireUser(context, parameters);
    if (!user) return Unexpected{user.error()};
    const auto ten_seconds = parameters.FindInteger("ordersPer10s");
    const auto day = parameters.FindInteger("ordersPerDay");
    if (const auto read = parameters.Finish(); !read) return RefusePlan(400, read.error().message);
    if (!ten_seconds || !day || *ten_seconds > kMaxOrders || *day > kMaxOrders) {
        return RefusePlan(400, "needs ordersPer10s and ordersPerDay, 0 to 1000000000");
    }
    const AccountOrderLimits limits{
        static_cast<std::int64_t>(*ten_seconds), static_cast<std::int64_t>(*day)};
    Plan plan;
    plan.effect = [&context, account = user->account, limits](const Plan::Done& done) {
        context.throttle.SetLimits(account, limits);
        done("");
    };
    plan.outcome = "in force";
    return plan;
}

Prepared CreditUser(const AdminContext& context, Parameters& parameters) {
    const auto user = RequireUser(context, parameters);
    if (!user) return Unexpected{user.error()};
    const auto asset = context.views.catalog().FindAsset(parameters.Require("asset"));
    if (!asset) return RefusePlan(404, "there is no such asset");
    parameters.Require("amount");
    const DecimalScale scale = AmountScale(context.views.catalog().asset(*asset));
    const auto amount = parameters.FindDecimal("amount", {scale, scale.decimals, "amount"});
    if (const auto read = parameters.Finish(); !read) return RefusePlan(400, read.error().message);
    if (!amount || *amount <= 0) return RefusePlan(400, "amount is above 0");
    auto command = MakeCommand<Deposit>(user->account);
    command.asset = *asset;
    command.amount = Amount(*amount);
    return Plan{.commands = {wire::Command(command)}};
}

Prepared SetUserRole(const AdminContext& context, Parameters& parameters) {
    static constexpr Named<std::optional<admin::Role>> kRoles[] = {
        {"OPERATOR", admin::Role::kOperator}, {"AUDITOR", admin::Role::kAuditor}, {"NONE", {}}};
    const std::string_view name = parameters.Require("user");
    const auto role = parameters.FindOneOf("role", kRoles, InvalidParameter("role"));
    if (const auto read = parameters.Finish(); !read) return RefusePlan(400, read.error().message);
    if (!role) return RefusePlan(400, "role is OPERATOR, AUDITOR or NONE");
    if (!context.identity.FindUser(name)) return RefusePlan(404, "there is no such user");
    const admin::VenueState state = context.admin.state();
    const bool is_last = state.RoleOf(name) == admin::Role::kOperator && state.OperatorCount() == 1;
    if (is_last && *role != admin::Role::kOperator) {
        return RefusePlan(409, "the last operator stays one");
    }
    // The audit log's entry is the effect.
    return Plan{.effect = [](const Plan::Done& done) { done(""); }, .outcome = "in force"};
}

Prepared RevokeUserKey(const AdminContext& context, Parameters& parameters) {
    const std::string name(parameters.Require("apiKey"));
    if (const auto read = parameters.Finish(); !read) return RefusePlan(400, read.error().message);
    Plan plan;
    plan.effect = [&context, name](const Plan::Done& done) {
        context.identity.RevokeAnyKey(name, [done](const identity::Identity::Result<bool>& result) {
            if (result) return done("");
            const bool is_unknown = result.error() == identity::IdentityError::kUnknownKey;
            done(is_unknown ? "there is no such key" : "the key could not be revoked for good");
        });
    };
    plan.outcome = "revoked";
    return plan;
}

}  // namespace bourse::gateway
