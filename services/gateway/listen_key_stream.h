// ListenKeyStream: the events of a listen key's account to one stream connection, as they are or,
// where streams are combined, as data of the stream that has the key's name. When the key's hour is
// over, listenKeyExpired is the last of them; a key that was closed just falls silent.
// Thread: the gateway thread's. The connection, the keys and the user data outlive it.
#pragma once

#include <string>

#include "services/gateway/listen_keys.h"
#include "services/gateway/stream_channel.h"
#include "services/gateway/user_data.h"

namespace bourse::gateway {

class ListenKeyStream final : public UserDataSubscriber {
public:
    struct Key {
        std::string text;
        ListenKeys::Grant grant;
    };
    ListenKeyStream(UserData& user_data, const StreamSubscriber& subscriber, Key key);
    ~ListenKeyStream() override { End(); }
    ListenKeyStream(const ListenKeyStream&) = delete;
    ListenKeyStream& operator=(const ListenKeyStream&) = delete;

    // Sees whether the key lives on.
    void OnTick(const ListenKeys& keys, Timestamp now);

    TimeUnit unit() const override { return subscriber_.unit; }
    void OnTerminated() override;
    void OnUserEvent(AccountId account, std::string_view event) override;

private:
    void End();

    UserData& user_data_;
    const StreamSubscriber& subscriber_;
    Key key_;
    bool is_live_ = true;
};

}  // namespace bourse::gateway
