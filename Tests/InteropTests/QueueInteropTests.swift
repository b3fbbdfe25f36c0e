import Foundation
import Probes
import Redis
import TestSupport
import Testing

/// Queues of BullMQ (its Python port, bullmq on PyPI: 2.x has the scripts of BullMQ 5, 3.x those of 6).
@Suite struct QueueInteropTests {
    private struct State: Decodable, Equatable {
        let isPaused: Bool
        let wait: Int
        let completed: Int
    }

    private let server: RedisServer
    private let prefix: String

    init() throws {
        server = try RedisServer()
        prefix = "{bull}"
    }

    private func bullMQ(_ arguments: String...) throws -> State {
        let folder = try #require(Bundle.module.path(forResource: "Readers", ofType: nil))
        let text = try Python.run(["\(folder)/bullmq_queue.py", server.url, prefix, "mail"] + arguments)
        return try JSONDecoder().decode(State.self, from: Data(text.utf8))
    }

    private func probe() throws -> QueueProbe {
        QueueProbe(try RedisDeployment(url: server.url), name: "mail", prefix: prefix)
    }

    /// Paused by firebreak, BullMQ sees it and its workers take nothing; resumed by firebreak, they do all of it.
    @Test func bullMQSeesOurPause() throws {
        _ = try bullMQ("add", "5")
        #expect(try probe().health().waiting == 5)
        #expect(try probe().pause().changed)
        #expect(try bullMQ("state").isPaused)
        _ = try bullMQ("add", "2")
        let idle = try bullMQ("work", "1", "7")
        #expect(idle.completed == 0)
        #expect(try probe().health().waiting == 7)
        #expect(try probe().resume().changed)
        #expect(try !bullMQ("state").isPaused)
        let worked = try bullMQ("work", "20", "7")
        #expect(worked.completed == 7)
        #expect(try probe().health().completed == 7)
        #expect(try probe().health().waiting == 0)
    }

    /// Paused by BullMQ, firebreak sees it and resumes it; and the other way about.
    @Test func weSeeBullMQsPause() throws {
        _ = try bullMQ("add", "5")
        #expect(try bullMQ("pause").isPaused)
        let health = try probe().health()
        #expect(health.isPaused && health.waiting == 5)
        #expect(try probe().resume().changed)
        #expect(try bullMQ("state") == State(isPaused: false, wait: 5, completed: 0))
        #expect(try probe().pause().changed)
        #expect(try !bullMQ("resume").isPaused)
        #expect(try !probe().health().isPaused)
        #expect(try bullMQ("work", "20", "5").completed == 5)
    }
}
