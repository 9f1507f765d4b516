// Exchange: the whole venue as one deterministic state machine: assets, symbols, accounts,
// balances, books, withdrawals, sessions.
//
// Apply is total: whatever a command holds, it ends in events or in a RejectReason, and a rejected
// command changes nothing but its session's last answer. Same commands, sequences and timestamps:
// same events and same Hash(), on every build. Work for one command is bounded by kMaxVisits
// resting orders; what is left over (CancelAllOrders) stays pending and is done by Continue
// commands, which the sequencer journals as long as has_pending_work().
//
// A broken ledger or book invariant ends the process (CHECK): the journal recovers.
// Thread: one owner. Memory: grows with open orders, accounts and symbols; no allocation in the
// steady state.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "core/domain/commands.h"
#include "core/domain/symbol.h"
#include "core/domain/types.h"
#include "core/exchange/lookahead.h"
#include "core/wire/command_codec.h"
#include "core/wire/event_codec.h"

namespace bourse::exchange {

struct Balance {
    Amount available;
    Amount held;
    friend bool operator==(const Balance&, const Balance&) = default;
};

// The place of a command in the journal.
struct Stamp {
    Sequence sequence;
    Timestamp timestamp;
};

class Exchange {
public:
    // Room from the start; with more the stores grow once in a while.
    struct Capacity {
        std::uint32_t open_orders = 1024;
        std::uint32_t positions = 1024;  // an account in a symbol
    };
    explicit Exchange(Capacity capacity);
    Exchange() : Exchange(Capacity{}) {}
    ~Exchange();
    Exchange(Exchange&&) noexcept;
    Exchange& operator=(Exchange&&) noexcept;

    // Executes one command and appends its events. Requires: the sequence follows the last one
    // without a gap and the timestamp does not fall (both are the sequencer's).
    void Apply(const wire::Command& command, const Stamp& stamp, wire::ByteBuffer& events);
    // Shows the next group of commands, of any values: they come to their turn when the two groups
    // before them are applied. Changes nothing here. The lookahead must not have seen another
    // exchange.
    void Prefetch(Lookahead& lookahead, std::span<const Target> targets) const;
    // Some former command left work: the sequencer's next command should be a Continue.
    bool has_pending_work() const;

    // The sequence and timestamp of the last command applied; 0 before the first.
    Sequence sequence() const;
    Timestamp timestamp() const;
    // The number that the session's next command must have.
    SessionNumber NextNumber(SessionId session) const;

    // A hash of all state. Equal states have equal hashes on every build.
    std::uint64_t Hash() const;
    // All state as bytes (docs/formats/snapshot.md), and back. Restore answers nullopt for bytes
    // that are not a snapshot of this format; the caller compares the Hash() that was stored with
    // it.
    void Save(wire::ByteBuffer& output) const;
    static std::optional<Exchange> Restore(std::span<const std::byte> snapshot, Capacity capacity);
    static std::optional<Exchange> Restore(std::span<const std::byte> snapshot) {
        return Restore(snapshot, Capacity{});
    }

    // What tests, tools and start-up read. Ids out of range answer nothing or zero.
    std::uint32_t account_count() const;
    std::uint32_t asset_count() const;
    std::uint32_t symbol_count() const;
    std::uint64_t open_order_count() const;
    Balance balance(AccountId account, AssetId asset) const;
    const AssetDefinition* asset(AssetId asset) const;
    const Symbol* symbol(SymbolId symbol) const;

    // Walks all state and fails a CHECK on the first broken invariant: conservation an asset, no
    // negative balance, held = sum of reservations, books not crossed, levels equal to their orders
    // (reliability I1-I5, I8).
    void CheckInvariants() const;

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace bourse::exchange
