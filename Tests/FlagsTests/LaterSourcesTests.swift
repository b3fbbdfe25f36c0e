import Configuration
import Testing

@testable import Flags

/// Sources that the configuration may declare before this version can open them.
@Suite("Sources of a later version")
struct LaterSourcesTests {
    @Test("are decoded, and refused only when they are used", arguments: ["flagd", "redis", "command"])
    func refusedWhenUsed(kind: String) throws {
        let file = try ConfigurationFile(text: "release: {\(kind): {path: flags.json}}", directory: "/")
        let node = try file.root.mapping().entries[0].node
        let source = try FlagSourceConfiguration(name: "release", node: node)
        #expect(!source.isSupported)
        let error = #expect(throws: ConfigurationError.self) { try source.open([:]) }
        #expect(error?.message.contains("'\(kind)' are not supported") == true)
    }
}
