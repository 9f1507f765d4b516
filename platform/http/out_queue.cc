#include "platform/http/out_queue.h"

#include <algorithm>

#include "platform/http/channel.h"

namespace bourse::http {
namespace {

// A tail that grew beyond this is given back to the allocator once sent.
constexpr std::size_t kSpareTailBytes = 4'096;

OutQueue::Flushed FlushedOf(Channel::Outcome outcome) {
    if (outcome == Channel::Outcome::kDone) return OutQueue::Flushed::kDrained;
    if (outcome == Channel::Outcome::kWantsWrite) return OutQueue::Flushed::kBlocked;
    return OutQueue::Flushed::kBroken;
}

}  // namespace

void OutQueue::Push(SharedText text) {
    SealTail();
    sealed_bytes_ += text->size();
    pieces_.push_back(std::move(text));
}

std::string& OutQueue::Tail() {
    if (!tail_) tail_ = std::make_shared<std::string>();
    return *tail_;
}

std::size_t OutQueue::queued_bytes() const { return sealed_bytes_ + (tail_ ? tail_->size() : 0); }

void OutQueue::SealTail() {
    if (!tail_ || tail_->empty()) return;
    sealed_bytes_ += tail_->size();
    pieces_.push_back(std::move(tail_));
}

void OutQueue::DropUnsent() {
    tail_.reset();
    pieces_.resize(sent_ > 0 ? 1 : 0);
    sealed_bytes_ = sent_ > 0 ? pieces_.front()->size() - sent_ : 0;
}

void OutQueue::Consume(std::size_t count) {
    sealed_bytes_ -= count;
    while (count > 0) {
        const std::size_t rest = pieces_.front()->size() - sent_;
        if (count < rest) {
            sent_ += count;
            return;
        }
        count -= rest;
        sent_ = 0;
        pieces_.pop_front();
    }
}

// The first piece as it is when it stands alone or is large, else as many as fit the scratch space.
std::span<const char> OutQueue::NextWrite(std::span<char> scratch) const {
    const std::span<const char> first = std::span(*pieces_.front()).subspan(sent_);
    if (pieces_.size() == 1 || first.size() >= scratch.size()) return first;
    std::size_t size = 0;
    for (const SharedText& piece : pieces_) {
        const auto text = &piece == &pieces_.front() ? first : std::span<const char>(*piece);
        if (text.size() > scratch.size() - size) break;
        std::ranges::copy(text, scratch.begin() + static_cast<std::ptrdiff_t>(size));
        size += text.size();
    }
    return scratch.first(size);
}

OutQueue::Flushed OutQueue::Flush(Channel& channel, std::span<char> scratch) {
    if (pieces_.empty() && tail_ && !tail_->empty()) {
        // The usual answer: nothing is waiting, the socket takes all, the tail is used again.
        const auto [outcome, count] = channel.Write(*tail_);
        if (count == tail_->size()) {
            if (tail_->capacity() > kSpareTailBytes) tail_.reset();
            if (tail_) tail_->clear();
            return FlushedOf(channel.Flush());
        }
        if (outcome != Channel::Outcome::kDone) {
            SealTail();
            return FlushedOf(outcome);
        }
        SealTail();
        Consume(count);
    }
    SealTail();
    while (!pieces_.empty()) {
        const auto [outcome, count] = channel.Write(NextWrite(scratch));
        if (outcome != Channel::Outcome::kDone) return FlushedOf(outcome);
        Consume(count);
    }
    return FlushedOf(channel.Flush());
}

}  // namespace bourse::http
