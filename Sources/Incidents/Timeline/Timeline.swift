/// What happened, in the order in which it happened.
public struct Timeline: Sendable {
    private let journal: Journal

    /// The timeline of a journal.
    public init(journal: Journal) { self.journal = journal }

    /// The events of an incident in the order in which they happened; of the whole journal, in the order in which they
    /// were recorded, where `incident` is nil.
    public func events(incident: String? = nil, limit: Int? = nil) throws -> [TimelineEvent] {
        try journal.entries(query(incident, limit)).map { TimelineEvent($0) }
    }

    /// Hands the events on one after the other, so that a timeline of any length needs little memory.
    public func forEach(incident: String? = nil, _ body: (TimelineEvent) throws -> Void) throws {
        try journal.forEach(query(incident, nil)) { try body(TimelineEvent($0)) }
    }

    /// Writes the events as Timesketch's JSON lines; `write` gets whole lines. Returns how many there were.
    @discardableResult
    public func exportTimesketch(incident: String? = nil, _ write: ([UInt8]) throws -> Void) throws -> Int {
        var count = 0
        try forEach(incident: incident) { event in
            try write(TimesketchLine.bytes(event))
            count += 1
        }
        return count
    }

    private func query(_ incident: String?, _ limit: Int?) -> JournalQuery {
        JournalQuery(incident: incident, order: incident == nil ? .recorded : .occurred, limit: limit)
    }
}
