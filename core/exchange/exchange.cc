#include "core/exchange/exchange.h"

#include "core/base/hash.h"
#include "core/exchange/state.h"

namespace bourse::exchange {

Exchange::Exchange(Capacity capacity) : state_(std::make_unique<State>(capacity)) {}
Exchange::~Exchange() = default;
Exchange::Exchange(Exchange&&) noexcept = default;
Exchange& Exchange::operator=(Exchange&&) noexcept = default;

void Exchange::Apply(const wire::Command& command, const Stamp& stamp, wire::ByteBuffer& events) {
    CHECK(stamp.sequence == state_->sequence.Next());
    CHECK(stamp.timestamp >= state_->timestamp);
    state_->sequence = stamp.sequence;
    state_->timestamp = stamp.timestamp;
    state_->Apply(command, events);
}

bool Exchange::has_pending_work() const { return state_->has_pending_work(); }
Sequence Exchange::sequence() const { return state_->sequence; }
Timestamp Exchange::timestamp() const { return state_->timestamp; }

SessionNumber Exchange::NextNumber(SessionId session) const {
    const Session* found = state_->sessions.Find(session);
    return found == nullptr ? SessionNumber(1) : found->next_number();
}

std::uint64_t Exchange::Hash() const {
    wire::ByteBuffer snapshot;
    state_->Save(snapshot);
    return Hash64(snapshot.bytes());
}

void Exchange::Save(wire::ByteBuffer& output) const { state_->Save(output); }

std::optional<Exchange> Exchange::Restore(std::span<const std::byte> snapshot, Capacity capacity) {
    std::optional<Exchange> restored(std::in_place, capacity);
    wire::Reader input(snapshot);
    if (!restored->state_->Restore(input) || !input.is_at_end()) return std::nullopt;
    return restored;
}

std::uint32_t Exchange::account_count() const {
    return static_cast<std::uint32_t>(state_->accounts.accounts.size());
}
std::uint32_t Exchange::asset_count() const {
    return static_cast<std::uint32_t>(state_->assets.size());
}
std::uint32_t Exchange::symbol_count() const {
    return static_cast<std::uint32_t>(state_->markets.size());
}
std::uint64_t Exchange::open_order_count() const { return state_->orders.live(); }

Balance Exchange::balance(AccountId account, AssetId asset) const {
    const ledger::Balance* found = state_->ledger.Find(account, asset);
    return found == nullptr ? Balance{} : Balance{found->available, found->held};
}

const AssetDefinition* Exchange::asset(AssetId asset) const {
    return asset.raw() < state_->assets.size() ? &state_->assets[asset.raw()] : nullptr;
}

const Symbol* Exchange::symbol(SymbolId symbol) const {
    return symbol.raw() < state_->markets.size() ? &state_->markets[symbol.raw()]->symbol : nullptr;
}

void Exchange::CheckInvariants() const { state_->CheckInvariants(); }

}  // namespace bourse::exchange
