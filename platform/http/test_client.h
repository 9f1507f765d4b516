// A blocking client on a raw socket, for tests only: it sends any bytes, well-formed or not.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/check.h"

namespace bourse::http {

class TestClient {
public:
    // `receive_buffer` above zero makes the kernel hold little for a slow reader.
    explicit TestClient(std::uint16_t port, int receive_buffer = 0)
        : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        CHECK(socket_ >= 0);
        if (receive_buffer > 0) {
            setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
        }
        const int on = 1;
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        CHECK(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    }
    ~TestClient() { Close(); }
    TestClient(TestClient&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}
    TestClient& operator=(TestClient&&) = delete;

    // False when the server has closed.
    bool Send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    // The next `count` bytes; fewer when the server closes or a minute passes in silence.
    std::string Read(std::size_t count) {
        while (received_.size() < count && Receive()) {
        }
        return Take(std::min(count, received_.size()));
    }

    // All bytes up to and including `mark`; what there is when it never comes.
    std::string ReadUntil(std::string_view mark) {
        std::size_t at;
        while ((at = received_.find(mark)) == std::string::npos) {
            if (!Receive()) return Take(received_.size());
        }
        return Take(at + mark.size());
    }

    // One answer: header and body by its Content-Length.
    std::string ReadResponse() {
        std::string response = ReadUntil("\r\n\r\n");
        const std::size_t at = response.find("Content-Length: ");
        if (at == std::string::npos) return response;
        const auto size = std::strtoul(response.c_str() + at + 16, nullptr, 10);
        return response + Read(size);
    }

    // Everything until the server closes.
    std::string ReadToEnd() {
        while (Receive()) {
        }
        return Take(received_.size());
    }

    // Whether the server closes (within a minute), whatever it sends before.
    bool IsClosedByServer() {
        while (Receive()) {
        }
        return closed_;
    }

    int native_handle() const { return socket_; }
    void FinishSending() { shutdown(socket_, SHUT_WR); }

    void Close() {
        if (socket_ >= 0) close(std::exchange(socket_, -1));
    }

private:
    bool Receive() {
        pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
        if (closed_ || poll(&waiting, 1, 60'000) <= 0) return false;
        char buffer[65'536];
        const ssize_t count = recv(socket_, buffer, sizeof(buffer), 0);
        closed_ = count <= 0;
        if (count > 0) received_.append(buffer, static_cast<std::size_t>(count));
        return !closed_;
    }

    std::string Take(std::size_t count) {
        std::string taken = received_.substr(0, count);
        received_.erase(0, count);
        return taken;
    }

    int socket_;
    std::string received_;
    bool closed_ = false;
};

}  // namespace bourse::http
