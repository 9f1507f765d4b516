#include "bench/spotmix.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "bench/map_book.h"
#include "bench/random.h"

namespace bourse::bench {
namespace {

constexpr std::int64_t kMiddlePrice = 100'000;
constexpr std::int64_t kFairRange = 3'000;
constexpr std::uint32_t kHighestDistance = 2'000;
constexpr std::uint32_t kMarketMakers = 50;
constexpr std::uint32_t kRecentOrders = 1'024;
constexpr std::size_t kThinBook = 50;
constexpr double kLogHighestLot = 6.2146;  // quantities are log-uniform from 1 to 500
constexpr std::size_t kNotLive = std::numeric_limits<std::size_t>::max();

struct Order {
    std::uint64_t id;
    std::uint32_t symbol;
    std::uint32_t account;
    OrderSide side;
    std::uint32_t remaining = 0;
    std::int64_t price = 0;
    std::size_t live_position = kNotLive;  // in Market::live

    bool live() const { return live_position != kNotLive; }
};

struct Market {
    MapBook book;
    std::vector<std::uint64_t> live;  // ids of the resting orders, roughly by age
    std::int64_t fair_price = kMiddlePrice;
    std::uint32_t target_size = 0;
};

class Generator {
public:
    explicit Generator(const WorkloadSpec& spec)
        : spec_(spec),
          random_(spec.seed),
          distance_(kHighestDistance, [](std::uint32_t i) { return std::pow(i + 11.0, -1.5); }),
          symbol_(spec.symbols, [](std::uint32_t i) { return 1.0 / std::pow(i + 1.0, 1.0); }),
          markets_(spec.symbols),
          orders_(1) {
        for (std::uint32_t i = 0; i < spec.symbols; ++i) {
            markets_[i].target_size =
                std::max(200U, static_cast<std::uint32_t>(spec.depth * symbol_.Share(i)));
        }
    }

    Workload Run() {
        Prefill();
        workload_.header.prefill_count = workload_.commands.size();
        for (std::uint64_t i = 0; i < spec_.timed_count; ++i) Step();
        FinishHeader();
        return std::move(workload_);
    }

private:
    void Prefill() {
        for (std::uint32_t symbol = 0; symbol < spec_.symbols; ++symbol) {
            for (std::uint32_t i = 0; i < markets_[symbol].target_size; ++i) {
                Order& order = NewOrder(symbol, i % 2 == 0 ? OrderSide::kBuy : OrderSide::kSell);
                order.account = QuotingAccount();
                order.remaining = Lots(1);
                order.price = QuotePrice(order.side, kMiddlePrice);
                Emit(CommandType::kLimit, order);
                Rest(order);
            }
        }
    }

    void Step() {
        const std::uint32_t symbol = spec_.symbols == 1 ? 0 : symbol_.Draw(random_);
        Market& market = markets_[symbol];
        if (random_.Chance(spec_.fair_move_share)) {
            market.fair_price = std::clamp(
                market.fair_price + ((random_.Next() & 1) != 0 ? 1 : -1),
                kMiddlePrice - kFairRange,
                kMiddlePrice + kFairRange
            );
        }
        const bool thin = market.live.size() < kThinBook;
        const double cancel_share = CancelShare(market);
        const bool cancel = random_.Chance(cancel_share);
        if (!thin && cancel) {
            Cancel(market, symbol);
            return;
        }
        const double choice = random_.Unit();
        if (thin || choice < 0.83) {
            Quote(market, symbol);
        } else if (choice < 0.865) {
            TakeLimit(market, symbol, CommandType::kLimit);
        } else if (choice < 0.895) {
            TakeLimit(market, symbol, CommandType::kIoc);
        } else if (choice < 0.915) {
            TakeMarket(symbol);
        } else if (choice < 0.915 + 0.085 - spec_.reduce_share) {
            Replace(market);
        } else {
            Reduce(market);
        }
    }

    // Cancels are the more likely the more orders rest, so the book keeps its size.
    static double CancelShare(const Market& market) {
        const double excess = static_cast<double>(market.live.size()) - market.target_size;
        return std::clamp(0.45 + 0.5 * excess / market.target_size, 0.15, 0.65);
    }

    void Cancel(Market& market, std::uint32_t symbol) {
        if (random_.Chance(0.02)) {
            const Order& order = AnyOrder([&](const Order& candidate) {
                return !candidate.live() && candidate.symbol == symbol;
            });
            if (!order.live()) {
                EmitOnDeadOrder({.type = CommandType::kCancel}, order);
                return;
            }
        }
        CancelLive(orders_[RecentOrder(market)]);
    }

    void CancelLive(Order& order) {
        EmitOn({.type = CommandType::kCancel}, order);
        Unrest(order);
        ++totals().cancels;
    }

    // A passive order around the fair price, mostly a market maker's.
    void Quote(Market& market, std::uint32_t symbol) {
        Order& order = NewOrder(symbol, DrawSide());
        order.account = QuotingAccount();
        order.remaining = Lots(1);
        order.price = QuotePrice(order.side, market.fair_price);
        Place(CommandType::kLimit, order);
    }

    // A limit order at the other side's best price or up to three ticks through it.
    void TakeLimit(const Market& market, std::uint32_t symbol, CommandType type) {
        Order& order = NewOrder(symbol, DrawSide());
        order.account = AnyAccount();
        order.remaining = Lots(1.5);
        const std::int64_t sign = order.side == OrderSide::kBuy ? 1 : -1;
        const std::int64_t best =
            market.book.Best(Opposite(order.side)).value_or(market.fair_price + sign);
        const auto through = static_cast<std::int64_t>(random_.Below(4));
        order.price = best + sign * (type == CommandType::kIoc ? through - 1 : through);
        Place(type, order);
    }

    void TakeMarket(std::uint32_t symbol) {
        Order& order = NewOrder(symbol, DrawSide());
        order.account = AnyAccount();
        order.remaining = Lots(2);
        order.price = 0;
        Place(CommandType::kMarket, order);
    }

    // A repriced quote stays passive.
    void Replace(Market& market) {
        const bool aim_at_dead = random_.Chance(0.02);
        Order& order = aim_at_dead
                           ? AnyOrder([](const Order& candidate) { return !candidate.live(); })
                           : orders_[RecentOrder(market)];
        const Market& own_market = markets_[order.symbol];
        const std::uint32_t quantity = Lots(1);
        std::int64_t price = QuotePrice(order.side, own_market.fair_price);
        if (const auto opposite = own_market.book.Best(Opposite(order.side))) {
            price = order.side == OrderSide::kBuy ? std::min(price, *opposite - 1)
                                                  : std::max(price, *opposite + 1);
        }
        const Command command{.type = CommandType::kReplace, .quantity = quantity, .price = price};
        if (!order.live()) {
            EmitOnDeadOrder(command, order);
            return;
        }
        EmitOn(command, order);
        Unrest(order);
        ++totals().cancels;
        order.remaining = quantity;
        order.price = price;
        Rest(order);
    }

    void Reduce(Market& market) {
        Order& order = orders_[market.live[random_.Below(market.live.size())]];
        if (order.remaining < 2) {
            CancelLive(order);
            return;
        }
        const std::uint32_t by = order.remaining / 2;
        order.remaining -= by;
        market.book.Reduce(order.id, by);
        EmitOn({.type = CommandType::kReduce, .quantity = by, .price = order.price}, order);
    }

    // Matches a new order, and rests or cancels what remains.
    void Place(CommandType type, Order& order) {
        const std::uint32_t quantity = order.remaining;
        Match(order, type);
        EmitOn({.type = type, .quantity = quantity, .price = order.price}, order);
        if (order.remaining == 0) return;
        if (type == CommandType::kLimit) {
            Rest(order);
        } else {
            ++totals().cancels;
        }
    }

    void Match(Order& taker, CommandType type) {
        const auto limit = type == CommandType::kMarket ? std::nullopt : std::optional(taker.price);
        maker_accounts_.clear();
        taker.remaining = markets_[taker.symbol].book.Match(
            taker.side,
            limit,
            taker.remaining,
            [&](std::uint64_t id, std::int64_t price, std::uint32_t quantity, bool finished) {
                Order& maker = orders_[id];
                totals().AddFill(id, taker.id, price, quantity);
                maker.remaining -= quantity;
                maker_accounts_.push_back(maker.account);
                if (finished) RemoveFromLive(maker);
            }
        );
        // The taker becomes somebody who traded with others only: self-trade prevention never acts.
        for (int tries = 0; tries < 64 && std::ranges::count(maker_accounts_, taker.account) > 0;
             ++tries) {
            taker.account = AnyAccount();
        }
    }

    Order& NewOrder(std::uint32_t symbol, OrderSide side) {
        return orders_.emplace_back(Order{
            .id = orders_.size(), .symbol = symbol, .account = 0, .side = side});
    }

    void Rest(Order& order) {
        Market& market = markets_[order.symbol];
        market.book.Add(order.id, order.side, order.price, order.remaining);
        order.live_position = market.live.size();
        market.live.push_back(order.id);
    }

    void Unrest(Order& order) {
        markets_[order.symbol].book.Remove(order.id);
        RemoveFromLive(order);
    }

    void RemoveFromLive(Order& order) {
        std::vector<std::uint64_t>& live = markets_[order.symbol].live;
        const std::uint64_t last = live.back();
        live[order.live_position] = last;
        orders_[last].live_position = order.live_position;
        live.pop_back();
        order.live_position = kNotLive;
    }

    OrderSide DrawSide() { return (random_.Next() & 1) != 0 ? OrderSide::kSell : OrderSide::kBuy; }
    static OrderSide Opposite(OrderSide side) {
        return side == OrderSide::kBuy ? OrderSide::kSell : OrderSide::kBuy;
    }
    std::uint32_t AnyAccount() { return static_cast<std::uint32_t>(random_.Below(spec_.accounts)); }
    std::uint32_t QuotingAccount() {
        const bool market_maker = random_.Chance(0.8);
        const std::uint32_t bound = std::min(kMarketMakers, spec_.accounts);
        return static_cast<std::uint32_t>(random_.Below(market_maker ? bound : spec_.accounts));
    }
    std::uint32_t Lots(double factor) {
        const double lots = std::exp(random_.Unit() * kLogHighestLot);
        return std::max(1U, static_cast<std::uint32_t>(lots * factor));
    }
    std::int64_t QuotePrice(OrderSide side, std::int64_t fair_price) {
        const std::int64_t distance = distance_.Draw(random_) + 1;
        return side == OrderSide::kBuy ? fair_price - distance : fair_price + distance;
    }

    // Seven times in ten one of the newest, else any live order: short-lived quotes.
    std::uint64_t RecentOrder(const Market& market) {
        const std::size_t size = market.live.size();
        const std::size_t recent = std::min<std::size_t>(size, kRecentOrders);
        const bool among_recent = random_.Chance(0.7);
        return market.live[among_recent ? size - 1 - random_.Below(recent) : random_.Below(size)];
    }

    // An order of the whole history, wanted if 33 draws find one.
    template <class Wanted>
    Order& AnyOrder(Wanted wanted) {
        std::uint64_t id = 1 + random_.Below(orders_.size() - 1);
        for (int tries = 0; tries < 32 && !wanted(orders_[id]); ++tries) {
            id = 1 + random_.Below(orders_.size() - 1);
        }
        return orders_[id];
    }

    void EmitOnDeadOrder(Command command, const Order& order) {
        command.targets_dead_order = 1;
        EmitOn(command, order);
        ++totals().rejects;
    }

    void Emit(CommandType type, const Order& order) {
        EmitOn({.type = type, .quantity = order.remaining, .price = order.price}, order);
    }

    void EmitOn(Command command, const Order& order) {
        command.side = order.side;
        command.symbol = order.symbol;
        command.id = order.id;
        command.account = order.account;
        workload_.commands.push_back(command);
    }

    Totals& totals() { return workload_.header.expected; }

    void FinishHeader() {
        WorkloadHeader& header = workload_.header;
        header.symbols = spec_.symbols;
        header.seed = spec_.seed;
        header.accounts = spec_.accounts;
        header.timed_count = spec_.timed_count;
        header.highest_id = orders_.size() - 1;
        header.lowest_price = std::numeric_limits<std::int64_t>::max();
        for (const Command& command : workload_.commands) {
            if (command.price == 0) continue;
            header.lowest_price = std::min(header.lowest_price, command.price);
            header.highest_price = std::max(header.highest_price, command.price);
        }
        for (const Market& market : markets_) header.expected.resting += market.live.size();
    }

    WorkloadSpec spec_;
    Random random_;
    Distribution distance_;
    Distribution symbol_;
    std::vector<Market> markets_;
    std::vector<Order> orders_;  // by id; the first is unused
    std::vector<std::uint32_t> maker_accounts_;
    Workload workload_;
};

}  // namespace

Workload GenerateSpotmix(const WorkloadSpec& spec) { return Generator(spec).Run(); }

}  // namespace bourse::bench
