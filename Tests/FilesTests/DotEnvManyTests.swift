import Files
import TestSupport
import Testing

/// Many changes at once come to what they come to one after the other.
@Suite struct DotEnvManyTests {
    static let keys = ["A", "B", "C_1", "D", "E", "F", "G", "NEW", "NEWER", "9", "with blank"]

    private static func sequential(_ changes: [DotEnvChange], in document: inout DotEnvDocument) -> [DotEnvError?] {
        changes.map { change in
            do throws(DotEnvError) {
                if let value = change.value {
                    try document.set(change.key, to: value)
                } else {
                    try document.remove(change.key)
                }
                return nil
            } catch {
                return error
            }
        }
    }

    /// What a reader gets is the same, and what was not asked for stays; mostly the files are the same to the byte.
    @Test(arguments: [nil, .node, .compose, .python, .literal] as [DotEnvDocument.Dialect?])
    func manyChangesAreWhatEachWouldBe(dialect: DotEnvDocument.Dialect?) throws {
        var random = SeededNumbers(seed: 4)
        var made = 0
        var refused = 0
        var compared = 0
        for _ in 0..<3000 {
            let text = DotEnvPropertyTests.document(&random)
            guard let before = try? DotEnvDocument(parsing: Array(text.utf8), dialect: dialect) else { continue }
            var changes: [DotEnvChange] = []
            for key in Self.keys where random.next() % 2 == 0 {
                changes.append(
                    DotEnvChange(key, to: random.next() % 4 == 0 ? nil : random.pick(DotEnvPropertyTests.values)))
            }
            var (together, apart) = (before, before)
            let failures = together.apply(changes)
            let expected = Self.sequential(changes, in: &apart)
            let shown = "\(text.debugDescription) \(changes)"
            for (change, failure) in zip(changes, failures) {
                if failure == nil { made += 1 } else { refused += 1 }
                guard failure == nil else { continue }
                #expect(try together.value(of: change.key) == change.value, "\(shown)")
            }
            for key in before.keys where !changes.contains(where: { $0.key == key }) {
                #expect(
                    (try? together.rawValue(of: key)) == (try? before.rawValue(of: key))
                        && (try? together.value(of: key)) == (try? before.value(of: key)), "\(shown)")
            }
            let reread = try DotEnvDocument(parsing: together.bytes, dialect: dialect)
            #expect(reread.keys == together.keys)
            guard failures.allSatisfy({ $0 == nil }), expected.allSatisfy({ $0 == nil }) else { continue }
            // Which of two kinds of line break a new line gets, and which quotes where python takes several, may differ.
            let hasReturns = ([text] + changes.compactMap(\.value)).contains { $0.utf8.contains(0x0D) }
            guard dialect != .python, !hasReturns else { continue }
            compared += 1
            #expect(together.bytes == apart.bytes, "\(shown)")
        }
        #expect(made > 3000)
        #expect(refused > 100)
        #expect(dialect == .python || compared > 100, "\(compared)")
    }

    @Test func whatCannotBeDoneIsLeftOutAndSaid() throws {
        var document = try DotEnvDocument(parsing: Array("A=1\nB=2\nB=3\nC=4 # c\n".utf8))
        let failures = document.apply([
            DotEnvChange("A", to: "x"), DotEnvChange("B", to: "y"), DotEnvChange("9", to: "z"),
            DotEnvChange("C", to: nil), DotEnvChange("N", to: "a b"), DotEnvChange("Z", to: "\0"),
            DotEnvChange("M", to: nil),
        ])
        #expect(String(decoding: document.bytes, as: UTF8.self) == "A=x\nB=2\nB=3\nN='a b'\n")
        #expect(failures[0] == nil)
        #expect(failures[1] == .duplicateKey("B", lines: [2, 3]))
        #expect(failures[2] == .invalidKey("9"))
        #expect(failures[3] == nil && failures[4] == nil && failures[6] == nil)
        guard case .cannotHold = failures[5] else { return #expect(Bool(false), "\(String(describing: failures[5]))") }
    }

    @Test func theSameKeyTwiceIsDoneInOrder() throws {
        var document = try DotEnvDocument(parsing: Array("A=1\n".utf8))
        let failures = document.apply([
            DotEnvChange("A", to: "2"), DotEnvChange("B", to: "1"), DotEnvChange("A", to: "3"), DotEnvChange("B", to: nil),
        ])
        #expect(failures == [nil, nil, nil, nil])
        #expect(String(decoding: document.bytes, as: UTF8.self) == "A=3\n")
    }
}
