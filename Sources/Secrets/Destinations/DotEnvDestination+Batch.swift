internal import Basics
internal import Cryptography
internal import Files

/// Keys of one file: it is read once, and replaced once, for all of them.
extension DotEnvDestination: BatchingDestination {
    var batchPlace: String { "\(dialect.rawValue) \(path)" }

    static func readTogether(_ destinations: [Self]) -> [Result<DestinationValues, any Error>] {
        guard let first = destinations.first else { return [] }
        do {
            let document = try first.document().document
            return destinations.map { destination in Result { try destination.values(of: document) } }
        } catch {
            return destinations.map { _ in .failure(error) }
        }
    }

    static func checkTogether(_ changes: [DestinationWrite<Self>]) -> [(any Error)?] {
        guard let first = changes.first?.destination else { return [] }
        var failures = [(any Error)?](repeating: nil, count: changes.count)
        do {
            let document = try first.document().document
            for (index, change) in changes.enumerated() {
                // What cannot be read is not written over.
                do { _ = try change.destination.values(of: document) } catch { failures[index] = error }
            }
            _ = applied(changes, to: document, &failures)
            try AtomicFile.check(first.path)
            return failures
        } catch {
            return failures.map { $0 ?? error }
        }
    }

    static func writeTogether(_ writes: [DestinationWrite<Self>]) -> [(any Error)?] {
        guard let first = writes.first?.destination else { return [] }
        var failures = [(any Error)?](repeating: nil, count: writes.count)
        do {
            try DestinationLock.hold(CanonicalPath.of(first.path), in: first.lockDirectory) {
                let stamp = try FileStamp(first.path)
                let (document, exists) = try first.document()
                for (index, write) in writes.enumerated() {
                    do {
                        guard try write.destination.values(of: document).matches(write.expected) else {
                            throw FilesError.changedMeanwhile(path: first.path)
                        }
                    } catch {
                        failures[index] = error
                    }
                }
                let changed = applied(writes, to: document, &failures)
                guard failures.contains(where: { $0 == nil }) else { return }
                try first.replace(with: changed, exists: exists, ifUnchangedSince: stamp)
            }
            return failures
        } catch {
            return failures.map { $0 ?? error }
        }
    }

    /// The file with the changes in it that have no failure yet. A destination gets all of its change or nothing.
    private static func applied(
        _ writes: [DestinationWrite<Self>], to original: DotEnvDocument, _ failures: inout [(any Error)?]
    ) -> DotEnvDocument {
        while true {
            var changes: [DotEnvChange] = []
            var owners: [Int] = []
            for (index, write) in writes.enumerated() where failures[index] == nil {
                do {
                    let own = try write.destination.changes(write.change)
                    changes += own
                    owners += own.map { _ in index }
                } catch {
                    failures[index] = error
                }
            }
            var document = original
            var isComplete = true
            for (owner, failure) in zip(owners, document.apply(changes)) {
                guard let failure else { continue }
                isComplete = false
                if failures[owner] == nil { failures[owner] = failure }
            }
            if isComplete { return document }
        }
    }
}
