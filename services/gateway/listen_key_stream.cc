#include "services/gateway/listen_key_stream.h"

#include <utility>

namespace bourse::gateway {

ListenKeyStream::ListenKeyStream(UserData& user_data, const StreamSubscriber& subscriber, Key key)
    : user_data_(user_data), subscriber_(subscriber), key_(std::move(key)) {
    user_data_.Subscribe(key_.grant.account, *this);
}

void ListenKeyStream::OnTick(const ListenKeys& keys, Timestamp now) {
    if (!is_live_) return;
    if (const auto grant = keys.Find(key_.text, now)) {
        key_.grant = *grant;
        return;
    }
    End();
    if (key_.grant.valid_until > now) return;
    OnUserEvent(key_.grant.account, ListenKeyExpiredEvent({now, unit()}, key_.text));
}

void ListenKeyStream::OnUserEvent(AccountId, std::string_view event) {
    subscriber_.session->SendText(
        subscriber_.combined ? CombinedPayload(key_.text, event) : std::string(event)
    );
}

void ListenKeyStream::OnTerminated() {
    End();
    const EventTime now{user_data_.applied_time(), unit()};
    OnUserEvent(key_.grant.account, ListenKeyExpiredEvent(now, key_.text));
}

void ListenKeyStream::End() {
    if (std::exchange(is_live_, false)) user_data_.Unsubscribe(key_.grant.account, *this);
}

}  // namespace bourse::gateway
