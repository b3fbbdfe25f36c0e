import JSON
import Notifications
import Testing

/// A Slack message read back by its own rules: each rule of Block Kit that matters here is checked on the way
/// (docs.slack.dev/reference/block-kit).
struct SlackMessage {
    /// The texts of `plain_text` objects and the fallback, unescaped.
    private(set) var texts: [String] = []
    /// The texts of `mrkdwn` objects as they are.
    private(set) var markup: [String] = []
    let blocks: [JSONValue]

    init(_ payload: Payload) throws {
        let message = try JSONValue(parsing: payload.body, strict: true)
        let fallback = try #require(message["text"]?.stringValue)
        #expect((1...40_000).contains(fallback.utf16.count))
        blocks = try #require(message["blocks"]?.arrayValue)
        #expect((1...50).contains(blocks.count))
        texts.append(try Self.unescaped(fallback))
        for block in blocks { try read(block) }
    }

    private mutating func read(_ block: JSONValue) throws {
        switch block["type"]?.stringValue {
        case "header":
            try read(text: block["text"], limit: 150, types: ["plain_text"])
        case "section":
            if let fields = block["fields"]?.arrayValue {
                #expect((1...10).contains(fields.count))
                for field in fields { try read(text: field, limit: 2000) }
            } else {
                try read(text: block["text"], limit: 3000)
            }
        case "context":
            let elements = try #require(block["elements"]?.arrayValue)
            #expect((1...10).contains(elements.count))
            for element in elements { try read(text: element, limit: 3000) }
        default: Issue.record("unknown block \(block)")
        }
    }

    private mutating func read(text: JSONValue?, limit: Int, types: [String] = ["plain_text", "mrkdwn"]) throws {
        let type = try #require(text?["type"]?.stringValue)
        let content = try #require(text?["text"]?.stringValue)
        #expect(types.contains(type))
        #expect((1...limit).contains(content.utf16.count))
        #expect((1...limit).contains(content.unicodeScalars.count))
        if type == "plain_text" {
            #expect(text?["emoji"]?.boolValue == false)
            texts.append(try Self.unescaped(content))
        } else {
            #expect(text?["verbatim"]?.boolValue == true)
            // The only brackets are those of links to http addresses.
            var rest = content.unicodeScalars[...]
            while let open = rest.firstIndex(of: "<") {
                rest = rest[rest.index(after: open)...]
                #expect(rest.starts(with: "http://".unicodeScalars) || rest.starts(with: "https://".unicodeScalars))
                let close = try #require(rest.firstIndex(of: ">"))
                #expect(rest[..<close].contains("|"))
                rest = rest[rest.index(after: close)...]
            }
            #expect(!rest.contains(">"))
            markup.append(content)
        }
    }

    /// Takes Slack's escapes back; a bare one of its three characters is a failure.
    private static func unescaped(_ text: String) throws -> String {
        #expect(!text.unicodeScalars.contains("<") && !text.unicodeScalars.contains(">"))
        var result = ""
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "&" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            let escapes = ["amp;": "&", "lt;": "<", "gt;": ">"]
            let escape = try #require(escapes.first { rest.starts(with: $0.key.unicodeScalars) }, "a bare &")
            result += escape.value
            rest = rest.dropFirst(escape.key.unicodeScalars.count)
        }
        return result
    }
}
