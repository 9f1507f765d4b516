// BookEngine: core/book alone, without accounts or balances: books, order index, order pool.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bench/event_sink.h"
#include "core/book/order_book.h"
#include "core/book/order_index.h"

namespace bourse::bench {

class BookEngine {
public:
    static constexpr std::string_view kName = "book";

    BookEngine(const WorkloadHeader& header, EventSink& sink)
        : sink_(&sink),
          orders_(kOrderCapacity),
          levels_(kLeafCapacity),
          index_({.pages = kPageCapacity, .directory = kPageCapacity}),
          ids_(kOrderCapacity) {
        books_.reserve(header.symbols);
        for (std::uint32_t i = 0; i < header.symbols; ++i) books_.emplace_back(orders_, levels_);
    }

    void Limit(const Command& command) {
        sink_->Accepted(command.id);
        const Quantity remaining = Match(command, Price(command.price));
        if (remaining == Quantity(0)) return;
        const book::OrderSlot slot = orders_.Allocate();
        index_.Insert(OrderId(command.id), slot);
        ids_[slot.raw()] = command.id;
        Rest(command, slot, remaining);
    }

    void Ioc(const Command& command) { Take(command, Price(command.price)); }
    void Market(const Command& command) { Take(command, book::AnyPrice(SideOf(command))); }

    void Cancel(const Command& command) {
        const book::OrderSlot slot = index_.Erase(OrderId(command.id));
        if (slot == book::kNoOrder) {
            sink_->Rejected(command.id);
            return;
        }
        BookOf(command).Remove(slot, SideOf(command));
        orders_.Free(slot);
        sink_->Cancelled(command.id);
    }

    void Replace(const Command& command) {
        const book::OrderSlot slot = index_.Find(OrderId(command.id));
        if (slot == book::kNoOrder) {
            sink_->Rejected(command.id);
            return;
        }
        BookOf(command).Remove(slot, SideOf(command));
        sink_->Cancelled(command.id);
        sink_->Accepted(command.id);
        const Quantity remaining = Match(command, Price(command.price));
        if (remaining == Quantity(0)) {
            Release(slot);
        } else {
            Rest(command, slot, remaining);
        }
    }

    void Reduce(const Command& command) {
        const book::OrderSlot slot = index_.Find(OrderId(command.id));
        if (slot == book::kNoOrder) {
            sink_->Rejected(command.id);
            return;
        }
        BookOf(command).Reduce(slot, Quantity(command.quantity));
        sink_->Accepted(command.id);
    }

    static constexpr std::size_t kGroupsAhead = 0;
    // Each pass starts loads whose addresses are what the pass before started loading.
    void Prefetch(std::span<const Command> commands) const {
        for (const Command& command : commands) {
            if (NamesOrder(command)) {
                index_.Prefetch(OrderId(command.id));
            } else {
                books_[command.symbol].Prefetch(SideOf(command), Price(command.price));
            }
        }
        for (const Command& command : commands) {
            const book::OrderSlot slot = SlotOf(command);
            if (slot != book::kNoOrder) __builtin_prefetch(&orders_[slot]);
        }
        for (const Command& command : commands) {
            const book::OrderSlot slot = SlotOf(command);
            if (slot != book::kNoOrder) books_[command.symbol].Prefetch(orders_[slot]);
        }
    }

    std::uint64_t resting() const { return orders_.live(); }

private:
    static constexpr std::uint32_t kOrderCapacity = 1 << 20;
    static constexpr std::uint32_t kLeafCapacity = 1 << 16;
    static constexpr std::uint32_t kPageCapacity = 1 << 16;

    class Taker {
    public:
        Taker(BookEngine& engine, const Command& command) : engine_(engine), command_(command) {}

        book::MatchStep OnMaker(
            book::OrderSlot slot, const book::RestingOrder& maker, Quantity remaining
        ) {
            const Quantity quantity = std::min(remaining, maker.remaining);
            engine_.sink_->Filled(
                command_,
                engine_.ids_[slot.raw()],
                maker.price.raw(),
                static_cast<std::uint32_t>(quantity.raw())
            );
            return book::MatchStep::ReduceBoth(quantity);
        }
        void OnUnlinked(book::OrderSlot slot) { engine_.Release(slot); }

    private:
        BookEngine& engine_;
        const Command& command_;
    };

    static bool NamesOrder(const Command& command) { return command.type >= CommandType::kCancel; }
    book::OrderSlot SlotOf(const Command& command) const {
        return NamesOrder(command) ? index_.Find(OrderId(command.id)) : book::kNoOrder;
    }
    static Side SideOf(const Command& command) {
        return command.side == OrderSide::kBuy ? Side::kBuy : Side::kSell;
    }
    book::OrderBook& BookOf(const Command& command) { return books_[command.symbol]; }

    Quantity Match(const Command& command, Price limit) {
        return BookOf(command)
            .Match({SideOf(command), limit, Quantity(command.quantity)}, Taker(*this, command))
            .remaining;
    }

    void Take(const Command& command, Price limit) {
        sink_->Accepted(command.id);
        if (Match(command, limit) > Quantity(0)) sink_->Cancelled(command.id);
    }

    void Rest(const Command& command, book::OrderSlot slot, Quantity remaining) {
        book::RestingOrder& order = orders_[slot];
        order.owner = book::OwnerId(command.account);
        order.price = Price(command.price);
        order.remaining = remaining;
        BookOf(command).Add(slot, SideOf(command));
    }

    void Release(book::OrderSlot slot) {
        index_.Erase(OrderId(ids_[slot.raw()]));
        orders_.Free(slot);
    }

    EventSink* sink_;
    book::OrderPool orders_;
    book::LevelPool levels_;
    book::OrderIndex index_;
    std::vector<std::uint64_t> ids_;  // by slot: what an engine keeps beside the hot order
    std::vector<book::OrderBook> books_;
};

}  // namespace bourse::bench
