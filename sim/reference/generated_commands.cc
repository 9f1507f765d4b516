// The commands of CommandGenerator, one function a kind.
#include <algorithm>
#include <string>

#include "sim/reference/command_generator.h"
#include "sim/reference/venue.h"

namespace bourse::reference {

ClientOrderId CommandGenerator::SomeClientOrderId() {
    if (!random_.Percent(weights_.client_id_percent)) return {};
    std::string text = NumberedName('c', random_.Below(30));
    if (random_.OneIn(50)) text.resize(ClientOrderId::kMaxLength, 'x');
    return ClientOrderId::From(text);
}

Price CommandGenerator::SomePrice(SymbolId symbol, Side side) {
    const std::size_t at = symbol.raw() < prices_.size() ? symbol.raw() : 0;
    std::int64_t& middle = prices_[at];
    if (random_.OneIn(100)) middle += random_.In({-1, 1});
    if (random_.OneIn(20'000)) middle = random_.In({20, 2000});
    middle = std::max<std::int64_t>(middle, 20);
    if (random_.OneIn(60)) return Price{random_.In({1, middle * 20})};
    if (random_.OneIn(300)) return Price{first_filters_[at].price_max.raw() + random_.In({0, 1})};
    const std::int64_t away =
        random_.Percent(weights_.passive_percent) ? random_.In({1, 8}) : random_.In({-4, 0});
    return Price{side == Side::kBuy ? middle - away : middle + away};
}

OrderInstruction CommandGenerator::Instruction(SymbolId symbol) {
    OrderInstruction instruction;
    instruction.symbol = symbol;
    instruction.side = random_.OneIn(2) ? Side::kBuy : Side::kSell;
    instruction.client_order_id = SomeClientOrderId();
    if (random_.Percent(60)) {
        instruction.self_trade_prevention =
            static_cast<SelfTradePrevention>(random_.Below(kSelfTradePreventionLast + 1));
    }
    const std::int64_t size = random_.OneIn(40) ? 5000 : random_.OneIn(3) ? 4 : 60;
    instruction.quantity = Quantity{random_.In({1, size})};
    if (random_.OneIn(300)) {
        const SymbolFilters& filters = VenueSymbols()[symbol.raw() % VenueSymbols().size()].filters;
        instruction.quantity = Quantity{filters.quantity_max.raw() + random_.In({0, 1})};
    }
    const bool is_passive = random_.Percent(weights_.passive_percent);
    const std::uint64_t kind = random_.Below(20);
    if (!is_passive && kind < 6) {
        instruction.type = OrderType::kMarket;
        if (kind < 3) {
            const std::int64_t lot = prices_[0] * (symbol == SymbolId{4} ? 100 : 1);
            instruction.quote_quantity = Amount{random_.In({1, lot * size})};
            instruction.quantity = Quantity{0};
        }
        return instruction;
    }
    instruction.type = kind >= 18 ? OrderType::kLimitMaker : OrderType::kLimit;
    instruction.price = SomePrice(symbol, instruction.side);
    if (random_.Percent(weights_.stop_percent)) MakeStop(instruction);
    if (is_passive && random_.OneIn(12) && Triggered(instruction.type) != OrderType::kMarket) {
        const std::int64_t most = instruction.quantity.raw() + (random_.OneIn(30) ? 1 : 0);
        instruction.conditions.iceberg_quantity = Quantity{random_.In({1, most})};
    }
    if (!is_passive && Triggered(instruction.type) == OrderType::kLimit) {
        instruction.time_in_force = static_cast<TimeInForce>(random_.In({1, 3}));
    }
    return instruction;
}

// Mostly on the side of the price where it may wait, a few ticks away.
void CommandGenerator::MakeStop(OrderInstruction& instruction) {
    instruction.type = static_cast<OrderType>(random_.In({4, 7}));
    const bool is_stop_loss = static_cast<int>(instruction.type) <= 5;
    const bool waits_above = is_stop_loss == (instruction.side == Side::kBuy);
    const std::size_t at = instruction.symbol.raw() < prices_.size() ? instruction.symbol.raw() : 0;
    const std::int64_t away = random_.In({random_.OneIn(8) ? -3 : 1, random_.OneIn(4) ? 30 : 6});
    instruction.conditions.stop_price =
        Price{std::max<std::int64_t>(1, prices_[at] + (waits_above ? away : -away))};
    if (random_.OneIn(2)) {
        instruction.type = is_stop_loss ? OrderType::kStopLoss : OrderType::kTakeProfit;
        instruction.price = Price{};
    }
    if (random_.OneIn(3)) MakeTrailing(instruction.conditions);
}

// Of a few deltas, so that orders share them; mostly without a stop price.
void CommandGenerator::MakeTrailing(OrderConditions& conditions) {
    constexpr std::uint32_t kDeltas[] = {10, 50, 90, 100, 250, 400, 2'000};
    conditions.trailing_delta = kDeltas[random_.Below(std::size(kDeltas))];
    if (random_.OneIn(20)) {
        conditions.trailing_delta = static_cast<std::uint32_t>(random_.In({1, 12'000}));
    }
    if (!random_.OneIn(4)) conditions.stop_price = Price{};
}

wire::Command CommandGenerator::Place() {
    auto command = MakeCommand<PlaceOrder>(SomeAccount());
    command.instruction = Instruction(SomeSymbol());
    return wire::Command(command);
}

// Small orders far from the middle, and at last the cancel of all of them.
wire::Command CommandGenerator::PlaceForBurst() {
    const SymbolId symbol{burst_account_.raw() % 2 == 0 ? 0U : 4U};
    if (burst_left_ > 0 && --burst_left_ == 0) {
        auto command = MakeCommand<CancelAllOrders>(burst_account_);
        command.symbol = symbol;
        command.cancel_id = SomeClientOrderId();
        return wire::Command(command);
    }
    if (random_.OneIn(20)) {
        auto command = MakeCommand<Deposit>(burst_account_);
        command.asset = VenueSymbols()[symbol.raw()].quote;
        command.amount = Amount{20'000};
        return wire::Command(command);
    }
    auto command = MakeCommand<PlaceOrder>(burst_account_);
    command.instruction.symbol = symbol;
    command.instruction.type = OrderType::kLimit;
    command.instruction.price = Price{random_.In({5, 12})};
    command.instruction.quantity = Quantity{random_.In({30, 32})};
    return wire::Command(command);
}

// Small orders of all accounts on one side, and at last three that want more than all of them.
wire::Command CommandGenerator::PlaceForSweeps() {
    if (--burst_left_ < 3) return Sweep();
    auto command = MakeCommand<PlaceOrder>(SomeAccount());
    OrderInstruction& instruction = command.instruction;
    instruction.symbol = SomeSymbol();
    instruction.side = burst_account_.raw() % 2 == 0 ? Side::kBuy : Side::kSell;
    instruction.type = OrderType::kLimit;
    const std::int64_t away = random_.In({1, 8});
    instruction.price = Price{kFirstPrice + (instruction.side == Side::kBuy ? -away : away)};
    instruction.quantity = Quantity{random_.In({1, 4})};
    return wire::Command(command);
}

wire::Command CommandGenerator::Sweep() {
    auto command = MakeCommand<PlaceOrder>(SomeAccount());
    OrderInstruction& instruction = command.instruction = Instruction(SomeSymbol());
    instruction.side = burst_account_.raw() % 2 == 0 ? Side::kSell : Side::kBuy;
    const bool is_buy = instruction.side == Side::kBuy;
    instruction.time_in_force = TimeInForce::kGoodTillCanceled;
    instruction.type = random_.OneIn(2) ? OrderType::kMarket : OrderType::kLimit;
    instruction.price = Price{};
    instruction.quantity = Quantity{random_.In({9'000, 60'000})};
    instruction.quote_quantity = Amount{};
    if (instruction.type == OrderType::kLimit) {
        instruction.price = Price{is_buy ? 2 * kFirstPrice : 1};
        instruction.time_in_force = static_cast<TimeInForce>(random_.In({1, 3}));
    } else if (random_.OneIn(2)) {
        instruction.quote_quantity = Amount{instruction.quantity.raw() * kFirstPrice * 100};
        instruction.quantity = Quantity{};
    }
    return wire::Command(command);
}

// By id, by client order id or by both; sometimes wrong.
OrderReference CommandGenerator::Refer(const LiveOrder& order) {
    OrderReference reference;
    reference.symbol = random_.OneIn(60) ? SomeSymbol() : order.symbol;
    const std::uint64_t kind = random_.Below(4);
    if (kind != 1 || order.client_order_id.empty()) reference.order = order.id;
    if (kind <= 1) reference.client_order_id = order.client_order_id;
    if (random_.OneIn(25)) reference.client_order_id = SomeClientOrderId();
    if (random_.OneIn(60)) reference.order = OrderId{random_.Below(order.id.raw() + 10)};
    return reference;
}

wire::Command CommandGenerator::Cancel() {
    const LiveOrder* order = SomeLive();
    if (order == nullptr) return Place();
    auto command = MakeCommand<CancelOrder>(random_.OneIn(40) ? SomeAccount() : order->account);
    command.reference = Refer(*order);
    command.cancel_id = SomeClientOrderId();
    if (random_.OneIn(4)) command.restriction = static_cast<CancelRestriction>(random_.Below(4));
    return wire::Command(command);
}

wire::Command CommandGenerator::Amend() {
    const LiveOrder* order = SomeLive();
    if (order == nullptr) return Place();
    auto command = MakeCommand<AmendOrder>(random_.OneIn(40) ? SomeAccount() : order->account);
    command.reference = Refer(*order);
    const std::int64_t least =
        random_.OneIn(2) ? 1 : std::max<std::int64_t>(1, order->quantity.raw() - 3);
    command.quantity = Quantity{random_.In({least, order->quantity.raw() + 1})};
    if (random_.OneIn(5)) command.client_order_id = SomeClientOrderId();
    return wire::Command(command);
}

wire::Command CommandGenerator::CancelReplace() {
    const LiveOrder* order = SomeLive();
    if (order == nullptr) return Place();
    auto command =
        MakeCommand<CancelReplaceOrder>(random_.OneIn(40) ? SomeAccount() : order->account);
    command.reference = Refer(*order);
    command.cancel_id = SomeClientOrderId();
    command.instruction = Instruction(random_.OneIn(20) ? SomeSymbol() : order->symbol);
    if (random_.OneIn(4)) {
        command.instruction.side = order->side;
        command.instruction.type = OrderType::kLimit;
        command.instruction.price = order->price;
        command.instruction.quantity = order->quantity;
        command.instruction.quote_quantity = Amount{};
    }
    command.mode = static_cast<CancelReplaceMode>(random_.OneIn(60) ? 3 : random_.In({1, 2}));
    if (random_.OneIn(6)) command.restriction = static_cast<CancelRestriction>(random_.Below(4));
    return wire::Command(command);
}

wire::Command CommandGenerator::CancelAll() {
    const LiveOrder* order = SomeLive();
    auto command = MakeCommand<CancelAllOrders>(
        order == nullptr || random_.OneIn(10) ? SomeAccount() : order->account
    );
    command.symbol = order == nullptr ? SomeSymbol() : order->symbol;
    command.cancel_id = SomeClientOrderId();
    return wire::Command(command);
}

// Fewer open orders.
wire::Command CommandGenerator::Reduce() {
    if (live_.size() > 3 * std::size_t{weights_.open_orders}) return CancelAll();
    if (weights_.open_orders > 1000 || random_.OneIn(2)) return Cancel();
    auto command = MakeCommand<PlaceOrder>(SomeAccount());
    command.instruction = Instruction(SomeSymbol());
    command.instruction.type = OrderType::kMarket;
    command.instruction.time_in_force = TimeInForce::kGoodTillCanceled;
    command.instruction.price = Price{};
    return wire::Command(command);
}

wire::Command CommandGenerator::DepositSome() {
    auto command = MakeCommand<Deposit>(SomeAccount());
    command.asset = AssetId{static_cast<std::uint32_t>(random_.Below(VenueAssets().size() + 1))};
    command.amount =
        Amount{random_.In({1, 1 + weights_.deposit_units_max / 20}) * UsualSize(command.asset)};
    return wire::Command(command);
}

wire::Command CommandGenerator::Reserve() {
    auto command = MakeCommand<ReserveWithdrawal>(SomeAccount());
    command.asset = AssetId{static_cast<std::uint32_t>(random_.Below(VenueAssets().size()))};
    command.amount = Amount{random_.In({1, 200}) * UsualSize(command.asset)};
    return wire::Command(command);
}

wire::Command CommandGenerator::EndWithdrawal() {
    WithdrawalId withdrawal{random_.Below(20)};
    if (!withdrawals_.empty() && !random_.OneIn(10)) {
        const std::size_t at = random_.Below(withdrawals_.size());
        withdrawal = withdrawals_[at];
        withdrawals_[at] = withdrawals_.back();
        withdrawals_.pop_back();
    }
    if (random_.OneIn(2)) {
        auto command = MakeCommand<SettleWithdrawal>(kVenueAccount);
        command.withdrawal = withdrawal;
        return wire::Command(command);
    }
    auto command = MakeCommand<ReleaseWithdrawal>(kVenueAccount);
    command.withdrawal = withdrawal;
    return wire::Command(command);
}

}  // namespace bourse::reference
