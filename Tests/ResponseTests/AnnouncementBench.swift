import Basics
import Files
import JSON
import Synchronization
import TestSupport

@testable import Response

/// A workspace whose clock is set by hand, in a folder of its own; its channels are files.
final class AnnouncementBench: Sendable {
    let directory: String
    private let instant = Mutex(Timestamp(seconds: 1_795_230_245))
    let configuration: String

    init(_ directory: String, _ configuration: String) throws {
        self.directory = directory
        self.configuration = configuration
        try AtomicFile.replace(directory + "/firebreak.yaml", with: Array(configuration.utf8))
        try TestDatabase.configure(directory + "/firebreak.yaml")
    }

    func advance(_ duration: Duration) { instant.withLock { $0 = $0 + duration } }

    func workspace() throws -> Workspace {
        try Workspace.open(
            configuration: directory + "/firebreak.yaml", directory: directory, environment: [:],
            time: TimeSource { self.instant.withLock { $0 } }, actor: "tester")
    }

    /// The events that a channel got, in order.
    func events(_ channel: String) throws -> [JSONValue] {
        guard let bytes = try? FileReader.read(directory + "/\(channel).jsonl") else { return [] }
        return try bytes.split(separator: 10).map { try JSONValue(parsing: Array($0)) }
    }

    func types(_ channel: String) throws -> [String] { try events(channel).compactMap { $0["type"]?.stringValue } }
}
