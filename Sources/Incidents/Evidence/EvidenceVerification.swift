/// What `evidence verify` found.
public struct EvidenceVerification: Sendable, Encodable {
    /// A file in the bundle.
    public struct File: Sendable, Hashable, Encodable {
        /// Its name in the bundle.
        public let name: String
        /// How many bytes it has.
        public let bytes: Int64
        /// SHA-256 of its bytes, as they are.
        public let sha256: String
    }

    /// The incident, as the statement names it; nil where no good statement is there.
    public internal(set) var incident: String?
    /// Whether everything is as it was signed.
    public internal(set) var intact = false
    /// The files that are evidence.
    public internal(set) var files: [File] = []
    /// How many entries of the journal are in it.
    public internal(set) var entries: Int64 = 0
    /// Whether they are the whole journal, and not those of the incident.
    public internal(set) var wholeJournal = false
    /// The journal's checkpoint in it.
    public internal(set) var checkpoint: String?
    /// Whether the public key is the one that the caller gave, and not the one in the bundle.
    public internal(set) var keyWasGiven = false
    /// What is wrong.
    public internal(set) var problems: [String] = []
}
