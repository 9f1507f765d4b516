// An HTTP/1.1 server, plain or with TLS: N threads, each with its own acceptor (SO_REUSEPORT) and
// its connections.
//
// A connection stays on its thread, so handlers of one thread never run at the same time, and logic
// that keeps its state per thread needs no lock. Answers may come from anywhere (responder.h).
//
// Invariant: every buffer and every wait of a connection is bounded (limits.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/strong.h"
#include "platform/http/limits.h"
#include "platform/http/message.h"
#include "platform/http/responder.h"
#include "platform/http/task.h"
#include "platform/http/tls.h"

namespace bourse::http {

struct ThreadIndexTag;
using ThreadIndex = Strong<ThreadIndexTag, int>;  // 0 … threads - 1

// The JSON body of an answer the server makes by itself: {"code":-1000,"msg":"<reason>."}.
std::string DefaultErrorBody(int status, std::string_view reason);

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: the kernel picks one, see Server::port
    int threads = 1;
    Limits limits{};
    std::shared_ptr<const TlsContext> tls{};         // none: plain HTTP
    std::chrono::milliseconds drain_timeout{5'000};  // Stop waits for open connections this long
    std::function<std::string(int status, std::string_view reason)> error_body = DefaultErrorBody;
    // Receives the text of an exception that left a handler or task. Called on I/O threads.
    std::function<void(std::string_view what)> on_exception{};
};

class Server {
public:
    // Runs on the I/O thread of the connection.
    using Handler = std::function<void(const Request&, Responder)>;

    // Listens; throws std::system_error when the address cannot be had.
    Server(ServerOptions options, Handler handler);
    ~Server();  // as Stop
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;
    int threads() const;

    // Starts the threads. Tasks posted earlier run first.
    void Start();

    // Accepts no more, answers what is in flight, tells upgraded connections, and after the drain
    // time-out closes what is left. Returns when all threads have ended. Not from an I/O thread.
    void Stop();

    // Runs `task` on that thread, soon or after a delay. From any thread. Dropped after Stop.
    void Post(ThreadIndex thread, Task task);
    void Schedule(ThreadIndex thread, std::chrono::milliseconds delay, Task task);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bourse::http
