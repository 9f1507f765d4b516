// The order lists of CommandGenerator: mostly well formed, around the price.
#include <algorithm>

#include "sim/reference/command_generator.h"
#include "sim/reference/venue.h"

namespace bourse::reference {

// Two legs of an OCO on the side and with the quantity of `stop`.
void CommandGenerator::MakePair(OrderInstruction& stop, OrderInstruction& taking) {
    const std::size_t at = stop.symbol.raw() < prices_.size() ? stop.symbol.raw() : 0;
    const std::int64_t sign = stop.side == Side::kSell ? 1 : -1;
    const auto away = [&] { return random_.In({random_.OneIn(20) ? -2 : 1, 6}); };
    const auto price_at = [&](std::int64_t offset) {
        return Price{std::max<std::int64_t>(1, prices_[at] + offset)};
    };
    stop.type = random_.OneIn(2) ? OrderType::kStopLoss : OrderType::kStopLossLimit;
    stop.conditions.stop_price = price_at(-sign * away());
    stop.price = stop.type == OrderType::kStopLoss ? Price{} : price_at(-sign * away());
    taking.side = stop.side;
    taking.quantity = stop.quantity;
    taking.price = price_at(sign * away());
    switch (random_.Below(4)) {
        case 0:
            taking.type = OrderType::kTakeProfit;
            taking.conditions.stop_price = taking.price;
            taking.price = Price{};
            break;
        case 1:
            taking.type = OrderType::kTakeProfitLimit;
            taking.conditions.stop_price = price_at(sign * away());
            break;
        default:
            taking.type = OrderType::kLimitMaker;
    }
    if (random_.OneIn(4)) MakeTrailing(stop.conditions);
    if (IsStop(taking.type) && random_.OneIn(4)) MakeTrailing(taking.conditions);
}

wire::Command CommandGenerator::PlaceList() {
    auto command = MakeCommand<PlaceOrderList>(SomeAccount());
    command.kind =
        static_cast<OrderListKind>(random_.OneIn(30) ? random_.Below(7) : 1 + random_.Below(3));
    command.list_client_id = SomeClientOrderId();
    const SymbolId symbol = SomeSymbol();
    const bool is_oco = command.kind == OrderListKind::kOco;
    for (OrderInstruction& leg : command.legs) {
        leg.symbol = symbol;
        leg.side = random_.OneIn(2) ? Side::kBuy : Side::kSell;
        leg.type = OrderType::kLimit;
        leg.price = SomePrice(symbol, leg.side);
        leg.quantity = Quantity{random_.In({1, random_.OneIn(10) ? 60 : 8})};
        leg.client_order_id = SomeClientOrderId();
        if (random_.OneIn(3)) {
            leg.self_trade_prevention =
                static_cast<SelfTradePrevention>(random_.Below(kSelfTradePreventionLast + 1));
        }
    }
    if (is_oco) {
        MakePair(command.legs[0], command.legs[1]);
        if (random_.OneIn(2)) std::swap(command.legs[0], command.legs[1]);
    } else if (command.kind == OrderListKind::kOtoco) {
        MakePair(command.legs[1], command.legs[2]);
    } else if (random_.OneIn(2)) {
        OrderInstruction& pending = command.legs[1];
        pending = Instruction(symbol);
        if (!random_.OneIn(10)) pending.quote_quantity = Amount{};
        if (pending.quantity == Quantity{0}) pending.quantity = Quantity{3};
    }
    if (!is_oco && random_.OneIn(4)) command.legs[0].type = OrderType::kLimitMaker;
    OrderInstruction& some = command.legs[random_.Below(kMaxListLegs)];
    if (some.price != Price{} && some.quantity > Quantity{0} && random_.OneIn(8)) {
        some.conditions.iceberg_quantity = Quantity{random_.In({1, some.quantity.raw()})};
    }
    return wire::Command(command);
}

wire::Command CommandGenerator::CancelList() {
    if (lists_.empty()) return PlaceList();
    const OrderListAccepted list = lists_[random_.Below(lists_.size())];
    auto command = MakeCommand<CancelOrderList>(random_.OneIn(20) ? SomeAccount() : list.account);
    command.symbol = list.symbol;
    if (!random_.OneIn(3)) command.list = list.order_list;
    if (random_.OneIn(2)) command.list_client_id = list.list_client_id;
    if (random_.OneIn(20)) command.list_client_id = SomeClientOrderId();
    command.cancel_id = SomeClientOrderId();
    return wire::Command(command);
}

}  // namespace bourse::reference
