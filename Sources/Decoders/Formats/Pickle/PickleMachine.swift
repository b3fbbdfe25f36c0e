/// Runs the program that a pickle is (python/cpython, Lib/pickletools.py, protocols 0 to 5) without any of its effects:
/// values are built, what it would import or call is only written down. Each instruction costs no more than its own
/// bytes and the values that it takes from the stack.
struct PickleMachine {
    var cursor: ByteCursor
    var budget: DecodingBudget
    var nodes: [PickleNode] = []
    var stack: [PickleIndex] = []
    /// Where on the stack each mark is.
    var marks: [Int] = []
    var memo: [Int: PickleIndex] = [:]

    init(_ bytes: UnsafeRawBufferPointer, _ limits: DecodingLimits) throws(DecodingFailure) {
        cursor = ByteCursor(bytes)
        budget = try DecodingBudget(limits, for: bytes)
    }

    /// Runs it to its end and returns the result.
    mutating func run() throws(DecodingFailure) -> PickleIndex {
        while true {
            guard let code = PickleCode(rawValue: try cursor.byte()) else { throw .malformed }
            if code == .stop { return try pop() }
            try step(code)
        }
    }

    private mutating func step(_ code: PickleCode) throws(DecodingFailure) {
        switch code {
        case .stop: break
        case .proto: guard try cursor.byte() <= 5 else { throw .unsupported }
        case .frame: guard try cursor.littleEndian(UInt64.self) <= UInt64(cursor.remaining) else { throw .truncated }

        // The stack and the memo.
        case .mark: marks.append(stack.count)
        case .pop: if stack.count > marks.last ?? 0 { stack.removeLast() } else { _ = try popToMark() }
        case .popMark: _ = try popToMark()
        case .dup: stack.append(try top())
        case .put: memo[try decimal()] = try top()
        case .binput: memo[Int(try cursor.byte())] = try top()
        case .longBinput: memo[Int(try cursor.littleEndian(UInt32.self))] = try top()
        case .memoize: memo[memo.count] = try top()
        case .get: try recall(decimal())
        case .binget: try recall(Int(cursor.byte()))
        case .longBinget: try recall(Int(cursor.littleEndian(UInt32.self)))

        // Containers.
        case .emptyList, .emptySet: try push(.list([]))
        case .emptyTuple: try push(.tuple([]))
        case .list: try push(.list(popToMark()))
        case .tuple, .frozenset: try push(.tuple(popToMark()))
        case .tuple1: try push(.tuple(pop(1)))
        case .tuple2: try push(.tuple(pop(2)))
        case .tuple3: try push(.tuple(pop(3)))
        case .emptyDict: try push(.dictionary([]))
        case .dict:
            let pairs = try popToMark()
            guard pairs.count.isMultiple(of: 2) else { throw .malformed }
            try push(.dictionary(pairs))
        case .append: try append(pop(1))
        case .appends, .additems: try append(popToMark())
        case .setitem: try set(pop(2))
        case .setitems: try set(popToMark())

        // Classes and calls, as names.
        case .global: try push(.global(globalLines()))
        case .stackGlobal:
            let names = try pop(2)
            try push(.global(globalName(text(names[0]), text(names[1]))))
        case .reduce:
            let parts = try pop(2)
            try make(parts[0], .call, parts[1])
        case .newobj:
            let parts = try pop(2)
            try make(parts[0], .instance, parts[1])
        case .newobjEx:
            let parts = try pop(3)
            try make(parts[0], .instance, parts[1])
        case .inst:
            let name = try globalLines()
            let arguments = try popToMark()
            try make(add(.global(name)), .instance, add(.tuple(arguments)))
        case .obj:
            let parts = try popToMark()
            guard let type = parts.first else { throw .malformed }
            try make(type, .instance, add(.tuple(Array(parts.dropFirst()))))
        case .build: try build()

        // What stands outside of the pickle.
        case .persid, .binpersid, .ext1, .ext2, .ext4, .nextBuffer, .readonlyBuffer: throw .unsupported
        default: try push(.plain(PickleScalar.read(code, &cursor)))
        }
    }

    // MARK: - Filling containers

    private mutating func append(_ items: [PickleIndex]) throws(DecodingFailure) {
        let target = Int(try top())
        switch nodes[target] {
        case .list(var list):
            nodes[target] = .plain(.null)  // so that the list is extended in place
            list += items
            nodes[target] = .list(list)
        case .made(var instance):
            nodes[target] = .plain(.null)
            instance.items += items
            nodes[target] = .made(instance)
        default: throw .malformed
        }
    }

    private mutating func set(_ pairs: [PickleIndex]) throws(DecodingFailure) {
        guard pairs.count.isMultiple(of: 2) else { throw .malformed }
        let target = Int(try top())
        switch nodes[target] {
        case .dictionary(var dictionary):
            nodes[target] = .plain(.null)
            dictionary += pairs
            nodes[target] = .dictionary(dictionary)
        case .made(var instance):
            nodes[target] = .plain(.null)
            instance.pairs += pairs
            nodes[target] = .made(instance)
        default: throw .malformed
        }
    }

    private mutating func build() throws(DecodingFailure) {
        let state = try pop()
        let target = Int(try top())
        guard case .made(var instance) = nodes[target] else { throw .malformed }
        nodes[target] = .plain(.null)
        instance.state.append(state)
        nodes[target] = .made(instance)
    }

    // MARK: - Names

    private mutating func make(
        _ callable: PickleIndex, _ making: PickleInstance.Making, _ arguments: PickleIndex
    ) throws(DecodingFailure) {
        guard case .tuple(let arguments) = nodes[Int(arguments)] else { throw .malformed }
        let name = if case .global(let name) = nodes[Int(callable)] { name } else { "call" }
        try push(.made(PickleInstance(name: name, making: making, arguments: arguments)))
    }

    private mutating func globalLines() throws(DecodingFailure) -> String {
        let newline = UInt8(ascii: "\n")
        let module = try cursor.bytes(through: newline, atMost: 256)
        return try globalName(Array(module), Array(cursor.bytes(through: newline, atMost: 256)))
    }

    private func text(_ index: PickleIndex) throws(DecodingFailure) -> [UInt8] {
        guard case .plain(.text(let text)) = nodes[Int(index)], text.count <= 256 else { throw .malformed }
        return text
    }

    private func globalName(_ module: [UInt8], _ name: [UInt8]) throws(DecodingFailure) -> String {
        guard let name = String(validating: module + [UInt8(ascii: ".")] + name, as: UTF8.self) else {
            throw .malformed
        }
        return name
    }
}
