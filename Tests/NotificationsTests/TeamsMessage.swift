import JSON
import Notifications
import Testing

/// A message for a workflow of Teams read back by the rules of Adaptive Cards (adaptivecards.io/explorer).
struct TeamsMessage {
    private(set) var texts: [String] = []
    let card: JSONValue

    init(_ payload: Payload) throws {
        #expect(payload.body.count <= 20_000)
        let message = try JSONValue(parsing: payload.body, strict: true)
        #expect(message["type"]?.stringValue == "message")
        let attachments = try #require(message["attachments"]?.arrayValue)
        #expect(attachments.count == 1)
        #expect(attachments[0]["contentType"]?.stringValue == "application/vnd.microsoft.card.adaptive")
        card = try #require(attachments[0]["content"])
        #expect(card["type"]?.stringValue == "AdaptiveCard")
        // Mentions come about only by entities.
        #expect(card["msteams"]?["entities"] == nil)
        for element in try #require(card["body"]?.arrayValue) {
            // A text block would read Markdown.
            #expect(element["type"]?.stringValue == "RichTextBlock")
            for run in try #require(element["inlines"]?.arrayValue) {
                #expect(run["type"]?.stringValue == "TextRun")
                texts.append(try #require(run["text"]?.stringValue))
            }
        }
        let actions = card["actions"]?.arrayValue ?? []
        #expect(actions.count <= 6)
        for action in actions {
            #expect(action["type"]?.stringValue == "Action.OpenUrl")
            #expect(action["url"]?.stringValue?.hasPrefix("http") == true)
            texts.append(try #require(action["title"]?.stringValue))
        }
    }
}
