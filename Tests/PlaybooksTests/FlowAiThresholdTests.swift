import Files
import JSON
import Processes
import TestSupport
import Testing

/// Each critical threshold of FlowAi's document, crossed by a real Prometheus series.
@Suite("FlowAi's thresholds")
struct FlowAiThresholdTests {
    /// Every series while all is well; no request has failed yet.
    static let good = [
        #"http_request_duration_seconds_count{method="POST",status_code="200"} 100/s"#,
        #"invoice_processing_duration_seconds_bucket{le="5"} 96/s"#, #"invoice_processing_duration_seconds_bucket{le="20"} 100/s"#,
        #"invoice_processing_duration_seconds_bucket{le="40"} 100/s"#, #"invoice_processing_duration_seconds_bucket{le="+Inf"} 100/s"#,
        #"database_query_duration_seconds_bucket{le="0.1"} 99/s"#, #"database_query_duration_seconds_bucket{le="0.5"} 100/s"#,
        #"database_query_duration_seconds_bucket{le="+Inf"} 100/s"#,
        "hil_queue_size 3", "pg_stat_database_num_backends 18", "max_connections_connection_count 60",
        #"security_events_total{severity="high"} 0/s"#,
    ]

    private static let above = "min_over_time(QUERY) > bool "

    /// All four of them.
    static let thresholds = [
        Threshold(
            testDescription: "error rate > 5 % for 5 minutes: immediate rollback", step: "errors", query: "errorRatio",
            isCrossed: above + "0.05", ill: #"http_request_duration_seconds_count{method="POST",status_code="500"} 90/s"#,
            actions: ["rollback", "lockdown"]),
        Threshold(
            testDescription: "latency P95 > 20 s for 10 minutes: investigate or roll back", step: "latency", query: "p95", isCrossed: above + "20",
            ill: """
                invoice_processing_duration_seconds_bucket{le="40"} 9000/s
                invoice_processing_duration_seconds_bucket{le="+Inf"} 9000/s
                """, actions: ["investigate"]),
        Threshold(
            testDescription: "database connections > 80 %: scale the database", step: "connections", query: "connections",
            isCrossed: above + "0.8", ill: "pg_stat_database_num_backends 49", actions: ["scale-database"]),
        Threshold(
            testDescription: "security events spike: to the security team", step: "security", query: "securityEvents", isCrossed: above + "10",
            ill: #"security_events_total{severity="high"} 9000/s"#, actions: ["security-team"]),
    ]

    /// A flag that is rolled out to a tenth of the users.
    static let flags = """
        {"flags": {"new-ui": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off"}}}

        """

    static let jobs = [(name: "flowai", prefix: "")]
    private static let system = FlowAiRehearsalTests.system
    private static let actions = ["rollback", "lockdown", "errors-unknown", "investigate", "scale-database", "security-team"]

    private func withRollout(_ body: (ThresholdStage, _ rolledOut: String) throws -> Void) throws {
        try ThresholdStage.open(Self.system, jobs: Self.jobs) { stage in
            let begun = try stage.program.firebreak.run(
                ["flags", "rollout", "new-ui", "--steps", "10,50,100", "--hold", "1h", "--yes"], environment: stage.environment)
            try #require(begun.exitCode == 0, "\(begun.errorText)")
            try body(stage, try stage.program.text("flags.json"))
        }
    }

    @Test("crossed, the action that the document asks for is taken, and no other", arguments: thresholds)
    func crossed(threshold: Threshold) throws {
        try withRollout { stage, rolledOut in
            try stage.cross(threshold)
            let states = try stage.alerts()
            #expect(Set(states.filter { $0.value == "failed" }.keys) == [threshold.step])
            for action in Self.actions {
                #expect(states[action] == (threshold.actions.contains(action) ? "done" : "skipped"), "\(action)")
            }
            let isTakenBack = threshold.actions.contains("rollback")
            #expect(try stage.program.text("flags.json") == (isTakenBack ? Self.flags : rolledOut))
            #expect(try stage.program.text(".env") == "ENABLE_NEW=\(!isTakenBack)\n")
            // The timer runs it again, and nobody is told twice.
            _ = try stage.alerts()
            let received = try stage.received()
            #expect(try stage.incidents().count == 1)
            let isForOnCall = !threshold.actions.isDisjoint(with: ["investigate", "scale-database"])
            #expect(received.count(where: { $0.hasPrefix("pagerduty ") }) == (isForOnCall ? 1 : 0))
            #expect(received.count(where: { $0.hasPrefix("hooks/security ") }) == (threshold.actions.contains("security-team") ? 1 : 0))
        }
    }

    @Test("while the error rate stays crossed, its lockdown is applied once for each incident, also where somebody has lifted it")
    func lockdown() throws {
        try withRollout { stage, _ in
            try stage.cross(Self.thresholds[0])
            func firebreak(_ arguments: String...) throws -> String {
                let result = try stage.program.firebreak.run(arguments, environment: stage.environment)
                try #require(result.exitCode == 0, "\(arguments): \(result.errorText)")
                return result.outputText
            }
            func lockdowns() throws -> Int {
                try JSONValue(parsing: Array(firebreak("flags", "history", "ENABLE_NEW", "--json").utf8)).arrayValue?.count ?? 0
            }
            for _ in 1...2 { #expect(try stage.alerts()["lockdown"] == "done") }
            #expect(try lockdowns() == 1)
            // One that lies on another would still hold.
            _ = try firebreak("flags", "restore", "--lockdown", "features-off", "--yes")
            #expect(try stage.program.text(".env") == "ENABLE_NEW=true\n")
            #expect(try stage.alerts()["lockdown"] == "done")
            #expect(try stage.program.text(".env") == "ENABLE_NEW=true\n")
            _ = try firebreak("incident", "close")
            #expect(try stage.alerts()["lockdown"] == "done")
            #expect(try stage.program.text(".env") == "ENABLE_NEW=false\n")
            #expect(try lockdowns() == 2)
        }
    }

    @Test("what nobody knows takes nothing back: whoever is on call is told, once, whatever others work on")
    func unknown() throws {
        try withRollout { stage, rolledOut in
            try stage.openOthers(2)
            let overlay = stage.program.directory + "/unreachable.yaml"
            try AtomicFile.create(overlay, Array("services: {prometheus: {url: \"http://127.0.0.1:9\"}}\n".utf8))
            for _ in 1...2 {
                let states = try stage.alerts("--system", overlay)
                for threshold in Self.thresholds { #expect(states[threshold.step] == "failed", "\(threshold.step)") }
                #expect(states["rollback"] == "skipped" && states["lockdown"] == "skipped" && states["errors-unknown"] == "done")
            }
            #expect(try stage.program.text("flags.json") == rolledOut)
            #expect(try stage.program.text(".env") == "ENABLE_NEW=true\n")
            let received = try stage.received()
            #expect(received.count(where: { $0.hasPrefix("pagerduty ") }) == 3)
            #expect(received.count(where: { $0.hasPrefix("hooks/security ") }) == 1)
            #expect(
                try stage.incidents() == [
                    "sev1 FlowAi: database connections", "sev1 FlowAi: error rate", "sev1 FlowAi: latency", "sev1 FlowAi: security events",
                ])
        }
    }

    @Test("while all is well, nothing is done")
    func calm() throws {
        try withRollout { stage, rolledOut in
            let states = try stage.alerts()
            for threshold in Self.thresholds { #expect(states[threshold.step] == "done", "\(threshold.step)") }
            for action in Self.actions + ["open-errors", "open-latency", "open-connections", "open-security"] { #expect(states[action] == "skipped", "\(action)") }
            #expect(try stage.program.text("flags.json") == rolledOut)
            #expect(try stage.received() == [])
        }
    }
}
