#include "platform/http/worker.h"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <ctime>
#include <utility>

#include "core/base/check.h"

namespace bourse::http {
namespace {

using boost::system::error_code;
using std::chrono::milliseconds;

constexpr std::size_t kBufferBytes = 64 * 1024;
constexpr milliseconds kAcceptRetry{50};  // after an error such as too many open files

// Connections beyond the limit that may be told so at the same time; the rest is just closed.
constexpr std::size_t kRefusedAtOnce = 256;

// A write to a socket takes some microseconds, so a request waits half a millisecond at most.
constexpr std::size_t kUpgradedAtOnce = 64;

// Often enough that a time-out strikes at most a quarter late.
milliseconds TickPeriod(const Limits& limits) {
    const milliseconds shortest = std::min(
        {limits.handshake_timeout,
         limits.idle_timeout,
         limits.header_timeout,
         limits.body_timeout,
         limits.write_timeout,
         limits.linger_timeout}
    );
    return std::clamp(shortest / 4, milliseconds(5), milliseconds(250));
}

}  // namespace

Worker::Worker(std::shared_ptr<Shared> shared, ThreadIndex index)
    : shared_(std::move(shared)),
      index_(index),
      tick_period_(TickPeriod(options().limits)),
      read_buffer_(kBufferBytes),
      write_buffer_(kBufferBytes) {}

Worker::Endpoint Worker::Listen(const Endpoint& endpoint) {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(boost::asio::socket_base::reuse_address(true));
    const int on = 1;
    if (setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) != 0) {
        throw boost::system::system_error(errno, boost::system::system_category(), "SO_REUSEPORT");
    }
    acceptor_.bind(endpoint);
    acceptor_.listen(boost::asio::socket_base::max_listen_connections);
    return acceptor_.local_endpoint();
}

void Worker::Run() {
    UpdateDate();
    Accept();
    ScheduleTick();
    while (!Guard([this] { context_.run(); })) {
    }
    CHECK(connections_.empty());
}

void Worker::Stop() {
    boost::asio::post(context_, [this] { BeginStop(); });
}

void Worker::BeginStop() {
    stopping_ = true;
    stop_deadline_ = std::chrono::steady_clock::now() + options().drain_timeout;
    error_code error;
    acceptor_.close(error);
    for (const auto& connection : AllConnections()) connection->OnShutdown();
    if (connections_.empty()) context_.stop();
}

bool Worker::IsCurrentThread() { return context_.get_executor().running_in_this_thread(); }

void Worker::Answer(
    ConnectionId id, RequestNumber request, Response response, std::unique_ptr<Protocol> protocol
) {
    const auto answer = [this, id, request](Response given, std::unique_ptr<Protocol> speaker) {
        const auto found = connections_.find(id.raw());
        if (found == connections_.end()) return;
        found->second->Answer(request, std::move(given), std::move(speaker));
    };
    if (IsCurrentThread()) return answer(std::move(response), std::move(protocol));
    CHECK(protocol == nullptr);
    boost::asio::post(context_, [answer, given = std::move(response)]() mutable {
        answer(std::move(given), nullptr);
    });
}

void Worker::Post(Task task) {
    boost::asio::post(context_, [run = std::move(task)]() mutable { run(); });
}

void Worker::Schedule(milliseconds delay, Task task) {
    auto timer = std::make_unique<boost::asio::steady_timer>(context_, delay);
    auto& waiting = *timer;
    waiting.async_wait([own = std::move(timer), run = std::move(task)](error_code error) mutable {
        if (!error) run();
    });
}

void Worker::Accept() {
    acceptor_.async_accept([this](error_code error, Connection::Socket socket) {
        if (stopping_) return;
        if (error) return Schedule(kAcceptRetry, [this] { Accept(); });
        Admit(std::move(socket));
        Accept();
    });
}

void Worker::Admit(Connection::Socket socket) {
    const std::size_t limit = options().limits.connections;
    const std::size_t others = shared_->connections.load(std::memory_order_relaxed);
    if (others >= limit + kRefusedAtOnce) return;
    shared_->connections.fetch_add(1, std::memory_order_relaxed);
    const ConnectionId id(next_connection_++);
    const auto connection = std::make_shared<Connection>(*this, std::move(socket), id);
    connections_.emplace(id.raw(), connection);
    using Admission = Connection::Admission;
    connection->Start(others < limit ? Admission::kServe : Admission::kRefuse);
}

void Worker::PumpSoon(Connection& connection) {
    if (!connection.MarkDirty()) return;
    if (connection.is_upgraded()) {
        dirty_upgraded_.push_back(connection.shared_from_this());
    } else {
        dirty_.push_back(connection.shared_from_this());
    }
    PostPump();
}

void Worker::PostPump() {
    if (std::exchange(is_pump_posted_, true)) return;
    boost::asio::post(context_, [this] { PumpDirty(); });
}

void Worker::PumpDirty() {
    is_pump_posted_ = false;
    for (const auto& connection : std::exchange(dirty_, {})) connection->Pump();
    for (std::size_t i = 0; i < kUpgradedAtOnce && !dirty_upgraded_.empty(); ++i) {
        const auto connection = std::move(dirty_upgraded_.front());
        dirty_upgraded_.pop_front();
        connection->Pump();
    }
    if (!dirty_.empty() || !dirty_upgraded_.empty()) PostPump();
}

void Worker::Retire(ConnectionId id) {
    boost::asio::post(context_, [this, id] {
        auto retired = connections_.extract(id.raw());
        CHECK(!retired.empty());
        retired.mapped()->OnRetired();
        shared_->connections.fetch_sub(1, std::memory_order_relaxed);
        if (stopping_ && connections_.empty()) context_.stop();
    });
}

void Worker::ScheduleTick() {
    tick_timer_.expires_after(tick_period_);
    tick_timer_.async_wait([this](error_code error) {
        if (error) return;
        Tick();
        ScheduleTick();
    });
}

void Worker::Tick() {
    UpdateDate();
    const TimePoint now = std::chrono::steady_clock::now();
    const bool overdue = stopping_ && now > stop_deadline_;
    for (const auto& connection : AllConnections()) {
        if (overdue) {
            connection->Abort();
        } else {
            connection->OnTick(now);
        }
    }
}

// A copy: ticking may open, close and move connections.
std::vector<std::shared_ptr<Connection>> Worker::AllConnections() const {
    std::vector<std::shared_ptr<Connection>> all;
    all.reserve(connections_.size());
    for (const auto& [id, connection] : connections_) all.push_back(connection);
    return all;
}

void Worker::UpdateDate() {
    const std::time_t now = std::time(nullptr);
    std::tm parts;
    gmtime_r(&now, &parts);
    char text[64];
    const auto size =
        std::strftime(text, sizeof(text), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
    date_line_.assign(text, size);
}

}  // namespace bourse::http
