// A workload: commands for an exchange and the result that every correct price-time engine must
// produce.
//
// It is a header, the commands that fill the books (prefill, untimed) and the timed commands; in a
// file they follow each other as they lie in memory, little-endian. Prices are ticks, quantities
// lots, order ids dense from 1.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bourse::bench {

enum class CommandType : std::uint8_t {
    kLimit = 0,    // may trade; the remainder rests
    kIoc = 1,      // the remainder is cancelled
    kMarket = 2,   // price 0; the remainder is cancelled
    kCancel = 3,   // an order that is not resting must be rejected
    kReplace = 4,  // cancel, then a new order under the same id; an order not resting: reject
    kReduce = 5,   // less quantity, same place in the queue
};

enum class OrderSide : std::uint8_t { kBuy = 0, kSell = 1 };

struct Command {
    CommandType type = CommandType::kLimit;
    OrderSide side = OrderSide::kBuy;
    std::uint8_t targets_dead_order = 0;  // what the generator knows; engines must not look
    std::uint8_t padding = 0;
    std::uint32_t symbol = 0;
    std::uint64_t id = 0;
    std::uint32_t account = 0;
    std::uint32_t quantity = 0;
    std::int64_t price = 0;
};
static_assert(sizeof(Command) == 32);

// The outcome of all commands, prefill included.
struct Totals {
    std::uint64_t fills = 0;
    std::uint64_t fill_quantity = 0;
    std::uint64_t cancels = 0;  // by the user, remainders, and the cancel half of a replace
    std::uint64_t rejects = 0;
    std::uint64_t resting = 0;
    std::uint64_t notional = 0;  // sum of price * quantity, modulo 2^64
    std::uint64_t fill_hash = 0xcbf2'9ce4'8422'2325;

    void AddFill(std::uint64_t maker, std::uint64_t taker, std::int64_t price, std::uint32_t lots);
    bool operator==(const Totals&) const = default;
};

struct WorkloadHeader {
    std::uint64_t magic = 0x5350'4f54'4d49'5831;  // "SPOTMIX1"
    std::uint32_t version = 1;
    std::uint32_t symbols = 0;
    std::uint64_t seed = 0;
    std::uint32_t accounts = 0;
    std::uint32_t padding = 0;
    std::uint64_t prefill_count = 0;
    std::uint64_t timed_count = 0;
    std::uint64_t highest_id = 0;
    std::int64_t lowest_price = 0;
    std::int64_t highest_price = 0;
    Totals expected;
};
static_assert(sizeof(WorkloadHeader) == 128);

struct Workload {
    WorkloadHeader header;
    std::vector<Command> commands;

    std::span<const Command> prefill() const {
        return std::span(commands).first(header.prefill_count);
    }
    std::span<const Command> timed() const {
        return std::span(commands).subspan(header.prefill_count);
    }
};

// Of the bytes that WriteWorkload writes, lower-case hexadecimal.
std::string Sha256(const Workload& workload);

// False when the file cannot be written.
bool WriteWorkload(const Workload& workload, const std::string& path);

inline void Totals::AddFill(
    std::uint64_t maker, std::uint64_t taker, std::int64_t price, std::uint32_t lots
) {
    const auto ticks = static_cast<std::uint64_t>(price);
    ++fills;
    fill_quantity += lots;
    notional += ticks * lots;
    fill_hash ^= maker * 0x9E37'79B9'7F4A'7C15 ^ (taker + 0x7F4A'7C15) * 0xC2B2'AE3D'27D4'EB4F ^
                 ticks * 0x1656'67B1'9E37'79F9 ^ lots * 0x27D4'EB2F'1656'67C5;
    fill_hash *= 0x100'0000'01b3;
    fill_hash ^= fill_hash >> 29;
}

}  // namespace bourse::bench
