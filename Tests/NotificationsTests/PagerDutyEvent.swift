import JSON
import Notifications
import Testing

/// A PagerDuty event read back by its own rules (developer.pagerduty.com/docs/send-alert-event).
struct PagerDutyEvent {
    let event: JSONValue
    let details: JSONObject
    var texts: [String] { [summary] + details.keys + details.values.compactMap(\.stringValue) }
    let summary: String
    /// Empty for a change event.
    let action: String
    let dedupKey: String

    init(_ payload: Payload) throws {
        event = try JSONValue(parsing: payload.body, strict: true)
        #expect(event["routing_key"]?.stringValue?.utf8.count == 32)
        let isChange = payload.event == .rotated
        action = event["event_action"]?.stringValue ?? ""
        #expect(isChange ? action.isEmpty : ["trigger", "acknowledge", "resolve"].contains(action))
        dedupKey = event["dedup_key"]?.stringValue ?? ""
        #expect(isChange ? dedupKey.isEmpty : (1...255).contains(dedupKey.utf8.count))
        summary = try #require(event.value(at: "payload.summary")?.stringValue)
        #expect((1...1024).contains(summary.utf16.count))
        #expect(!(try #require(event.value(at: "payload.source")?.stringValue)).isEmpty)
        let severity = event.value(at: "payload.severity")?.stringValue
        #expect(isChange ? severity == nil : ["critical", "error", "warning", "info"].contains(severity))
        details = try #require(event.value(at: "payload.custom_details")?.objectValue)
        for link in event["links"]?.arrayValue ?? [] {
            #expect(link["href"]?.stringValue?.hasPrefix("http") == true)
            #expect(link["text"]?.stringValue?.isEmpty == false)
        }
        #expect(payload.body.count <= 512_000)
    }
}
