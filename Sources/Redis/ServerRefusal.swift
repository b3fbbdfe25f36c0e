internal import Basics

/// What the first words of Redis's errors mean (src/server.c, `createSharedObjects`, and src/acl.c of Redis 7).
struct ServerRefusal {
    /// In our own words, for the codes that are known: the server's may name keys.
    let sentence: String?
    let hint: String?
    let status: ExitStatus

    init(_ code: String) {
        (sentence, hint, status) =
            switch code {
            case "NOAUTH": ("Redis wants a login first", "give the password in the URL", .refused)
            case "WRONGPASS": ("Redis refused the user name or the password", "check both", .refused)
            case "NOPERM":
                (
                    "the Redis user may not do this",
                    "ACL LOG on the server says which command or key pattern is missing", .refused
                )
            case "READONLY":
                ("this Redis is a replica, which takes no changes", "use its primary (ROLE names it)", .refused)
            case "LOADING": ("Redis is still loading its data", "try again when it is done", .busy)
            case "BUSY", "UNKILLABLE":
                ("Redis is busy with a script", "try again, or stop the script (SCRIPT KILL)", .busy)
            case "TRYAGAIN": ("Redis is moving these keys to another node", "try again", .busy)
            case "MASTERDOWN":
                ("this Redis is a replica that has lost its primary", "use the primary, or try again", .unavailable)
            case "MISCONF":
                (
                    "Redis takes no changes because it cannot save its data to disk",
                    "look into the server's log; its disk may be full", .unavailable
                )
            case "OOM":
                ("Redis is at its memory limit and takes nothing new", "raise maxmemory or free memory", .unavailable)
            case "NOREPLICAS":
                ("Redis takes no changes because too few replicas follow it", "bring the replicas back", .unavailable)
            case "CLUSTERDOWN": ("the Redis cluster is down", "look at CLUSTER INFO", .unavailable)
            case "MOVED", "ASK":
                (
                    "this Redis is a node of a cluster, and the key is on another",
                    "write redis+cluster:// or rediss+cluster:// in the URL, so that every node is used", .unavailable
                )
            case "CROSSSLOT":
                (
                    "the keys of one command are in different slots of the Redis cluster",
                    "give keys that belong together a common {tag}", .unavailable
                )
            case "WRONGTYPE": ("a key in Redis holds another type than expected", nil, .badInput)
            case "EXECABORT": ("Redis dropped a transaction because a command in it was wrong", nil, .unavailable)
            default: (nil, nil, .unavailable)
            }
    }
}

extension RedisError {
    /// The error for a refusal. From the server's text goes out what may be a key, an argument or a control character;
    /// of a missing permission the command's name stays, which Redis puts in quotes.
    static func refusal(code: String, message: String) -> RedisError {
        .server(code: code.printable, message: withoutQuotations(message))
    }

    static func withoutQuotations(_ text: String) -> String {
        var kept = ""
        var quote: Character?
        var previous: Character = " "
        // `ERR unknown command 'x', with args beginning with: …` (src/server.c)
        let arguments = text.firstRange(of: ", with args")?.lowerBound ?? text.endIndex
        for character in text[..<arguments] {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "`" || (character == "'" && !previous.isLetter) {
                quote = character
                kept += "…"
            } else {
                kept.append(character)
            }
            previous = character
        }
        return String(kept.prefix(200)).printable
    }
}
