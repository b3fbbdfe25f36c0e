import Basics
import Configuration
import Cryptography
import Files
import Foundation
import TestSupport
import Testing

@testable import Secrets

@Suite("Templates of destinations")
struct TemplateTests {
    private static func text(of text: borrowing Secret, in template: ValueTemplate) -> String? {
        guard let value = template.value(in: text) else { return nil }
        return value.revealedText()
    }

    @Test(
        "a value is filled in and taken out again",
        arguments: [
            ("redis://app:{value}@cache:6379/0", nil, "p@ss w/%ü", "redis://app:p%40ss%20w%2F%25%C3%BC@cache:6379/0"),
            ("redis://app:{value}@cache:6379/0", TemplateEncoding.none, "p@ss", "redis://app:p@ss@cache:6379/0"),
            ("password={value}", nil, "p@ss", "password=p@ss"), ("{value}", nil, "x", "x"),
            ("k={value}", TemplateEncoding.url, "a b", "k=a%20b"),
            ("{value} see https://x", nil, "a b", "a b see https://x"),
        ] as [(String, TemplateEncoding?, String, String)])
    func filling(text: String, encoding: TemplateEncoding?, value: String, filled: String) throws {
        let template = try #require(ValueTemplate(text, encoding: encoding))
        let result = template.filled(with: Secret(utf8: value))
        #expect(result.revealedText() == filled)
        #expect(Self.text(of: result, in: template) == value)
    }

    @Test(
        "what is not of the template has no value",
        arguments: [
            "", "redis://app:", "redis://app:@cache", "redis://app:x@other", "redis://app:%zz@cache",
            "redis://app:%4@cache",
            "xredis://app:x@cache",
        ])
    func foreign(text: String) throws {
        let template = try #require(ValueTemplate("redis://app:{value}@cache", encoding: nil))
        #expect(Self.text(of: Secret(utf8: text), in: template) == nil)
    }

    @Test("{value} stands in it exactly once", arguments: ["", "redis://x", "{value}{value}", "{ value }"])
    func placeholder(text: String) { #expect(ValueTemplate(text, encoding: nil) == nil) }

    private func destination(_ directory: String, _ context: DestinationContext) throws -> any Destination {
        let text = "path: .env\nkey: URL\npreviousKey: OLD\ntemplate: 'redis://app:{value}@cache/0'"
        let node = try ConfigurationFile(text: text, directory: directory).root
        return try DotEnvDefinition(node: node, kind: RandomKind()).open(context)
    }

    @Test("a destination with a template keeps to the conformance suite")
    func conformance() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/.env"
            try DestinationConformance(
                destination: destination(
                    directory, DestinationContext(environment: [:], lockDirectory: directory + "/locks")),
                tamper: { text in
                    var document = try DotEnvDocument(parsing: FileReader.read(path))
                    try document.set("URL", to: "redis://app:\(text.replacing(" ", with: "%20"))@cache/0")
                    try AtomicFile.replace(path, with: document.bytes)
                },
                lock: { locked in #expect(chmod(path, locked ? 0o400 : 0o600) == 0) }
            ).check()
        }
    }

    @Test("a value that is encoded in another way is the same value, and a text of another form is left alone")
    func otherEncodings() throws {
        try withTemporaryDirectory { directory in
            let destination = try destination(
                directory, DestinationContext(environment: [:], lockDirectory: directory + "/locks"))
            try AtomicFile.create(directory + "/.env", Array("URL=redis://app:a:b@cache/0\n".utf8))
            let held = try destination.read()
            #expect(held[.current]?.withSecret { $0.revealedText() } == "a:b")
            var change = DestinationChange()
            change.set(.current, to: DestinationConformance.box("c:d"))
            try destination.write(change, expecting: held)
            #expect(try FileReader.readText(directory + "/.env") == "URL=redis://app:c%3Ad@cache/0\n")
            try AtomicFile.replace(directory + "/.env", with: Array("URL=redis://other/hunter2\n".utf8))
            let error = #expect(throws: DestinationError.self) { try destination.read() }
            #expect(error?.status == .refused && error?.message.contains("hunter2") == false)
        }
    }

    @Test(
        "what is wrong with a template is said with its place",
        arguments: [
            ("template: x", "3:11: 'template' should have {value} in it exactly once"),
            ("template: '{value}'\nencode: uri", "4:9: unknown value 'uri'"), ("encode: url", "3:9: 'encode' says how"),
        ])
    func errors(text: String, expected: String) throws {
        let node = try ConfigurationFile(text: "path: .env\nkey: A\n" + text, directory: "/srv").root
        let error = #expect(throws: ConfigurationError.self) { try DotEnvDefinition(node: node, kind: RandomKind()) }
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
    }
}
