import Glibc
import Processes
import TestSupport
import Testing

@Suite("Servers that end with us", .timeLimit(.minutes(10)))
struct ManagedServerTests {
    private func makeFolder() throws -> String {
        var template = Array("/tmp/firebreak-server-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure("no folder") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    @Test func stopEndsItAndRemovesItsFolder() throws {
        let folder = try makeFolder()
        let server = try ManagedServer(
            arguments: ["sh", "-c", "echo $1 >$2/started; exec sleep 600", "sh", "a b", folder], removing: folder)
        try waitUntil("it has started") { access("\(folder)/started", R_OK) == 0 }
        #expect(isAlive(processIdentifier: server.processIdentifier))
        server.stop()
        #expect(!isAlive(processIdentifier: server.processIdentifier))
        #expect(access(folder, F_OK) != 0)
        server.stop()
    }

    @Test func theEndOfTheObjectIsItsEnd() throws {
        var server: ManagedServer? = try ManagedServer(arguments: ["sleep", "600"])
        let number = try #require(server?.processIdentifier)
        #expect(isAlive(processIdentifier: number))
        server = nil
        #expect(!isAlive(processIdentifier: number))
    }

    @Test func oneThatIgnoresTermIsKilled() throws {
        let folder = try makeFolder()
        let server = try ManagedServer(
            arguments: ["sh", "-c", "trap '' TERM; touch $1/ready; while :; do sleep 0.05; done", "sh", folder],
            removing: folder)
        try waitUntil("it ignores SIGTERM") { access("\(folder)/ready", F_OK) == 0 }
        server.stop()
        #expect(!isAlive(processIdentifier: server.processIdentifier))
    }

    @Test func oneThatEndsByItselfKeepsItsFolderUntilStop() throws {
        let folder = try makeFolder()
        let server = try ManagedServer(arguments: ["true"], removing: folder)
        try waitUntil("it has ended") { !isAlive(processIdentifier: server.processIdentifier) }
        #expect(access(folder, F_OK) == 0)
        server.stop()
        #expect(access(folder, F_OK) != 0)
    }

    @Test func itsOutputGoesToTheLog() throws {
        try withTemporaryDirectory { path in
            let server = try ManagedServer(
                arguments: ["sh", "-c", "echo out; echo err >&2; exec sleep 600"], log: "\(path)/log")
            try waitUntil("both lines are there") {
                try ProgramRun.run(["cat", "\(path)/log"]).outputText == "out\nerr\n"
            }
            server.stop()
        }
    }

    @Test func anUnknownProgramIsAnError() {
        #expect { try ManagedServer(arguments: ["no-such-program-here"]) } throws: { error in
            if case .notFound("no-such-program-here") = error as? ProcessesError { true } else { false }
        }
    }

    @Test(arguments: ["", "/", "//", "/tmp", "relative/folder", "/tmp/"])
    func foldersThatMustNotBeRemoved(path: String) {
        #expect { try ManagedServer(arguments: ["true"], removing: path) } throws: { error in
            if case .invalidArgument = error as? ProcessesError { true } else { false }
        }
    }

    @Test func afterOurOwnSIGKILLItEndsAndItsFolderGoes() async throws {
        let folder = try makeFolder()
        let note = try makeFolder() + "/number"
        await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String, note = note as String] in
            let server = try ManagedServer(
                arguments: ["sh", "-c", "touch \(folder)/used; echo $$ >\(note); exec sleep 600"], removing: folder)
            try waitUntil("it has started") { access(note, R_OK) == 0 }
            withExtendedLifetime(server) { _ = kill(getpid(), SIGKILL) }
        }
        let number = try #require(Int32(try ProgramRun.run(["cat", note]).outputText.dropLast()))
        try waitUntil("the server has ended") { !isAlive(processIdentifier: number) }
        try waitUntil("its folder is gone") { access(folder, F_OK) != 0 }
        _ = try ProgramRun.run(["rm", "-rf", "--", String(note.dropLast(7))])
    }
}
