#include "apps/bourse/recorded_market.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/checked.h"

namespace bourse::apps {

namespace {

using Operation = RecordedCommand::Operation;
using Type = RecordedCommand::Type;

constexpr AssetId kBase{0}, kQuote{1};
constexpr SymbolId kSymbol{0};
constexpr AccountId kAccount = kFirstCustomerAccount;
constexpr Timestamp kBeforeAll{0};

wire::Command DefineAssetNamed(std::string_view name) {
    auto command = MakeCommand<DefineAsset>(kVenueAccount);
    command.definition.name = Name::From(name);
    return wire::Command(command);
}

// As much as the ledger can hold of an asset.
wire::Command DepositAll(AssetId asset) {
    auto command = MakeCommand<Deposit>(kAccount);
    command.asset = asset;
    command.amount = Amount(kAmountBound - 1);
    return wire::Command(command);
}

// A tick is one unit of the quote asset, a lot one of the base asset.
wire::Command DefineMarket(Price price_max, Quantity quantity_max) {
    auto command = MakeCommand<DefineSymbol>(kVenueAccount);
    SymbolDefinition& definition = command.definition;
    definition.name = Name::From("RECORDED");
    definition.base = kBase;
    definition.quote = kQuote;
    definition.filters.price_max = price_max;
    definition.filters.quantity_max = quantity_max;
    definition.filters.max_orders = 0;
    definition.filters.max_order_amends = 0;
    return wire::Command(command);
}

OrderInstruction InstructionOf(const RecordedCommand& command) {
    OrderInstruction instruction{};
    instruction.symbol = kSymbol;
    instruction.side = command.side;
    instruction.type = command.type == Type::kMarket     ? OrderType::kMarket
                       : command.type == Type::kPostOnly ? OrderType::kLimitMaker
                                                         : OrderType::kLimit;
    if (command.type == Type::kImmediate) {
        instruction.time_in_force = TimeInForce::kImmediateOrCancel;
    }
    instruction.self_trade_prevention = SelfTradePrevention::kNone;
    instruction.price = command.price;
    instruction.quantity = command.quantity;
    return instruction;
}

// A recorded command may come too late for its order, or find nobody to trade with.
bool MayHappen(RejectReason reason) {
    constexpr std::array kReasons{
        RejectReason::kUnknownOrder,
        RejectReason::kAmendNotSmaller,
        RejectReason::kNoLiquidity,
        RejectReason::kWouldMatchImmediately};
    return std::find(kReasons.begin(), kReasons.end(), reason) != kReasons.end();
}

}  // namespace

RecordedMarket::RecordedMarket(DataDirectory directory, std::unique_ptr<engine::Journal> journal)
    : directory_(std::move(directory)),
      journal_(std::move(journal)),
      writer_({sequencer_, *journal_, 1}, [this](auto events) { views_.Apply(events); }) {}

Expected<std::unique_ptr<RecordedMarket>, std::string> RecordedMarket::Make(const RecordedFlow& flow
) {
    auto directory = DataDirectory::MakeEphemeral();
    if (!directory) return Unexpected{directory.error()};
    engine::SqliteJournalOptions options;
    options.database.path = (directory->path() / "journal.sqlite").string();
    auto journal = engine::SqliteJournal::Open(options);
    if (!journal) return Unexpected{"journal: " + journal.error().message};
    std::unique_ptr<RecordedMarket> market(
        new RecordedMarket(std::move(*directory), std::move(*journal))
    );
    const auto set_up = market->SetUp(flow);
    if (!set_up) return Unexpected{set_up.error()};
    return market;
}

Expected<void, std::string> RecordedMarket::SetUp(const RecordedFlow& flow) {
    const wire::Command commands[] = {
        DefineAssetNamed("BASE"),
        DefineAssetNamed("QUOTE"),
        DefineMarket(flow.price_max, flow.quantity_max),
        wire::Command(MakeCommand<OpenAccount>(kVenueAccount)),
        DepositAll(kBase),
        DepositAll(kQuote)};
    const auto events = writer_.Apply(commands, kBeforeAll);
    if (!events) return Unexpected{events.error()};
    wire::ForEachEvent(*events, [](wire::EventView event) {
        if (event.type() != EventType::kCommandApplied) return;
        CHECK(event.As<CommandApplied>().reason == RejectReason::kNone);
    });
    return {};
}

Expected<const std::vector<RecordedTrade>*, std::string> RecordedMarket::Apply(
    const RecordedCommand& command
) {
    const wire::Command translated = Translate(command);
    const auto events = writer_.Apply({&translated, 1}, command.time);
    if (!events) return Unexpected{events.error()};
    trades_.clear();
    wire::ForEachEvent(*events, [&](wire::EventView event) { Observe(event, command.order); });
    if (fault_ == RejectReason::kNone) return &trades_;
    return Unexpected{fmt::format("the market rejected it: {}", ToString(fault_))};
}

wire::Command RecordedMarket::Translate(const RecordedCommand& command) const {
    switch (command.operation) {
        case Operation::kNew: {
            auto place = MakeCommand<PlaceOrder>(kAccount);
            place.instruction = InstructionOf(command);
            return wire::Command(place);
        }
        case Operation::kReplace: {
            auto replace = MakeCommand<CancelReplaceOrder>(kAccount);
            replace.reference = ReferenceTo(command.order);
            replace.instruction = InstructionOf(command);
            replace.mode = CancelReplaceMode::kStopOnFailure;
            return wire::Command(replace);
        }
        case Operation::kDecrease: {
            auto amend = MakeCommand<AmendOrder>(kAccount);
            amend.reference = ReferenceTo(command.order);
            const auto* order = views_.orders().Find(amend.reference.order);
            // Recorded is what stays open, asked for is the total.
            amend.quantity = command.quantity + (order == nullptr ? Quantity() : order->executed);
            return wire::Command(amend);
        }
        case Operation::kCancel:
            break;
    }
    auto cancel = MakeCommand<CancelOrder>(kAccount);
    cancel.reference = ReferenceTo(command.order);
    return wire::Command(cancel);
}

OrderReference RecordedMarket::ReferenceTo(VenueOrderId order) const {
    OrderReference reference{};
    reference.symbol = kSymbol;
    const auto found = order_ids_.find(order.raw());
    if (found != order_ids_.end()) reference.order = found->second;
    return reference;
}

void RecordedMarket::Observe(wire::EventView event, VenueOrderId order) {
    if (event.type() == EventType::kCommandApplied) {
        CountReject(event.As<CommandApplied>().reason);
    } else if (event.type() == EventType::kCancelReplaceApplied) {
        const auto& replaced = event.As<CancelReplaceApplied>();
        CountReject(
            replaced.cancel_reason != RejectReason::kNone ? replaced.cancel_reason
                                                          : replaced.place_reason
        );
    } else if (event.type() == EventType::kOrderAccepted) {
        const OrderId id = event.As<OrderAccepted>().order;
        order_ids_[order.raw()] = id;
        venue_ids_[id.raw()] = order;
    } else if (event.type() == EventType::kTradeExecuted) {
        const auto& trade = event.As<TradeExecuted>();
        trades_.push_back(
            {venue_ids_.at(trade.maker_order.raw()),
             venue_ids_.at(trade.taker_order.raw()),
             trade.taker_side,
             trade.price,
             trade.quantity}
        );
    }
}

void RecordedMarket::CountReject(RejectReason reason) {
    if (reason == RejectReason::kNone) return;
    ++reject_count_;
    if (!MayHappen(reason)) fault_ = reason;
}

market::DepthLevels RecordedMarket::Top(std::size_t depth) const {
    return views_.market(kSymbol).depth.Top(depth);
}

std::vector<RestingOrder> RecordedMarket::RestingOrders() const {
    auto orders = views_.orders().Open(kAccount, kSymbol);
    // Ids are given in the order of arrival.
    std::sort(orders.begin(), orders.end(), [](const auto* a, const auto* b) {
        if (a->side != b->side) return a->side == Side::kBuy;
        if (a->price == b->price) return a->id < b->id;
        return a->side == Side::kBuy ? a->price > b->price : a->price < b->price;
    });
    std::vector<RestingOrder> resting;
    for (const market::OrderView* order : orders) {
        resting.push_back(
            {venue_ids_.at(order->id.raw()),
             order->side,
             order->price,
             order->quantity - order->executed}
        );
    }
    return resting;
}

}  // namespace bourse::apps
