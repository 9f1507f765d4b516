#include "services/gateway/rest_wallet.h"

#include <fmt/format.h>

#include <chrono>

#include "services/gateway/json_writer.h"

namespace bourse::gateway {

namespace {

constexpr std::uint64_t kDeposited = 1;  // Binance's "success"; nothing is seen before

std::uint64_t StatusOf(market::WithdrawalStatus status) {
    switch (status) {
        case market::WithdrawalStatus::kReserved:
            return 4;  // processing
        case market::WithdrawalStatus::kReleased:
            return 3;  // rejected
        case market::WithdrawalStatus::kSettled:
            return 6;  // completed
    }
    CHECK(false);
}

// Which records, and which of them: the newest `limit` behind the newest `offset`.
struct FundsSelection {
    std::optional<AssetId> asset;
    std::optional<std::uint64_t> status;
    std::optional<Timestamp> start, end;
    std::uint64_t offset = 0, limit = 0;
    bool is_empty = false;  // asks for a coin that there is not

    template <class Record>
    bool Has(const Record& record, std::uint64_t status_of_record) const {
        return !is_empty && (!asset || record.asset == *asset) &&
               (!status || *status == status_of_record) && (!start || record.time >= *start) &&
               (!end || record.time <= *end);
    }
};

FundsSelection ReadSelection(Parameters& parameters, const market::Catalog& catalog) {
    FundsSelection selection;
    if (const auto coin = parameters.Find("coin")) {
        selection.asset = catalog.FindAsset(*coin);
        selection.is_empty = !selection.asset;
    }
    selection.status = parameters.FindInteger("status");
    selection.start = parameters.FindTime("startTime");
    selection.end = parameters.FindTime("endTime");
    selection.offset = parameters.FindInteger("offset").value_or(0);
    selection.limit = parameters.FindLimit("limit", {1'000, 1'000});
    return selection;
}

// Calls `write(record)` for each that is asked for.
template <class Record, class StatusOfRecord, class Write>
void ForEach(
    const market::Ring<Record>* records,
    const FundsSelection& selection,
    StatusOfRecord&& status_of,
    Write&& write
) {
    if (records == nullptr) return;
    std::uint64_t skipped = 0, written = 0;
    for (std::size_t i = records->size(); i-- > 0;) {
        const Record& record = (*records)[i];
        if (!selection.Has(record, status_of(record))) continue;
        if (skipped++ < selection.offset) continue;
        if (written++ == selection.limit) return;
        write(record);
    }
}

// "2023-11-14 22:13:20", UTC.
std::string DateText(Timestamp time) {
    const std::chrono::sys_seconds seconds{std::chrono::seconds(time.raw() / 1'000'000'000)};
    const auto day = std::chrono::floor<std::chrono::days>(seconds);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(seconds - day);
    return fmt::format(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        clock.hours().count(),
        clock.minutes().count(),
        clock.seconds().count()
    );
}

template <class Record>
void BeginRecord(JsonWriter& json, const AssetDefinition& asset, const Record& record) {
    json.BeginObject().Key("id").String(std::to_string(record.id.raw()));
    json.Key("amount").Decimal(AmountScale(asset), record.amount.raw());
    json.Key("coin").String(asset.name.view());
    // Deposits and withdrawals are the operator's: there is no network that they came over.
    for (const auto key : {"network", "address", "addressTag", "txId"}) json.Key(key).String("");
    json.Key("transferType").Number(0).Key("walletType").Number(0);
}

}  // namespace

Reply DepositHistory(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    const FundsSelection selection = ReadSelection(call.parameters, catalog);
    call.parameters.FindFlag("includeSource");
    const bool is_asked_by_transaction = call.parameters.Find("txId").has_value();
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    const auto* deposits = context.views.funds().Deposits(call.account());
    if (is_asked_by_transaction) deposits = nullptr;
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    const auto status_of = [](const auto&) { return kDeposited; };
    ForEach(deposits, selection, status_of, [&](const market::DepositRecord& deposit) {
        BeginRecord(json, catalog.asset(deposit.asset), deposit);
        json.Key("status").Number(kDeposited);
        json.Key("insertTime").Number(call.Time(deposit.time));
        json.Key("completeTime").Number(call.Time(deposit.time));
        json.Key("confirmTimes").String("1/1").Key("unlockConfirm").Number(0).EndObject();
    });
    json.EndArray();
    return body;
}

Reply WithdrawalHistory(const ApiContext& context, Call& call) {
    const market::Catalog& catalog = context.views.catalog();
    const FundsSelection selection = ReadSelection(call.parameters, catalog);
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    const auto status_of = [](const auto& record) { return StatusOf(record.status); };
    const auto* withdrawals = context.views.funds().Withdrawals(call.account());
    ForEach(withdrawals, selection, status_of, [&](const market::WithdrawalRecord& withdrawal) {
        const AssetDefinition& asset = catalog.asset(withdrawal.asset);
        BeginRecord(json, asset, withdrawal);
        json.Key("transactionFee").Decimal(AmountScale(asset), 0);
        json.Key("status").Number(StatusOf(withdrawal.status));
        json.Key("applyTime").String(DateText(withdrawal.time));
        if (withdrawal.status == market::WithdrawalStatus::kSettled) {
            json.Key("completeTime").String(DateText(withdrawal.end_time));
        }
        json.Key("confirmNo").Number(0).Key("info").String("").Key("txKey").String("").EndObject();
    });
    json.EndArray();
    return body;
}

Reply KeyRestrictions(const ApiContext&, Call& call) {
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    constexpr std::string_view kNo[] = {
        "enableWithdrawals",
        "enableInternalTransfer",
        "permitsUniversalTransfer",
        "enableVanillaOptions",
        "enableFixApiTrade",
        "enableFixReadOnly",
        "enableFutures",
        "enableMargin",
        "enablePortfolioMarginTrading",
    };
    const identity::ApiKey& key = *call.key;
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("ipRestrict").Bool(!key.addresses.empty());
    json.Key("createTime").Number(call.Time(key.created));
    json.Key("enableReading").Bool(key.permissions.Has(identity::Permission::kRead));
    json.Key("enableSpotAndMarginTrading").Bool(key.permissions.Has(identity::Permission::kTrade));
    for (const auto name : kNo) json.Key(name).False();
    if (key.expires) json.Key("tradingAuthorityExpirationTime").Number(call.Time(*key.expires));
    json.EndObject();
    return body;
}

}  // namespace bourse::gateway
