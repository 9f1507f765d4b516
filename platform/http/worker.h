// Worker: one I/O thread with its io_context, acceptor and connections.
// Internal to platform/http. Thread: its own, but for Answer, Post, Schedule and Stop (any thread).
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/http/connection.h"
#include "platform/http/server.h"

namespace bourse::http {

// What the workers of a server have in common.
struct Shared {
    ServerOptions options;
    Server::Handler handler;
    std::atomic<std::size_t> connections = 0;
};

class Worker : public std::enable_shared_from_this<Worker> {
public:
    using Endpoint = boost::asio::ip::tcp::endpoint;

    Worker(std::shared_ptr<Shared> shared, ThreadIndex index);

    // Throws boost::system::system_error. Returns the endpoint with the port in use.
    Endpoint Listen(const Endpoint& endpoint);

    // The body of the thread: returns after Stop.
    void Run();
    void Stop();

    void Answer(
        ConnectionId connection,
        RequestNumber request,
        Response response,
        std::unique_ptr<Protocol> protocol = nullptr
    );
    void Post(Task task);
    void Schedule(std::chrono::milliseconds delay, Task task);

    int index() const { return index_.raw(); }
    const ServerOptions& options() const { return shared_->options; }
    const Server::Handler& handler() const { return shared_->handler; }
    std::span<char> read_buffer() { return read_buffer_; }
    std::span<char> write_buffer() { return write_buffer_; }
    std::string_view date_line() const { return date_line_; }
    bool IsCurrentThread();

    // Calls connection.Pump() when the running handlers are done, once for many sends. Answers
    // come first; what many upgraded connections are sent leaves bit by bit, so that requests are
    // heard in between.
    void PumpSoon(Connection& connection);
    // Forgets the connection when the running handler is done.
    void Retire(ConnectionId id);

    // Runs `call`; an exception is reported and answered by false.
    template <class Call>
    bool Guard(Call&& call) {
        try {
            call();
            return true;
        } catch (const std::exception& error) {
            if (options().on_exception) options().on_exception(error.what());
            return false;
        }
    }

private:
    void Accept();
    void Admit(Connection::Socket socket);
    void ScheduleTick();
    void Tick();
    void UpdateDate();
    void PostPump();
    void PumpDirty();
    void BeginStop();
    std::vector<std::shared_ptr<Connection>> AllConnections() const;

    const std::shared_ptr<Shared> shared_;
    const ThreadIndex index_;
    boost::asio::io_context context_{1};
    boost::asio::ip::tcp::acceptor acceptor_{context_};
    boost::asio::steady_timer tick_timer_{context_};
    const std::chrono::milliseconds tick_period_;
    std::unordered_map<std::uint64_t, std::shared_ptr<Connection>> connections_;
    std::vector<std::shared_ptr<Connection>> dirty_;
    std::deque<std::shared_ptr<Connection>> dirty_upgraded_;
    bool is_pump_posted_ = false;
    std::uint64_t next_connection_ = 0;
    std::vector<char> read_buffer_;
    std::vector<char> write_buffer_;
    std::string date_line_;
    bool stopping_ = false;
    TimePoint stop_deadline_;
};

}  // namespace bourse::http
