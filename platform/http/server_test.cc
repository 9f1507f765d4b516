#include "platform/http/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "platform/http/test_client.h"

namespace bourse::http {
namespace {

using std::chrono::milliseconds;

// Answers "METHOD target body"; what the paths below do otherwise is said beside them.
class Echo {
public:
    explicit Echo(ServerOptions options = {})
        : server_(std::move(options), [this](const Request& request, Responder responder) {
              Handle(request, std::move(responder));
          }) {
        server_.Start();
    }

    Server& server() { return server_; }
    TestClient Connect() { return TestClient(server_.port()); }

    // /hold: the responders wait here, in the order of their requests, for the test to answer.
    Responder TakeHeld(std::size_t count) {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return held_.size() >= count; });
        Responder taken = std::move(held_.at(count - 1));
        return taken;
    }
    std::size_t held() {
        std::lock_guard lock(mutex_);
        return held_.size();
    }
    std::set<int> threads_seen() {
        std::lock_guard lock(mutex_);
        return threads_seen_;
    }

private:
    void Handle(const Request& request, Responder responder) {
        std::lock_guard lock(mutex_);
        threads_seen_.insert(request.thread);
        if (request.path == "/drop") return;
        if (request.path == "/throw") throw std::runtime_error("defect");
        if (request.path == "/hold") {
            held_.push_back(std::move(responder));
            arrived_.notify_all();
            return;
        }
        Response response;
        response.body.append(request.method).append(" ").append(request.target).append(" ");
        response.body.append(request.body);
        if (request.path == "/large") response.body.assign(1 << 20, 'x');
        if (request.path == "/header") response.headers = "Retry-After: 7\r\n";
        responder.Answer(std::move(response));
    }

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Responder> held_;
    std::set<int> threads_seen_;
    Server server_;  // last: it stops before the rest goes
};

ServerOptions With(Limits limits) {
    ServerOptions options;
    options.limits = limits;
    return options;
}

std::string Get(std::string_view target, std::string_view headers = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n" + std::string(headers) +
           "\r\n";
}

std::string Body(const std::string& response) {
    return response.substr(std::min(response.find("\r\n\r\n") + 4, response.size()));
}

int Status(const std::string& response) {
    return response.starts_with("HTTP/1.1 ") ? std::atoi(response.c_str() + 9) : 0;
}

TEST(Server, AnswersOnAKeptConnection) {
    Echo echo;
    TestClient client = echo.Connect();
    for (int i = 0; i < 3; ++i) {
        client.Send(Get("/a?b=%41"));
        const std::string response = client.ReadResponse();
        EXPECT_EQ(Status(response), 200);
        EXPECT_EQ(Body(response), "GET /a?b=%41 ");
        EXPECT_NE(response.find("\r\nContent-Type: application/json"), std::string::npos);
        EXPECT_NE(response.find("\r\nDate: "), std::string::npos);
    }
    client.Send("POST /o HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=b");
    EXPECT_EQ(Body(client.ReadResponse()), "POST /o a=b");
    client.Send("POST /o HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(Body(client.ReadResponse()), "POST /o ") << "neither body nor length";
    client.Send(Get("/header"));
    EXPECT_NE(client.ReadResponse().find("\r\nRetry-After: 7\r\n"), std::string::npos);
}

TEST(Server, ClosesWhenAsked) {
    Echo echo;
    TestClient client = echo.Connect();
    client.Send(Get("/a", "Connection: close\r\n") + Get("/never"));
    const std::string all = client.ReadToEnd();
    EXPECT_NE(all.find("\r\nConnection: close\r\n"), std::string::npos);
    EXPECT_TRUE(all.ends_with("GET /a "));
    TestClient old = echo.Connect();
    old.Send("GET /old HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(old.ReadToEnd().ends_with("GET /old "));
}

TEST(Server, KeepsHttp10OpenWhenAsked) {
    Echo echo;
    TestClient client = echo.Connect();
    client.Send("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_NE(client.ReadResponse().find("Connection: keep-alive"), std::string::npos);
    client.Send("GET /2 HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(client.ReadToEnd().ends_with("GET /2 "));
}

TEST(Server, HeadHasTheLengthButNoBody) {
    Echo echo;
    TestClient client = echo.Connect();
    client.Send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n" + Get("/b", "Connection: close\r\n"));
    const std::string all = client.ReadToEnd();
    EXPECT_NE(all.find("Content-Length: 8\r\n\r\nHTTP/1.1 200"), std::string::npos) << all;
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    Echo echo;
    TestClient client = echo.Connect();
    std::string requests;
    for (int i = 0; i < 1'000; ++i) requests += Get(std::string("/").append(std::to_string(i)));
    client.Send(requests);
    for (int i = 0; i < 1'000; ++i) {
        ASSERT_EQ(
            Body(client.ReadResponse()), std::string("GET /").append(std::to_string(i)) + " "
        );
    }
}

TEST(Server, AnswersGivenOutOfOrderLeaveInOrder) {
    Echo echo;
    TestClient client = echo.Connect();
    client.Send(Get("/hold") + Get("/quick") + Get("/hold"));
    Responder second = echo.TakeHeld(2);
    second.Answer({.body = "second"});
    Responder first = echo.TakeHeld(1);
    std::thread([&first] { first.Answer({.body = "first"}); }).join();
    EXPECT_EQ(Body(client.ReadResponse()), "first");
    EXPECT_EQ(Body(client.ReadResponse()), "GET /quick ");
    EXPECT_EQ(Body(client.ReadResponse()), "second");
}

TEST(Server, StopsReadingWhenTooManyRequestsAreInFlight) {
    Echo echo(With({.pipelined_requests = 4}));
    TestClient client = echo.Connect();
    std::string requests;
    for (int i = 0; i < 20; ++i) requests += Get("/hold");
    client.Send(requests);
    for (std::size_t i = 1; i <= 20; ++i) {
        Responder next = echo.TakeHeld(i);
        EXPECT_LE(echo.held(), i + 3);
        next.Answer({.body = std::to_string(i)});
        EXPECT_EQ(Body(client.ReadResponse()), std::to_string(i));
    }
}

TEST(Server, AnswersToAClosedConnectionAreDropped) {
    Echo echo;
    {
        TestClient client = echo.Connect();
        client.Send(Get("/hold"));
        echo.TakeHeld(1).Answer({.body = "taken"});
        client.Send(Get("/hold"));
        Responder late = echo.TakeHeld(2);
        client.Close();
        late.Answer({.body = std::string(100'000, 'x')});
    }
    TestClient other = echo.Connect();
    other.Send(Get("/alive"));
    EXPECT_EQ(Body(other.ReadResponse()), "GET /alive ");
}

TEST(Server, AResponderOutlivesTheServer) {
    std::optional<Responder> held;
    {
        Echo echo(ServerOptions{.drain_timeout = milliseconds(50)});
        TestClient client = echo.Connect();
        client.Send(Get("/hold"));
        held.emplace(echo.TakeHeld(1));
    }
    held->Answer({.body = "nobody"});
}

TEST(Server, AHandlerThatForgetsOrThrowsFailsAlone) {
    std::atomic<int> exceptions = 0;
    ServerOptions options;
    options.on_exception = [&](std::string_view what) { exceptions += what == "defect"; };
    Echo echo(options);
    TestClient client = echo.Connect();
    for (const char* path : {"/drop", "/throw"}) {
        client.Send(Get(path));
        const std::string response = client.ReadResponse();
        EXPECT_EQ(Status(response), 500);
        EXPECT_EQ(Body(response), R"({"code":-1000,"msg":"Internal Server Error."})");
    }
    EXPECT_EQ(exceptions, 1);
    client.Send(Get("/alive"));
    EXPECT_EQ(Status(client.ReadResponse()), 200);
}

TEST(Server, RefusesAndCloses) {
    ServerOptions options = With({.body_bytes = 100, .header_bytes = 1'000, .target_bytes = 50});
    options.error_body = [](int status, std::string_view) {
        return std::string("E").append(std::to_string(status));
    };
    Echo echo(options);
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    const auto post = [](const std::string& headers, const std::string& body) {
        return "POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body;
    };
    const std::pair<int, std::string> corpus[] = {
        {400, post("Content-Length: 4\r\n" + chunked, "0\r\n\r\n")},
        {400, "GET / HTTP/1.1\nHost: x\n\n"},
        {400, Get("/", "A: b\r\n c\r\n")},
        {400, post(chunked, "x\r\n")},
        {413, post("Content-Length: 101\r\n", std::string(101, 'x'))},
        {413, post(chunked, "32\r\n" + std::string(50, 'x') + "\r\n33\r\n")},
        {414, Get("/" + std::string(50, 'x'))},
        {431, Get("/", "A: " + std::string(1'000, 'x') + "\r\n")},
        {417, Get("/", "Expect: tea\r\n")},
    };
    for (const auto& [status, text] : corpus) {
        TestClient client = echo.Connect();
        client.Send(Get("/before") + text + Get("/smuggled"));
        EXPECT_EQ(Body(client.ReadResponse()), "GET /before ");
        const std::string refusal = client.ReadToEnd();
        EXPECT_EQ(Status(refusal), status) << text;
        EXPECT_EQ(Body(refusal), std::string("E").append(std::to_string(status))) << text;
        EXPECT_NE(refusal.find("Connection: close\r\n"), std::string::npos) << text;
    }
}

// The answer must arrive although the client is still sending what nobody will read.
TEST(Server, ARefusalSurvivesALongBody) {
    Echo echo(With({.body_bytes = 100}));
    TestClient client = echo.Connect();
    client.Send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
    client.Send(std::string(1'000'000, 'x'));
    EXPECT_EQ(Status(client.ReadResponse()), 413);
}

TEST(Server, ContinuesWhenTheClientWaitsForIt) {
    Echo echo;
    TestClient client = echo.Connect();
    client.Send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(client.ReadUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.Send("ab");
    EXPECT_EQ(Body(client.ReadResponse()), "POST / ab");
}

TEST(Server, DropsSlowWritersAtTheirDeadline) {
    Echo echo(With({.header_timeout = milliseconds(100), .body_timeout = milliseconds(100)}));
    TestClient header = echo.Connect();
    TestClient body = echo.Connect();
    TestClient honest = echo.Connect();
    header.Send("GET / HT");
    body.Send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab");
    EXPECT_EQ(Status(header.ReadResponse()), 408);
    EXPECT_EQ(Status(body.ReadResponse()), 408);
    EXPECT_TRUE(header.IsClosedByServer());
    EXPECT_TRUE(body.IsClosedByServer());
    honest.Send(Get("/alive"));
    EXPECT_EQ(Status(honest.ReadResponse()), 200) << "an idle connection has its own deadline";
}

// A byte now and then must not extend the deadline.
TEST(Server, DripFeedingDoesNotHelp) {
    Echo echo(With({.header_timeout = milliseconds(200), .linger_timeout = milliseconds(50)}));
    TestClient client = echo.Connect();
    const std::string request = Get("/", "A: " + std::string(1'000, 'x') + "\r\n");
    bool open = true;
    std::size_t sent = 0;
    while (open && sent < request.size()) {
        open = client.Send(request.substr(sent++, 1));
        std::this_thread::sleep_for(milliseconds(5));
    }
    EXPECT_LT(sent, request.size());
}

TEST(Server, ClosesIdleConnectionsQuietly) {
    Echo echo(With({.idle_timeout = milliseconds(100)}));
    TestClient client = echo.Connect();
    client.Send(Get("/a"));
    EXPECT_EQ(Status(client.ReadResponse()), 200);
    EXPECT_EQ(client.ReadToEnd(), "");
    EXPECT_TRUE(client.IsClosedByServer());
}

// Of a new connection, tried again while there are too many.
int StatusWhenThereIsRoom(Echo& echo) {
    for (;;) {
        TestClient next = echo.Connect();
        next.Send(Get("/"));
        const int status = Status(next.ReadResponse());
        if (status != 503) return status;
        std::this_thread::sleep_for(milliseconds(20));
    }
}

TEST(Server, DropsReadersThatTakeNothing) {
    Echo echo(With({.queued_bytes = 64 * 1024, .connections = 1, .write_timeout = milliseconds(200)}
    ));
    TestClient stuck(echo.server().port(), 4'096);
    std::string requests;
    for (int i = 0; i < 16; ++i) requests += Get("/large");
    stuck.Send(requests);
    EXPECT_EQ(StatusWhenThereIsRoom(echo), 200) << "it was dropped";
    std::string all = stuck.ReadToEnd();
    EXPECT_TRUE(stuck.IsClosedByServer());
    EXPECT_LT(all.size(), std::size_t{16} << 20);
}

TEST(Server, RefusesConnectionsBeyondTheLimit) {
    Echo echo(With({.connections = 2, .linger_timeout = milliseconds(100)}));
    TestClient first = echo.Connect();
    {
        TestClient second = echo.Connect();
        for (TestClient* client : {&first, &second}) {
            client->Send(Get("/"));
            EXPECT_EQ(Status(client->ReadResponse()), 200);
        }
        TestClient third = echo.Connect();
        EXPECT_EQ(Status(third.ReadResponse()), 503);
        EXPECT_TRUE(third.IsClosedByServer());
    }
    EXPECT_EQ(StatusWhenThereIsRoom(echo), 200) << "a place became free";
}

TEST(Server, AnswersAClientThatFinishedSending) {
    Echo echo;
    TestClient client = echo.Connect();
    client.Send(Get("/hold"));
    client.FinishSending();
    echo.TakeHeld(1).Answer({.body = "still here"});
    EXPECT_EQ(Body(client.ReadToEnd()), "still here");
}

TEST(Server, ServesManyConnectionsOnAllThreads) {
    Echo echo(ServerOptions{.threads = 4});
    std::vector<TestClient> clients;
    for (int i = 0; i < 400; ++i) clients.push_back(echo.Connect());
    for (TestClient& client : clients) client.Send(Get("/a") + Get("/b"));
    for (TestClient& client : clients) {
        ASSERT_EQ(Body(client.ReadResponse()), "GET /a ");
        ASSERT_EQ(Body(client.ReadResponse()), "GET /b ");
    }
    EXPECT_EQ(echo.threads_seen(), (std::set{0, 1, 2, 3}));
}

TEST(Server, RunsTasksOnTheThreadAskedFor) {
    Echo echo(ServerOptions{.threads = 2});
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::thread::id> ids;
    const auto note = [&] {
        std::lock_guard lock(mutex);
        ids.push_back(std::this_thread::get_id());
        changed.notify_all();
    };
    echo.server().Post(ThreadIndex(1), note);
    echo.server().Schedule(ThreadIndex(1), milliseconds(10), note);
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return ids.size() == 2; });
    EXPECT_EQ(ids[0], ids[1]);
    EXPECT_NE(ids[0], std::this_thread::get_id());
}

TEST(Server, StopAnswersWhatIsInFlight) {
    Echo echo;
    TestClient idle = echo.Connect();
    TestClient busy = echo.Connect();
    idle.Send(Get("/"));
    EXPECT_EQ(Status(idle.ReadResponse()), 200);
    busy.Send(Get("/hold"));
    Responder responder = echo.TakeHeld(1);
    std::thread stopping([&] { echo.server().Stop(); });
    EXPECT_TRUE(idle.IsClosedByServer());
    idle.Close();
    responder.Answer({.body = "last"});
    const std::string response = busy.ReadToEnd();
    EXPECT_EQ(Body(response), "last");
    EXPECT_NE(response.find("Connection: close"), std::string::npos);
    busy.Close();
    stopping.join();
}

TEST(Server, StopDoesNotWaitForEver) {
    Echo echo(ServerOptions{.drain_timeout = milliseconds(100)});
    TestClient client = echo.Connect();
    client.Send(Get("/hold"));
    Responder never = echo.TakeHeld(1);
    echo.server().Stop();
    EXPECT_EQ(client.ReadToEnd(), "");
}

TEST(Server, SaysWhichAddressCannotBeHad) {
    try {
        Server server({.address = "203.0.113.1", .port = 1}, [](const Request&, Responder) {});
        FAIL();
    } catch (const std::system_error& error) {
        EXPECT_NE(std::string(error.what()).find("203.0.113.1:1"), std::string::npos);
    }
}

}  // namespace
}  // namespace bourse::http
