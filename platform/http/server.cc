#include "platform/http/server.h"

#include <boost/asio/ip/address.hpp>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "platform/http/worker.h"

namespace bourse::http {

std::string DefaultErrorBody(int, std::string_view reason) {
    return "{\"code\":-1000,\"msg\":\"" + std::string(reason) + ".\"}";
}

struct Server::State {
    std::vector<std::shared_ptr<Worker>> workers;
    std::vector<std::thread> threads;
    std::uint16_t port = 0;
};

Server::Server(ServerOptions options, Handler handler) : state_(std::make_unique<State>()) {
    CHECK(options.threads > 0);
    const auto shared = std::make_shared<Shared>(std::move(options), std::move(handler));
    try {
        const auto address = boost::asio::ip::make_address(shared->options.address);
        Worker::Endpoint endpoint(address, shared->options.port);
        for (int i = 0; i < shared->options.threads; ++i) {
            state_->workers.push_back(std::make_shared<Worker>(shared, ThreadIndex(i)));
            endpoint = state_->workers.back()->Listen(endpoint);
        }
        state_->port = endpoint.port();
    } catch (const boost::system::system_error& error) {
        throw std::system_error(
            error.code(),
            "cannot listen on " + shared->options.address + ":" +
                std::to_string(shared->options.port)
        );
    }
}

Server::~Server() { Stop(); }

std::uint16_t Server::port() const { return state_->port; }

int Server::threads() const { return static_cast<int>(state_->workers.size()); }

void Server::Start() {
    CHECK(state_->threads.empty());
    for (const auto& worker : state_->workers) {
        state_->threads.emplace_back([worker] { worker->Run(); });
    }
}

void Server::Stop() {
    if (state_->threads.empty()) return;
    for (const auto& worker : state_->workers) worker->Stop();
    for (std::thread& thread : state_->threads) thread.join();
    state_->threads.clear();
}

void Server::Post(ThreadIndex thread, Task task) {
    state_->workers.at(static_cast<std::size_t>(thread.raw()))->Post(std::move(task));
}

void Server::Schedule(ThreadIndex thread, std::chrono::milliseconds delay, Task task) {
    state_->workers.at(static_cast<std::size_t>(thread.raw()))->Schedule(delay, std::move(task));
}

}  // namespace bourse::http
