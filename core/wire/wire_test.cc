// Commands and events as bytes: every type there and back, and every way to be wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "core/wire/buffer.h"
#include "core/wire/command_codec.h"
#include "core/wire/event_codec.h"
#include "core/wire/reader.h"

namespace bourse::wire {
namespace {

using Bytes = std::vector<std::byte>;

Bytes Copy(std::span<const std::byte> bytes) { return {bytes.begin(), bytes.end()}; }

// A command of type T whose body is random.
template <class T>
T RandomCommand(std::mt19937_64& random) {
    T command{};
    auto* bytes = reinterpret_cast<std::uint8_t*>(&command);
    for (std::size_t i = 0; i < sizeof(T); ++i) bytes[i] = static_cast<std::uint8_t>(random());
    command.header.size = sizeof(T);
    command.header.type = T::kType;
    return command;
}

TEST(CommandCodecTest, EveryTypeRoundTripsFromAnyAlignment) {
    std::mt19937_64 random(1);
    ForEachType(AllCommands{}, [&]<class T>() {
        EXPECT_EQ(CommandSize(T::kType), sizeof(T));
        const T command = RandomCommand<T>(random);
        for (std::size_t shift = 0; shift < 8; ++shift) {
            Bytes bytes(shift);
            const Bytes encoded = Copy(Command(command).bytes());
            ASSERT_EQ(encoded.size(), sizeof(T));
            bytes.insert(bytes.end(), encoded.begin(), encoded.end());
            bytes.push_back(std::byte{1});
            std::span<const std::byte> input = std::span(bytes).subspan(shift);
            const auto decoded = DecodeCommand(input);
            ASSERT_TRUE(decoded.has_value());
            EXPECT_EQ(std::memcmp(&decoded->template As<T>(), &command, sizeof(T)), 0);
            EXPECT_EQ(input.size(), 1u);  // what follows is left
        }
    });
}

TEST(CommandCodecTest, EveryTruncationIsSeen) {
    std::mt19937_64 random(2);
    ForEachType(AllCommands{}, [&]<class T>() {
        const Bytes bytes = Copy(Command(RandomCommand<T>(random)).bytes());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            auto input = std::span<const std::byte>(bytes).first(size);
            const auto decoded = DecodeCommand(input);
            ASSERT_FALSE(decoded.has_value());
            EXPECT_EQ(decoded.error(), WireError::kTruncated);
            EXPECT_EQ(input.size(), size);  // nothing is taken
        }
    });
}

WireError ErrorOf(const CommandHeader& header) {
    Bytes bytes(70'000);
    std::memcpy(bytes.data(), &header, sizeof header);
    std::span<const std::byte> input = bytes;
    const auto decoded = DecodeCommand(input);
    return decoded ? WireError{} : decoded.error();
}

TEST(CommandCodecTest, WrongSizesAndUnknownTypes) {
    CommandHeader header;
    header.type = CommandType::kContinue;
    for (int size = 0; size <= 0xFFFF; ++size) {
        header.size = static_cast<std::uint16_t>(size);
        ASSERT_EQ(ErrorOf(header), size == 32 ? WireError{} : WireError::kWrongSize) << size;
    }
    header.size = 32;
    int known = 0;
    for (int type = 0; type <= 0xFFFF; ++type) {
        header.type = static_cast<CommandType>(type);
        if (CommandSize(header.type) != 0) {
            ++known;
        } else {
            ASSERT_EQ(ErrorOf(header), WireError::kUnknownType) << type;
        }
    }
    EXPECT_EQ(known, 19);
}

TEST(CommandCodecTest, JournaledCommandsFollowOneAnother) {
    std::mt19937_64 random(3);
    ByteBuffer journal;
    const auto place = RandomCommand<PlaceOrder>(random);
    AppendJournaledCommand(Timestamp(5), Command(place), journal);
    AppendJournaledCommand(Timestamp(6), Command(RandomCommand<Continue>(random)), journal);
    std::span<const std::byte> input = journal.bytes();
    const auto first = DecodeJournaledCommand(input);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->timestamp, Timestamp(5));
    EXPECT_EQ(std::memcmp(&first->command.As<PlaceOrder>(), &place, sizeof place), 0);
    const auto second = DecodeJournaledCommand(input);
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->timestamp, Timestamp(6));
    EXPECT_TRUE(input.empty());
    for (std::size_t size = 0; size < sizeof(Timestamp) + sizeof(PlaceOrder); ++size) {
        auto part = journal.bytes().first(size);
        EXPECT_EQ(DecodeJournaledCommand(part).error(), WireError::kTruncated);
        EXPECT_EQ(part.size(), size);
    }
}

TEST(CommandDeathTest, ACommandIsReadAsWhatItIs) {
    const Command command(MakeCommand<Continue>(kVenueAccount));
    EXPECT_EQ(command.As<Continue>().header.account, kVenueAccount);
    EXPECT_DEATH(command.As<PlaceOrder>(), "header\\(\\).type");
    EXPECT_TRUE(Command().bytes().empty());
}

TEST(EventCodecTest, EveryTypeIsWrittenAndRead) {
    ByteBuffer buffer;
    EventWriter writer(buffer);
    std::vector<EventType> written;
    ForEachType(AllEvents{}, [&]<class T>() {
        EXPECT_EQ(EventSize(T::kType), sizeof(T));
        writer.Add<T>();
        written.push_back(T::kType);
    });
    ASSERT_TRUE(ValidateEvents(buffer.bytes()).has_value());
    std::size_t i = 0;
    ForEachEvent(buffer.bytes(), [&](const EventView& event) {
        EXPECT_EQ(event.type(), written.at(i++));
        EXPECT_EQ(event.bytes().size(), EventSize(event.type()));
    });
    EXPECT_EQ(i, written.size());
    // Every cut but those between two events is seen.
    std::size_t whole = 0;
    for (std::size_t size = 0; size <= buffer.size(); size += 1) {
        whole += ValidateEvents(buffer.bytes().first(size)).has_value() ? 1 : 0;
    }
    EXPECT_EQ(whole, written.size() + 1);
}

TEST(EventCodecTest, ErrorsOfEvents) {
    ByteBuffer buffer;
    EventWriter(buffer).Add<BalanceChanged>();
    EventWriter(buffer).Add<AnswerRepeated>();
    const auto error_with = [&](std::size_t at, std::uint16_t value) {
        ByteBuffer changed;
        changed.Append(buffer.bytes());
        std::memcpy(changed.data() + at, &value, sizeof value);
        const auto valid = ValidateEvents(changed.bytes());
        return valid ? WireError{} : valid.error();
    };
    EXPECT_EQ(error_with(0, sizeof(BalanceChanged)), WireError{});
    EXPECT_EQ(error_with(0, 8), WireError::kWrongSize);
    EXPECT_EQ(error_with(0, 0), WireError::kWrongSize);
    EXPECT_EQ(error_with(0, 33), WireError::kMisaligned);
    EXPECT_EQ(error_with(0, 48), WireError::kTruncated);
    EXPECT_EQ(error_with(2, 0), WireError::kUnknownType);
    EXPECT_EQ(error_with(2, 9999), WireError::kUnknownType);
    EXPECT_EQ(error_with(sizeof(BalanceChanged), 0), WireError::kWrongSize);
    EXPECT_EQ(error_with(sizeof(BalanceChanged), 16), WireError::kTruncated);
    alignas(8) std::byte shifted[40] = {};
    std::memcpy(shifted + 4, buffer.bytes().data(), 32);
    EXPECT_EQ(ValidateEvents({shifted + 4, 32}).error(), WireError::kMisaligned);
}

TEST(EventCodecTest, ARepeatedAnswerCarriesBytesInItsFrame) {
    ByteBuffer buffer;
    EventWriter writer(buffer);
    writer.Add<AnswerRepeated>().header.size = sizeof(AnswerRepeated) + sizeof(BalanceChanged);
    writer.Add<BalanceChanged>().available = Amount(9);
    ASSERT_TRUE(ValidateEvents(buffer.bytes()).has_value());
    int count = 0;
    ForEachEvent(buffer.bytes(), [&](const EventView& event) {
        ++count;
        ForEachEvent(event.bytes().subspan(sizeof(AnswerRepeated)), [&](const EventView& kept) {
            EXPECT_EQ(kept.As<BalanceChanged>().available, Amount(9));
        });
    });
    EXPECT_EQ(count, 1);
}

TEST(EventDeathTest, UnvalidatedBytesEndTheProcess) {
    ByteBuffer buffer;
    EventWriter(buffer).Add<BalanceChanged>();
    const auto walk = [](std::span<const std::byte> bytes) {
        ForEachEvent(bytes, [](const EventView& event) { event.As<BalanceChanged>(); });
    };
    walk(buffer.bytes());
    EXPECT_DEATH(walk(buffer.bytes().first(4)), "sizeof\\(EventHeader\\)");
    EXPECT_DEATH(walk(buffer.bytes().first(24)), "header.size");
    EXPECT_DEATH(EventView(buffer.bytes()).As<OrderRested>(), "T::kType");
    buffer.data()[0] = std::byte{0};
    EXPECT_DEATH(walk(buffer.bytes()), "header.size");
}

TEST(ByteBufferTest, GrowsAndKeepsWhatItHolds) {
    ByteBuffer buffer(4);
    Bytes expected;
    for (int i = 0; i < 1'000; ++i) {
        const Bytes part(static_cast<std::size_t>(i % 7), static_cast<std::byte>(i));
        buffer.Append(part);
        expected.insert(expected.end(), part.begin(), part.end());
    }
    EXPECT_TRUE(std::ranges::equal(buffer.bytes(), expected));
    const auto* before = buffer.data();
    buffer.Clear();
    EXPECT_EQ(buffer.size(), 0u);
    buffer.Append(expected);
    EXPECT_EQ(buffer.data(), before);  // the storage stays
    buffer.Reserve(1);
    EXPECT_EQ(buffer.data(), before);
}

TEST(ReaderTest, ReadsUpToTheEndAndNoFurther) {
    const std::uint8_t raw[] = {1, 2, 3, 4, 5, 6, 7};
    Reader reader(std::as_bytes(std::span(raw)));
    std::uint32_t word = 0;
    ASSERT_TRUE(reader.Read(word));
    EXPECT_EQ(word, 0x04030201u);
    EXPECT_EQ(reader.rest().size(), 3u);
    EXPECT_FALSE(reader.Read(word));
    EXPECT_EQ(word, 0x04030201u);  // left alone
    std::span<const std::byte> taken;
    EXPECT_FALSE(reader.Take(4, taken));
    ASSERT_TRUE(reader.Take(3, taken));
    EXPECT_EQ(taken[2], std::byte{7});
    EXPECT_TRUE(reader.is_at_end());
    ASSERT_TRUE(reader.Take(0, taken));
}

}  // namespace
}  // namespace bourse::wire
