#include "core/wire/command_codec.h"

#include <array>
#include <cstdint>

namespace bourse::wire {

namespace {

constexpr std::size_t kTypes = static_cast<std::size_t>(CommandType::kContinue) + 1;

constexpr auto kSizes = [] {
    std::array<std::uint16_t, kTypes> sizes{};
    ForEachType(AllCommands{}, [&]<class T>() {
        sizes[static_cast<std::size_t>(T::kType)] = sizeof(T);
    });
    return sizes;
}();

}  // namespace

std::size_t CommandSize(CommandType type) {
    const auto number = static_cast<std::size_t>(type);
    return number < kTypes ? kSizes[number] : 0;
}

Expected<Command, WireError> DecodeCommand(std::span<const std::byte>& input) {
    if (input.size() < sizeof(CommandHeader)) return Unexpected{WireError::kTruncated};
    CommandHeader header;
    std::memcpy(&header, input.data(), sizeof header);
    if (header.size > input.size()) return Unexpected{WireError::kTruncated};
    const std::size_t size = CommandSize(header.type);
    if (size == 0) return Unexpected{WireError::kUnknownType};
    if (header.size != size) return Unexpected{WireError::kWrongSize};
    Command command;
    std::memcpy(command.bytes_, input.data(), size);
    input = input.subspan(size);
    return command;
}

Expected<JournaledCommand, WireError> DecodeJournaledCommand(std::span<const std::byte>& input) {
    if (input.size() < sizeof(Timestamp)) return Unexpected{WireError::kTruncated};
    JournaledCommand journaled;
    std::memcpy(&journaled.timestamp, input.data(), sizeof(Timestamp));
    auto rest = input.subspan(sizeof(Timestamp));
    auto command = DecodeCommand(rest);
    if (!command) return Unexpected{command.error()};
    journaled.command = *command;
    input = rest;
    return journaled;
}

void AppendJournaledCommand(Timestamp timestamp, const Command& command, ByteBuffer& output) {
    output.Append(BytesOf(timestamp));
    output.Append(command.bytes());
}

}  // namespace bourse::wire
