// A folder of recorded order flow that a test writes, removed with the fixture.
#pragma once

#include <gtest/gtest.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "apps/bourse/data_directory.h"

namespace bourse::apps {

class FlowFixture : public testing::Test {
protected:
    const std::filesystem::path& path() const { return directory_.path(); }

    void Write(std::string_view name, std::string_view contents) const {
        std::ofstream file(path() / name, std::ios::binary);
        file << contents;
        ASSERT_TRUE(file.flush().good());
    }
    std::string Read(std::string_view name) const {
        std::ifstream file(path() / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    static std::string Compress(std::string_view text) {
        std::string packed(ZSTD_compressBound(text.size()), '\0');
        packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
        return packed;
    }

    // Two makers at one price, a taker of both; then each other operation.
    static constexpr std::string_view kCommands =
        "seq,ts_ms,op,order_id,side,type,price,qty,note\n"
        "1,1000,N,11,S,L,100,5,\"first, at its price\"\n"
        "2,1000,N,12,S,L,100,5,\n"
        "3,1001,N,13,B,L,99,7,\n"
        "4,1002,N,14,B,I,100,7,\n"   // takes 5 of 11 and 2 of 12
        "5,1003,C,11,,,,,gone\n"     // too late: a reject
        "6,1004,D,12,,,,2,\n"        // of the 3 that are open
        "7,1005,N,15,S,L,100,4,\n"   // behind 12
        "8,1006,R,13,,,100,3,\n"     // takes 2 of 12 and 1 of 15
        "9,1007,N,16,S,P,98,1,\n"    // no bids: rests
        "10,1008,N,17,B,P,101,1,\n"  // would trade: a reject
        "11,1009,N,18,B,M,,2,\n"     // takes 1 of 16 and 1 of 15
        "12,1010,N,19,B,L,97,6,\n";
    static constexpr std::string_view kTrades =
        "taker_cmd_seq,maker_order_id,taker_order_id,taker_side,price,qty\n"
        "4,11,14,B,100,5\n"
        "4,12,14,B,100,2\n"
        "8,12,13,B,100,2\n"
        "8,15,13,B,100,1\n"
        "11,16,18,B,98,1\n"
        "11,15,18,B,100,1\n";
    static constexpr std::string_view kBooks =
        "ts,after_seq,bid_px_1,bid_qty_1,ask_px_1,ask_qty_1,bid_px_2,bid_qty_2,ask_px_2,ask_qty_2\n"
        "1,0,,,,,,,,\n"
        "2,3,99,7,100,10,,,,\n"
        "3,,1,1,1,1,1,1,1,1\n"
        "4,6,99,7,100,2,,,,\n"
        "5,9,,,98,1,,,100,3\n";
    static constexpr std::string_view kFinalBook =
        "order_id,side,price,qty\n"
        "19,B,97,6\n"
        "15,S,100,2\n";

private:
    DataDirectory directory_ = *DataDirectory::MakeEphemeral();
};

}  // namespace bourse::apps
