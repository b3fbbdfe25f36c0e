import Basics
import Configuration
import Flags
import HTTP
import TestSupport
import Testing

/// What gates do to rollouts.
@Suite struct RolloutGateTests {
    @Test func aGateThatIsBadForLongEnoughTakesEverythingBack() throws {
        try RolloutBench.with(gates: [("errors", "for: 5m, action: rollback")]) { bench in
            _ = try bench.begin(bench.course(gates: ["errors"]))
            try bench.tick(for: .seconds(900))
            #expect(try bench.text == RolloutBench.file(50))
            // Four minutes are not enough, and begin anew after a good reading.
            bench.service.show(nil)
            #expect(try bench.tick(for: .seconds(240)) == [])
            bench.service.show("ok")
            #expect(try bench.tick(for: .seconds(60)) == [])
            bench.service.show(nil)
            #expect(try bench.tick(for: .seconds(300)) == [])
            let moves = try bench.tick(for: .seconds(60))
            guard case .rollBack(gradually: false, let reason)? = moves.first else {
                Issue.record("\(moves)")
                return
            }
            #expect(reason.contains("the gate errors is bad for 5m") && reason.contains("status is 503"))
            let rollout = try bench.current
            #expect(rollout.state == .rolledBack && rollout.reason == reason && rollout.percent == 0)
            #expect(try bench.text == RolloutBench.file)
            #expect(try bench.bench.states("F") == [.restored, .restored])
        }
    }

    /// A hold does not go by while a gate is bad, even before that has lasted for long enough to act.
    @Test func badTimeIsNotPromoted() throws {
        try RolloutBench.with(gates: [("errors", "for: 1h, action: pause")]) { bench in
            _ = try bench.begin(bench.course(gates: ["errors"]))
            try bench.tick(for: .seconds(840))
            bench.service.show(nil)
            #expect(try bench.tick(for: .seconds(1800)) == [])
            #expect(try bench.current.watched == .seconds(840))
            bench.service.show("ok")
            #expect(try bench.tick(for: .seconds(60)) == [.step(2)])
        }
    }

    struct Action: Sendable, CustomTestStringConvertible {
        let settings: String
        let state: RolloutState
        let percent: Int
        var testDescription: String { settings }
    }

    /// What each action does at 50 %.
    @Test(arguments: [
        Action(settings: "action: rollback", state: .rolledBack, percent: 0),
        Action(settings: "action: rollbackInSteps", state: .holdingBack, percent: 10),
        Action(settings: "action: pause", state: .paused, percent: 50),
        Action(settings: "action: continue", state: .holding, percent: 50),
    ])
    func actions(row: Action) throws {
        try RolloutBench.with(gates: [("g", row.settings)]) { bench in
            _ = try bench.begin(bench.course(gates: ["g"]))
            try bench.tick(for: .seconds(900))
            bench.service.show(nil)
            try bench.tick(for: .seconds(60))
            #expect(try bench.state() == row.state && bench.current.percent == row.percent)
            #expect(try bench.text == (row.percent == 0 ? RolloutBench.file : RolloutBench.file(row.percent)))
            if row.state == .holding { #expect(try bench.tick(for: .seconds(840)) == [.step(3)]) }
        }
    }

    @Test func backInStepsWithAHoldBetweenThem() throws {
        try RolloutBench.with(gates: [("slow", "action: rollbackInSteps")]) { bench in
            _ = try bench.begin(bench.course(gates: ["slow"]))
            try bench.tick(for: .seconds(1800))
            #expect(try bench.state() == .baking)
            bench.service.show(nil)
            #expect(try bench.tick(for: .seconds(60)).count == 1)
            #expect(try bench.state() == .holdingBack && bench.text == RolloutBench.file(50))
            // Going back goes on, whatever the gate says.
            #expect(try bench.tick(for: .seconds(900)) == [.retreat])
            #expect(try bench.text == RolloutBench.file(10))
            bench.service.show("ok")
            #expect(try bench.tick(for: .seconds(900)) == [.retreat])
            #expect(try bench.state() == .rolledBack && bench.text == RolloutBench.file)
        }
    }

    @Test func whileItGoesBackAWorseGateDoesTheRestAtOnce() throws {
        try RolloutBench.with(gates: [("slow", "action: rollbackInSteps"), ("errors", "for: 5m, action: rollback")]) { bench in
            _ = try bench.begin(bench.course(gates: ["slow", "errors"]))
            try bench.tick(for: .seconds(1800))
            bench.service.show(nil)
            try bench.tick(for: .seconds(60))
            #expect(try bench.state() == .holdingBack)
            try bench.tick(for: .seconds(300))
            #expect(try bench.state() == .rolledBack && bench.text == RolloutBench.file)
        }
    }

    @Test func noAnswerPausesAndNeverPromotes() throws {
        let receiver = try LoopbackReceiver { _ in .init(status: 200, body: "ok") }
        try RolloutBench.with(gates: [("health", "action: rollback")], port: receiver.port) { bench in
            _ = try bench.begin(bench.course(gates: ["health"]))
            receiver.stop()
            try bench.tick(for: .seconds(60))
            let rollout = try bench.current
            #expect(rollout.state == .paused && rollout.percent == 10)
            #expect(rollout.reason?.contains("nothing is known by the gate health") == true)
            #expect(try bench.tick(for: .seconds(3600)) == [])
            #expect(try bench.text == RolloutBench.file(10))
            // Resumed without an answer it pauses again.
            _ = try bench.rollouts.resume(bench.current, on: bench.source, RolloutBench.cause)
            try bench.tick(for: .seconds(60))
            #expect(try bench.state() == .paused)
        }
    }

    @Test func patienceBearsAGap() throws {
        let receiver = try LoopbackReceiver { _ in .init(status: 200, body: "ok") }
        try RolloutBench.with(gates: [("health", "action: rollback, patience: 10m")], port: receiver.port) { bench in
            _ = try bench.begin(bench.course(gates: ["health"]))
            receiver.stop()
            #expect(try bench.tick(for: .seconds(600)) == [])
            #expect(try bench.current.watched == .zero)
            #expect(try bench.tick(for: .seconds(60)).count == 1)
            #expect(try bench.state() == .paused)
        }
    }

    @Test func gatesThatRollBackDoSoWhilePaused() throws {
        try RolloutBench.with(gates: [("errors", "for: 5m, action: rollback")]) { bench in
            _ = try bench.begin(bench.course(gates: ["errors"]))
            _ = try bench.rollouts.pause(bench.current, "by alice")
            #expect(try bench.tick(for: .seconds(3600)) == [])
            bench.service.show(nil)
            try bench.tick(for: .seconds(360))
            #expect(try bench.state() == .rolledBack && bench.text == RolloutBench.file)
        }
    }

    @Test func nothingBeginsWhileAGateIsNotGood() throws {
        try RolloutBench.with(gates: [("errors", "for: 5m, action: rollback"), ("note", "action: continue")]) { bench in
            bench.service.show(nil)
            let bad = #expect(throws: RolloutError.self) { try bench.begin(bench.course(gates: ["errors"])) }
            #expect(bad?.status == .checkFailed)
            #expect(try bench.text == RolloutBench.file && bench.rollouts.list(all: true).isEmpty)
            _ = try bench.begin(bench.course(gates: ["note"]))
            #expect(try bench.state() == .holding)
        }
        try RolloutBench.with(gates: [("errors", "action: rollback")], port: freePort()) { bench in
            let unknown = #expect(throws: RolloutError.self) { try bench.begin(bench.course(gates: ["errors"])) }
            #expect(unknown?.status == .unavailable)
            let missing = #expect(throws: RolloutError.self) { try bench.begin(bench.course(gates: ["erors"])) }
            #expect(missing?.status == .configuration && missing?.hint?.contains("errors") == true)
        }
    }

    @Test func aGateThatIsNotConfiguredAnyMoreIsNotKnown() throws {
        try withTemporaryDirectory { folder in
            let bench = try RolloutBench(in: folder, gates: [("errors", "action: rollback")])
            _ = try bench.begin(bench.course(gates: ["errors"]))
            let later = Rollouts(bench.bench.overrides, gates: [], environment: [:])
            let (_, move) = try later.watch(bench.current, on: bench.source)
            guard case .pause(let reason) = move else {
                Issue.record("\(String(describing: move))")
                return
            }
            #expect(reason.contains("no gate is called 'errors'"))
        }
    }

    /// The FlowAi runbook's critical thresholds as it has them, with series of a real Prometheus server and time by hand.
    @Test func theThresholdsOfTheFlowAiRunbook() throws {
        let service = try ScrapedService("error_ratio 0.01\np95_seconds 3\n")
        let server = try PrometheusServer(scraping: [service.target])
        try server.wait(until: "p95_seconds", is: "3")
        let text = """
            error-rate: {prometheus: {url: "\(server.url)", query: error_ratio}, when: "> 0.05", for: 5m, action: rollback}
            latency: {prometheus: {url: "\(server.url)", query: p95_seconds}, when: "> 20", for: 10m, action: pause}
            """
        try RolloutBench.with { plain in
            let entries = try ConfigurationFile(text: text, directory: "/").root.mapping().entries
            let gates = try entries.map { try GateConfiguration(name: $0.key, node: $0.node) }
            let bench = try RolloutBench(plain, gates: gates)
            func show(_ metrics: String, _ query: String, _ value: String) throws {
                service.show(metrics)
                try server.wait(until: query, is: value)
            }
            _ = try bench.begin(bench.course(gates: ["error-rate", "latency"]))
            #expect(try bench.tick(for: .seconds(900)) == [.step(2)])
            // P95 over 20 s for 10 minutes: pause.
            try show("error_ratio 0.01\np95_seconds 21\n", "p95_seconds", "21")
            #expect(try bench.tick(for: .seconds(600)) == [])
            #expect(try bench.tick(for: .seconds(60)).count == 1)
            #expect(try bench.state() == .paused && bench.text == RolloutBench.file(50))
            // The error rate over 5 % for 5 minutes: back at once, paused or not.
            try show("error_ratio 0.06\np95_seconds 3\n", "error_ratio", "0.06")
            #expect(try bench.tick(for: .seconds(300)) == [])
            #expect(try bench.tick(for: .seconds(60)).count == 1)
            #expect(try bench.state() == .rolledBack && bench.text == RolloutBench.file)
        }
    }
}
