#include "services/gateway/event_archive.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "core/wire/describe.h"
#include "core/wire/event_codec.h"

namespace bourse::gateway {

namespace {

using Run = std::span<const std::byte>;

const CommandApplied& AppliedOf(Run events) {
    return wire::EventView(events.first(sizeof(CommandApplied))).As<CommandApplied>();
}

// The events of each command, oldest first.
std::vector<Run> CommandsOf(Run events) {
    std::vector<Run> commands;
    std::size_t begin = 0, end = 0;
    wire::ForEachEvent(events, [&](wire::EventView event) {
        if (event.type() == EventType::kCommandApplied && end != begin) {
            commands.push_back(events.subspan(begin, end - begin));
            begin = end;
        }
        end += event.bytes().size();
    });
    if (end != begin) commands.push_back(events.subspan(begin, end - begin));
    return commands;
}

template <class T>
void NoteOrder(
    wire::EventView event, OrderId order, AccountId account, bool& has_order, bool& has_account
) {
    const auto& told = event.As<T>();
    has_order |= told.order == order;
    has_account |= told.account == account;
}

struct Touched {
    bool order = false, account = false;
};

Touched TouchedBy(Run events, OrderId order, AccountId account) {
    Touched touched;
    touched.account = AppliedOf(events).account == account;
    wire::ForEachEvent(events, [&](wire::EventView event) {
        switch (event.type()) {
            case EventType::kOrderAccepted:
                return NoteOrder<OrderAccepted>(
                    event, order, account, touched.order, touched.account
                );
            case EventType::kOrderCanceled:
                return NoteOrder<OrderCanceled>(
                    event, order, account, touched.order, touched.account
                );
            case EventType::kOrderExpired:
                return NoteOrder<OrderExpired>(
                    event, order, account, touched.order, touched.account
                );
            case EventType::kOrderAmended:
                return NoteOrder<OrderAmended>(
                    event, order, account, touched.order, touched.account
                );
            case EventType::kOrderTriggered:
                return NoteOrder<OrderTriggered>(
                    event, order, account, touched.order, touched.account
                );
            case EventType::kTradeExecuted: {
                const auto& trade = event.As<TradeExecuted>();
                touched.order |= trade.maker_order == order || trade.taker_order == order;
                touched.account |= trade.maker == account || trade.taker == account;
                return;
            }
            case EventType::kBalanceChanged:
                touched.account |= event.As<BalanceChanged>().account == account;
                return;
            case EventType::kAccountChanged:
                touched.account |= event.As<AccountChanged>().account == account;
                return;
            default:
                return;
        }
    });
    return touched;
}

bool Fits(Run events, const JournalQuery& query) {
    const CommandApplied& applied = AppliedOf(events);
    if (query.before && applied.sequence >= *query.before) return false;
    if (query.start && applied.timestamp < *query.start) return false;
    if (query.end && applied.timestamp > *query.end) return false;
    if (!query.kind.empty() && wire::NameOf(applied.command) != query.kind) return false;
    if (!query.order && !query.account) return true;
    const Touched touched =
        TouchedBy(events, query.order.value_or(OrderId()), query.account.value_or(AccountId()));
    return (!query.order || touched.order) && (!query.account || touched.account);
}

}  // namespace

void EventArchive::OnBatch(const std::shared_ptr<const engine::Batch>& batch) {
    const std::size_t size = batch->events.size() + batch->commands.size();
    const std::lock_guard lock(mutex_);
    segments_.push_back({batch, size});
    bytes_ += size;
    while (bytes_ > kMaxBytes && segments_.size() > 1) {
        bytes_ -= segments_.front().size;
        segments_.pop_front();
    }
}

void EventArchive::Replay(std::span<const std::byte> events) {
    const std::vector<Run> commands = CommandsOf(events);
    if (commands.empty()) return;
    auto batch = std::make_shared<engine::Batch>();
    batch->first = AppliedOf(commands.front()).sequence;
    batch->last = AppliedOf(commands.back()).sequence;
    batch->events.Reserve(events.size());
    batch->events.Append(events);
    OnBatch(batch);
}

JournalPage EventArchive::Search(const JournalQuery& query) const {
    std::vector<std::shared_ptr<const engine::Batch>> batches;
    JournalPage page;
    {
        const std::lock_guard lock(mutex_);
        if (!segments_.empty()) page.oldest = segments_.front().batch->first;
        for (const Segment& segment : segments_) {
            if (!query.before || segment.batch->first < *query.before) {
                batches.push_back(segment.batch);
            }
        }
    }
    std::size_t bytes = 0;
    for (const auto& batch : std::views::reverse(batches)) {
        if (bytes > kMaxBytesASearch) {
            page.next = Sequence(batch->last.raw() + 1);
            return page;
        }
        bytes += batch->events.size();
        for (const Run command : std::views::reverse(CommandsOf(batch->events.bytes()))) {
            if (!Fits(command, query)) continue;
            if (page.commands.size() == query.limit) {
                page.next = Sequence(AppliedOf(command).sequence.raw() + 1);
                return page;
            }
            page.commands.emplace_back(command.begin(), command.end());
        }
    }
    return page;
}

}  // namespace bourse::gateway
