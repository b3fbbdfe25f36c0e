import Basics
import Files
import Glibc
import JSON
import Processes
import TestSupport
import Testing

/// A change of a flag that failed and could not be put back at once, by the real program.
@Suite("A flag whose source stops answering in the middle of a change")
struct UnsettledFlagTests {
    /// A flag in a file; while there is a file `away` it takes the value and then does not answer.
    private static let program = """
        #!/bin/sh
        case $1 in
        get) [ ! -e away ] || exit 9; [ "$2" = P ] || exit 1; cat P ;;
        set) cat > P; [ ! -e armed ] || { mv armed away; exit 9; } ;;
        list) [ ! -e away ] || exit 9; printf '{"P":%s}' "$(cat P)" ;;
        esac

        """
    private static let configuration = """
        flags:
          live: {command: {read: [./flag, get], write: [./flag, set], list: [./flag, list]}}

        """

    @Test("is told, listed as unsettled, and put back by tick")
    func putBackByTick() throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array(Self.configuration.utf8))
            try AtomicFile.create(directory + "/flag", Array(Self.program.utf8), mode: 0o755)
            for (name, text) in [("P", "1"), ("armed", "")] { try AtomicFile.create("\(directory)/\(name)", Array(text.utf8)) }
            let program = try FirebreakProgram(in: directory)
            let failed = try program.run("flags", "set", "P", "2", "--source", "live", "--reason", "r", "--yes")
            #expect(failed.exitCode == 2 && failed.errorText.contains("could not be put back: P"), "\(failed.errorText)")
            #expect(try FileReader.readText(directory + "/P") == "2")
            let early = try program.run("tick")
            #expect(early.exitCode == 2 && early.outputText.contains("could not be put back yet"), "\(early.outputText)")
            try #require(unlink(directory + "/away") == 0)
            let listed = try program.run("flags", "list")
            #expect(listed.outputText.contains("2 (unsettled)"), "\(listed.outputText)")
            let tick = try program.run("tick")
            #expect(tick.exitCode == 0 && tick.outputText.contains("undone"), "\(tick.outputText)\(tick.errorText)")
            #expect(try FileReader.readText(directory + "/P") == "1")
            #expect(try !program.run("flags", "list").outputText.contains("unsettled"))
            let history = try JSONValue(parsing: program.run("flags", "history", "P", "--json").standardOutput)
            #expect(history.arrayValue?.compactMap { $0["state"]?.stringValue } == ["undone"], "\(history.compact)")
        }
    }
}
