// StreamReaders: subscribers that only take what they are sent, on one thread of their own.
// Thread: Add before Start; bytes() from any.
#pragma once

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <string_view>
#include <thread>
#include <vector>

#include "core/base/check.h"

namespace bourse::bench {

class StreamReaders {
public:
    StreamReaders() : epoll_(epoll_create1(0)) { CHECK(epoll_ >= 0); }
    ~StreamReaders() {
        for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
        if (thread_.joinable()) thread_.join();
        for (const int socket : sockets_) close(socket);
        close(epoll_);
    }
    StreamReaders(const StreamReaders&) = delete;
    StreamReaders& operator=(const StreamReaders&) = delete;

    // Connects to a port of this machine, and says `greeting` if there is one.
    void Add(std::uint16_t port, std::string_view greeting) {
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        CHECK(socket >= 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        CHECK(connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        CHECK(write(socket, greeting.data(), greeting.size()) >= 0);
        epoll_event event{.events = EPOLLIN, .data = {.fd = socket}};
        CHECK(epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) == 0);
        sockets_.push_back(socket);
    }
    void Start() {
        thread_ = std::thread([this] { Run(); });
    }

    // That all of them have taken.
    std::uint64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

private:
    void Run() {
        char buffer[65'536];
        epoll_event events[64];
        for (std::size_t open = sockets_.size(); open > 0;) {
            const int count = epoll_wait(epoll_, events, 64, -1);
            for (int i = 0; i < count; ++i) {
                const ssize_t taken = recv(events[i].data.fd, buffer, sizeof buffer, 0);
                if (taken > 0) {
                    bytes_.fetch_add(static_cast<std::uint64_t>(taken), std::memory_order_relaxed);
                } else {
                    epoll_ctl(epoll_, EPOLL_CTL_DEL, events[i].data.fd, nullptr);
                    --open;
                }
            }
        }
    }

    int epoll_;
    std::vector<int> sockets_;
    std::atomic<std::uint64_t> bytes_{0};
    std::thread thread_;
};

}  // namespace bourse::bench
