import Basics
import Glibc
import Processes
import TestSupport
import Testing

/// Eight real programs at once on one state, a minute long in the long form (`FIREBREAK_SOAK=1`): rotations, overrides,
/// notes, messages and revocations, some of them killed in the middle.
@Suite("Eight programs on one state")
struct TeamTests {
    private static let length = Duration.seconds(FirebreakProgram.isSoaking ? 60 : 12)

    @Test("nothing is lost, nothing is done twice, and the journal verifies: on SQLite")
    func file() throws {
        try withTemporaryDirectory { directory in
            let team = try TeamScene(directory, state: TeamState.line(.sqlite))
            try team.work(for: Self.length) {}
            try team.expectNothingLostAndNothingTwice()
        }
    }

    @Test("the same on PostgreSQL, whose server crashes meanwhile, and with the network cut in the middle")
    func server() throws {
        try withTemporaryDirectory { directory in
            let server = try PostgresServer()
            defer { server.stop() }
            let proxy = try CuttableProxy(to: server.port, in: directory)
            let url = server.url.replacing(":\(server.port)/", with: ":\(proxy.port)/")
            let team = try TeamScene(directory, state: "state: \"\(url)?schema=team\"")
            try team.work(for: Self.length) {
                pause(Self.length / 4)
                // A process of the server's that dies has it end all the others, recover and go on.
                let victim = try server.ask("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
                if let number = pid_t(victim.split(separator: "\n").first ?? "") { kill(number, SIGKILL) }
                pause(Self.length / 4)
                try proxy.cut()
                pause(Self.length / 8)
                try proxy.mend()
            }
            try team.expectNothingLostAndNothingTwice()
            #expect(team.done.contains { $0.status == 137 }, "nobody was killed")
        }
    }
}
