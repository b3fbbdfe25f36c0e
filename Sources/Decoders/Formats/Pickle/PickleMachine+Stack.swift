/// The stack, which no instruction takes more from than is above its last mark, and the memo.
extension PickleMachine {
    mutating func add(_ node: PickleNode) throws(DecodingFailure) -> PickleIndex {
        try budget.take()
        nodes.append(node)
        return PickleIndex(nodes.count - 1)
    }

    mutating func push(_ node: PickleNode) throws(DecodingFailure) { stack.append(try add(node)) }

    func top() throws(DecodingFailure) -> PickleIndex {
        guard stack.count > marks.last ?? 0, let top = stack.last else { throw .malformed }
        return top
    }

    mutating func pop() throws(DecodingFailure) -> PickleIndex {
        let value = try top()
        stack.removeLast()
        return value
    }

    mutating func pop(_ count: Int) throws(DecodingFailure) -> [PickleIndex] {
        guard stack.count - (marks.last ?? 0) >= count else { throw .malformed }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    mutating func popToMark() throws(DecodingFailure) -> [PickleIndex] {
        guard let mark = marks.popLast(), mark <= stack.count else { throw .malformed }
        defer { stack.removeLast(stack.count - mark) }
        return Array(stack[mark...])
    }

    mutating func recall(_ place: Int) throws(DecodingFailure) {
        guard let node = memo[place] else { throw .malformed }
        stack.append(node)
    }

    mutating func decimal() throws(DecodingFailure) -> Int {
        guard let number = DecimalText.integer(try cursor.bytes(through: UInt8(ascii: "\n"), atMost: 22)), number >= 0
        else { throw .malformed }
        return Int(number)
    }
}
