#include <gtest/gtest.h>

#include <thread>

#include "platform/http/server.h"
#include "platform/http/test_client.h"
#include "platform/http/test_tls_client.h"

namespace bourse::http {
namespace {

using std::chrono::milliseconds;

class TlsServerTest : public testing::Test {
protected:
    void Serve(Limits limits = {}) {
        ServerOptions options;
        options.limits = limits;
        options.tls = identity_.context;
        server_ = std::make_unique<Server>(std::move(options), [](const Request& request, auto to) {
            const bool is_large = request.path == "/large";
            to.Answer({.body = is_large ? std::string(3'000'000, 'x') : std::string(request.path)});
        });
        server_->Start();
    }

    // A connected client, whose handshake is still to come.
    struct Connected {
        Connected(std::uint16_t port, const std::string& authority, TestTlsClient::Options options)
            : socket(port), tls(socket.native_handle(), authority, options) {}
        TestClient socket;
        TestTlsClient tls;
    };
    Connected Connect(TestTlsClient::Options options = {}) {
        return {server_->port(), identity_.authority.certificate_pem, options};
    }

    TestIdentity identity_;
    std::unique_ptr<Server> server_;
};

constexpr std::string_view kLastGet = "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

TEST_F(TlsServerTest, ServesBothVersions) {
    Serve();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        Connected client = Connect({.version_min = version, .version_max = version});
        ASSERT_TRUE(client.tls.Handshake()) << TestTlsClient::Error();
        ASSERT_EQ(SSL_version(client.tls.native_handle()), version);
        const unsigned char* protocol = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(client.tls.native_handle(), &protocol, &size);
        ASSERT_EQ(std::string(protocol, protocol + size), "http/1.1");
        ASSERT_TRUE(client.tls.Send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n"));
        EXPECT_NE(client.tls.ReadUntil("\r\n\r\n/a").find("200 OK"), std::string::npos);
        ASSERT_TRUE(client.tls.Send(kLastGet));
        std::string last;
        while (client.tls.Receive(last)) {
        }
        EXPECT_TRUE(last.ends_with("/last")) << last;
        // It was told that nothing follows: nobody has cut the answer off.
        EXPECT_NE(SSL_get_shutdown(client.tls.native_handle()) & SSL_RECEIVED_SHUTDOWN, 0);
    }
}

TEST_F(TlsServerTest, ALargeAnswerArrivesWhole) {
    Serve();
    Connected client = Connect();
    ASSERT_TRUE(client.tls.Handshake());
    ASSERT_TRUE(client.tls.Send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    std::string all;
    while (client.tls.Receive(all)) {
    }
    EXPECT_EQ(all.substr(all.find("\r\n\r\n") + 4), std::string(3'000'000, 'x'));
}

TEST_F(TlsServerTest, ATicketResumesASession) {
    Serve();
    Connected first = Connect();
    ASSERT_TRUE(first.tls.Handshake());
    ASSERT_TRUE(first.tls.Send(kLastGet));
    first.tls.ReadUntil("/last");
    SSL_SESSION* session = SSL_get1_session(first.tls.native_handle());
    Connected second = Connect({.resume = session});
    ASSERT_TRUE(second.tls.Handshake());
    EXPECT_EQ(SSL_session_reused(second.tls.native_handle()), 1);
    EXPECT_EQ(SSL_session_reused(first.tls.native_handle()), 0);
    SSL_SESSION_free(session);
}

TEST_F(TlsServerTest, OldVersionsAreRefusedWithAnAlert) {
    Serve();
    for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
        Connected client = Connect({.version_min = version, .version_max = version});
        ERR_clear_error();
        EXPECT_FALSE(client.tls.Handshake());
        EXPECT_EQ(TestTlsClient::Error(), "tlsv1 alert protocol version");
    }
}

TEST_F(TlsServerTest, AClientOfAnotherProtocolOnlyIsRefused) {
    Serve();
    Connected client = Connect({.protocols = std::string_view("\x02h2", 3)});
    ERR_clear_error();
    EXPECT_FALSE(client.tls.Handshake());
    EXPECT_EQ(TestTlsClient::Error(), "tlsv1 alert no application protocol");
}

TEST_F(TlsServerTest, AClientWithoutTheAuthorityDoesNotTrustIt) {
    Serve();
    const TestIdentity stranger;
    Connected client(server_->port(), stranger.authority.certificate_pem, {});
    ERR_clear_error();
    EXPECT_FALSE(client.tls.Handshake());
    EXPECT_EQ(TestTlsClient::Error(), "certificate verify failed");
}

TEST_F(TlsServerTest, PlainHttpIsToldWhatThisPortSpeaks) {
    Serve();
    TestClient client(server_->port());
    ASSERT_TRUE(client.Send("GET /api/v3/ping HTTP/1.1\r\nHost: x\r\n\r\n"));
    const std::string answer = client.ReadToEnd();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 Bad Request\r\n")) << answer;
    EXPECT_NE(answer.find("This port speaks HTTPS"), std::string::npos) << answer;
}

TEST_F(TlsServerTest, AHandshakeThatDoesNotEndIsEnded) {
    Serve({.handshake_timeout = milliseconds(100)});
    TestClient silent(server_->port());
    EXPECT_TRUE(silent.IsClosedByServer());
    // The header of a long record, and then a byte at a time.
    TestClient slow(server_->port());
    ASSERT_TRUE(slow.Send(std::string_view("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)));
    bool is_open = true;
    for (int i = 0; i < 500 && is_open; ++i) {
        is_open = slow.Send("a");
        std::this_thread::sleep_for(milliseconds(10));
    }
    EXPECT_FALSE(is_open);
}

TEST_F(TlsServerTest, GarbageIsRefusedAndOthersAreServed) {
    Serve();
    for (const std::string_view garbage :
         {std::string_view("\0\0\0\0\0\0\0\0", 8), std::string_view("\x16\x03\x01\xff\xff", 5)}) {
        TestClient client(server_->port());
        ASSERT_TRUE(client.Send(garbage));
        EXPECT_TRUE(client.IsClosedByServer());
    }
    Connected client = Connect();
    EXPECT_TRUE(client.tls.Handshake());
}

TEST_F(TlsServerTest, BeyondTheLimitThePeerIsToldSo) {
    Serve({.connections = 0});
    Connected client = Connect();
    ASSERT_TRUE(client.tls.Handshake());
    EXPECT_NE(client.tls.ReadUntil("\r\n\r\n").find("503"), std::string::npos);
}

TEST_F(TlsServerTest, StopEndsAHandshake) {
    Serve();
    TestClient client(server_->port());
    Connected later = Connect();
    ASSERT_TRUE(later.tls.Handshake());  // so the first has been accepted
    server_->Stop();
    EXPECT_TRUE(client.IsClosedByServer());
}

TEST(TlsContextTest, WhatWillNotDoIsSaid) {
    const TestIdentity one;
    const auto& good = one.authority;
    const auto other = crypto::MakeAuthority("other", one.period);
    EXPECT_TRUE(TlsContext::Make({good.certificate_pem, good.private_key_pem}).has_value());
    EXPECT_EQ(
        TlsContext::Make({"", good.private_key_pem}).error(), "the certificate is not in PEM"
    );
    EXPECT_EQ(
        TlsContext::Make({good.certificate_pem, ""}).error(),
        "the private key is not in PEM, or has a password"
    );
    EXPECT_EQ(
        TlsContext::Make({good.certificate_pem, other.private_key_pem}).error(),
        "the private key is not that of the certificate"
    );
}

}  // namespace
}  // namespace bourse::http
