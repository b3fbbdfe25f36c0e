import Flags
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
}

/// One server for all rows of a parameterised test. It ends with the process.
enum SharedRedis {
    static let server = Result { try RedisServer() }
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
