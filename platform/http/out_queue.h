// Bytes on their way to one peer.
//
// Text is shared: one frame for many subscribers is held once, however far each of them is behind.
// A flush gathers small pieces into one write. Bytes written by Append share a piece of their own.
// Thread: its connection's.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <string>

namespace bourse::http {

using SharedText = std::shared_ptr<const std::string>;

class Channel;

class OutQueue {
public:
    enum class Flushed {
        kDrained,  // nothing is queued
        kBlocked,  // the socket takes no more now
        kBroken,   // the peer is gone
    };

    void Push(SharedText text);

    // A string at the end of the queue to append to, until the next call of any other member.
    std::string& Tail();

    std::size_t queued_bytes() const;

    // Forgets all but the rest of a piece of which the peer has already seen a part.
    void DropUnsent();

    // Writes without waiting. `scratch` is working space, 64 KiB or so.
    Flushed Flush(Channel& channel, std::span<char> scratch);

private:
    void SealTail();
    void Consume(std::size_t count);
    std::span<const char> NextWrite(std::span<char> scratch) const;

    std::deque<SharedText> pieces_;
    std::shared_ptr<std::string> tail_;  // not yet in pieces_; kept to be filled again
    std::size_t sealed_bytes_ = 0;       // in pieces_, without what was sent of the first
    std::size_t sent_ = 0;               // of the first piece
};

}  // namespace bourse::http
