import Flags
import Redis
import TestSupport

/// flagd files with `ON` true and `LIMIT` 5.
enum FlagdFiles {
    static let line =
        #"{"flags":{"ON":{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on"},"LIMIT":{"state":"ENABLED","variants":{"small":5,"big":50},"defaultVariant":"small"}}}"#
    static let lines = """
        {
          "$schema": "https://flagd.dev/schema/v0/flags.json",
          "flags": {
            "ON": {
              "state":   "ENABLED",
              "variants": { "on": true, "off": false },
              "owner": {"team": "caf\\u00e9", "weight": 1.50},
              "defaultVariant": "on"
            },
            "LIMIT": {
              "state": "ENABLED", "variants": {"small": 5, "big": 50},
              "defaultVariant": "small"
            }
          },
          "metadata": {"version": "v2"}
        }

        """
    static let arrayLine =
        #"{"flags": [{"key": "ON", "state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "on"}, {"key":"LIMIT","state":"ENABLED","variants":{"small":5},"defaultVariant":"small"}]}"#
    static let array = """
        {
            "flags": [
                {
                    "key": "ON",
                    "state": "ENABLED",
                    "variants": {"on": true, "off": false}, "defaultVariant": "on"
                },
                {
                    "state": "ENABLED", "variants": {"small": 5, "big": 50},
                    "defaultVariant": "small", "key": "LIMIT", "owner": [1.50, "caf\\u00e9"]
                }
            ],
            "metadata": {"version": "v2"}
        }

        """
}

/// A Redis of each kind, one for all rows of the parameterised tests. They end with the process.
enum RedisPlace: String, CaseIterable {
    case single = "one server"
    case sentinel = "behind Sentinels"
    case cluster = "a cluster"

    private static let one = Result { try RedisServer() }
    private static let group = Result { try RedisSentinelGroup(downAfter: 60000) }
    private static let nodes = Result { try RedisCluster() }

    func url() throws -> String {
        switch self {
        case .single: try Self.one.get().url
        case .sentinel: try Self.group.get().url
        case .cluster: try Self.nodes.get().url
        }
    }

    /// The server that has a key.
    func server(of key: String) throws -> RedisServer {
        switch self {
        case .single: try Self.one.get()
        case .sentinel: try Self.group.get().servers[0]
        case .cluster: try Self.nodes.get().primary(ofSlot: HashSlot.of(key.utf8)).server
        }
    }

    /// The servers that take changes.
    func primaries() throws -> [RedisServer] {
        switch self {
        case .single: [try Self.one.get()]
        case .sentinel: [try Self.group.get().servers[0]]
        case .cluster: try Self.nodes.get().primaries.map(\.server)
        }
    }
}

/// What the `command` source of the tests is made of.
enum CommandPrograms {
    /// `flag get|set|unset|list FOLDER [NAME]`, as somebody's own.
    static let script = """
        #!/bin/sh
        set -eu
        case $1 in
        get) [ -e "$2/$3" ] || exit 1; cat "$2/$3" ;;
        set) cat > "$2/$3" ;;
        unset) rm -f "$2/$3" ;;
        list)
          separator='{'
          for file in "$2"/*; do
            [ -e "$file" ] || continue
            printf '%s"%s":%s' "$separator" "$(basename "$file")" "$(cat "$file")"; separator=','
          done
          [ "$separator" = ',' ] || printf '{'
          printf '}\\n' ;;
        esac

        """

    static func all(_ folder: String) -> CommandFlagSource.Programs {
        CommandFlagSource.Programs(
            read: [folder + ".sh", "get", folder, "{name}"], write: [folder + ".sh", "set", folder],
            list: [folder + ".sh", "list", folder], remove: [folder + ".sh", "unset", folder, "{name}"])
    }
}
