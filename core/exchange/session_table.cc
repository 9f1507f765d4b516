#include "core/exchange/session_table.h"

#include <algorithm>

#include "core/base/hash.h"

namespace bourse::exchange {

void Session::Keep(std::uint64_t command_hash, std::span<const std::byte> answer) {
    const SessionNumber number = next_number_;
    next_number_ = next_number_.Next();
    const bool is_kept = answer.size() <= kLongestAnswer;
    const std::size_t needed = is_kept ? answer.size() : 0;
    while (count_ != 0 && (answers_[first_].number.raw() + kMaxAnswers <= number.raw() ||
                           used_ + needed > kMaxAnswerBytes)) {
        DropOldest();
    }
    if (!is_kept) return;
    const std::size_t offset = (begin_ + used_) % kMaxAnswerBytes;
    const std::size_t head = std::min(answer.size(), kMaxAnswerBytes - offset);
    std::ranges::copy(answer.first(head), ring_.get() + offset);
    std::ranges::copy(answer.subspan(head), ring_.get());
    answers_[(first_ + count_) % kMaxAnswers] = {
        number,
        command_hash,
        static_cast<std::uint32_t>(offset),
        static_cast<std::uint32_t>(answer.size())};
    used_ += answer.size();
    ++count_;
}

void Session::DropOldest() {
    const std::size_t length = answers_[first_].length;
    begin_ = (begin_ + length) % kMaxAnswerBytes;
    used_ -= length;
    first_ = (first_ + 1) % kMaxAnswers;
    --count_;
}

const Session::Answer* Session::Find(SessionNumber number) const {
    for (std::size_t i = 0; i < count_; ++i) {
        if (answer(i).number == number) return &answer(i);
    }
    return nullptr;
}

void Session::AppendTo(wire::ByteBuffer& output, const Answer& answer) const {
    const std::size_t head = std::min<std::size_t>(answer.length, kMaxAnswerBytes - answer.offset);
    output.Append({ring_.get() + answer.offset, head});
    output.Append({ring_.get(), answer.length - head});
}

std::uint32_t SessionTable::Slot(SessionId id) const {
    return index_.Find(HashMix(0, id.raw()), [&](std::uint32_t slot) {
        return sessions_[slot].id() == id;
    });
}

Session* SessionTable::Find(SessionId id) {
    const std::uint32_t slot = Slot(id);
    return slot == SlotTable::kNone ? nullptr : &sessions_[slot];
}

const Session* SessionTable::Find(SessionId id) const {
    const std::uint32_t slot = Slot(id);
    return slot == SlotTable::kNone ? nullptr : &sessions_[slot];
}

Session& SessionTable::Add(SessionId id) {
    CHECK(Slot(id) == SlotTable::kNone && !is_full());
    index_.Insert(HashMix(0, id.raw()), static_cast<std::uint32_t>(sessions_.size()));
    return sessions_.emplace_back(id);
}

}  // namespace bourse::exchange
