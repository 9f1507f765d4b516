#include "platform/http/request_decoder.h"

#include <gtest/gtest.h>

namespace bourse::http {
namespace {

constexpr std::string_view kHost = "Host: x\r\n";

// "METHOD path?query [name=value;…] body" for each request, then the refusal or "more".
std::string Decode(std::string_view text, std::size_t step, const Limits& limits = {}) {
    RequestDecoder decoder(limits);
    std::string seen;
    for (std::size_t at = 0; at < text.size(); at += step) {
        const std::string piece(text.substr(at, step));
        decoder.Feed(piece);
        RequestDecoder::Outcome outcome;
        while ((outcome = decoder.Next()) != RequestDecoder::Outcome::kNeedMore) {
            if (outcome == RequestDecoder::Outcome::kRefused) {
                return seen + std::to_string(decoder.refusal());
            }
            if (outcome == RequestDecoder::Outcome::kContinueExpected) continue;
            const Request& request = decoder.request();
            seen.append(request.method).append(" ").append(request.path);
            if (!request.query.empty()) seen.append("?").append(request.query);
            seen.append(" [").append(request.body).append("] ");
        }
        decoder.Keep();
    }
    return seen + (decoder.stage() == RequestDecoder::Stage::kIdle ? "idle" : "more");
}

// The same answer whole, byte by byte, and in thirds.
std::string Decode(std::string_view text) {
    const std::string whole = Decode(text, text.size());
    EXPECT_EQ(Decode(text, 1), whole);
    EXPECT_EQ(Decode(text, text.size() / 3 + 1), whole);
    return whole;
}

std::string Get(std::string_view headers) {
    return "GET / HTTP/1.1\r\n" + std::string(kHost) + std::string(headers) + "\r\n";
}

std::string Post(std::string_view headers, std::string_view body) {
    return "POST /o HTTP/1.1\r\n" + std::string(kHost) + std::string(headers) + "\r\n" +
           std::string(body);
}

TEST(RequestDecoder, ReadsRequestsOneAfterTheOther) {
    EXPECT_EQ(Decode(Get("")), "GET / [] idle");
    EXPECT_EQ(Decode(Post("Content-Length: 3\r\n", "abc")), "POST /o [abc] idle");
    EXPECT_EQ(Decode(Post("", "")), "POST /o [] idle") << "no body, no length: legal";
    EXPECT_EQ(
        Decode(Get("") + Post("Content-Length: 1\r\n", "a") + "DEL"), "GET / [] POST /o [a] more"
    );
    EXPECT_EQ(Decode("GET /a?b=%41&c HTTP/1.1\r\nHost: x\r\n\r\n"), "GET /a?b=%41&c [] idle");
}

TEST(RequestDecoder, ReadsChunkedBodies) {
    const std::string_view chunked = "Transfer-Encoding: chunked\r\n";
    EXPECT_EQ(Decode(Post(chunked, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")), "POST /o [abcde] idle");
    EXPECT_EQ(Decode(Post(chunked, "0\r\n\r\n") + Get("")), "POST /o [] GET / [] idle");
}

TEST(RequestDecoder, FindsHeadersInAnyCase) {
    const Limits limits;
    RequestDecoder decoder(limits);
    const std::string text = Get("x-mbx-APIKEY:  key \r\nEmpty:\r\n");
    decoder.Feed(text);
    ASSERT_EQ(decoder.Next(), RequestDecoder::Outcome::kRequest);
    EXPECT_EQ(decoder.request().Find("X-MBX-APIKEY"), "key");
    EXPECT_EQ(decoder.request().Find("empty"), "");
    EXPECT_EQ(decoder.request().Find("X-MBX"), std::nullopt);
}

TEST(RequestDecoder, RefusesWhatTwoServersReadDifferently) {
    const std::pair<const char*, std::string> corpus[] = {
        {"CL.TE", Post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"TE.CL", Post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")},
        {"TE.TE", Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "")},
        {"TE unknown", Post("Transfer-Encoding: xchunked\r\n", "")},
        {"TE identity", Post("Transfer-Encoding: identity\r\n", "")},
        {"TE list", Post("Transfer-Encoding: gzip, chunked\r\n", "")},
        {"TE twice", Post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", "")},
        {"TE tab", Post("Transfer-Encoding : chunked\r\n", "")},
        {"TE 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"two lengths", Post("Content-Length: 1\r\nContent-Length: 2\r\n", "ab")},
        {"same length twice", Post("Content-Length: 1\r\nContent-Length: 1\r\n", "a")},
        {"length list", Post("Content-Length: 1, 1\r\n", "a")},
        {"plus length", Post("Content-Length: +1\r\n", "a")},
        {"minus length", Post("Content-Length: -1\r\n", "a")},
        {"hex length", Post("Content-Length: 0x1\r\n", "a")},
        {"empty length", Post("Content-Length:\r\n", "a")},
        {"huge length", Post("Content-Length: 99999999999999999999\r\n", "a")},
        {"bare LF", "GET / HTTP/1.1\nHost: x\n\n"},
        {"bare LF in header", "GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n"},
        {"bare CR", "GET / HTTP/1.1\r\nHost: x\rA: b\r\n\r\n"},
        {"obs-fold", Get("A: b\r\n c\r\n")},
        {"obs-fold, empty first line", Get("A:\r\n c\r\n")},
        {"obs-fold, empty last line", Get("A: b\r\n \r\n")},
        {"space before colon", Get("A : b\r\n")},
        {"empty name", Get(": b\r\n")},
        {"nul", Get(std::string("A: b\0c\r\n", 8))},
        {"no host", "GET / HTTP/1.1\r\n\r\n"},
        {"two hosts", Get("Host: y\r\n")},
        {"absolute target", "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"no version", "GET /\r\n\r\n"},
        {"version 2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"two spaces", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"leading line", "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"},
    };
    for (const auto& [name, text] : corpus) EXPECT_EQ(Decode(text), "400") << name;
}

TEST(RequestDecoder, RefusesBadChunks) {
    for (const char* body :
         {"x\r\nabc\r\n0\r\n\r\n",
          "3\r\nabcd\r\n0\r\n\r\n",
          "3;a=b\r\nabc\r\n0\r\n\r\n",
          "0x3\r\nabc\r\n0\r\n\r\n",
          "+3\r\nabc\r\n0\r\n\r\n",
          "3 \r\nabc\r\n0\r\n\r\n",
          "3\nabc\r\n0\r\n\r\n",
          "ffffffffffffffff1\r\n",
          "0\r\nTrailer: x\r\n\r\n",
          "0;x\r\n\r\n"}) {
        const std::string refused = Decode(Post("Transfer-Encoding: chunked\r\n", body));
        EXPECT_EQ(refused, "400") << body;
    }
}

TEST(RequestDecoder, EnforcesEachLimit) {
    const Limits limits{
        .body_bytes = 10, .header_bytes = 200, .header_count = 3, .target_bytes = 20};
    const auto decode = [&limits](const std::string& text) {
        const std::string whole = Decode(text, text.size(), limits);
        EXPECT_EQ(Decode(text, 1, limits), whole) << text;
        return whole;
    };
    const std::string ten(10, 'b');
    EXPECT_EQ(decode(Post("Content-Length: 10\r\n", ten)), "POST /o [" + ten + "] idle");
    EXPECT_EQ(decode(Post("Content-Length: 11\r\n", ten + "b")), "413");
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    EXPECT_EQ(decode(Post(chunked, "a\r\n" + ten + "\r\n0\r\n\r\n")), "POST /o [" + ten + "] idle");
    EXPECT_EQ(decode(Post(chunked, "a\r\n" + ten + "\r\n1\r\nb\r\n0\r\n\r\n")), "413");
    EXPECT_EQ(decode(Post(chunked, "ffffffff\r\n")), "413");
    EXPECT_EQ(decode(Post(chunked, std::string(1'000, '0'))), "413") << "endless chunk line";
    EXPECT_EQ(decode(Get("A: 1\r\nB: 2\r\n")), "GET / [] idle");
    EXPECT_EQ(decode(Get("A: 1\r\nB: 2\r\nC: 3\r\n")), "431");
    EXPECT_EQ(decode(Get("A: " + std::string(200, 'a') + "\r\n")), "431");
    EXPECT_EQ(
        decode("GET /" + std::string(19, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n"),
        "GET /" + std::string(19, 'a') + " [] idle"
    );
    EXPECT_EQ(decode("GET /" + std::string(20, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n"), "414");
}

TEST(RequestDecoder, ExpectContinueIsReportedOnceAndOnlyWhileTheBodyIsMissing) {
    const Limits limits;
    RequestDecoder decoder(limits);
    const std::string head = Post("Expect: 100-continue\r\nContent-Length: 2\r\n", "");
    decoder.Feed(head);
    EXPECT_EQ(decoder.Next(), RequestDecoder::Outcome::kContinueExpected);
    EXPECT_EQ(decoder.Next(), RequestDecoder::Outcome::kNeedMore);
    decoder.Keep();
    EXPECT_EQ(decoder.stage(), RequestDecoder::Stage::kBody);
    decoder.Feed("ab");
    EXPECT_EQ(decoder.Next(), RequestDecoder::Outcome::kRequest);
    EXPECT_EQ(decoder.request().body, "ab");
    decoder.Keep();
    decoder.Feed(head + "cd");
    EXPECT_EQ(decoder.Next(), RequestDecoder::Outcome::kRequest);
    EXPECT_EQ(Decode(Get("Expect: tea\r\n")), "417");
}

TEST(RequestDecoder, KnowsHowTheAnswerIsFramed) {
    const auto framing = [](const std::string& text) {
        const Limits limits;
        RequestDecoder decoder(limits);
        decoder.Feed(text);
        EXPECT_EQ(decoder.Next(), RequestDecoder::Outcome::kRequest);
        return decoder.framing();
    };
    EXPECT_TRUE(framing(Get("")).keep_alive);
    EXPECT_FALSE(framing(Get("Connection: close\r\n")).keep_alive);
    EXPECT_FALSE(framing("GET / HTTP/1.0\r\n\r\n").keep_alive);
    EXPECT_TRUE(framing("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
    EXPECT_TRUE(framing("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").head);
}

TEST(RequestDecoder, GivesTheRestToTheNextProtocol) {
    const Limits limits;
    RequestDecoder decoder(limits);
    const std::string text = Get("Connection: Upgrade\r\nUpgrade: websocket\r\n") + "\x81\x80";
    decoder.Feed(text);
    ASSERT_EQ(decoder.Next(), RequestDecoder::Outcome::kRequest);
    EXPECT_TRUE(decoder.request().wants_upgrade);
    EXPECT_EQ(decoder.TakeRest(), "\x81\x80");
    EXPECT_EQ(decoder.TakeRest(), "");
}

}  // namespace
}  // namespace bourse::http
