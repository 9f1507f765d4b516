// ApplyEngine: the whole exchange, as the sequencer drives it: fields and filters, fees,
// self-trade prevention, balances, books, and every event as bytes. Beside Apply itself the timed
// part encodes the command from the workload's record and reads the events back into the sink.
//
// The exchange numbers orders itself and gives a replaced order a new id, so two tables lead from
// the workload's ids to the exchange's and back, as a client keeps them.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "bench/event_sink.h"
#include "core/exchange/exchange.h"

namespace bourse::bench {

class ApplyEngine {
public:
    static constexpr std::string_view kName = "apply";

    // Appends every command to `recording`, too, when there is one.
    ApplyEngine(
        const WorkloadHeader& header, EventSink& sink, wire::ByteBuffer* recording = nullptr
    )
        : sink_(&sink), recording_(recording), orders_(header.highest_id + 1) {
        // Each command of the workload may make one order of the exchange.
        workload_ids_.reserve(header.prefill_count + header.timed_count + 1);
        workload_ids_.push_back(0);
        DefineVenue(header);
        FundAccounts(header);
    }

    void Limit(const Command& command) { Place(command, OrderType::kLimit); }
    void Ioc(const Command& command) {
        Place(command, OrderType::kLimit, TimeInForce::kImmediateOrCancel);
    }
    void Market(const Command& command) { Place(command, OrderType::kMarket); }

    void Cancel(const Command& command) {
        auto& cancel = command_.Start<CancelOrder>(AccountOf(command));
        Refer(command, cancel.reference);
        ApplyAndPublish(command);
    }

    void Replace(const Command& command) {
        auto& replace = command_.Start<CancelReplaceOrder>(AccountOf(command));
        Refer(command, replace.reference);
        Instruct(command, OrderType::kLimit, replace.instruction);
        replace.mode = CancelReplaceMode::kStopOnFailure;
        ApplyAndPublish(command);
    }

    // The exchange is told the new total, the workload tells the difference.
    void Reduce(const Command& command) {
        auto& amend = command_.Start<AmendOrder>(AccountOf(command));
        Refer(command, amend.reference);
        amend.quantity = Quantity(orders_[command.id].quantity - command.quantity);
        ApplyAndPublish(command);
    }

    // An order of the commands in between has no id yet; its command is left to itself.
    static constexpr std::size_t kGroupsAhead = exchange::Lookahead::kGroups - 1;
    void Prefetch(std::span<const Command> commands) {
        for (const Command& command : commands) __builtin_prefetch(&orders_[command.id]);
        std::array<exchange::Target, exchange::Lookahead::kGroup> targets;
        for (std::size_t i = 0; i < commands.size(); ++i) {
            const Command& command = commands[i];
            const bool names_order = command.type >= CommandType::kCancel;
            targets[i] = {
                AccountOf(command),
                SymbolId(command.symbol),
                OrderId(names_order ? orders_[command.id].order : 0),
                SideOf(command),
                Price(command.price)};
        }
        exchange_.Prefetch(lookahead_, std::span(targets).first(commands.size()));
    }

    // Of all commands so far, those of the constructor included.
    std::uint64_t event_bytes() const { return event_bytes_; }
    std::uint64_t resting() const { return exchange_.open_order_count(); }

private:
    static constexpr std::int64_t kHighestQuantity = 1'000'000;
    static constexpr Rate kMakerRate{kRateScale / 10'000};  // 1 basis point
    static constexpr Rate kTakerRate{kRateScale / 2'000};   // 5 basis points

    // The order that now stands for a workload id.
    struct Placed {
        std::uint32_t order = 0;
        std::uint32_t quantity = 0;
    };

    void DefineVenue(const WorkloadHeader& header) {
        Define("QUOTE");
        for (std::uint32_t i = 0; i < header.symbols; ++i) Define(fmt::format("BASE{}", i));
        for (std::uint32_t i = 0; i < header.symbols; ++i) {
            auto symbol = MakeCommand<DefineSymbol>(kVenueAccount);
            SymbolDefinition& definition = symbol.definition;
            definition.name = Name::From(fmt::format("BASE{}QUOTE", i));
            definition.base = AssetId(i + 1);
            definition.quote = AssetId(0);
            definition.price_decimals = 2;
            definition.lot_size = 100'000;  // 0.001
            definition.reference_price = Price(header.lowest_price);
            definition.default_self_trade_prevention = SelfTradePrevention::kExpireTaker;
            definition.filters = FiltersFor(header);
            Must(symbol);
        }
        auto tier = MakeCommand<DefineFeeTier>(kVenueAccount);
        tier.tier = FeeTierId(1);
        tier.maker = kMakerRate;
        tier.taker = kTakerRate;
        Must(tier);
    }

    // Every filter on, none in the way.
    static SymbolFilters FiltersFor(const WorkloadHeader& header) {
        SymbolFilters filters;
        filters.price_max = Price(2 * header.highest_price);
        filters.quantity_max = filters.market_quantity_max = Quantity(kHighestQuantity);
        filters.notional_min = Amount(1);
        filters.notional_max = Amount(kAmountBound - 1);
        filters.bid_multiplier_up = filters.ask_multiplier_up = 100 * kMultiplierScale;
        filters.bid_multiplier_down = filters.ask_multiplier_down = kMultiplierScale / 100;
        filters.max_orders = 1'000'000;
        return filters;
    }

    void Define(std::string_view name) {
        auto asset = MakeCommand<DefineAsset>(kVenueAccount);
        asset.definition.name = Name::From(name);
        asset.definition.decimals = 8;
        Must(asset);
    }

    // Everybody owns the same share of half of what an asset may have in circulation.
    void FundAccounts(const WorkloadHeader& header) {
        for (std::uint32_t account = 0; account < header.accounts; ++account) {
            auto open = MakeCommand<OpenAccount>(kVenueAccount);
            open.tier = FeeTierId(1);
            Must(open);
            for (std::uint32_t asset = 0; asset <= header.symbols; ++asset) {
                auto deposit = MakeCommand<Deposit>(AccountId(kFirstCustomer + account));
                deposit.asset = AssetId(asset);
                deposit.amount = Amount(kAmountBound / 2 / header.accounts);
                Must(deposit);
            }
        }
    }

    template <class T>
    void Must(const T& command) {
        Apply(wire::Command(command));
        wire::ForEachEvent(events_.bytes(), [](const wire::EventView& event) {
            CHECK(
                event.type() != EventType::kCommandApplied ||
                event.As<CommandApplied>().reason == RejectReason::kNone
            );
        });
    }

    static Side SideOf(const Command& command) {
        return command.side == OrderSide::kBuy ? Side::kBuy : Side::kSell;
    }
    static AccountId AccountOf(const Command& command) {
        return AccountId(kFirstCustomer + command.account);
    }
    void Refer(const Command& command, OrderReference& reference) const {
        reference.symbol = SymbolId(command.symbol);
        reference.order = OrderId(orders_[command.id].order);
    }
    static void Instruct(const Command& command, OrderType type, OrderInstruction& instruction) {
        instruction.symbol = SymbolId(command.symbol);
        instruction.side = SideOf(command);
        instruction.type = type;
        instruction.price = Price(command.price);
        instruction.quantity = Quantity(command.quantity);
    }

    void Place(
        const Command& command,
        OrderType type,
        TimeInForce time_in_force = TimeInForce::kGoodTillCanceled
    ) {
        auto& place = command_.Start<PlaceOrder>(AccountOf(command));
        Instruct(command, type, place.instruction);
        place.instruction.time_in_force = time_in_force;
        ApplyAndPublish(command);
    }

    void Apply(const wire::Command& command) {
        if (recording_ != nullptr) recording_->Append(command.bytes());
        events_.Clear();
        exchange_.Apply(command, {exchange_.sequence().Next(), Timestamp(0)}, events_);
        event_bytes_ += events_.size();
    }

    // Applies command_.
    void ApplyAndPublish(const Command& source) {
        Apply(command_);
        wire::ForEachEvent(events_.bytes(), [&](const wire::EventView& event) {
            Publish(event, source);
        });
    }

    void Publish(const wire::EventView& event, const Command& source) {
        switch (event.type()) {
            case EventType::kCommandApplied:
                if (event.As<CommandApplied>().reason == RejectReason::kNone) return;
                return sink_->Rejected(source.id);
            case EventType::kCancelReplaceApplied:
                if (event.As<CancelReplaceApplied>().cancel_reason == RejectReason::kNone) return;
                return sink_->Rejected(source.id);
            case EventType::kOrderAccepted:
                return Accepted(event.As<OrderAccepted>(), source);
            case EventType::kOrderAmended:
                orders_[source.id].quantity -= source.quantity;
                return sink_->Accepted(source.id);
            case EventType::kTradeExecuted:
                return Filled(event.As<TradeExecuted>(), source);
            case EventType::kOrderCanceled:
            case EventType::kOrderExpired:
                return sink_->Cancelled(source.id);
            default:
                return;
        }
    }

    void Accepted(const OrderAccepted& accepted, const Command& source) {
        CHECK(accepted.order.raw() == workload_ids_.size());
        workload_ids_.push_back(static_cast<std::uint32_t>(source.id));
        orders_[source.id] = {static_cast<std::uint32_t>(accepted.order.raw()), source.quantity};
        sink_->Accepted(source.id);
    }

    void Filled(const TradeExecuted& trade, const Command& source) {
        sink_->Filled(
            source,
            workload_ids_[trade.maker_order.raw()],
            trade.price.raw(),
            static_cast<std::uint32_t>(trade.quantity.raw())
        );
    }

    static constexpr std::uint32_t kFirstCustomer = kFirstCustomerAccount.raw();

    EventSink* sink_;
    wire::ByteBuffer* recording_;
    std::uint64_t event_bytes_ = 0;
    exchange::Exchange exchange_{{1U << 17, 1U << 20}};
    exchange::Lookahead lookahead_;
    wire::Command command_;
    wire::ByteBuffer events_{1 << 20};         // room for the widest command
    std::vector<Placed> orders_;               // by the workload's id
    std::vector<std::uint32_t> workload_ids_;  // by the exchange's id
};

}  // namespace bourse::bench
