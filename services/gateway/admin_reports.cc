#include "services/gateway/admin_reports.h"

#include <algorithm>

#include "core/wire/describe.h"
#include "platform/crypto/encoding.h"
#include "services/gateway/authorization.h"
#include "services/gateway/event_names.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/rest_api.h"
#include "services/gateway/vocabulary.h"

namespace bourse::gateway {

namespace {

constexpr Named<admin::Role> kRoles[] = {
    {"OPERATOR", admin::Role::kOperator}, {"AUDITOR", admin::Role::kAuditor}};
constexpr Named<AccountStatus> kStatuses[] = {
    {"ACTIVE", AccountStatus::kActive}, {"FROZEN", AccountStatus::kFrozen}};
constexpr Named<admin::Phase> kPhases[] = {
    {"requested", admin::Phase::kRequested},
    {"approved", admin::Phase::kApproved},
    {"declined", admin::Phase::kDeclined},
    {"begun", admin::Phase::kBegun},
    {"done", admin::Phase::kDone},
    {"failed", admin::Phase::kFailed},
    {"unknown", admin::Phase::kUnknown}};
constexpr std::int64_t kMillisecond_ns = 1'000'000;
constexpr std::int64_t kMicrosecond_ns = 1'000;
constexpr std::int64_t kLagBound_ns = 2'000'000'000;
constexpr DecimalScale kPercentScale{1, 6};

void WriteRole(JsonWriter& json, std::optional<admin::Role> role) {
    role ? json.String(WordOf(kRoles, *role)) : json.Null();
}

// False after it has refused the call.
bool AreAllRead(const ReportCall& call) {
    const auto read = call.parameters.Finish();
    if (!read) call.responder->Answer(AdminRefusal(400, read.error().message));
    return read.has_value();
}

struct AssetSum {
    Int128 available = 0, held = 0, commission = 0;
};

// Of all accounts but the boundary. One walk over the accounts.
std::vector<AssetSum> SumsOf(const market::Views& views) {
    std::vector<AssetSum> sums(views.catalog().assets().size());
    for (std::size_t i = 0; i < views.balances().account_count(); ++i) {
        const AccountId account(static_cast<std::uint32_t>(i));
        for (const market::Balance& balance : views.balances().Of(account)) {
            AssetSum& sum = sums.at(balance.asset.raw());
            if (account == kCommissionAccount) {
                sum.commission += balance.available.raw() + Int128{balance.held.raw()};
            } else {
                sum.available += balance.available.raw();
                sum.held += balance.held.raw();
            }
        }
    }
    return sums;
}

struct TrialBalance {
    market::BoundaryTotals boundary;
    AssetSum sum;

    Int128 difference() const {
        return boundary.deposited - boundary.withdrawn - sum.available - sum.held - sum.commission;
    }
};

std::vector<TrialBalance> TrialBalances(const AdminContext& context) {
    const auto& boundaries = context.views.funds().totals();
    const std::vector<AssetSum> sums = SumsOf(context.views);
    std::vector<TrialBalance> balances(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) {
        balances[i].sum = sums[i];
        if (i < boundaries.size()) balances[i].boundary = boundaries[i];
    }
    return balances;
}

void ShowSession(const ReportCall& call) {
    std::string body;
    JsonWriter json(body);
    const bool is_dev = call.context.mode == IdentityPolicy::Mode::kDev;
    json.BeginObject().Key("user").String(call.asker.name).Key("role");
    WriteRole(json, call.context.admin.RoleOf(call.asker.name));
    json.Key("mode").String(is_dev ? "dev" : "prod").EndObject();
    if (AreAllRead(call)) call.responder->Answer(AdminAnswer(std::move(body)));
}

void WriteLight(JsonWriter& json, std::string_view name, bool holds) {
    json.BeginObject().Key("name").String(name).Key("holds").Bool(holds).EndObject();
}

void ShowDashboard(const ReportCall& call) {
    if (!AreAllRead(call)) return;
    const AdminContext& context = call.context;
    const VenueMonitor::Reading reading = context.monitor.Read(SystemTime());
    const admin::VenueState state = context.admin.state();
    const auto balances = TrialBalances(context);
    const EngineState engine = context.link.StateOfEngine(std::chrono::steady_clock::now());
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("window").Number(VenueMonitor::kWindow_s);
    json.Key("sequence").Number(context.views.applied_sequence().raw());
    json.Key("commands").Number(reading.commands).Key("orders").Number(reading.orders);
    json.Key("trades").Number(reading.trades).Key("rejects").Number(reading.rejects);
    json.Key("latency").BeginObject();
    json.Key("p50").Number(reading.latency_p50_ns / kMicrosecond_ns);
    json.Key("p99").Number(reading.latency_p99_ns / kMicrosecond_ns);
    json.Key("max").Number(reading.latency_max_ns / kMicrosecond_ns).EndObject();
    json.Key("journalLag").Number(reading.lag_ns / kMicrosecond_ns);
    json.Key("rejectsByReason").BeginArray();
    for (const auto& [reason, count] : reading.rejects_by_reason) {
        json.BeginObject().Key("reason").String(reason).Key("count").Number(count).EndObject();
    }
    json.EndArray().Key("pending").Number(state.pending().size());
    json.Key("kills").Number(state.kills().size()).Key("invariants").BeginArray();
    WriteLight(json, "every asset sums to zero", std::ranges::all_of(balances, [](const auto& one) {
                   return one.difference() == 0;
               }));
    WriteLight(
        json,
        "no more was withdrawn than deposited",
        std::ranges::all_of(
            balances,
            [](const auto& one) { return one.boundary.deposited >= one.boundary.withdrawn; }
        )
    );
    WriteLight(json, "the engine takes commands", engine == EngineState::kTaking);
    WriteLight(json, "the journal keeps up", reading.lag_ns < kLagBound_ns);
    WriteLight(json, "no kill switch is engaged", state.kills().empty());
    json.EndArray().EndObject();
    call.responder->Answer(AdminAnswer(std::move(body)));
}

void WriteMarket(JsonWriter& json, const market::Catalog& catalog, const market::SymbolView& view) {
    const SymbolDefinition& definition = view.symbol.definition;
    const SymbolFilters& filters = definition.filters;
    json.BeginObject().Key("symbol").String(definition.name.view());
    json.Key("base").String(catalog.asset(definition.base).name.view());
    json.Key("quote").String(catalog.asset(definition.quote).name.view());
    json.Key("mode").String(WordOf(kSymbolStatuses, view.mode));
    json.Key("tickSize").Decimal(view.price, 1).Key("stepSize").Decimal(view.quantity, 1);
    json.Key("minPrice").Decimal(view.price, filters.price_min.raw());
    json.Key("maxPrice").Decimal(view.price, filters.price_max.raw());
    json.Key("minQty").Decimal(view.quantity, filters.quantity_min.raw());
    json.Key("maxQty").Decimal(view.quantity, filters.quantity_max.raw());
    json.Key("minNotional").Decimal(view.quote_amount, filters.notional_min.raw());
    json.Key("maxNotional").Decimal(view.quote_amount, filters.notional_max.raw());
    json.Key("maxNumOrders").Number(filters.max_orders);
    json.Key("maxNumAlgoOrders").Number(filters.max_algo_orders).EndObject();
}

void ShowMarkets(const ReportCall& call) {
    if (!AreAllRead(call)) return;
    const market::Catalog& catalog = call.context.views.catalog();
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    for (const market::SymbolView& view : catalog.symbols()) WriteMarket(json, catalog, view);
    json.EndArray();
    call.responder->Answer(AdminAnswer(std::move(body)));
}

void ShowAssets(const ReportCall& call) {
    if (!AreAllRead(call)) return;
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    for (const AssetDefinition& asset : call.context.views.catalog().assets()) {
        json.BeginObject().Key("asset").String(asset.name.view());
        json.Key("decimals").Number(asset.decimals).EndObject();
    }
    json.EndArray();
    call.responder->Answer(AdminAnswer(std::move(body)));
}

void ShowFees(const ReportCall& call) {
    if (!AreAllRead(call)) return;
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    const auto& tiers = call.context.views.catalog().tiers();
    for (std::size_t i = 0; i < tiers.size(); ++i) {
        json.BeginObject().Key("tier").Number(i);
        json.Key("makerPercent").Decimal(kPercentScale, tiers[i].maker.raw());
        json.Key("takerPercent").Decimal(kPercentScale, tiers[i].taker.raw()).EndObject();
    }
    json.EndArray();
    call.responder->Answer(AdminAnswer(std::move(body)));
}

void WriteUser(
    JsonWriter& json, const AdminContext& context, const identity::Identity::UserSummary& user
) {
    json.Key("user").String(user.name).Key("account").Number(user.account.raw()).Key("role");
    WriteRole(json, context.admin.RoleOf(user.name));
    const auto* account = context.views.catalog().FindAccount(user.account);
    json.Key("status").String(account == nullptr ? "NOT_OPEN" : WordOf(kStatuses, account->status));
    if (account != nullptr) json.Key("tier").Number(account->tier.raw());
    json.Key("openOrders").Number(context.views.orders().Open(user.account, std::nullopt).size());
}

void ShowUsers(const ReportCall& call) {
    const std::string prefix(call.parameters.Find("prefix").value_or(""));
    const std::string after(call.parameters.Find("after").value_or(""));
    if (!AreAllRead(call)) return;
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    for (const auto& user : call.context.identity.Users({prefix, after, 100})) {
        json.BeginObject();
        WriteUser(json, call.context, user);
        json.EndObject();
    }
    json.EndArray();
    call.responder->Answer(AdminAnswer(std::move(body)));
}

void ShowUser(const ReportCall& call) {
    const std::string name(call.parameters.Require("user"));
    if (!AreAllRead(call)) return;
    const auto user = call.context.identity.FindUser(name);
    if (!user) return call.responder->Answer(AdminRefusal(404, "There is no such user."));
    const market::Catalog& catalog = call.context.views.catalog();
    std::string body;
    JsonWriter json(body);
    json.BeginObject();
    WriteUser(json, call.context, *user);
    json.Key("balances").BeginArray();
    for (const market::Balance& balance : call.context.views.balances().Of(user->account)) {
        const AssetDefinition& asset = catalog.asset(balance.asset);
        json.BeginObject().Key("asset").String(asset.name.view());
        json.Key("free").Decimal(AmountScale(asset), balance.available.raw());
        json.Key("locked").Decimal(AmountScale(asset), balance.held.raw()).EndObject();
    }
    json.EndArray().Key("keys").BeginArray();
    for (const identity::KeySummary& key : call.context.identity.KeysOf(user->id)) {
        json.BeginObject().Key("apiKey").String(key.name).Key("label").String(key.label);
        json.Key("permission").String(key.scope == identity::KeyScope::kTrade ? "TRADE" : "READ");
        json.Key("created").Number(key.created_s * 1'000).EndObject();
    }
    json.EndArray();
    const admin::VenueState state = call.context.admin.state();
    const auto limits = state.limits().find(name);
    json.Key("limits");
    if (limits == state.limits().end()) {
        json.Null();
    } else {
        json.BeginObject().Key("ordersPer10s").Number(limits->second.per_ten_seconds);
        json.Key("ordersPerDay").Number(limits->second.per_day).EndObject();
    }
    json.EndObject();
    call.responder->Answer(AdminAnswer(std::move(body)));
}

void ShowTrialBalance(const ReportCall& call) {
    if (!AreAllRead(call)) return;
    const auto& assets = call.context.views.catalog().assets();
    const auto balances = TrialBalances(call.context);
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("sequence").Number(call.context.views.applied_sequence().raw());
    json.Key("assets").BeginArray();
    for (std::size_t i = 0; i < assets.size(); ++i) {
        const DecimalScale scale = AmountScale(assets[i]);
        const TrialBalance& balance = balances[i];
        json.BeginObject().Key("asset").String(assets[i].name.view());
        json.Key("deposited").Decimal(scale, balance.boundary.deposited);
        json.Key("withdrawn").Decimal(scale, balance.boundary.withdrawn);
        json.Key("available").Decimal(scale, balance.sum.available);
        json.Key("held").Decimal(scale, balance.sum.held);
        json.Key("commissions").Decimal(scale, balance.sum.commission);
        json.Key("difference").Decimal(scale, balance.difference()).EndObject();
    }
    json.EndArray().EndObject();
    call.responder->Answer(AdminAnswer(std::move(body)));
}

void WriteCommand(
    JsonWriter& json, std::span<const std::byte> events, const market::Catalog& catalog
) {
    const auto& applied =
        wire::EventView(events.first(sizeof(CommandApplied))).As<CommandApplied>();
    json.BeginObject().Key("sequence").Number(applied.sequence.raw());
    json.Key("time").Number(applied.timestamp.raw() / kMillisecond_ns);
    json.Key("kind").String(wire::NameOf(applied.command));
    json.Key("account").Number(applied.account.raw());
    json.Key("outcome").String(
        applied.reason == RejectReason::kNone ? "applied" : ToString(applied.reason)
    );
    json.Key("events").BeginArray();
    wire::ForEachEvent(events, [&](wire::EventView event) {
        if (event.type() == EventType::kCommandApplied) return;
        json.String(DescribeEvent(event, catalog));
    });
    json.EndArray().EndObject();
}

void SearchJournal(const ReportCall& call) {
    JournalQuery query;
    Parameters& parameters = call.parameters;
    if (const auto account = parameters.FindInteger("account")) {
        query.account =
            AccountId(static_cast<std::uint32_t>(std::min<std::uint64_t>(*account, UINT32_MAX)));
    }
    if (const auto order = parameters.FindInteger("order")) query.order = OrderId(*order);
    query.kind = parameters.Find("kind").value_or("");
    query.start = parameters.FindTime("startTime");
    query.end = parameters.FindTime("endTime");
    if (const auto before = parameters.FindInteger("before")) query.before = Sequence(*before);
    query.limit = parameters.FindLimit("limit", {50, 200});
    if (!AreAllRead(call)) return;
    const JournalPage page = call.context.archive.Search(query);
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("oldest").Number(page.oldest.raw()).Key("next");
    page.next ? json.Number(page.next->raw()) : json.Null();
    json.Key("commands").BeginArray();
    for (const auto& events : page.commands) {
        WriteCommand(json, events, call.context.views.catalog());
    }
    json.EndArray().EndObject();
    call.responder->Answer(AdminAnswer(std::move(body)));
}

void WriteRecord(JsonWriter& json, const admin::AuditRecord& record, Timestamp time) {
    json.Key("time").Number(time.raw() / kMillisecond_ns);
    json.Key("phase").String(WordOf(kPhases, record.phase)).Key("about").Number(record.about.raw());
    json.Key("who").String(record.who).Key("address").String(record.address);
    json.Key("act").String(record.act).Key("details").String(record.details);
    json.Key("why").String(record.why).Key("outcome").String(record.outcome);
}

void ShowControls(const ReportCall& call) {
    if (!AreAllRead(call)) return;
    const admin::VenueState state = call.context.admin.state();
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("operators").Number(state.OperatorCount()).Key("kills").BeginArray();
    for (const admin::KillSwitch& kill : state.kills()) {
        json.BeginObject().Key("scope").String(kill.scope).Key("target").String(kill.target);
        json.Key("who").String(kill.who).Key("why").String(kill.why);
        json.Key("time").Number(kill.time.raw() / kMillisecond_ns).EndObject();
    }
    json.EndArray().Key("requests").BeginArray();
    for (const auto& [number, request] : state.pending()) {
        json.BeginObject().Key("request").Number(number.raw());
        WriteRecord(json, request.record, request.time);
        json.EndObject();
    }
    json.EndArray().EndObject();
    call.responder->Answer(AdminAnswer(std::move(body)));
}

void ShowAudit(const ReportCall& call) {
    const admin::EntryNumber before(call.parameters.FindInteger("before").value_or(0));
    const std::size_t limit = call.parameters.FindLimit("limit", {50, 200});
    if (!AreAllRead(call)) return;
    const auto finish = [responder = call.responder, head = call.context.admin.head()](
                            const admin::Admin::Result<std::vector<admin::AuditEntry>>& entries
                        ) {
        if (!entries) return responder->Answer(AdminRefusal(503, entries.error()));
        std::string body;
        JsonWriter json(body);
        json.BeginObject().Key("head").Number(head.number.raw());
        json.Key("hash").String(crypto::EncodeHex(head.hash)).Key("entries").BeginArray();
        for (const admin::AuditEntry& entry : *entries) {
            json.BeginObject().Key("number").Number(entry.number.raw());
            WriteRecord(json, entry.record, entry.time);
            json.Key("hash").String(crypto::EncodeHex(entry.hash)).EndObject();
        }
        json.EndArray().EndObject();
        responder->Answer(AdminAnswer(std::move(body)));
    };
    call.context.admin.Before(before, limit, finish);
}

void VerifyAudit(const ReportCall& call) {
    if (!AreAllRead(call)) return;
    const auto finish = [responder =
                             call.responder](const admin::Admin::Result<admin::ChainHead>& head) {
        std::string body;
        JsonWriter json(body);
        json.BeginObject().Key("holds").Bool(head.has_value());
        if (head) {
            json.Key("entries").Number(head->number.raw());
            json.Key("hash").String(crypto::EncodeHex(head->hash));
        } else {
            json.Key("problem").String(head.error());
        }
        json.EndObject();
        responder->Answer(AdminAnswer(std::move(body)));
    };
    call.context.admin.Verify(finish);
}

struct ReportRoute {
    std::string_view path;
    void (*show)(const ReportCall& call);
};
constexpr ReportRoute kReports[] = {
    {"/admin/api/session", ShowSession},
    {"/admin/api/dashboard", ShowDashboard},
    {"/admin/api/markets", ShowMarkets},
    {"/admin/api/assets", ShowAssets},
    {"/admin/api/fees", ShowFees},
    {"/admin/api/users", ShowUsers},
    {"/admin/api/user", ShowUser},
    {"/admin/api/ledger/trial-balance", ShowTrialBalance},
    {"/admin/api/ledger/journal", SearchJournal},
    {"/admin/api/controls", ShowControls},
    {"/admin/api/audit", ShowAudit},
    {"/admin/api/audit/verify", VerifyAudit},
};
static_assert(std::ranges::all_of(kReports, [](const ReportRoute& report) {
    return FindRoute("GET", report.path) != nullptr;
}));

}  // namespace

http::Response AdminAnswer(std::string body) {
    return {
        .body = std::move(body),
        .headers = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"};
}

http::Response AdminRefusal(int status, std::string_view message) {
    std::string body;
    JsonWriter(body).BeginObject().Key("msg").String(message).EndObject();
    http::Response response = AdminAnswer(std::move(body));
    response.status = status;
    return response;
}

void Report(const ReportCall& call) {
    const auto report = std::ranges::find(kReports, call.path, &ReportRoute::path);
    CHECK(report != std::end(kReports));
    report->show(call);
}

}  // namespace bourse::gateway
