internal import Redis

extension SessionWorker {
    /// The most entries of one user's index that are looked at; a scan finds the sessions of the others.
    private static let longestIndex = 100_000

    /// Looks at the sessions that the users' own indexes list, before the scan that checks them.
    func examineIndexes(of users: [String]) throws(PassFailure) {
        guard let index = layout.index else { return }
        for user in users where !isStopping {
            let keys: KeyList
            do {
                keys = try existing(sessionKeys(in: index.key(of: user)), user)
            } catch {
                guard case .server = error else { throw PassFailure(cause: error, unknown: 0) }
                // An index that may not be read is no loss: the scan finds what it lists.
                tally.indexRefusals += 1
                continue
            }
            if isCluster {
                for position in 0..<keys.count {
                    errands.append(.session(key: keys[position], fits: true, .index(user: user), isSecondLook: false))
                }
                try runErrands()
                if let refusal { throw PassFailure(cause: refusal, unknown: 0) }
            } else {
                try examine(keys, 0..<keys.count, origin: .index(user: user))
            }
        }
    }

    private func sessionKeys(in index: [UInt8]) throws(RedisError) -> KeyList {
        var keys = KeyList()
        switch try ask(forKey: ["TYPE", .bytes(index)]) {
        case .status("set"): try scanMembers("SSCAN", index, step: 1) { take($0, into: &keys) }
        case .status("zset"): try scanMembers("ZSCAN", index, step: 2) { take($0, into: &keys) }
        case .status("list"): try listItems(index) { take($0, into: &keys) }
        case .status("string"): try readJSON(index) { take($0, into: &keys) }
        default: break
        }
        return keys
    }

    private func readJSON(_ index: [UInt8], _ body: ([UInt8]) -> Void) throws(RedisError) {
        guard case .json(let member)? = layout.index?.entries,
            case .bulk(let text) = try ask(forKey: ["GET", .bytes(index)])
        else { return }
        for name in JSONIndex(text, member: member)?.names.prefix(Self.longestIndex) ?? [] { body(name) }
    }

    /// HMGET answers alike for a hash without these fields and for no hash at all, so hashes are asked for first.
    private func existing(_ keys: KeyList, _ user: String) throws(RedisError) -> KeyList {
        for position in 0..<keys.count { _ = keys.withKey(position) { findings.indexed.insert($0) } }
        guard case .hash = reader.access else { return keys }
        var found = KeyList()
        for start in stride(from: 0, to: keys.count, by: Pace.largest) {
            let range = start..<min(start + Pace.largest, keys.count)
            let answers = sendEach(range.map { ["EXISTS", .bytes(keys[$0])] })
            for (position, answer) in zip(range, answers) {
                let reply = try answer.result.get()
                keys.withKey(position) {
                    if reply == .integer(0) { takeStale($0, user) } else { found.append($0) }
                }
            }
        }
        return found
    }

    /// An entry is a session's id or its whole key.
    private func take(_ entry: [UInt8], into keys: inout KeyList) {
        guard let name = layout.index?.entries.name(in: entry) else { return }
        for key in [name, layout.keys.key(of: name)] {
            guard key.withUnsafeBytes({ layout.keys.fit(of: $0) }) == .session else { continue }
            keys.append(key)
            return
        }
    }

    /// SSCAN gives members, ZSCAN members and scores in turn.
    private func scanMembers(
        _ command: RedisArgument, _ index: [UInt8], step: Int, _ body: ([UInt8]) -> Void
    ) throws(RedisError) {
        var cursor: [UInt8] = Array("0".utf8)
        var count = 0
        repeat {
            guard
                case .array(let parts) = try ask(forKey: [command, .bytes(index), .bytes(cursor), "COUNT", "500"]),
                parts.count == 2, case .bulk(let next) = parts[0], case .array(let members) = parts[1]
            else { return }
            for position in stride(from: 0, to: members.count, by: step) {
                if case .bulk(let member) = members[position] { body(member) }
                count += 1
            }
            cursor = next
        } while cursor != Array("0".utf8) && count < Self.longestIndex
    }

    private func listItems(_ index: [UInt8], _ body: ([UInt8]) -> Void) throws(RedisError) {
        for start in stride(from: 0, to: Self.longestIndex, by: 1000) {
            guard
                case .array(let items) = try ask(forKey: [
                    "LRANGE", .bytes(index), .string(String(start)), .string(String(start + 999)),
                ])
            else { return }
            for case .bulk(let item) in items { body(item) }
            if items.count < 1000 { return }
        }
    }
}
