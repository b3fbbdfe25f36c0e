import Basics
import JSON
import State
import Testing

@testable import Secrets

/// What was done in a rotation, as the state has it.
@Suite("The steps of a rotation in the state")
struct RotationStepsTests {
    /// As earlier versions wrote it.
    private static let full = """
        {"publishedAt":"2026-11-21T03:04:05.000Z","promotedAt":"2026-11-21T03:04:06.000Z","reloadedAt":\
        "2026-11-21T03:04:07.000Z","adoptedAt":"2026-11-21T03:04:08.000Z","adoptionRemark":"not yet","reloads":2,\
        "adopted":[3,4],"destinations":[{"name":"dotenv:.env#KEY","before":{"current":3},"state":"written","touched":true},\
        {"name":"redis-acl:c","before":{},"state":"pending","touched":false,"leftOut":["a:1"]}],"waitsSince":{"wall":\
        "2026-11-21T03:04:05.000Z","uptime":{"boot":"b","microseconds":5}},"promotedBy":{"wall":"2026-11-21T03:04:05.000Z"},\
        "cutoffs":[{"store":"web","at":"2026-11-21T03:04:05.000Z"},{"store":"app"}],"without":["a:1"]}
        """

    @Test("are read and written as they always were", arguments: [
        full, #"{"reloads":0,"adopted":[],"destinations":[]}"#,
    ])
    func roundTrip(text: String) throws {
        let steps = try RotationSteps(json: JSONValue(parsing: text))
        #expect(steps.json.compact == text)
    }

    @Test("null is the same as nothing")
    func nulls() throws {
        let text = #"{"publishedAt":null,"reloads":0,"adopted":[],"destinations":[],"waitsSince":null,"cutoffs":null,"without":null}"#
        let steps = try RotationSteps(json: JSONValue(parsing: text))
        #expect(steps.publishedAt == nil && steps.waitsSince == nil && steps.cutoffs == nil && steps.without == nil)
    }

    @Test("what is something else is refused", arguments: [
        "[]", "{}", #"{"reloads":"0","adopted":[],"destinations":[]}"#, #"{"reloads":0,"adopted":["a"],"destinations":[]}"#,
        #"{"reloads":0,"adopted":[],"destinations":[{}]}"#, #"{"reloads":0,"adopted":[],"destinations":[],"publishedAt":"soon"}"#,
        #"{"reloads":0,"adopted":[],"destinations":[{"name":"a","before":{"current":"x"},"state":"written","touched":true}]}"#,
        #"{"reloads":0,"adopted":[],"destinations":[{"name":"a","before":{},"state":"gone","touched":true}]}"#,
        #"{"reloads":0,"adopted":[],"destinations":[],"waitsSince":{"wall":"2026-11-21T03:04:05.000Z","uptime":{}}}"#,
    ])
    func refused(text: String) {
        #expect(throws: StateError.self) { try RotationSteps(json: JSONValue(parsing: text)) }
    }
}
