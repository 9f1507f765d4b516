#include "sim/market/quote_ladder.h"

#include <algorithm>

namespace bourse::sim {

namespace {

constexpr int kSizeOctaves = 2;
constexpr std::int64_t kWornPart = 4;  // an order below a quarter of its size is worn

std::int64_t Ceiling(std::int64_t subticks) { return (subticks + kSubticks - 1) >> kSubtickBits; }

// Mirrors bids onto asks, so that prices rise away from the centre on both sides.
std::int64_t Mirrored(Side side, std::int64_t value) {
    return side == Side::kSell ? value : -value;
}

}  // namespace

QuoteLadder::QuoteLadder(const MarketProfile& profile) : profile_(&profile) {
    CHECK(profile.first_width >= kSubticks);
    std::int64_t width = profile.first_width;
    edges_[0] = profile.half_spread;
    for (std::size_t level = 0; level < kLevels; ++level) {
        edges_[level + 1] = edges_[level] + width;
        width += width * profile.width_growth_64th / 64;
    }
    for (Quotes& quotes : quotes_) quotes.reserve(kLevels);
}

Price QuoteLadder::max_spread(const Preset& preset) const {
    return Price(Ceiling(2 * Edge(1, preset)));
}

void QuoteLadder::Requote(
    std::int64_t center_subticks,
    const Preset& preset,
    Random& random,
    std::vector<wire::Command>& commands
) {
    const std::int64_t move = center_subticks - center_;
    if (std::abs(move) > profile_->first_width * preset.spread_percent / 200) {
        center_ = center_subticks;
    }
    // The side that is in the way goes first, or the makers would meet themselves.
    const Side first = move > 0 ? Side::kSell : Side::kBuy;
    RequoteSide(first, preset, random, commands);
    RequoteSide(Opposite(first), preset, random, commands);
}

QuoteLadder::Plan QuoteLadder::MakePlan(Side side, const Preset& preset) const {
    Plan plan;
    std::array<std::int64_t, kLevels + 1> edges;
    for (std::size_t level = 0; level <= kLevels; ++level) edges[level] = Edge(level, preset);
    for (const Quote& quote : quotes_[static_cast<std::size_t>(side)]) {
        const std::int64_t distance = Mirrored(side, quote.price.raw() * kSubticks - center_);
        const auto above = std::upper_bound(edges.begin(), edges.end(), distance);
        const bool is_within = above != edges.begin() && above != edges.end();
        const bool is_worn = quote.open.raw() * kWornPart < quote.quantity.raw();
        const auto level = static_cast<std::size_t>(above - edges.begin()) - 1;
        if (is_within && !is_worn && !plan.is_filled[level]) {
            plan.is_filled[level] = true;
        } else {
            plan.surplus.push_back(&quote);
        }
    }
    return plan;
}

Price QuoteLadder::ChoosePrice(Side side, std::size_t level, const Preset& preset, Random& random)
    const {
    const std::int64_t center = Mirrored(side, center_);
    const std::int64_t nearest = Ceiling(center + Edge(level, preset));
    const std::int64_t count = Ceiling(center + Edge(level + 1, preset)) - nearest;
    return Price(Mirrored(side, nearest + random.Below(count)));
}

Quantity QuoteLadder::ChooseQuantity(std::size_t level, const Preset& preset, Random& random)
    const {
    const std::int64_t middle = profile_->quote_lots * preset.depth_percent / 100;
    const std::int64_t growth = 8 + static_cast<std::int64_t>(level);
    return Quantity(random.LogUniform(middle, kSizeOctaves) * growth / 8);
}

OrderInstruction QuoteLadder::ChooseOrder(
    Side side, std::size_t level, const Preset& preset, Random& random
) const {
    OrderInstruction instruction{};
    instruction.symbol = profile_->symbol;
    instruction.side = side;
    instruction.type = OrderType::kLimit;
    instruction.price = ChoosePrice(side, level, preset, random);
    instruction.quantity = ChooseQuantity(level, preset, random);
    return instruction;
}

void QuoteLadder::RequoteSide(
    Side side, const Preset& preset, Random& random, std::vector<wire::Command>& commands
) {
    Plan plan = MakePlan(side, preset);
    for (std::size_t level = 0; level < kLevels; ++level) {
        if (plan.is_filled[level]) continue;
        const OrderInstruction instruction = ChooseOrder(side, level, preset, random);
        if (plan.surplus.empty()) {
            auto place = MakeCommand<PlaceOrder>(kMakerAccounts[next_maker_]);
            place.instruction = instruction;
            commands.emplace_back(place);
            next_maker_ = (next_maker_ + 1) % kMakerAccounts.size();
        } else {
            auto replace = MakeCommand<CancelReplaceOrder>(plan.surplus.back()->account);
            replace.reference = ReferenceTo(*plan.surplus.back());
            replace.instruction = instruction;
            replace.mode = CancelReplaceMode::kAllowFailure;
            commands.emplace_back(replace);
            plan.surplus.pop_back();
        }
    }
    for (const Quote* quote : plan.surplus) {
        auto cancel = MakeCommand<CancelOrder>(quote->account);
        cancel.reference = ReferenceTo(*quote);
        commands.emplace_back(cancel);
    }
}

OrderReference QuoteLadder::ReferenceTo(const Quote& quote) const {
    OrderReference reference{};
    reference.symbol = profile_->symbol;
    reference.order = quote.order;
    return reference;
}

void QuoteLadder::OnAccepted(const OrderAccepted& order) {
    quotes_[static_cast<std::size_t>(order.side)].push_back(
        {order.order, order.account, order.price, order.quantity, order.quantity}
    );
}

void QuoteLadder::OnOpenQuantity(OrderId order, Quantity open) {
    for (Quotes& quotes : quotes_) {
        const auto quote = std::ranges::find(quotes, order, &Quote::order);
        if (quote == quotes.end()) continue;
        quote->open = open;
        if (open.raw() == 0) quotes.erase(quote);
        return;
    }
}

}  // namespace bourse::sim
