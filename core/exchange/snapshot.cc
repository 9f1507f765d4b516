// All state as bytes and back. Grammar (docs/formats/snapshot_state.md):
//
//   snapshot := magic u64, hash u64 (Hash64 of body), body
//   body     := counters assets tiers accounts balances withdrawals markets sessions pending
//   each list := count u64, item*
//
// The order of every list is fixed by the journal, so equal states give equal bytes.
#include <algorithm>
#include <utility>

#include "core/base/hash.h"
#include "core/exchange/state.h"

namespace bourse::exchange {

using matching::Market;
using matching::OrderSlot;
using wire::ByteBuffer;
using wire::BytesOf;
using wire::Reader;

namespace {

constexpr std::uint64_t kMagic = 0x3230'5453'5255'4F42;  // "BOURST02"

struct SavedCounters {
    Sequence sequence;
    Timestamp timestamp;
    OrderId last_order;
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
struct SavedMarket {
    SymbolDefinition definition;
    SymbolMode mode{};
    std::uint8_t reserved[7] = {};
    TradeId last_trade;
    PreventedMatchId last_prevented_match;
    UpdateId last_update;
    Price last_price;
};
struct SavedOrder {
    OrderId id;
    Quantity quantity;
    Quantity prevented;
    Quantity remaining;
    Price price;
    AccountId account;
    SymbolId symbol;
    book::OwnerId owner;
    std::uint32_t amends = 0;
    Side side{};
    OrderType type{};
    SelfTradePrevention self_trade_prevention{};
    std::uint8_t reserved[5] = {};
    ClientOrderId client_id;
};
struct SavedAnswer {
    SessionNumber number;
    std::uint64_t command_hash = 0;
    std::uint64_t length = 0;
};
static_assert(sizeof(SavedCounters) == 32 && sizeof(SavedBalance) == 24);
static_assert(sizeof(SavedWithdrawal) == 24 && sizeof(SavedMarket) == 232);
static_assert(sizeof(SavedOrder) == 104 && sizeof(SavedAnswer) == 24);

template <class T>
void Put(ByteBuffer& output, const T& value) {
    static_assert(std::has_unique_object_representations_v<T>, "padding would be saved");
    output.Append(BytesOf(value));
}

void PutCount(ByteBuffer& output, std::uint64_t count) { Put(output, count); }

template <class T>
void PutList(ByteBuffer& output, const std::vector<T>& items) {
    PutCount(output, items.size());
    for (const T& item : items) Put(output, item);
}

// Calls read() as many times as the count says, until one answers false.
template <class Read>
bool ReadEach(Reader& input, Read&& read) {
    std::uint64_t count = 0;
    if (!input.Read(count)) return false;
    for (; count > 0; --count) {
        if (!read()) return false;
    }
    return true;
}

template <class T>
bool ReadList(Reader& input, std::vector<T>& items) {
    items.clear();
    return ReadEach(input, [&] {
        T item;
        if (!input.Read(item)) return false;
        items.push_back(item);
        return true;
    });
}

SavedOrder SaveOrder(const matching::OrderStore& orders, OrderSlot slot) {
    const matching::OrderRecord& record = orders[slot];
    const book::RestingOrder& resting = orders.resting(slot);
    SavedOrder saved;
    saved.id = record.id;
    saved.quantity = record.quantity;
    saved.prevented = record.prevented;
    saved.remaining = resting.remaining;
    saved.price = resting.price;
    saved.account = record.account;
    saved.symbol = record.symbol;
    saved.owner = resting.owner;
    saved.amends = record.amends;
    saved.side = record.side;
    saved.type = record.type;
    saved.self_trade_prevention = record.self_trade_prevention;
    saved.client_id = orders.client_id(slot);
    return saved;
}

}  // namespace

void Exchange::State::SaveMarket(const Market& market, ByteBuffer& output) const {
    SavedMarket saved;
    saved.definition = market.symbol.definition;
    saved.mode = market.mode;
    saved.last_trade = market.last_trade;
    saved.last_prevented_match = market.last_prevented_match;
    saved.last_update = market.last_update;
    saved.last_price = market.last_price;
    Put(output, saved);
    const auto save_order = [&](OrderSlot slot, const book::RestingOrder&) {
        Put(output, SaveOrder(orders, slot));
        return true;
    };
    PutCount(output, market.book.order_count(Side::kBuy) + market.book.order_count(Side::kSell));
    market.book.Walk(Side::kBuy, save_order);
    market.book.Walk(Side::kSell, save_order);
}

void Exchange::State::Save(ByteBuffer& output) const {
    ByteBuffer body;
    Put(body, SavedCounters{sequence, timestamp, last_order, last_withdrawal});
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
    PutCount(body, sessions.sessions().size());
    for (const Session& session : sessions.sessions()) SaveSession(session, body);
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
    last_withdrawal = counters.last_withdrawal;
    return ReadList(input, assets) && ReadList(input, accounts.tiers) &&
           ReadList(input, accounts.accounts) && RestoreBalances(input) && RestoreMarkets(input) &&
           RestoreSessions(input) &&
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

bool Exchange::State::RestoreMarkets(Reader& input) {
    std::vector<std::pair<OrderId, std::size_t>> by_age;
    std::vector<SavedOrder> saved_orders;
    const auto has_asset = [&](AssetId asset) { return asset.raw() < assets.size(); };
    const bool has_markets = ReadEach(input, [&] {
        SavedMarket saved;
        if (!input.Read(saved) || !has_asset(saved.definition.base) ||
            !has_asset(saved.definition.quote)) {
            return false;
        }
        const AssetDefinition& base = assets[saved.definition.base.raw()];
        const AssetDefinition& quote = assets[saved.definition.quote.raw()];
        const auto symbol = Validate(saved.definition, base, quote);
        if (!symbol) return false;
        const SymbolId id(static_cast<std::uint32_t>(markets.size()));
        Market& market = *markets.emplace_back(std::make_unique<Market>(id, *symbol, orders));
        market.mode = saved.mode;
        market.last_trade = saved.last_trade;
        market.last_prevented_match = saved.last_prevented_match;
        market.last_update = saved.last_update;
        market.last_price = saved.last_price;
        return ReadEach(input, [&] {
            return input.Read(saved_orders.emplace_back()) && saved_orders.back().symbol == id;
        });
    });
    if (!has_markets) return false;

    // The store wants the oldest first, the books their order of priority.
    for (std::size_t i = 0; i < saved_orders.size(); ++i) {
        by_age.emplace_back(saved_orders[i].id, i);
    }
    std::sort(by_age.begin(), by_age.end());
    std::vector<OrderSlot> slots(saved_orders.size());
    for (const auto& [id, i] : by_age) {
        const SavedOrder& saved = saved_orders[i];
        const SymbolDefinition& definition = MarketOf(saved.symbol)->symbol.definition;
        matching::OrderRecord record;
        record.id = id;
        record.quantity = saved.quantity;
        record.prevented = saved.prevented;
        record.account = saved.account;
        record.symbol = saved.symbol;
        record.position = orders.FindPosition(saved.account, saved.symbol);
        record.base = ledger.SlotOf(saved.account, definition.base);
        record.quote = ledger.SlotOf(saved.account, definition.quote);
        if (record.position == matching::kNoPosition) {
            record.position =
                orders.AddPosition({saved.account, saved.symbol, record.base, record.quote});
        }
        record.side = saved.side;
        record.type = saved.type;
        record.self_trade_prevention = saved.self_trade_prevention;
        record.amends = saved.amends;
        book::RestingOrder resting;
        resting.owner = saved.owner;
        resting.price = saved.price;
        resting.remaining = saved.remaining;
        slots[i] = orders.Add(record, resting, saved.client_id);
    }
    for (std::size_t i = 0; i < saved_orders.size(); ++i) {
        MarketOf(saved_orders[i].symbol)->book.Add(slots[i], saved_orders[i].side);
    }
    return true;
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

void Exchange::State::CheckInvariants() const {
    ledger.CheckInvariants();
    std::map<std::pair<AccountId, AssetId>, Int128> held;
    for (const auto& [id, withdrawal] : withdrawals) {
        held[{withdrawal.account, withdrawal.asset}] += withdrawal.amount.raw();
    }
    for (const auto& market : markets) {
        market->book.CheckInvariants();
        const auto bid = market->book.BestBid();
        const auto ask = market->book.BestAsk();
        CHECK(!bid || !ask || *bid < *ask);
        const auto add_hold = [&](OrderSlot slot, const book::RestingOrder& resting) {
            const matching::OrderRecord& record = orders[slot];
            const auto slot_held = record.side == Side::kBuy ? record.quote : record.base;
            CHECK(resting.remaining.raw() > 0 && orders.Executed(slot).raw() >= 0);
            held[{record.account, ledger[slot_held].asset}] +=
                market->HoldOf(record.side, resting.price, resting.remaining).raw();
            return true;
        };
        market->book.Walk(Side::kBuy, add_hold);
        market->book.Walk(Side::kSell, add_hold);
    }
    for (const ledger::Balance& balance : ledger.balances()) {
        const auto expected = held.find({balance.account, balance.asset});
        CHECK(balance.held.raw() == (expected == held.end() ? 0 : expected->second));
    }
}

}  // namespace bourse::exchange
