internal import Redis

/// What a user of the server must be allowed to do for a store: commands, each on some of its keys.
struct StorePermissions: Sendable {
    /// A command, and the keys that it is about; none for a command without keys.
    struct Entry: Sendable {
        let command: StoreCommand
        let keys: [StoreKeys]
    }

    /// In the order in which they are printed.
    private(set) var entries: [Entry] = []

    /// The commands, each once.
    var commands: [StoreCommand] {
        var seen: Set<String> = []
        return entries.map(\.command).filter { seen.insert($0.name).inserted }
    }

    /// The keys, each pattern once.
    var keys: [StoreKeys] {
        var seen: Set<[UInt8]> = []
        return entries.flatMap(\.keys).filter { seen.insert($0.pattern).inserted }
    }

    /// Adds commands on some keys.
    mutating func add(_ commands: [StoreCommand], on keys: [StoreKeys] = []) {
        entries += commands.map { Entry(command: $0, keys: $0.takesKey ? keys : []) }
    }
}

extension SessionStore {
    /// What counting, listing, revoking and watching, the cut-off and the denylist need, and nothing else.
    var permissions: StorePermissions {
        var all = StorePermissions()
        let isCluster = deployment.kind == .cluster
        // Not one of them is needed for a session to go, but for a refusal to be understood.
        all.add([.ping, .setName, .role, .info] + (deployment.database == 0 ? [] : [.select]))
        // Being told what changes, on a second connection; replicas are waited for where that is asked for.
        all.add([.clientID, .clientTracking, .subscribe, .wait])
        if isCluster { all.add([.clusterSlots, .clusterShards, .clusterNodes, .asking]) }

        let sessions = StoreKeys("sessions", layout.keys)
        all.add([.scan, .exists], on: [sessions])
        switch layout.reader(for: SessionQuestion(nil)).access {
        // While a slot of a cluster moves, each key is asked for alone.
        case .string: all.add([.mget, .type] + (isCluster ? [.get] : []), on: [sessions])
        case .hash: all.add([.hmget], on: [sessions])
        }
        switch layout.removal {
        case .unlink(let companions):
            all.add([.unlink], on: [sessions] + companions.map { StoreKeys("what goes with a session", $0) })
        case .commands(let ending): ending.addPermissions(to: &all, sessions: sessions)
        }
        if let index = layout.index { index.addPermissions(to: &all, isCluster: isCluster) }
        if let cutoff { all.add([.set], on: cutoff.allKeys) }
        if let denylist { all.add([.set, .ttl], on: [denylist.keys]) }
        return all
    }
}

extension SessionIndex {
    /// A list of JSON is read and written anew under WATCH; in a cluster it is only read.
    fileprivate func addPermissions(to all: inout StorePermissions, isCluster: Bool) {
        all.add([.type], on: [keys])
        guard case .json = entries else {
            return all.add([.sscan, .zscan, .lrange, .srem, .zrem, .lrem], on: [keys])
        }
        all.add([.get], on: [keys])
        if !isCluster { all.add([.watch, .unwatch, .multi, .exec, .set, .unlink], on: [keys]) }
    }
}
