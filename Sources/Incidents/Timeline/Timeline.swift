internal import Logs

/// What happened, in the order in which it happened.
public struct Timeline: Sendable {
    private let journal: Journal

    /// The timeline of a journal.
    public init(journal: Journal) { self.journal = journal }

    /// The events of an incident in the order in which they happened; of the whole journal, in the order in which they
    /// were recorded, where `incident` is nil.
    public func events(
        incident: String? = nil, _ filter: TimelineFilter = TimelineFilter(), limit: Int? = nil
    ) throws -> [TimelineEvent] {
        var events: [TimelineEvent] = []
        try forEach(incident: incident, filter, limit: limit) { events.append($0) }
        return events
    }

    /// Hands the events on one after the other, so that a timeline of any length needs little memory.
    public func forEach(
        incident: String? = nil, _ filter: TimelineFilter = TimelineFilter(), limit: Int? = nil,
        _ body: (TimelineEvent) throws -> Void
    ) throws {
        var left = limit ?? .max
        struct Enough: Error {}
        do {
            try journal.forEach(query(incident)) { entry in
                let event = TimelineEvent(entry)
                guard filter.takes(event) else { return }
                guard left > 0 else { throw Enough() }
                left -= 1
                try body(event)
            }
        } catch is Enough {}
    }

    /// Writes the events in a form; `write` gets whole lines. Returns how many events there were.
    @discardableResult
    public func export(
        _ form: TimelineForm, incident: String? = nil, _ filter: TimelineFilter = TimelineFilter(),
        _ write: ([UInt8]) throws -> Void
    ) throws -> Int {
        var count = 0
        switch form {
        case .timesketch: break
        case .timesketchCSV: try write(TimelineCSV.heading(.timesketch))
        case .csv: try write(TimelineCSV.heading(.plain))
        }
        try forEach(incident: incident, filter) { event in
            switch form {
            case .timesketch: try write(TimesketchLine.bytes(event))
            case .timesketchCSV: try write(TimelineCSV.line(event, .timesketch))
            case .csv: try write(TimelineCSV.line(event, .plain))
            }
            count += 1
        }
        return count
    }

    /// Writes the events as Timesketch's JSON lines; `write` gets whole lines. Returns how many there were.
    @discardableResult
    public func exportTimesketch(incident: String? = nil, _ write: ([UInt8]) throws -> Void) throws -> Int {
        try export(.timesketch, incident: incident, TimelineFilter(), write)
    }

    private func query(_ incident: String?) -> JournalQuery {
        JournalQuery(incident: incident, order: incident == nil ? .recorded : .occurred)
    }
}

/// The forms in which a timeline leaves.
public enum TimelineForm: String, Sendable, CaseIterable {
    /// Timesketch's JSON lines.
    case timesketch
    /// The CSV that Timesketch takes.
    case timesketchCSV = "timesketch-csv"
    /// CSV for people and spreadsheets.
    case csv
}
