import Testing

@testable import Sessions

/// The forms in which applications list sessions.
@Suite struct IndexEntryTests {
    private static let java: [UInt8] = [0xAC, 0xED, 0x00, 0x05, 0x74, 0x00, 0x03] + Array("abc".utf8)

    @Test func readsAndWritesEntries() {
        let key = Array("s:abc".utf8)
        let id = Array("abc".utf8)
        for (form, entry) in [
            (SessionIndex.EntryForm.plain, id), (.javaString, Self.java), (.jsonString, Array(#""abc""#.utf8)),
        ] {
            #expect(form.name(in: entry) == id)
            #expect(form.entries(of: key, id: id).first == entry)
            #expect(form.entries(of: key, id: id).last.flatMap(form.name) == key)
        }
    }

    @Test(arguments: [[], [0xAC, 0xED], [0xAC, 0xED, 0, 5, 0x74, 0, 4, 0x61], [0xAC, 0xED, 0, 5, 0x73, 0, 0]] as [[UInt8]])
    func refusesWhatIsNoString(bytes: [UInt8]) { #expect(SessionIndex.EntryForm.javaString.name(in: bytes) == nil) }

    @Test func takesEntriesOutOfAListOfJSON() throws {
        let text = #"[{"token":"a","expiresAt":1.5},{"token":"b","expiresAt":2},{"other":1},7]"#
        let list = try #require(JSONIndex(Array(text.utf8), member: "token"))
        #expect(list.names == [Array("a".utf8), Array("b".utf8)])
        #expect(list.without([Array("x".utf8)]) == nil)
        let rest = try #require(list.without([Array("a".utf8)]))
        #expect(String(decoding: rest, as: UTF8.self) == #"[{"token":"b","expiresAt":2},{"other":1},7]"#)
        let single = try #require(JSONIndex(Array(#"[{"token":"a"}]"#.utf8), member: "token"))
        #expect(single.without([Array("a".utf8)]) == [])
        for hostile in ["", "{}", "[", #"{"token":"a"}"#] { #expect(JSONIndex(Array(hostile.utf8), member: "token") == nil) }
    }
}
