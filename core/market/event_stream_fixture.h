// EventStream: seeded events of a plausible exchange, and the naive state they must fold to. It is
// no engine: who trades with whom is drawn, not matched.
// Thread: one owner.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/wire/event_codec.h"

namespace bourse::market {

class EventStream {
public:
    struct RestingOrder {
        AccountId account;
        Side side{};
        Price price;
        Quantity open, quantity;
    };
    static constexpr SymbolId kSymbol{0};

    explicit EventStream(std::uint64_t seed) : random_(seed) { Define(); }

    // Events of one more command: `trades` of a hundred trade, the others place, cancel or amend.
    void Step(std::uint32_t trades_percent) {
        Command();
        const std::uint64_t kind = Below(100);
        if (resting_.size() < 10) {
            Place();
        } else if (kind < trades_percent) {
            Trade();
        } else if (resting_.size() > 5'000 || kind % 4 == 0) {
            Cancel();
        } else if (kind % 4 == 1) {
            Amend();
        } else {
            Place();
        }
        BalanceChanged& changed = writer_.Add<BalanceChanged>();
        changed.account = AccountId(static_cast<std::uint32_t>(2 + Below(kAccounts)));
        changed.asset = AssetId(static_cast<std::uint32_t>(Below(2)));
        changed.available = Amount(static_cast<std::int64_t>(Below(1'000'000)));
    }
    // A command that changes nothing.
    CommandApplied& Command() {
        CommandApplied& applied = writer_.Add<CommandApplied>();
        applied.sequence = sequence_ = sequence_.Next();
        applied.timestamp = Timestamp(time_ += static_cast<std::int64_t>(Below(20'000'000)));
        return applied;
    }

    wire::ByteBuffer& buffer() { return buffer_; }
    wire::EventWriter& writer() { return writer_; }
    const std::map<OrderId, RestingOrder>& resting() const { return resting_; }
    std::uint64_t trades() const { return trade_.raw(); }
    UpdateId update_id() const { return update_id_; }
    std::uint64_t Below(std::uint64_t bound) { return random_() % bound; }

private:
    static constexpr std::uint64_t kAccounts = 20;

    void Define() {
        for (const char* name : {"BTC", "USDT"}) {
            Command();
            AssetDefined& defined = writer_.Add<AssetDefined>();
            defined.asset = AssetId(name[0] == 'B' ? 0 : 1);
            defined.definition.name = Name::From(name);
            defined.definition.decimals = 8;
        }
        Command();
        SymbolDefined& defined = writer_.Add<SymbolDefined>();
        SymbolDefinition& definition = defined.definition;
        definition.name = Name::From("BTCUSDT");
        definition.quote = AssetId(1);
        definition.price_decimals = 2;
        definition.lot_size = 1'000;
        definition.filters.price_max = Price(1'000'000);
        definition.filters.quantity_max = Quantity(1'000'000);
    }
    AccountId Account() { return AccountId(static_cast<std::uint32_t>(2 + Below(kAccounts))); }
    UpdateId NextUpdate() { return update_id_ = update_id_.Next(); }

    OrderId Accept(AccountId account, const RestingOrder& order) {
        last_order_ = last_order_.Next();
        OrderAccepted& accepted = writer_.Add<OrderAccepted>();
        accepted.order = last_order_;
        accepted.account = account;
        accepted.side = order.side;
        accepted.type = OrderType::kLimit;
        accepted.price = order.price;
        accepted.quantity = order.quantity;
        accepted.client_order_id = ClientOrderId::From(std::to_string(last_order_.raw()));
        return last_order_;
    }
    void Place() {
        const Side side = Below(2) == 0 ? Side::kBuy : Side::kSell;
        const auto away = static_cast<std::int64_t>(std::min(Below(1'000), Below(1'000)));
        const Price price(side == Side::kBuy ? 50'000 - away : 50'001 + away);
        const Quantity quantity(static_cast<std::int64_t>(Below(1'000) + 2));
        const RestingOrder order{Account(), side, price, quantity, quantity};
        const OrderId id = Accept(order.account, order);
        OrderRested& rested = writer_.Add<OrderRested>();
        rested.order = id;
        rested.side = side;
        rested.price = price;
        rested.quantity = quantity;
        rested.update_id = NextUpdate();
        resting_[id] = order;
    }
    auto Pick() {
        const OrderId from(resting_.begin()->first.raw() + Below(last_order_.raw()));
        const auto picked = resting_.lower_bound(from);
        return picked == resting_.end() ? resting_.begin() : picked;
    }
    void Trade() {
        const auto maker = Pick();
        auto& [id, order] = *maker;
        const Quantity part = Below(2) == 0 ? order.open : Quantity((order.open.raw() + 1) / 2);
        RestingOrder taker{Account(), Opposite(order.side), order.price, part, part};
        const OrderId taker_id = Accept(taker.account, taker);
        TradeExecuted& trade = writer_.Add<TradeExecuted>();
        trade.trade = trade_ = trade_.Next();
        trade.taker_side = taker.side;
        trade.maker_order = id;
        trade.taker_order = taker_id;
        trade.maker = order.account;
        trade.taker = taker.account;
        trade.price = order.price;
        trade.quantity = part;
        trade.notional = Amount(order.price.raw() * part.raw() * 10);
        trade.maker_open = order.open -= part;
        trade.update_id = NextUpdate();
        if (order.open == Quantity()) resting_.erase(maker);
    }
    void Cancel() {
        const auto picked = Pick();
        OrderCanceled& canceled = writer_.Add<OrderCanceled>();
        canceled.order = picked->first;
        canceled.account = picked->second.account;
        canceled.side = picked->second.side;
        canceled.price = picked->second.price;
        canceled.quantity = picked->second.open;
        canceled.update_id = NextUpdate();
        resting_.erase(picked);
    }
    void Amend() {
        auto& [id, order] = *Pick();
        if (order.open <= Quantity(1)) return;
        order.open -= Quantity(1);
        order.quantity -= Quantity(1);
        OrderAmended& amended = writer_.Add<OrderAmended>();
        amended.order = id;
        amended.account = order.account;
        amended.side = order.side;
        amended.price = order.price;
        amended.quantity = order.quantity;
        amended.reduced_by = Quantity(1);
        amended.update_id = NextUpdate();
        amended.client_order_id = ClientOrderId::From(std::to_string(sequence_.raw()) + "a");
    }

    std::mt19937_64 random_;
    wire::ByteBuffer buffer_;
    wire::EventWriter writer_{buffer_};
    Sequence sequence_;
    std::int64_t time_ = 1'700'000'000'000'000'000;
    OrderId last_order_;
    TradeId trade_;
    UpdateId update_id_;
    std::map<OrderId, RestingOrder> resting_;
};

}  // namespace bourse::market
