// OperatorSession: somebody who is signed in to a running venue from the command line. The session
// is kept in DATA/operator-sessions/NAME, mode 0600, where there is a data directory, so that the
// next verb need not sign in again; it is made anew when the venue does not know it any more.
// Thread: one owner; blocks.
#pragma once

#include <string>

#include "apps/bourse/http_ask.h"

namespace bourse::apps {

class OperatorSession {
public:
    OperatorSession(VenueAddress venue, std::string user, std::string password);

    // As the user. An error says why he is not signed in, or why no answer came.
    Expected<HttpAnswer, std::string> Ask(HttpQuestion question);

private:
    Expected<void, std::string> SignIn();
    void Load();
    void Keep() const;

    const VenueAddress venue_;
    const std::string user_, password_;
    std::filesystem::path file_;  // empty: the session is not kept
    std::string cookie_;          // empty: not signed in yet
};

}  // namespace bourse::apps
