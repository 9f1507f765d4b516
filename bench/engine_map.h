// MapEngine: the baseline, standard containers only (map_book.h).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "bench/event_sink.h"
#include "bench/map_book.h"

namespace bourse::bench {

class MapEngine {
public:
    static constexpr std::string_view kName = "map_book";

    MapEngine(const WorkloadHeader& header, EventSink& sink)
        : sink_(&sink), books_(header.symbols) {}

    void Limit(const Command& command) {
        sink_->Accepted(command.id);
        Place(command);
    }

    void Ioc(const Command& command) {
        sink_->Accepted(command.id);
        if (Match(command, command.price) > 0) sink_->Cancelled(command.id);
    }

    void Market(const Command& command) {
        sink_->Accepted(command.id);
        if (Match(command, std::nullopt) > 0) sink_->Cancelled(command.id);
    }

    void Cancel(const Command& command) {
        if (books_[command.symbol].Remove(command.id)) {
            sink_->Cancelled(command.id);
        } else {
            sink_->Rejected(command.id);
        }
    }

    void Replace(const Command& command) {
        if (!books_[command.symbol].Remove(command.id)) {
            sink_->Rejected(command.id);
            return;
        }
        sink_->Cancelled(command.id);
        sink_->Accepted(command.id);
        Place(command);
    }

    void Reduce(const Command& command) {
        if (books_[command.symbol].Reduce(command.id, command.quantity)) {
            sink_->Accepted(command.id);
        } else {
            sink_->Rejected(command.id);
        }
    }

    std::uint64_t resting() const {
        std::uint64_t sum = 0;
        for (const MapBook& book : books_) sum += book.size();
        return sum;
    }

private:
    void Place(const Command& command) {
        const std::uint32_t remaining = Match(command, command.price);
        if (remaining == 0) return;
        books_[command.symbol].Add(command.id, command.side, command.price, remaining);
    }

    std::uint32_t Match(const Command& taker, std::optional<std::int64_t> limit) {
        return books_[taker.symbol].Match(
            taker.side,
            limit,
            taker.quantity,
            [&](std::uint64_t maker, std::int64_t price, std::uint32_t quantity, bool) {
                sink_->Filled(taker, maker, price, quantity);
            }
        );
    }

    EventSink* sink_;
    std::vector<MapBook> books_;
};

}  // namespace bourse::bench
