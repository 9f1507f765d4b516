#include "core/domain/reject_reason.h"

namespace bourse {

std::string_view ToString(RejectReason reason) {
    switch (reason) {
        using enum RejectReason;
        case kNone:
            return "None";
        case kMalformedCommand:
            return "MalformedCommand";
        case kTooManySessions:
            return "TooManySessions";
        case kSessionNumberGap:
            return "SessionNumberGap";
        case kSessionNumberReused:
            return "SessionNumberReused";
        case kSessionNumberExpired:
            return "SessionNumberExpired";
        case kRepeated:
            return "Repeated";
        case kNotAuthorized:
            return "NotAuthorized";
        case kNothingToContinue:
            return "NothingToContinue";
        case kUnknownAccount:
            return "UnknownAccount";
        case kAccountFrozen:
            return "AccountFrozen";
        case kUnknownAsset:
            return "UnknownAsset";
        case kUnknownSymbol:
            return "UnknownSymbol";
        case kUnknownFeeTier:
            return "UnknownFeeTier";
        case kUnknownWithdrawal:
            return "UnknownWithdrawal";
        case kMarketHalted:
            return "MarketHalted";
        case kMarketCancelOnly:
            return "MarketCancelOnly";
        case kInvalidSide:
            return "InvalidSide";
        case kInvalidOrderType:
            return "InvalidOrderType";
        case kInvalidTimeInForce:
            return "InvalidTimeInForce";
        case kInvalidSelfTradePrevention:
            return "InvalidSelfTradePrevention";
        case kSelfTradePreventionNotAllowed:
            return "SelfTradePreventionNotAllowed";
        case kInvalidClientOrderId:
            return "InvalidClientOrderId";
        case kInvalidQuantity:
            return "InvalidQuantity";
        case kInvalidPrice:
            return "InvalidPrice";
        case kFilterPrice:
            return "FilterPrice";
        case kFilterLotSize:
            return "FilterLotSize";
        case kFilterMarketLotSize:
            return "FilterMarketLotSize";
        case kFilterPercentPriceBySide:
            return "FilterPercentPriceBySide";
        case kFilterNotional:
            return "FilterNotional";
        case kFilterMaxOrders:
            return "FilterMaxOrders";
        case kDuplicateClientOrderId:
            return "DuplicateClientOrderId";
        case kWouldMatchImmediately:
            return "WouldMatchImmediately";
        case kNoLiquidity:
            return "NoLiquidity";
        case kInsufficientBalance:
            return "InsufficientBalance";
        case kUnknownOrder:
            return "UnknownOrder";
        case kCancelRestriction:
            return "CancelRestriction";
        case kInvalidCancelReplaceMode:
            return "InvalidCancelReplaceMode";
        case kAmendNotSmaller:
            return "AmendNotSmaller";
        case kAmendLimit:
            return "AmendLimit";
        case kInvalidAmount:
            return "InvalidAmount";
        case kInvalidDefinition:
            return "InvalidDefinition";
        case kDuplicateName:
            return "DuplicateName";
        case kInvalidMode:
            return "InvalidMode";
        case kInvalidRate:
            return "InvalidRate";
        case kCapacity:
            return "Capacity";
        case kInvalidAccountStatus:
            return "InvalidAccountStatus";
        case kInvalidTradeGroup:
            return "InvalidTradeGroup";
    }
    return "Unknown";
}

}  // namespace bourse
