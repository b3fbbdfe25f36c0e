import Redis
import TestSupport
import Testing

@testable import Sessions

/// Errands through a cluster that cannot be done, while other commands are still on their way.
@Suite struct ErrandFailureTests {
    @Test func leavesNoReplyToTheNextPass() throws {
        let fixture = try Fixture()
        try fixture.fillWeb(10, users: 1, prefix: "sess:{a}")
        let store = try fixture.store()
        // The other nodes cannot be reached.
        let elsewhere = ClusterErrands(
            RedisDirectory(try RedisDeployment(url: "redis://127.0.0.1:\(freePort())")),
            patience: RedisPatience(limit: .milliseconds(50)))
        let worker = try SessionWorker(
            layout: store.layout, question: try store.question(SessionSelector(users: ["u0"])),
            endpoint: try RedisEndpoint(url: fixture.server.url), findings: Findings(), pace: Pace(),
            elsewhere: elsewhere)
        worker.begin(PassMode(removes: true))
        for number in 0..<ClusterErrands.many { worker.errands.append(.companion(Array("other:\(number)".utf8))) }
        var keys = KeyList()
        for number in 0..<10 { keys.append(Array("sess:{a}s\(number)".utf8)) }
        // The values come, the removals go out, and then the errands fail.
        let failure = #expect(throws: PassFailure.self) { try worker.examine(keys, 0..<10, origin: .watch) }
        #expect(failure?.unknown == 10)
        let isOpen = worker.connection.isOpen
        #expect(!isOpen)
    }
}
