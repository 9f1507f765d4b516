// VenueFixture: an Exchange with two assets, one symbol and three funded customers, for tests. All
// units are 1 (a lot is one minor unit of BTC, a notional is price times quantity), so that a
// test's numbers can be worked out by hand. Every answer is checked to begin with CommandApplied;
// the destructor walks the invariants.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/exchange/exchange.h"

namespace bourse::exchange {

inline constexpr AssetId kBtc{0};
inline constexpr AssetId kUsd{1};
inline constexpr SymbolId kBtcUsd{0};
inline constexpr AccountId kAlice{2};
inline constexpr AccountId kBob{3};
inline constexpr AccountId kCarol{4};

// The events of one command.
class Answer {
public:
    explicit Answer(wire::ByteBuffer events) : events_(std::move(events)) {}

    std::span<const std::byte> bytes() const { return events_.bytes(); }
    RejectReason reason() const { return First<CommandApplied>().reason; }
    template <class Event>
    std::vector<Event> All() const {
        std::vector<Event> found;
        wire::ForEachEvent(bytes(), [&](const wire::EventView& event) {
            if (event.type() == Event::kType) found.push_back(event.As<Event>());
        });
        return found;
    }
    // Requires: there is one.
    template <class Event>
    Event First() const {
        const auto found = All<Event>();
        CHECK(!found.empty());
        return found.front();
    }
    std::vector<EventType> types() const {
        std::vector<EventType> found;
        wire::ForEachEvent(bytes(), [&](const wire::EventView& event) {
            found.push_back(event.type());
        });
        return found;
    }

private:
    wire::ByteBuffer events_;
};

inline std::string Numbered(std::string prefix, std::uint64_t number) {
    return prefix.append(std::to_string(number));
}
inline SymbolDefinition MakeSymbolDefinition(std::string_view name) {
    SymbolDefinition definition;
    definition.name = Name::From(name);
    definition.base = kBtc;
    definition.quote = kUsd;
    definition.filters.price_max = Price(1'000'000);
    definition.filters.quantity_max = Quantity(1'000'000);
    definition.filters.max_orders = 0;
    return definition;
}

inline OrderInstruction Limit(Side side, Price price, Quantity quantity) {
    OrderInstruction order;
    order.symbol = kBtcUsd;
    order.side = side;
    order.type = OrderType::kLimit;
    order.price = price;
    order.quantity = quantity;
    return order;
}
inline OrderInstruction Buy(std::int64_t price, Quantity quantity) {
    return Limit(Side::kBuy, Price(price), quantity);
}
inline OrderInstruction Sell(std::int64_t price, Quantity quantity) {
    return Limit(Side::kSell, Price(price), quantity);
}
inline OrderInstruction MarketOrder(Side side, Quantity quantity) {
    OrderInstruction order = Limit(side, Price(0), quantity);
    order.type = OrderType::kMarket;
    return order;
}
inline OrderInstruction MarketOrder(Side side, Amount quote_quantity) {
    OrderInstruction order = MarketOrder(side, Quantity(0));
    order.quote_quantity = quote_quantity;
    return order;
}
inline OrderReference ReferTo(OrderId order) { return {kBtcUsd, 0, order, {}}; }
inline OrderReference ReferTo(std::string_view client_id) {
    return {kBtcUsd, 0, OrderId(0), ClientOrderId::From(client_id)};
}

class VenueFixture {
public:
    static constexpr Amount kFunds{1'000'000'000};

    VenueFixture() {
        DefineAssetNamed("BTC");
        DefineAssetNamed("USD");
        auto symbol = MakeCommand<DefineSymbol>(kVenueAccount);
        symbol.definition = MakeSymbolDefinition("BTCUSD");
        Must(symbol);
        for (const AccountId account : {kAlice, kBob, kCarol}) {
            Must(MakeCommand<OpenAccount>(kVenueAccount));
            Fund(account, kBtc, kFunds);
            Fund(account, kUsd, kFunds);
        }
    }
    virtual ~VenueFixture() { exchange.CheckInvariants(); }
    VenueFixture(const VenueFixture&) = delete;
    VenueFixture& operator=(const VenueFixture&) = delete;

    template <class T>
    Answer Apply(const T& command) {
        return Apply(wire::Command(command));
    }
    Answer Apply(const wire::Command& command) {
        wire::ByteBuffer events;
        const Timestamp timestamp(exchange.timestamp().raw() + 1);
        exchange.Apply(command, {exchange.sequence().Next(), timestamp}, events);
        CHECK(wire::ValidateEvents(events.bytes()).has_value());
        Answer answer(std::move(events));
        CHECK(answer.types().front() == EventType::kCommandApplied);
        CHECK(answer.First<CommandApplied>().sequence == exchange.sequence());
        return answer;
    }
    // Applies what must not be rejected.
    template <class T>
    Answer Must(const T& command) {
        Answer answer = Apply(command);
        CHECK(answer.reason() == RejectReason::kNone);
        return answer;
    }
    template <class T>
    RejectReason ReasonOf(const T& command) {
        return Apply(command).reason();
    }

    void DefineAssetNamed(std::string_view name) {
        auto command = MakeCommand<DefineAsset>(kVenueAccount);
        command.definition.name = Name::From(name);
        Must(command);
    }
    void Fund(AccountId account, AssetId asset, Amount amount) {
        auto command = MakeCommand<Deposit>(account);
        command.asset = asset;
        command.amount = amount;
        Must(command);
    }
    static PlaceOrder PlaceCommand(AccountId account, const OrderInstruction& instruction) {
        auto command = MakeCommand<PlaceOrder>(account);
        command.instruction = instruction;
        return command;
    }
    Answer Place(AccountId account, const OrderInstruction& instruction) {
        return Apply(PlaceCommand(account, instruction));
    }
    // The id of an order that must be accepted.
    OrderId Placed(AccountId account, const OrderInstruction& instruction) {
        return Must(PlaceCommand(account, instruction)).template First<OrderAccepted>().order;
    }
    Answer Cancel(AccountId account, const OrderReference& reference) {
        auto command = MakeCommand<CancelOrder>(account);
        command.reference = reference;
        return Apply(command);
    }
    void SetMode(SymbolMode mode) {
        auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
        command.mode = mode;
        Must(command);
    }
    template <class Change>
    RejectReason ChangeFiltersBy(Change&& change) {
        auto command = MakeCommand<ChangeFilters>(kVenueAccount);
        command.filters = exchange.symbol(kBtcUsd)->definition.filters;
        change(command.filters);
        return ReasonOf(command);
    }
    static ChangeAccount ChangeCommand(AccountId account) {
        auto command = MakeCommand<ChangeAccount>(kVenueAccount);
        command.account = account;
        command.status = AccountStatus::kActive;
        return command;
    }
    void Freeze(AccountId account) {
        auto command = ChangeCommand(account);
        command.status = AccountStatus::kFrozen;
        Must(command);
    }
    void Join(AccountId account, std::uint32_t trade_group) {
        auto command = ChangeCommand(account);
        command.trade_group = trade_group;
        Must(command);
    }
    Balance btc(AccountId account) const { return exchange.balance(account, kBtc); }
    Balance usd(AccountId account) const { return exchange.balance(account, kUsd); }

    // The state without what every command changes: sequence, timestamp and the hash over them.
    std::vector<std::byte> Substance() const {
        constexpr std::size_t kMagicHashSequenceTimestamp = 32;
        wire::ByteBuffer snapshot;
        exchange.Save(snapshot);
        const auto bytes = snapshot.bytes().subspan(kMagicHashSequenceTimestamp);
        return {bytes.begin(), bytes.end()};
    }

    Exchange exchange;
};

}  // namespace bourse::exchange
