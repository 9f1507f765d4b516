#include "sim/reference/invariant_checker.h"

#include <algorithm>
#include <cstring>

namespace bourse::reference {

namespace {

Int128 PowerOfTen(std::uint32_t exponent) {
    Int128 power = 1;
    while (exponent-- > 0) power *= 10;
    return power;
}

bool IsEnvelopeReason(RejectReason reason) {
    return reason != RejectReason::kNone && reason < RejectReason::kNotAuthorized;
}

}  // namespace

void InvariantChecker::Require(bool holds, const char* invariant) {
    if (!holds) broken_.insert(invariant);
}

std::set<std::string> InvariantChecker::Check(
    const wire::Command& command, std::span<const std::byte> events
) {
    broken_.clear();
    touched_.clear();
    touched_books_.clear();
    entering_ = OrderId{};
    wire::ForEachEvent(events, [this](const wire::EventView& view) { On(view); });
    CheckSession(command, events);
    CheckFunds();
    for (const std::uint32_t symbol : touched_books_) CheckBook(books_[symbol]);
    return broken_;
}

void InvariantChecker::On(const wire::EventView& view) {
    switch (view.type()) {
        case EventType::kCommandApplied:
            return On(view.As<CommandApplied>());
        case EventType::kOrderAccepted:
            return On(view.As<OrderAccepted>());
        case EventType::kOrderTriggered:
            return On(view.As<OrderTriggered>());
        case EventType::kIcebergRefreshed:
            return On(view.As<IcebergRefreshed>());
        case EventType::kOrderReleased:
            return On(view.As<OrderReleased>());
        case EventType::kOrderListAccepted:
            return On(view.As<OrderListAccepted>());
        case EventType::kOrderListCompleted:
            return On(view.As<OrderListCompleted>());
        case EventType::kOrderRested:
            return On(view.As<OrderRested>());
        case EventType::kTradeExecuted:
            return On(view.As<TradeExecuted>());
        case EventType::kTrailingStarted:
            return On(view.As<TrailingStarted>());
        case EventType::kSelfTradePrevented:
            return On(view.As<SelfTradePrevented>());
        case EventType::kOrderCanceled:
            return On(view.As<OrderCanceled>());
        case EventType::kOrderExpired:
            return On(view.As<OrderExpired>());
        case EventType::kOrderAmended:
            return On(view.As<OrderAmended>());
        case EventType::kBalanceChanged:
            return On(view.As<BalanceChanged>());
        case EventType::kFundsDeposited:
            return On(view.As<FundsDeposited>());
        case EventType::kWithdrawalReserved:
            return On(view.As<WithdrawalReserved>());
        case EventType::kWithdrawalSettled:
            return EndWithdrawal(view.As<WithdrawalSettled>().withdrawal, true);
        case EventType::kWithdrawalReleased:
            return EndWithdrawal(view.As<WithdrawalReleased>().withdrawal, false);
        case EventType::kAssetDefined:
            return assets_.push_back(view.As<AssetDefined>().definition);
        case EventType::kSymbolDefined:
            return On(view.As<SymbolDefined>());
        case EventType::kSymbolModeChanged: {
            const auto& event = view.As<SymbolModeChanged>();
            books_[event.symbol.raw()].mode = event.mode;
            return;
        }
        case EventType::kFeeTierDefined: {
            const auto& event = view.As<FeeTierDefined>();
            fee_tiers_[event.tier.raw()] = event;
            return;
        }
        case EventType::kAccountChanged: {
            const auto& event = view.As<AccountChanged>();
            accounts_[event.account.raw()] = event;
            return;
        }
        case EventType::kAnswerRepeated:
        case EventType::kCancelReplaceApplied:
        case EventType::kCancelAllCompleted:
        case EventType::kOrderListUpdated:
            return;
    }
}

void InvariantChecker::On(const CommandApplied& event) {
    Require(event.sequence.raw() == sequence_ + 1, "I11");
    sequence_ = event.sequence.raw();
}

void InvariantChecker::CheckSession(
    const wire::Command& command, std::span<const std::byte> events
) {
    CommandApplied applied;
    if (events.size() < sizeof applied) return Require(false, "I11");
    std::memcpy(&applied, events.data(), sizeof applied);
    const CommandHeader& header = command.header();
    if (header.session == kNoSession || applied.reason == RejectReason::kMalformedCommand) return;
    wire::Command without_key = command;
    without_key.header().key = KeyId{};
    const std::vector<std::byte> bytes(without_key.bytes().begin(), without_key.bytes().end());
    const auto known = answers_.find({header.session, header.number});

    if (!IsEnvelopeReason(applied.reason)) {
        SessionNumber& last = last_numbers_[header.session];
        Require(known == answers_.end() && header.number.raw() == last.raw() + 1, "I12");
        last = header.number;
        answers_[{header.session, header.number}] = {bytes, {events.begin(), events.end()}};
        return;
    }
    constexpr std::size_t kAnswerAt = sizeof(CommandApplied) + sizeof(AnswerRepeated);
    if (applied.reason == RejectReason::kRepeated) {
        const auto answer = events.subspan(std::min(events.size(), kAnswerAt));
        Require(
            known != answers_.end() && known->second.first == bytes &&
                std::ranges::equal(known->second.second, answer),
            "I12"
        );
    }
    if (applied.reason == RejectReason::kSessionNumberReused) {
        Require(known != answers_.end() && known->second.first != bytes, "I12");
    }
}

void InvariantChecker::On(const SymbolDefined& event) {
    Book& book = books_[event.symbol.raw()];
    const SymbolDefinition& definition = book.definition = event.definition;
    if (book.trades == 0) book.last = definition.reference_price;
    const Int128 scale = PowerOfTen(assets_[definition.base.raw()].decimals);
    Int128 unit = static_cast<Int128>(definition.tick_size) * definition.lot_size;
    std::uint32_t raise = assets_[definition.quote.raw()].decimals;
    std::uint32_t lower = definition.price_decimals;
    while (raise > 0 && lower > 0) --raise, --lower;
    while (raise > 0 && unit < kAmountBound) unit *= 10, --raise;
    book.notional_unit = unit / PowerOfTen(lower) / scale;
}

InvariantChecker::Funds& InvariantChecker::FundsOf(AccountId account, AssetId asset) {
    touched_.insert({account, asset});
    return funds_[{account, asset}];
}

void InvariantChecker::On(const FundsDeposited& event) {
    FundsOf(event.account, event.asset).total += event.amount.raw();
    outside_[event.asset] += event.amount.raw();
}

void InvariantChecker::On(const WithdrawalReserved& event) {
    Require(event.withdrawal.raw() == ++withdrawal_count_, "I19");
    withdrawals_[event.withdrawal.raw()] = event;
    FundsOf(event.account, event.asset).held += event.amount.raw();
}

void InvariantChecker::EndWithdrawal(WithdrawalId id, bool is_settled) {
    const auto found = withdrawals_.find(id.raw());
    if (found == withdrawals_.end()) return Require(false, "I19");
    const WithdrawalReserved& withdrawal = found->second;
    Funds& funds = FundsOf(withdrawal.account, withdrawal.asset);
    funds.held -= withdrawal.amount.raw();
    if (is_settled) {
        funds.total -= withdrawal.amount.raw();
        outside_[withdrawal.asset] -= withdrawal.amount.raw();
    }
    withdrawals_.erase(found);
}

void InvariantChecker::On(const BalanceChanged& event) {
    Require(event.available >= Amount{0} && event.held >= Amount{0}, "I3");
    Require(event.available.raw() < kAmountBound && event.held.raw() < kAmountBound, "I18");
    Funds& funds = FundsOf(event.account, event.asset);
    const Int128 total = static_cast<Int128>(event.available.raw()) + event.held.raw();
    sums_[event.asset] += total - funds.said_total;
    funds.said_total = total;
    funds.said_held = event.held.raw();
}

void InvariantChecker::CheckFunds() {
    for (const Owner& owner : touched_) {
        const Funds& funds = funds_[owner];
        Require(funds.said_total == funds.total, "I1");
        Require(funds.said_held == funds.held, "I4");
        Require(sums_[owner.second] == outside_[owner.second], "I2");
    }
}

}  // namespace bourse::reference
