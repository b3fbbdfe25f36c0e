import Configuration
import Testing

/// References of others in a document, and what takes their place.
@Suite("Replacing references")
struct ReferenceReplacementTests {
    private func replaced(_ yaml: String, _ values: [String: ConfigurationNode.Replacement]) throws -> ConfigurationNode {
        let file = try ConfigurationFile(text: yaml, directory: "/")
        return try file.root.replacingReferences { reference throws(ConfigurationError) in
            guard let value = values[reference.name] else { throw reference.node.failure("unknown \(reference.name)") }
            return value
        }
    }

    @Test("a value that is nothing but a reference keeps the form of what replaces it")
    func forms() throws {
        let node = try replaced(
            "list: ${l}\nspliced: [a, \"${l}\", b]\nflag: ${f}\ntext: ${t}\nnothing: ${n}\nnested: {x: \"${l}\"}\n",
            [
                "l": .value(.list([.text("x"), .text("y")])), "f": .value(.scalar("true", isText: false)), "t": .value(.text("true")),
                "n": .value(.null),
            ])
        var mapping = try node.mapping()
        #expect(try mapping.required("list").sequence().map { try $0.string() } == ["x", "y"])
        #expect(try mapping.required("spliced").sequence().map { try $0.string() } == ["a", "x", "y", "b"])
        #expect(try mapping.required("flag").bool())
        #expect(throws: ConfigurationError.self) { try mapping.required("text").bool() }
        #expect(mapping.optional("nothing") == nil)
    }

    @Test(
        "what was given is text and never a reference, whatever is in it",
        arguments: ["$", "$$", "${env:HOME}", "${file:/etc/passwd}", "${inputs.x}", "a$b", "$${env:HOME}", "}{", "- x: y", "'\""])
    func hostile(text: String) throws {
        let node = try replaced("alone: ${v}\ninside: \"<${v}>\"\nkept: ${env:HOME}\n", ["v": .value(.text(text))])
        var mapping = try node.mapping()
        let environment = ["HOME": "/home"]
        #expect(try mapping.required("alone").text().resolve(environment) == text)
        #expect(try mapping.required("inside").text().resolve(environment) == "<\(text)>")
        #expect(try mapping.required("alone").string() == text)
        #expect(try mapping.required("kept").text().resolve(environment) == "/home")
    }

    @Test("an environment variable that takes a reference's place is one where references are allowed, and else an error")
    func environment() throws {
        let node = try replaced("secret: \"Bearer ${s}\"\n", ["s": .environment("TOKEN")])
        var mapping = try node.mapping()
        #expect(try mapping.required("secret").text().resolve(["TOKEN": "abc"]) == "Bearer abc")
        #expect(throws: ConfigurationError.self) { try mapping.required("secret").string() }
    }

    @Test("errors stand where the reference does")
    func places() throws {
        let error = #expect(throws: ConfigurationError.self) { try replaced("a: 1\nb: [x, \"${nope}\"]\n", [:]) }
        #expect(error?.message == "firebreak.yaml:2:8: unknown nope")
    }

    @Test("a document laid over another wins key by key")
    func overlays() throws {
        let base = try ConfigurationFile(text: "a: {x: 1, y: 2}\nl: [1, 2]\n", directory: "/").root
        let over = try ConfigurationFile(text: "a: {y: 3, z: 4}\nl: [5]\n", directory: "/").root
        let both = base.overlaid(with: over)
        #expect(both.value(at: ["a", "x"])?.scalarText == "1")
        #expect(both.value(at: ["a", "y"])?.scalarText == "3")
        #expect(both.value(at: ["a", "z"])?.scalarText == "4")
        #expect(try both.value(at: ["l"])?.sequence().count == 1)
        #expect(both.value(at: ["l", "0"])?.scalarText == "5")
        #expect(both.value(at: ["a", "q"]) == nil)
    }
}
