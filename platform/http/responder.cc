#include "platform/http/responder.h"

#include <utility>

#include "core/base/check.h"
#include "platform/http/worker.h"

namespace bourse::http {

Responder::Responder(std::weak_ptr<Worker> worker, ConnectionId connection, RequestNumber request)
    : worker_(std::move(worker)), connection_(connection), request_(request) {}

Responder::Responder(Responder&& other) noexcept
    : worker_(std::move(other.worker_)),
      connection_(other.connection_),
      request_(other.request_),
      answered_(std::exchange(other.answered_, true)) {}

Responder::~Responder() {
    if (answered_) return;
    const auto worker = worker_.lock();
    if (!worker) return;
    Answer({.status = 500, .body = worker->options().error_body(500, ReasonPhrase(500))});
}

void Responder::Answer(Response response) {
    CHECK(!std::exchange(answered_, true));
    const auto worker = worker_.lock();
    if (worker) worker->Answer(connection_, request_, std::move(response));
}

void Responder::Upgrade(std::string headers, std::unique_ptr<Protocol> protocol) {
    CHECK(!std::exchange(answered_, true));
    const auto worker = worker_.lock();
    if (!worker) return;
    CHECK(worker->IsCurrentThread() && protocol != nullptr);
    Response response{.status = 101, .headers = std::move(headers)};
    worker->Answer(connection_, request_, std::move(response), std::move(protocol));
}

}  // namespace bourse::http
