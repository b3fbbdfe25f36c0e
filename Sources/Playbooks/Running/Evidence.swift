internal import Basics
internal import Cryptography
internal import Files
internal import JSON
internal import Response

/// What a step found, kept in a file beside the state. Its digest stands in the journal, so that nobody can quietly change
/// it.
enum Evidence {
    static func keep(
        _ found: JSONValue, run: String, step: String, in directory: String, _ redaction: Redaction
    ) throws -> (name: String, sha256: String) {
        let folder = "\(directory)/evidence/\(run)"
        for part in ["\(directory)/evidence", folder] { try PrivateDirectory.ensure(part) }
        let bytes = Array((redaction(found.pretty) + "\n").utf8)
        let name = step.replacing("/", with: ".") + ".json"
        try AtomicFile.replace("\(folder)/\(name)", with: bytes, mode: 0o600)
        return ("evidence/\(run)/\(name)", Hexadecimal.encode(SHA256.hash(bytes)))
    }

    /// The files that steps of a run have kept, relative to the state's folder, in the order of their names.
    static func kept(run: String, in directory: String) throws -> [String] {
        let folder = "\(directory)/evidence/\(run)"
        guard FileReader.exists(folder) else { return [] }
        return try DirectoryListing.names(folder).filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted()
            .map { "evidence/\(run)/\($0)" }
    }
}
