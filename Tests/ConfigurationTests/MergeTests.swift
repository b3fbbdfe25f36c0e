import Basics
import Configuration
import Testing

@Suite("Anchors and merge keys")
struct MergeTests {
    @Test("own keys win over merged ones, and the first merged over the second")
    func precedence() throws {
        let entries = try root(
            """
            one: &one {a: 1, b: 1}
            two: &two {b: 2, c: 2}
            all:
              <<: [*one, *two]
              a: own
            """
        ).mapping().entries
        let all = try entries[2].node.mapping().entries
        let values = try Dictionary(uniqueKeysWithValues: all.map { ($0.key, try $0.node.string()) })
        #expect(values == ["a": "own", "b": "1", "c": "2"])
        #expect(all.first { $0.key == "c" }?.node.path == "all.c")
    }

    @Test("a merge of something else is an error", arguments: ["<<: 1", "<<: [a]", "a: &a [1]\nb: {<<: *a}"])
    func wrongMerge(text: String) throws {
        let error = configurationError { _ = try root(text) }
        #expect(error?.message.contains("'<<' takes a mapping") == true)
    }

    @Test(
        "text in a document with aliases is not taken for a complex key",
        arguments: [
            "a: &x 1\nb: [*x, *x]\nc: {d: *x, e: *x}\n", "a: &x 1\nb: *x  # see: there\n", "a: \"*/5 * * * *: x\"\n",
            "a: &x 1\nb: *x\nc: what? yes\n", "a: 2 * 3\n", "a: &x {k: 1}\nb: {<<: *x, z: 2}\n",
        ])
    func innocent(text: String) throws {
        #expect(try !root(text).mapping().keys.isEmpty)
    }
}
