#include "core/book/price_ladder.h"

namespace bourse::book {

PriceLadder::~PriceLadder() {
    if (!empty()) FreeBelow(root_);
}

LevelIndex PriceLadder::Find(Price price) const {
    const std::int64_t ticks = price.raw();
    if (empty() || Prefix(ticks, root_.shift) != Header(root_).prefix) return kNoLevel;
    Node node = root_;
    while (node.shift > kDigitBits) {
        const std::uint32_t digit = Digit(Prefix(ticks, node.shift - kDigitBits));
        if (!IsOccupied(Header(node), digit)) return kNoLevel;
        node = Child(node, digit);
    }
    if (!IsOccupied(Header(node), Digit(ticks))) return kNoLevel;
    return LevelIndex(node.index * kFanout + Digit(ticks));
}

std::uint32_t PriceLadder::LeafOf(std::int64_t ticks) {
    if (empty() || Prefix(ticks, root_.shift) != Header(root_).prefix) Widen(ticks);
    Node node = root_;
    while (node.shift > kDigitBits) {
        const std::uint32_t digit = Digit(Prefix(ticks, node.shift - kDigitBits));
        if (!IsOccupied(Header(node), digit)) AddChild(node, ticks);
        node = Child(node, digit);
    }
    return node.index;
}

PriceLadder::Node PriceLadder::Allocate(const LadderHeader& header) {
    const std::uint32_t index =
        header.shift == kDigitBits ? pool_->leaves.Allocate(header) : pool_->nodes.Allocate(header);
    return {index, header.shift};
}

void PriceLadder::Free(Node node) {
    if (node.shift == kDigitBits) {
        pool_->leaves.Free(node.index);
    } else {
        pool_->nodes.Free(node.index);
    }
}

void PriceLadder::FreeBelow(Node node) {
    if (node.shift > kDigitBits) {
        for (std::uint64_t left = Header(node).occupied; left != 0; left &= left - 1) {
            FreeBelow(Child(node, FirstBit(left, Direction::kUp)));
        }
    } else {
        pool_->leaves[node.index].levels.fill(Level{});
    }
    Free(node);
}

void PriceLadder::Widen(std::int64_t ticks) {
    if (empty()) {
        root_ = Allocate({0, Prefix(ticks, kDigitBits), kNoNode, kDigitBits});
        return;
    }
    while (Prefix(ticks, root_.shift) != Header(root_).prefix) {
        const std::int64_t prefix = Header(root_).prefix;
        const Node wider =
            Allocate({Bit(Digit(prefix)), prefix >> kDigitBits, kNoNode, root_.shift + kDigitBits});
        pool_->nodes[wider.index].children[Digit(prefix)] = root_.index;
        Header(root_).parent = wider.index;
        root_ = wider;
    }
}

void PriceLadder::AddChild(Node parent, std::int64_t ticks) {
    const std::int32_t shift = parent.shift - kDigitBits;
    const std::int64_t prefix = Prefix(ticks, shift);
    const Node child = Allocate({0, prefix, parent.index, shift});
    pool_->nodes[parent.index].children[Digit(prefix)] = child.index;
    Header(parent).occupied |= Bit(Digit(prefix));
}

void PriceLadder::Detach(std::uint32_t leaf) {
    if (recent_.leaf == leaf) recent_ = Recent{};
    Node node{leaf, kDigitBits};
    while (Header(node).occupied == 0) {
        const LadderHeader header = Header(node);
        Free(node);
        if (header.parent == kNoNode) {
            root_ = Node{};
            return;
        }
        node = {header.parent, node.shift + kDigitBits};
        Header(node).occupied &= ~Bit(Digit(header.prefix));
    }
    while (root_.shift > kDigitBits && std::has_single_bit(Header(root_).occupied)) {
        const Node wider = root_;
        root_ = Child(wider, FirstBit(Header(wider).occupied, Direction::kUp));
        Header(root_).parent = kNoNode;
        Free(wider);
    }
}

LevelIndex PriceLadder::NextLeaf(const LadderHeader& leaf, Direction direction) const {
    std::int64_t prefix = leaf.prefix;
    for (Node node{leaf.parent, leaf.shift + kDigitBits}; node.index != kNoNode;
         node = {Header(node).parent, node.shift + kDigitBits}) {
        const std::uint64_t beyond = Beyond(Header(node).occupied, Digit(prefix), direction);
        if (beyond != 0) return FirstBelow(Child(node, FirstBit(beyond, direction)), direction);
        prefix = Header(node).prefix;
    }
    return kNoLevel;
}

void PriceLadder::CheckInvariants() const {
    if (empty()) return;
    CHECK(root_.shift == kDigitBits || !std::has_single_bit(Header(root_).occupied));
    CheckBelow(root_, kNoNode);
}

void PriceLadder::CheckBelow(Node node, std::uint32_t parent) const {
    const LadderHeader& header = Header(node);
    CHECK(header.occupied != 0);
    CHECK(header.shift == node.shift);
    CHECK(header.parent == parent);
    if (node.shift == kDigitBits) return;
    for (std::uint64_t left = header.occupied; left != 0; left &= left - 1) {
        const std::uint32_t digit = FirstBit(left, Direction::kUp);
        const Node child = Child(node, digit);
        CHECK(Header(child).prefix == header.prefix * kFanout + digit);
        CheckBelow(child, node.index);
    }
}

}  // namespace bourse::book
