// The encoding of commands (docs/formats/wire.md):
//
//   command   := CommandHeader{size u16, type u16, account u32, session u64, number u64, key u32,
//                reserved u32} body[size - 32]                                  size % 8 = 0
//   commands  := command*                      between processes, and in the queue of the sequencer
//   journaled := (timestamp i64 command)*      the payload of a journal batch; the sequence of the
//                                              n-th is the batch's first sequence + n
//
// Decoding checks frames only; the meaning of fields is Exchange::Apply's to check.
// Thread: any; pure.
#pragma once

#include <span>

#include "core/base/expected.h"
#include "core/domain/commands.h"
#include "core/wire/buffer.h"
#include "core/wire/event_codec.h"

namespace bourse::wire {

// A command of any type, in storage of its own.
class Command {
public:
    // Of no type and size.
    Command() { std::memset(bytes_, 0, sizeof(CommandHeader)); }
    template <class T>
        requires requires { T::kType; }
    explicit Command(const T& command) {
        static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= kMaxCommandSize);
        std::memcpy(bytes_, &command, sizeof command);
    }

    // Becomes a command of type T with its header filled in, for the caller to fill in place: what
    // is written and copied at once stalls the processor.
    template <class T>
    T& Start(AccountId account) {
        return *new (bytes_) T(MakeCommand<T>(account));
    }

    const CommandHeader& header() const {
        return *std::launder(reinterpret_cast<const CommandHeader*>(bytes_));
    }
    CommandHeader& header() { return *std::launder(reinterpret_cast<CommandHeader*>(bytes_)); }
    std::span<const std::byte> bytes() const { return {bytes_, header().size}; }

    // The command as T. Requires header().type == T::kType.
    template <class T>
    const T& As() const {
        CHECK(header().type == T::kType);
        return *std::launder(reinterpret_cast<const T*>(bytes_));
    }

private:
    friend Expected<Command, WireError> DecodeCommand(std::span<const std::byte>& input);

    alignas(kAlignment) std::byte bytes_[kMaxCommandSize];  // undefined behind header().size
};

// The size of a command of `type`, 0 when unknown.
std::size_t CommandSize(CommandType type);

// Takes one command off the front of `input`, which may have any alignment.
Expected<Command, WireError> DecodeCommand(std::span<const std::byte>& input);

// Takes one journaled command off the front of `input`.
struct JournaledCommand {
    Timestamp timestamp;
    Command command;
};
Expected<JournaledCommand, WireError> DecodeJournaledCommand(std::span<const std::byte>& input);

void AppendJournaledCommand(Timestamp timestamp, const Command& command, ByteBuffer& output);

}  // namespace bourse::wire
