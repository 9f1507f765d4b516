#include "core/exchange/session_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace bourse::exchange {
namespace {

std::vector<std::byte> Bytes(std::size_t count, std::uint8_t first) {
    std::vector<std::byte> bytes(count);
    for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::byte>(first + i * 7);
    return bytes;
}

std::vector<std::byte> Kept(const Session& session, const Session::Answer& answer) {
    wire::ByteBuffer buffer;
    session.AppendTo(buffer, answer);
    return {buffer.bytes().begin(), buffer.bytes().end()};
}

TEST(SessionTest, KeepsAnswersByNumber) {
    Session session(SessionId(5));
    EXPECT_EQ(session.next_number(), SessionNumber(1));
    EXPECT_EQ(session.Find(SessionNumber(1)), nullptr);
    session.Keep(11, Bytes(48, 1));
    session.Keep(22, Bytes(96, 2));
    EXPECT_EQ(session.next_number(), SessionNumber(3));
    ASSERT_NE(session.Find(SessionNumber(2)), nullptr);
    EXPECT_EQ(session.Find(SessionNumber(2))->command_hash, 22u);
    EXPECT_EQ(Kept(session, *session.Find(SessionNumber(1))), Bytes(48, 1));
    EXPECT_EQ(Kept(session, *session.Find(SessionNumber(2))), Bytes(96, 2));
    EXPECT_EQ(session.Find(SessionNumber(0)), nullptr);
    EXPECT_EQ(session.Find(SessionNumber(3)), nullptr);
}

TEST(SessionTest, The257thAnswerDropsTheFirst) {
    Session session(SessionId(5));
    for (int i = 0; i < 256; ++i) session.Keep(0, Bytes(8, 0));
    EXPECT_EQ(session.answer_count(), 256u);
    EXPECT_NE(session.Find(SessionNumber(1)), nullptr);
    session.Keep(0, Bytes(8, 0));
    EXPECT_EQ(session.answer_count(), 256u);
    EXPECT_EQ(session.Find(SessionNumber(1)), nullptr);
    EXPECT_EQ(session.answer(0).number, SessionNumber(2));
}

TEST(SessionTest, AnswersOf64KiBTogetherFitAndAByteMoreDropsTheOldest) {
    Session session(SessionId(5));
    session.Keep(0, Bytes(Session::kLongestAnswer, 1));
    session.Keep(0, Bytes(Session::kLongestAnswer, 2));
    EXPECT_EQ(session.answer_count(), 2u);
    session.Keep(0, Bytes(8, 3));
    EXPECT_EQ(session.Find(SessionNumber(1)), nullptr);
    EXPECT_EQ(Kept(session, *session.Find(SessionNumber(2))), Bytes(Session::kLongestAnswer, 2));
    EXPECT_EQ(Kept(session, *session.Find(SessionNumber(3))), Bytes(8, 3));
}

TEST(SessionTest, ALongerAnswerIsNotKeptAndDropsNothing) {
    Session session(SessionId(5));
    session.Keep(0, Bytes(8, 1));
    session.Keep(0, Bytes(Session::kLongestAnswer + 1, 2));
    EXPECT_EQ(session.next_number(), SessionNumber(3));
    EXPECT_EQ(session.Find(SessionNumber(2)), nullptr);
    EXPECT_NE(session.Find(SessionNumber(1)), nullptr);
}

// Against a map that keeps everything, with the bound counted in the plainest way.
TEST(SessionTest, RandomAnswersWrapAroundTheRing) {
    const std::uint64_t seed = 99;
    std::mt19937_64 random(seed);
    Session session(SessionId(5));
    std::map<std::uint64_t, std::vector<std::byte>> all;
    for (std::uint64_t number = 1; number <= 3'000; ++number) {
        const std::size_t size = random() % (random() % 8 == 0 ? 40'000 : 900);
        all[number] = Bytes(size, static_cast<std::uint8_t>(number));
        session.Keep(number, all[number]);
        std::size_t count = 0;
        std::size_t bytes = 0;
        bool fits = true;
        for (std::uint64_t old = number; old >= 1 && number - old < 300; --old) {
            const auto& answer = all[old];
            const auto* found = session.Find(SessionNumber(old));
            if (answer.size() > Session::kLongestAnswer) {
                ASSERT_EQ(found, nullptr) << "seed " << seed;
                continue;
            }
            fits = fits && ++count <= 256 && (bytes += answer.size()) <= 64 * 1024;
            ASSERT_EQ(found != nullptr, fits) << "seed " << seed << " " << number << " " << old;
            if (found != nullptr && random() % 16 == 0) {
                ASSERT_EQ(Kept(session, *found), answer) << "seed " << seed;
            }
        }
    }
}

TEST(SessionTableTest, FindsWhatWasAddedUpTo1024) {
    SessionTable table;
    for (std::uint64_t id = 1; id <= SessionTable::kMaxSessions; ++id) {
        EXPECT_FALSE(table.is_full());
        EXPECT_EQ(table.Find(SessionId(id << 40)), nullptr);
        table.Add(SessionId(id << 40));
    }
    EXPECT_TRUE(table.is_full());
    for (std::uint64_t id = 1; id <= SessionTable::kMaxSessions; ++id) {
        ASSERT_NE(table.Find(SessionId(id << 40)), nullptr);
        EXPECT_EQ(std::as_const(table).Find(SessionId(id << 40))->id(), SessionId(id << 40));
    }
    EXPECT_EQ(std::as_const(table).Find(SessionId(7)), nullptr);
}

TEST(SessionTableDeathTest, ASessionIsAddedOnceAndNoneBeyondTheBound) {
    SessionTable table;
    table.Add(SessionId(1));
    EXPECT_DEATH(table.Add(SessionId(1)), "is_full");
    for (std::uint64_t id = 2; id <= SessionTable::kMaxSessions; ++id) table.Add(SessionId(id));
    EXPECT_DEATH(table.Add(SessionId(9999)), "is_full");
}

}  // namespace
}  // namespace bourse::exchange
