// SessionTable: the last answers of each session, so that a command which comes twice is executed
// once and answered twice with the same bytes (docs/rules.md section 1).
//
// Memory: 64 KiB and a little for each session that was ever used. Thread: the engine's.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/slot_table.h"
#include "core/domain/reject_reason.h"
#include "core/domain/types.h"
#include "core/wire/buffer.h"

namespace bourse::exchange {

class Session {
public:
    static constexpr std::size_t kMaxAnswers = 256;
    static constexpr std::size_t kMaxAnswerBytes = 64 * 1024;  // of all answers kept
    static constexpr std::size_t kLongestAnswer = 32 * 1024;

    struct Answer {
        SessionNumber number;
        std::uint64_t command_hash = 0;
        std::uint32_t offset = 0;  // in the ring
        std::uint32_t length = 0;
    };

    explicit Session(SessionId id) : id_(id), ring_(new std::byte[kMaxAnswerBytes]) {}

    SessionId id() const { return id_; }
    SessionNumber next_number() const { return next_number_; }

    // Keeps the answer to next_number() and drops the oldest ones that no longer fit beside it.
    void Keep(std::uint64_t command_hash, std::span<const std::byte> answer);
    // nullptr when it is not kept.
    const Answer* Find(SessionNumber number) const;
    void AppendTo(wire::ByteBuffer& output, const Answer& answer) const;

    std::size_t answer_count() const { return count_; }
    // The i-th oldest. Requires i < answer_count().
    const Answer& answer(std::size_t i) const { return answers_[(first_ + i) % kMaxAnswers]; }
    // Continues as if all numbers below had been answered.
    void RestoreNextNumber(SessionNumber number) { next_number_ = number; }

private:
    void DropOldest();

    SessionId id_;
    SessionNumber next_number_{1};
    std::array<Answer, kMaxAnswers> answers_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    std::unique_ptr<std::byte[]> ring_;
    std::size_t used_ = 0;   // bytes of the ring in use
    std::size_t begin_ = 0;  // of the oldest answer
};

class SessionTable {
public:
    static constexpr std::size_t kMaxSessions = 1024;

    // nullptr when the session was never used.
    Session* Find(SessionId id);
    const Session* Find(SessionId id) const;
    bool is_full() const { return sessions_.size() == kMaxSessions; }
    // Requires: not in the table, and the table is not full.
    Session& Add(SessionId id);
    const std::vector<Session>& sessions() const { return sessions_; }

private:
    std::uint32_t Slot(SessionId id) const;

    std::vector<Session> sessions_;  // in the order of first use
    SlotTable index_;
};

}  // namespace bourse::exchange
