#include "services/gateway/api_error.h"

#include <gtest/gtest.h>

namespace bourse::gateway {
namespace {

TEST(ApiErrorTest, WritesCodeMessageAndData) {
    EXPECT_EQ(
        ErrorBody({400, ErrorCode::kInvalidSymbol, "Invalid symbol."}),
        R"({"code":-1121,"msg":"Invalid symbol."})"
    );
    EXPECT_EQ(
        ErrorBody({409, ErrorCode::kCancelReplacePartial, "a \"b\"", R"({"c":1})"}),
        R"({"code":-2021,"msg":"a \"b\"","data":{"c":1}})"
    );
}

TEST(ApiErrorTest, WordsRejectsByAction) {
    const auto text = [](RejectReason reason, Action action) {
        const ApiError error = ErrorOf(reason, action);
        EXPECT_EQ(error.http_status, 400);
        return std::to_string(static_cast<int>(error.code)) + " " + error.message;
    };
    EXPECT_EQ(
        text(RejectReason::kInsufficientBalance, Action::kPlace),
        "-2010 Account has insufficient balance for requested action."
    );
    EXPECT_EQ(text(RejectReason::kUnknownOrder, Action::kCancel), "-2011 Unknown order sent.");
    EXPECT_EQ(text(RejectReason::kUnknownOrder, Action::kAmend), "-2038 Unknown order sent.");
    EXPECT_EQ(
        text(RejectReason::kFilterNotional, Action::kPlace), "-1013 Filter failure: NOTIONAL"
    );
    EXPECT_EQ(text(RejectReason::kFilterLotSize, Action::kAmend), "-2038 Filter failure: LOT_SIZE");
    EXPECT_EQ(
        text(RejectReason::kAmendLimit, Action::kAmend),
        "-2038 Filter failure: MAX_NUM_ORDER_AMENDS"
    );
    EXPECT_EQ(
        text(RejectReason::kSelfTradePreventionNotAllowed, Action::kPlace),
        "-1013 This symbol does not allow the specified self-trade prevention mode."
    );
}

// 5xx says that the outcome is unknown: no reject may have it, but those of an overload.
TEST(ApiErrorTest, KeepsServerErrorsForUnknownOutcomes) {
    EXPECT_EQ(TimeoutError().http_status, 504);
    EXPECT_EQ(static_cast<int>(TimeoutError().code), -1007);
    EXPECT_EQ(BusyError().http_status, 503);
    for (std::uint16_t raw = 1; raw < 80; ++raw) {
        const auto reason = static_cast<RejectReason>(raw);
        if (reason == RejectReason::kCapacity) continue;
        for (const Action action : {Action::kPlace, Action::kCancel, Action::kAmend}) {
            EXPECT_EQ(ErrorOf(reason, action).http_status, 400) << raw;
        }
    }
}

}  // namespace
}  // namespace bourse::gateway
