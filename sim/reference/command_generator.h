// CommandGenerator: a seeded stream of commands that keeps an exchange busy in interesting places:
// few prices, so that orders queue and cross; scarce balances; live orders as targets; broken
// fields; repeated and skipped session numbers; operators who change their mind.
//
// The first commands define assets, symbols, tiers and accounts and deposit funds. The generator
// reads the events that its commands caused, so it needs them after each command.
// Thread: one owner.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/domain/commands.h"
#include "core/domain/events.h"
#include "core/wire/command_codec.h"
#include "sim/reference/random.h"

namespace bourse::reference {

// A burst fills one side of a book; in the end its account cancels all, or others sweep it.
enum class BurstEnd { kCancelAll, kSweeps };

struct CommandWeights {
    // Shares of the commands
    std::uint32_t place = 620, place_list = 60, cancel_list = 12, cancel = 120, amend = 60,
                  cancel_replace = 70, cancel_all = 4;
    std::uint32_t deposit = 25, reserve_withdrawal = 15, end_withdrawal = 15, operate = 12;
    // One command in so many; 0: never
    std::uint32_t broken_field_every = 40, broken_frame_every = 3000;
    std::uint32_t repeat_every = 60, wrong_number_every = 150, new_session_every = 500;
    std::uint32_t burst_every = 6000;
    BurstEnd burst_end = BurstEnd::kCancelAll;
    Random::Range burst_size{200, 900};
    // Orders that rest at a time; the generator cancels what is above.
    std::uint32_t open_orders = 100;
    std::uint32_t passive_percent = 60;     // limit orders on their own side of the price
    std::uint32_t client_id_percent = 60;   // orders with a client order id
    std::uint32_t stop_percent = 12;        // of the orders that are not MARKET
    std::optional<SymbolId> only_symbol;    // of the orders
    std::int64_t deposit_units_max = 4000;  // of the asset's usual size
};

// Weights for `seed`: most streams are broad; some have a book so deep that one order cannot visit
// all of it, some define until the tables are full.
CommandWeights WeightsOf(std::uint64_t seed);

enum class PendingWork { kNone, kSome };

class CommandGenerator {
public:
    CommandGenerator(std::uint64_t seed, const CommandWeights& weights);

    wire::Command Next(PendingWork pending);
    void Observe(std::span<const std::byte> events);

private:
    struct LiveOrder {
        OrderId id;
        AccountId account;
        SymbolId symbol;
        Side side{};
        Price price;
        Quantity quantity;
        ClientOrderId client_order_id;
    };

    void Prepare();
    wire::Command Choose(PendingWork pending);
    wire::Command Trade();
    wire::Command Place();
    wire::Command PlaceList();
    wire::Command CancelList();
    wire::Command PlaceForBurst();
    wire::Command PlaceForSweeps();
    wire::Command Sweep();
    wire::Command Cancel();
    wire::Command Amend();
    wire::Command CancelReplace();
    wire::Command CancelAll();
    wire::Command Reduce();
    wire::Command DepositSome();
    wire::Command Reserve();
    wire::Command EndWithdrawal();
    wire::Command Operate();
    wire::Command Repair();
    wire::Command ChangeMode();
    wire::Command ChangeSomeFilters();
    wire::Command DefineTier();
    wire::Command ChangeSomeAccount();
    wire::Command DefineSomeAsset();
    wire::Command DefineSomeSymbol();
    wire::Command Number(wire::Command command);
    wire::Command BreakField(const wire::Command& command);

    OrderInstruction Instruction(SymbolId symbol);
    void MakeStop(OrderInstruction& instruction);
    void MakeTrailing(OrderConditions& conditions);
    void MakePair(OrderInstruction& stop, OrderInstruction& taking);
    Price SomePrice(SymbolId symbol, Side side);
    OrderReference Refer(const LiveOrder& order);
    ClientOrderId SomeClientOrderId();
    const LiveOrder* SomeLive();
    AccountId SomeAccount();
    SymbolId SomeSymbol();
    void Remember(const wire::Command& command);
    void ObserveOrder(const wire::EventView& view);
    void ObserveOperation(const wire::EventView& view);
    void Forget(OrderId order);
    void Rest(OrderId order);

    CommandWeights weights_;
    Random random_;
    std::deque<wire::Command> prepared_;
    std::vector<std::int64_t> prices_;  // the middle of each traded symbol, in ticks

    // What the events told
    std::uint32_t accounts_ = 0, assets_ = 0, symbols_ = 0, tiers_ = 0;
    std::vector<LiveOrder> live_;
    std::map<std::uint64_t, LiveOrder> accepted_;  // in the command at hand
    std::vector<OrderListAccepted> lists_;         // the newest 64
    std::vector<WithdrawalId> withdrawals_;
    std::map<std::uint64_t, std::uint64_t> last_numbers_;  // a session
    std::vector<SymbolFilters> first_filters_;             // of the traded symbols
    std::map<std::uint32_t, bool> disturbed_symbols_;      // mode or filters changed
    std::map<std::uint32_t, bool> frozen_accounts_;

    std::vector<wire::Command> history_;  // commands with a session, the newest 512
    std::size_t history_at_ = 0;
    std::uint32_t burst_left_ = 0;
    AccountId burst_account_;
    std::uint64_t definitions_ = 0;
};

}  // namespace bourse::reference
