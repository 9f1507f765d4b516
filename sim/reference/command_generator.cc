#include "sim/reference/command_generator.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "sim/reference/venue.h"

namespace bourse::reference {

namespace {

constexpr std::size_t kHistory = 512;
constexpr std::uint32_t kTradingAccounts = 24;
constexpr std::int64_t kExtremes[] = {
    0,
    1,
    -1,
    std::numeric_limits<std::int64_t>::max(),
    std::numeric_limits<std::int64_t>::min(),
    std::int64_t{1} << 62,
    (std::int64_t{1} << 62) - 1,
    std::int64_t{1} << 32,
    std::numeric_limits<std::int64_t>::max() - 1,
};

}  // namespace

CommandWeights WeightsOf(std::uint64_t seed) {
    CommandWeights weights;
    if (seed % 32 == 31) {
        weights.open_orders = 14'000;
        weights.stop_percent = 2;
        weights.place_list = 2;
        weights.client_id_percent = 0;
        weights.only_symbol = SymbolId{4};
        weights.deposit_units_max = 4'000'000;
        weights.burst_every = 1000;
        weights.burst_end = BurstEnd::kSweeps;
        weights.burst_size = {6'000, 8'000};
        weights.operate = weights.cancel_all = 0;
    }
    if (seed % 8 == 3) weights.stop_percent = 60;
    if (seed % 8 == 5) weights.operate = 120;
    if (seed % 8 == 6) {
        weights.repeat_every = weights.wrong_number_every = 10;
        weights.new_session_every = 20;
    }
    if (seed % 8 == 7) weights.deposit_units_max /= 20;
    return weights;
}

CommandGenerator::CommandGenerator(std::uint64_t seed, const CommandWeights& weights)
    : weights_(weights), random_(seed) {
    Prepare();
}

void CommandGenerator::Prepare() {
    for (const AssetDefinition& definition : VenueAssets()) {
        auto command = MakeCommand<DefineAsset>(kVenueAccount);
        command.definition = definition;
        prepared_.emplace_back(command);
    }
    for (SymbolDefinition definition : VenueSymbols()) {
        if (weights_.open_orders > 1000) definition.filters.max_orders = 0;
        if (weights_.stop_percent > 50) definition.filters.max_algo_orders = 0;
        auto command = MakeCommand<DefineSymbol>(kVenueAccount);
        command.definition = definition;
        prepared_.emplace_back(command);
        prices_.push_back(kFirstPrice);
        first_filters_.push_back(definition.filters);
    }
    for (const DefineFeeTier& tier : VenueFeeTiers()) prepared_.emplace_back(tier);
    for (std::uint32_t i = 0; i < 20; ++i) {
        auto command = MakeCommand<OpenAccount>(kVenueAccount);
        command.tier = FeeTierId{i % 4};
        command.trade_group = i % 3 == 2 ? 1 + i % 2 : 0;
        prepared_.emplace_back(command);
    }
    for (std::uint32_t account = 2; account < 22; ++account) {
        for (std::uint32_t asset = 0; asset < VenueAssets().size(); ++asset) {
            auto command = MakeCommand<Deposit>(AccountId{account});
            command.asset = AssetId{asset};
            command.amount =
                Amount{random_.In({1, weights_.deposit_units_max}) * UsualSize(AssetId{asset})};
            prepared_.emplace_back(command);
        }
    }
}

wire::Command CommandGenerator::Next(PendingWork pending) {
    if (!prepared_.empty()) {
        const wire::Command command = prepared_.front();
        prepared_.pop_front();
        return command;
    }
    if (!history_.empty() && random_.OneIn(weights_.repeat_every)) {
        wire::Command command = history_[random_.Below(history_.size())];
        if (random_.OneIn(3))
            command.header().key = KeyId{static_cast<std::uint32_t>(random_.Below(9))};
        if (random_.OneIn(6)) command = BreakField(command);
        return command;
    }
    wire::Command command = Choose(pending);
    if (random_.OneIn(weights_.broken_field_every)) command = BreakField(command);
    command = Number(command);
    if (random_.OneIn(weights_.broken_frame_every)) {
        if (random_.OneIn(2)) command.header().type = static_cast<CommandType>(random_.Below(70));
        if (random_.OneIn(2))
            command.header().size = static_cast<std::uint16_t>(8 * random_.Below(53));
    }
    Remember(command);
    return command;
}

wire::Command CommandGenerator::Choose(PendingWork pending) {
    if (pending == PendingWork::kSome && random_.OneIn(20)) return PlaceForBurst();
    const bool continues = pending == PendingWork::kSome ? random_.OneIn(2) : random_.OneIn(2000);
    if (continues) return wire::Command(MakeCommand<Continue>(kVenueAccount));
    if (random_.OneIn(10)) {
        if (!disturbed_symbols_.empty() || !frozen_accounts_.empty()) return Repair();
    }
    if (burst_left_ == 0 && random_.OneIn(weights_.burst_every)) {
        burst_left_ = static_cast<std::uint32_t>(random_.In(weights_.burst_size));
        burst_account_ = SomeAccount();
    }
    if (burst_left_ > 0 && weights_.burst_end == BurstEnd::kSweeps) return PlaceForSweeps();
    if (burst_left_ > 0 && random_.Percent(70)) return PlaceForBurst();
    if (burst_left_ == 0 && live_.size() > weights_.open_orders && random_.Percent(60)) {
        return Reduce();
    }
    return Trade();
}

wire::Command CommandGenerator::Trade() {
    const std::pair<std::uint32_t, wire::Command (CommandGenerator::*)()> choices[] = {
        {weights_.place, &CommandGenerator::Place},
        {weights_.place_list, &CommandGenerator::PlaceList},
        {weights_.cancel_list, &CommandGenerator::CancelList},
        {weights_.cancel, &CommandGenerator::Cancel},
        {weights_.amend, &CommandGenerator::Amend},
        {weights_.cancel_replace, &CommandGenerator::CancelReplace},
        {weights_.cancel_all, &CommandGenerator::CancelAll},
        {weights_.deposit, &CommandGenerator::DepositSome},
        {weights_.reserve_withdrawal, &CommandGenerator::Reserve},
        {weights_.end_withdrawal, &CommandGenerator::EndWithdrawal},
        {weights_.operate, &CommandGenerator::Operate},
    };
    std::uint64_t total = 0;
    for (const auto& [weight, make] : choices) total += weight;
    std::uint64_t at = random_.Below(total);
    for (const auto& [weight, make] : choices) {
        if (at < weight) return (this->*make)();
        at -= weight;
    }
    return Place();
}

// Gives the command a session and a number, mostly the right one.
wire::Command CommandGenerator::Number(wire::Command command) {
    CommandHeader& header = command.header();
    header.key = KeyId{static_cast<std::uint32_t>(random_.Below(4))};
    if (random_.OneIn(2)) return command;
    const bool is_new = random_.OneIn(weights_.new_session_every);
    header.session = SessionId{is_new ? 100 + random_.Below(4000) : 1 + random_.Below(6)};
    std::uint64_t number = last_numbers_[header.session.raw()] + 1;
    if (random_.OneIn(weights_.wrong_number_every)) {
        number = random_.OneIn(4) ? random_.Below(4)
                                  : number + static_cast<std::uint64_t>(random_.In({-300, 3}));
    }
    header.number = SessionNumber{number};
    return command;
}

void CommandGenerator::Remember(const wire::Command& command) {
    const std::size_t size = wire::CommandSize(command.header().type);  // 0: no type
    if (command.header().session == kNoSession || size == 0 || size != command.header().size) {
        return;
    }
    if (history_.size() < kHistory) history_.push_back(command);
    history_[history_at_++ % history_.size()] = command;
}

// Random bytes, an extreme number or another account in an otherwise well formed command.
wire::Command CommandGenerator::BreakField(const wire::Command& command) {
    std::vector<std::byte> bytes(command.bytes().begin(), command.bytes().end());
    const std::size_t body = bytes.size() - sizeof(CommandHeader);
    const std::uint64_t kind = body == 0 ? 0 : random_.Below(3);
    if (kind == 1) {
        const std::size_t at = sizeof(CommandHeader) + random_.Below(body);
        bytes[at] =
            static_cast<std::byte>(random_.OneIn(2) ? random_.Below(8) : random_.Below(256));
    } else if (kind == 2) {
        const std::int64_t extreme = random_.Of(kExtremes);
        const std::size_t at = sizeof(CommandHeader) + random_.Below(body / 8) * 8;
        std::memcpy(bytes.data() + at, &extreme, sizeof extreme);
    }
    std::span<const std::byte> input = bytes;
    wire::Command broken = *wire::DecodeCommand(input);
    if (kind == 0) {
        const std::uint32_t accounts[] = {0, 1, 2, 999'999, ~0U, accounts_ + 2};
        broken.header().account = AccountId{random_.Of(accounts)};
    }
    return broken;
}

AccountId CommandGenerator::SomeAccount() {
    const std::uint32_t count = std::min(accounts_, kTradingAccounts);
    return AccountId{2 + static_cast<std::uint32_t>(random_.Below(count))};
}

SymbolId CommandGenerator::SomeSymbol() {
    if (weights_.only_symbol) return *weights_.only_symbol;
    if (random_.OneIn(300))
        return SymbolId{static_cast<std::uint32_t>(random_.Below(symbols_ + 2))};
    return SymbolId{static_cast<std::uint32_t>(random_.Below(prices_.size()))};
}

const CommandGenerator::LiveOrder* CommandGenerator::SomeLive() {
    return live_.empty() ? nullptr : &live_[random_.Below(live_.size())];
}

}  // namespace bourse::reference
