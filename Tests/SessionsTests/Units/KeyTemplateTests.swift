import Testing

@testable import Sessions

/// What is a session's key, and what only stands beside one.
@Suite struct KeyTemplateTests {
    @Test(arguments: [
        ("sess:{id}", "sess:abc", KeyTemplate.Fit.session),
        ("sess:{id}", "sess:", .neighbour),
        ("sess:{id}", "sess:abc:lock", .neighbour),
        ("sess:{id}", "sess", .foreign),
        ("sess:{id}", "session:abc", .foreign),
        ("sess:{id}", "xsess:abc", .foreign),
        ("sess:{id*}", "sess:abc:def", .session),
        ("sess:{id}:data", "sess:abc:data", .session),
        ("sess:{id}:data", "sess:abc:meta", .foreign),
        ("sess:{id}:data", "sess::data", .neighbour),
        ("sess:{id}:data", "sess:data", .foreign),
        ("ab{id}ba", "aba", .foreign),
        ("{id}", "abc", .session),
    ])
    func fits(template: String, key: String, fit: KeyTemplate.Fit) throws {
        let keys = try #require(KeyTemplate(template))
        #expect(Array(key.utf8).withUnsafeBytes { keys.fit(of: $0) } == fit)
    }

    @Test(arguments: ["sess:", "sess:{Id}", "{id}{id}", "{id}:{id*}", ""])
    func refuses(template: String) { #expect(KeyTemplate(template) == nil) }

    @Test func takesIdsOutAndPutsThemIn() throws {
        let keys = try #require(KeyTemplate("a:{id}:z"))
        #expect(Array(keys.id(in: Array("a:42:z".utf8))) == Array("42".utf8))
        #expect(keys.key(of: Array("42".utf8)) == Array("a:42:z".utf8))
        #expect(keys.shown == "a:*:z")
    }

    @Test func escapesPatterns() {
        #expect(KeyTemplate(prefix: #"a*b?c[d]e\f:"#).pattern == Array(#"a\*b\?c\[d\]e\\f:*"#.utf8))
    }
}
