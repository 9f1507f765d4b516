// The checks an order passes before it can touch anything: its fields, then the symbol's filters
// (docs/rules.md sections 4 and 5), in the order of RejectReason.
// Thread: any; pure.
#pragma once

#include "core/domain/commands.h"
#include "core/domain/reject_reason.h"
#include "core/matching/market.h"

namespace bourse::matching {

// The mode that the order asks for: the symbol's default in place of kSymbolDefault.
inline SelfTradePrevention ModeOf(const Symbol& symbol, const OrderInstruction& order) {
    return order.self_trade_prevention == SelfTradePrevention::kSymbolDefault
               ? symbol.definition.default_self_trade_prevention
               : order.self_trade_prevention;
}

// At most 36 bytes of 0x21..0x7E with zeros behind; empty is valid.
bool IsValid(const ClientOrderId& id);

RejectReason CheckFields(const Symbol& symbol, const OrderInstruction& instruction);

// The account's open orders in this symbol.
struct OpenCounts {
    std::uint32_t orders = 0;
    std::uint32_t untriggered = 0;  // of them: stop orders that wait
    std::uint32_t icebergs = 0;
};

// Of an instruction whose fields are valid.
RejectReason CheckFilters(
    const Market& market, const OrderInstruction& instruction, const OpenCounts& open
);

// MAX_POSITION, the last of the filters, concerns the few symbols that have it.
inline bool HasPositionLimit(const Symbol& symbol, const OrderInstruction& instruction) {
    return symbol.definition.filters.position_max.raw() != 0 && instruction.side == Side::kBuy;
}
// The base amount that a BUY adds to a position; of MARKET by quote quantity what it buys at the
// reference price.
Int128 PositionOf(const Market& market, const OrderInstruction& instruction);
// `position`: what the account owns and may yet buy, the order's own included.
RejectReason CheckPosition(const Symbol& symbol, Int128 position);

// LOT_SIZE and NOTIONAL of a priced order's quantity.
RejectReason CheckQuantity(const Symbol& symbol, Price price, Quantity quantity);

}  // namespace bourse::matching
