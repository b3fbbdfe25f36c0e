import ArgumentParser

/// `firebreak state`.
struct StateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state",
        abstract: "Look at the state, back it up, restore it, or move it between SQLite and PostgreSQL.",
        discussion: """
            The state holds the keyring (sealed), the journal, incidents, overrides, rotations, runs and notifications. What \
            unlocks the keyring is not in it: keep 'keyring.key', or the passphrase, apart.
            """,
        subcommands: [StateShowCommand.self, StateBackupCommand.self, StateRestoreCommand.self, StateCopyCommand.self])
}
