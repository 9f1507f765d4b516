// Admin: the audit log and what it adds up to, for several threads. Entries are written by one
// thread of this, in order; at most kMaxWaiting wait. Whoever carries out an act records first that
// it begins, and only then acts: what is not in the log was not done.
// Thread: any. Handlers are called on the thread of this, or at once when nothing was taken.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "services/admin/audit_log.h"
#include "services/admin/venue_state.h"

namespace bourse::admin {

struct AdminOptions {
    std::filesystem::path directory;  // of audit.sqlite
    std::function<Timestamp()> now;
};

class Admin {
public:
    static constexpr std::size_t kMaxWaiting = 256;
    static constexpr std::size_t kMaxPending = 64;  // requests for a second person

    template <class T>
    using Result = Expected<T, std::string>;
    template <class T>
    using Handler = std::function<void(Result<T>)>;

    // Refuses a log whose chain is broken.
    static Result<std::unique_ptr<Admin>> Open(AdminOptions options);
    ~Admin();

    // Before anything else; does nothing when the user has a role.
    Result<void> EnsureRole(const std::string& user, Role role);

    // Durable when the handler is called with an entry. A request beyond kMaxPending and the second
    // answer to one request are refused, and then nothing is written.
    void Record(AuditRecord record, Handler<AuditEntry> handler);
    void Verify(Handler<ChainHead> handler);
    void Before(EntryNumber before, std::size_t count, Handler<std::vector<AuditEntry>> handler);

    std::optional<Role> RoleOf(std::string_view user) const;
    VenueState state() const;
    ChainHead head() const;

private:
    using Task = std::function<void()>;

    explicit Admin(AdminOptions options) : options_(std::move(options)) {}
    bool Post(Task task);
    void Work();
    Result<AuditEntry> DoRecord(AuditRecord record);

    const AdminOptions options_;
    std::optional<AuditLog> log_;  // the worker's, once it runs

    mutable std::mutex state_mutex_;
    VenueState state_;
    ChainHead head_;

    std::mutex queue_mutex_;
    std::condition_variable queued_;
    std::deque<Task> queue_;
    bool is_stopping_ = false;
    std::thread worker_;
};

}  // namespace bourse::admin
