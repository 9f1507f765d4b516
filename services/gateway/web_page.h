// The plain web page, which shows the market through the public streams. The files of web/plain are
// part of the binary.
// Thread: any; pure.
#pragma once

#include "platform/http/message.h"

namespace bourse::gateway {

// GET and HEAD of "/" and its files; 404 or 405 otherwise, as HTML for whoever accepts it.
http::Response ServeWebPage(const http::Request& request);

}  // namespace bourse::gateway
