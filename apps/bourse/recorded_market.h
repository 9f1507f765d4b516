// RecordedMarket: a market of the real engine for recorded order flow. Its commands go through the
// sequencer into a journal of its own, with the time that was recorded; its readers are the views
// that the gateway serves.
//
// One symbol without fees, bounds and self-trade prevention, one account with the funds for all.
// Thread: one owner. The journal lies in a private directory that is removed at the end.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "apps/bourse/data_directory.h"
#include "apps/bourse/history_writer.h"
#include "apps/bourse/recorded_flow.h"
#include "core/market/views.h"
#include "services/engine/sqlite_journal.h"

namespace bourse::apps {

class RecordedMarket {
public:
    // For prices and quantities up to those of the flow.
    static Expected<std::unique_ptr<RecordedMarket>, std::string> Make(const RecordedFlow& flow);

    // Answers the trades of the command, valid until the next call. Rejects that a recorded command
    // may have are counted; any other one is an error.
    Expected<const std::vector<RecordedTrade>*, std::string> Apply(const RecordedCommand& command);
    // Journals what is left. Required at the end.
    Expected<void, std::string> Finish() { return writer_.Flush(); }

    market::DepthLevels Top(std::size_t depth) const;
    // Bids, then asks, each in priority order.
    std::vector<RestingOrder> RestingOrders() const;
    std::size_t reject_count() const { return reject_count_; }

private:
    RecordedMarket(DataDirectory directory, std::unique_ptr<engine::Journal> journal);
    Expected<void, std::string> SetUp(const RecordedFlow& flow);

    wire::Command Translate(const RecordedCommand& command) const;
    OrderReference ReferenceTo(VenueOrderId order) const;
    void Observe(wire::EventView event, VenueOrderId order);
    void CountReject(RejectReason reason);

    DataDirectory directory_;
    std::unique_ptr<engine::Journal> journal_;
    engine::Sequencer sequencer_{exchange::Exchange()};
    market::ViewObserver nobody_;
    market::Views views_{nobody_};
    HistoryWriter writer_;
    std::unordered_map<std::int64_t, OrderId> order_ids_;        // by the venue's id
    std::unordered_map<std::uint64_t, VenueOrderId> venue_ids_;  // by ours
    std::vector<RecordedTrade> trades_;                          // of the last command
    std::size_t reject_count_ = 0;
    RejectReason fault_{};  // kNone, or a reject that should not be
};

}  // namespace bourse::apps
