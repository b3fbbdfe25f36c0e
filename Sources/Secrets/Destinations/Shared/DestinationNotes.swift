internal import Basics
internal import Files
internal import State

/// What is noted of places that do not tell it themselves: that a change of one was begun and is not finished, or what
/// was last handed over. It stands in the state, so that whoever takes the work over knows it too, on whichever machine;
/// without a state, in files.
struct DestinationNotes: Sendable {
    /// The state; nil for files.
    var database: (any Database)?
    /// Where the files are, also those of earlier versions, which had no others.
    let directory: String

    func note(_ name: String) throws -> String? {
        let stored = try database?.read { session in
            try session.first("SELECT note FROM destination_notes WHERE name = $1", [.text(name)])?.text("note")
        }
        return try stored ?? FileReader.readIfPresent(path(name), limit: 1024).map { String(decoding: $0, as: UTF8.self) }
    }

    /// It is on disk when this returns.
    func put(_ name: String, _ note: String) throws {
        guard let database else { return try AtomicFile.replace(path(name), with: Array(note.utf8), mode: 0o600) }
        try database.write { session in
            try session.execute(
                """
                INSERT INTO destination_notes (name, note) VALUES ($1, $2)
                ON CONFLICT (name) DO UPDATE SET note = excluded.note
                """, [.text(name), .text(note)])
        }
        if FileReader.exists(path(name)) { try AtomicFile.remove(path(name)) }
    }

    func remove(_ name: String) throws {
        _ = try database?.write { session in
            try session.execute("DELETE FROM destination_notes WHERE name = $1", [.text(name)])
        }
        if FileReader.exists(path(name)) { try AtomicFile.remove(path(name)) }
    }

    private func path(_ name: String) -> String { directory + "/" + name }
}
