#include "services/admin/admin.h"

#include <utility>

namespace bourse::admin {

Admin::Result<std::unique_ptr<Admin>> Admin::Open(AdminOptions options) {
    std::unique_ptr<Admin> made(new Admin(std::move(options)));
    auto log =
        AuditLog::Open(made->options_.directory / "audit.sqlite", [&](const AuditEntry& entry) {
            made->state_.Apply(entry);
        });
    if (!log) return Unexpected{log.error()};
    made->log_ = *std::move(log);
    made->head_ = made->log_->head();
    made->worker_ = std::thread([raw = made.get()] { raw->Work(); });
    return made;
}

Admin::~Admin() {
    {
        const std::lock_guard lock(queue_mutex_);
        is_stopping_ = true;
    }
    queued_.notify_all();
    if (worker_.joinable()) worker_.join();
}

Admin::Result<void> Admin::EnsureRole(const std::string& user, Role role) {
    if (RoleOf(user)) return {};
    AuditRecord record;
    record.phase = Phase::kDone;
    record.who = "the process";
    record.act = kSetRole;
    record.details =
        std::string("role=") + (role == Role::kOperator ? "OPERATOR" : "AUDITOR") + "&user=" + user;
    record.why = "named at start";
    const auto recorded = DoRecord(std::move(record));
    if (!recorded) return Unexpected{recorded.error()};
    return {};
}

bool Admin::Post(Task task) {
    {
        const std::lock_guard lock(queue_mutex_);
        if (queue_.size() >= kMaxWaiting) return false;
        queue_.push_back(std::move(task));
    }
    queued_.notify_one();
    return true;
}

void Admin::Work() {
    while (true) {
        Task task;
        {
            std::unique_lock lock(queue_mutex_);
            queued_.wait(lock, [this] { return is_stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            task = std::move(queue_.front());
            queue_.pop_front();
        }
        task();
    }
}

Admin::Result<AuditEntry> Admin::DoRecord(AuditRecord record) {
    const bool answers = record.phase == Phase::kApproved || record.phase == Phase::kDeclined;
    {
        const std::lock_guard lock(state_mutex_);
        if (answers && !state_.pending().contains(record.about)) {
            return Unexpected<std::string>{"no such request waits"};
        }
        if (record.phase == Phase::kRequested && state_.pending().size() >= kMaxPending) {
            return Unexpected<std::string>{"too many requests wait; decline some"};
        }
    }
    auto entry = log_->Append(std::move(record), options_.now());
    if (!entry) return entry;
    const std::lock_guard lock(state_mutex_);
    state_.Apply(*entry);
    head_ = log_->head();
    return entry;
}

void Admin::Record(AuditRecord record, Handler<AuditEntry> handler) {
    const bool is_posted = Post([this, record, handler] { handler(DoRecord(record)); });
    if (!is_posted) handler(Unexpected<std::string>{"the audit log is busy; nothing was done"});
}

void Admin::Verify(Handler<ChainHead> handler) {
    const bool is_posted =
        Post([this, handler] { handler(log_->Verify([](const AuditEntry&) {})); });
    if (!is_posted) handler(Unexpected<std::string>{"the audit log is busy"});
}

void Admin::Before(
    EntryNumber before, std::size_t count, Handler<std::vector<AuditEntry>> handler
) {
    const bool is_posted =
        Post([this, before, count, handler] { handler(log_->Before(before, count)); });
    if (!is_posted) handler(Unexpected<std::string>{"the audit log is busy"});
}

std::optional<Role> Admin::RoleOf(std::string_view user) const {
    const std::lock_guard lock(state_mutex_);
    return state_.RoleOf(user);
}

VenueState Admin::state() const {
    const std::lock_guard lock(state_mutex_);
    return state_;
}

ChainHead Admin::head() const {
    const std::lock_guard lock(state_mutex_);
    return head_;
}

}  // namespace bourse::admin
