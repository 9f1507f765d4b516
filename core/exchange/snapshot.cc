// All state as bytes and back. Grammar (docs/formats/snapshot_state.md):
//
//   snapshot := magic u64, hash u64 (Hash64 of body), body
//   body     := counters assets tiers accounts balances withdrawals markets lists sessions
//   pending-cancels
//               pending-triggers
//   each list := count u64, item*
//
// The order of every list is fixed by the journal, so equal states give equal bytes.
#include <algorithm>
#include <utility>

#include "core/base/hash.h"
#include "core/exchange/snapshot_lists.h"
#include "core/exchange/state.h"

namespace bourse::exchange {

using wire::ByteBuffer;
using wire::BytesOf;
using wire::Reader;

namespace {

constexpr std::uint64_t kMagic = 0x3330'5453'5255'4F42;  // "BOURST03"

struct SavedCounters {
    Sequence sequence;
    Timestamp timestamp;
    OrderId last_order;
    OrderListId last_order_list;
    WithdrawalId last_withdrawal;
};
struct SavedBalance {
    AccountId account;
    AssetId asset;
    Amount available;
    Amount held;
};
struct SavedWithdrawal {
    WithdrawalId id;
    AccountId account;
    AssetId asset;
    Amount amount;
};
struct SavedAnswer {
    SessionNumber number;
    std::uint64_t command_hash = 0;
    std::uint64_t length = 0;
};
static_assert(sizeof(SavedCounters) == 40 && sizeof(SavedBalance) == 24);
static_assert(sizeof(SavedWithdrawal) == 24 && sizeof(SavedAnswer) == 24);

}  // namespace

void Exchange::State::Save(ByteBuffer& output) const {
    ByteBuffer body;
    Put(body, SavedCounters{sequence, timestamp, last_order, last_order_list, last_withdrawal});
    PutList(body, assets);
    PutList(body, accounts.tiers);
    PutList(body, accounts.accounts);
    PutCount(body, ledger.balances().size());
    for (const ledger::Balance& balance : ledger.balances()) {
        Put(body, SavedBalance{balance.account, balance.asset, balance.available, balance.held});
    }
    PutCount(body, withdrawals.size());
    for (const auto& [id, withdrawal] : withdrawals) {
        Put(body, SavedWithdrawal{id, withdrawal.account, withdrawal.asset, withdrawal.amount});
    }
    PutCount(body, markets.size());
    for (const auto& market : markets) SaveMarket(*market, body);
    SaveLists(body);
    PutCount(body, sessions.sessions().size());
    for (const Session& session : sessions.sessions()) SaveSession(session, body);
    PutCount(body, pending_triggers.size());
    for (const SymbolId symbol : pending_triggers) Put(body, symbol);
    PutCount(body, pending_cancels.size());
    for (const PendingCancel& pending : pending_cancels) Put(body, pending);
    Put(output, kMagic);
    Put(output, Hash64(body.bytes()));
    output.Append(body.bytes());
}

void Exchange::State::SaveSession(const Session& session, ByteBuffer& output) {
    Put(output, session.id());
    Put(output, session.next_number());
    PutCount(output, session.answer_count());
    for (std::size_t i = 0; i < session.answer_count(); ++i) {
        const Session::Answer& answer = session.answer(i);
        Put(output, SavedAnswer{answer.number, answer.command_hash, answer.length});
        session.AppendTo(output, answer);
    }
}

bool Exchange::State::Restore(Reader& input) {
    std::uint64_t magic = 0;
    std::uint64_t hash = 0;
    if (!input.Read(magic) || magic != kMagic || !input.Read(hash)) return false;
    if (Hash64(input.rest()) != hash) return false;
    SavedCounters counters;
    if (!input.Read(counters)) return false;
    sequence = counters.sequence;
    timestamp = counters.timestamp;
    last_order = counters.last_order;
    last_order_list = counters.last_order_list;
    last_withdrawal = counters.last_withdrawal;
    return ReadList(input, assets) && ReadList(input, accounts.tiers) &&
           ReadList(input, accounts.accounts) && RestoreBalances(input) && RestoreOrders(input) &&
           RestoreSessions(input) && RestorePendingTriggers(input) &&
           ReadEach(input, [&] { return input.Read(pending_cancels.emplace_back()); });
}

bool Exchange::State::RestoreBalances(Reader& input) {
    const bool has_balances = ReadEach(input, [&] {
        SavedBalance saved;
        if (!input.Read(saved) || saved.asset.raw() >= assets.size()) return false;
        // The venue's balance is the first one of an asset that was ever made.
        if (saved.account == kVenueAccount) ledger.AddAsset();
        if (saved.asset.raw() >= ledger.asset_count()) return false;
        ledger.RestoreBalance({saved.available, saved.held, saved.account, saved.asset});
        return true;
    });
    return has_balances && ReadEach(input, [&] {
               SavedWithdrawal saved;
               if (!input.Read(saved)) return false;
               withdrawals[saved.id] = {saved.account, saved.asset, saved.amount};
               return true;
           });
}

bool Exchange::State::RestoreSessions(Reader& input) {
    return ReadEach(input, [&] {
        SessionId id;
        SessionNumber next;
        if (!input.Read(id) || !input.Read(next) || sessions.is_full()) return false;
        Session& session = sessions.Add(id);
        const bool has_answers = ReadEach(input, [&] {
            SavedAnswer saved;
            std::span<const std::byte> bytes;
            if (!input.Read(saved) || !input.Take(saved.length, bytes)) return false;
            session.RestoreNextNumber(saved.number);
            session.Keep(saved.command_hash, bytes);
            return true;
        });
        session.RestoreNextNumber(next);
        return has_answers;
    });
}

}  // namespace bourse::exchange
