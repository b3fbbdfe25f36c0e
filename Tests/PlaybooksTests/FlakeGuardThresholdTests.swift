import TestSupport
import Testing

/// Each alert threshold of FlakeGuard's document, crossed by a real Prometheus series.
@Suite("FlakeGuard's thresholds")
struct FlakeGuardThresholdTests {
    private static let above = "min_over_time(QUERY) > bool "

    /// All nine of them; the critical ones page, the warnings go by mail.
    static let thresholds = [
        Threshold(
            testDescription: "API downtime > 1 minute", step: "api-down", query: "apiUp", isCrossed: "max_over_time(QUERY) == bool 0",
            ill: "down", actions: ["page-api-down"],
            // What an API that is down counts, nobody knows.
            unknown: ["database-failures"]),
        Threshold(
            testDescription: "database connection failures > 5/min", step: "database-failures", query: "databaseFailures",
            isCrossed: above + "5", ill: #"flakeguard_api_database_queries_total{operation="select",status="failure"} 5000/s"#, actions: ["page-database-failures"]),
        Threshold(
            testDescription: "Redis unavailable > 30 seconds", step: "redis-down", query: "redisUp",
            isCrossed: "max_over_time(QUERY) == bool 0", ill: "redis_up 0", actions: ["page-redis-down"]),
        Threshold(
            testDescription: "disk space > 95 %", step: "disk-full", query: "disk", isCrossed: above + "0.95",
            ill: #"node_filesystem_avail_bytes{mountpoint="/",fstype="ext4"} 4.9e9"#, actions: ["page-disk-full"]),
        Threshold(
            testDescription: "memory usage > 95 %", step: "memory-full", query: "memory", isCrossed: above + "0.95",
            ill: "node_memory_MemAvailable_bytes 4.9e8", actions: ["page-memory-full"]),
        Threshold(
            testDescription: "API response time > 1 s for 5 minutes", step: "slow", query: "p95", isCrossed: above + "1",
            ill: """
                flakeguard_api_http_request_duration_seconds_bucket{le="2"} 9000/s
                flakeguard_api_http_request_duration_seconds_bucket{le="+Inf"} 9000/s
                """, actions: ["warn-slow"]),
        Threshold(
            testDescription: "error rate > 0.5 % for 10 minutes", step: "errors", query: "errorRatio", isCrossed: above + "0.005",
            ill: #"flakeguard_api_http_requests_total{method="GET",route="/health",status_code="502"} 9/s"#, actions: ["warn-errors"]),
        Threshold(
            testDescription: "queue depth > 1000 jobs", step: "queue-depth", query: "queueDepth", isCrossed: above + "1000",
            ill: #"flakeguard_worker_queue_size{queue="analysis",status="waiting"} 1001"#, actions: ["warn-queue-depth"]),
        Threshold(
            testDescription: "CPU usage > 90 % for 15 minutes", step: "cpu-busy", query: "cpu", isCrossed: above + "0.9",
            ill: #"node_cpu_seconds_total{cpu="0",mode="user"} 900/s"#, actions: ["warn-cpu-busy"]),
    ]

    private static let system = FlakeGuardRehearsalTests.system
    static let jobs = [
        (name: "flakeguard-api", prefix: "flakeguard_api_"), (name: "flakeguard-worker", prefix: "flakeguard_worker_"), (name: "exporters", prefix: ""),
    ]

    /// The steps that act, of some thresholds or of all.
    private static func actions(_ steps: Set<String>? = nil) -> Set<String> {
        Set(thresholds.filter { steps?.contains($0.step) ?? true }.flatMap(\.actions))
    }

    @Test("crossed, the action that the document asks for is taken, and no other", arguments: thresholds)
    func crossed(threshold: Threshold) throws {
        try ThresholdStage.open(Self.system, jobs: Self.jobs) { stage in
            try stage.cross(threshold)
            // What others work on is neither in the way nor taken for its own.
            try stage.openOthers(threshold.actions.contains { $0.hasPrefix("page-") } ? 2 : 1)
            let states = try stage.alerts()
            let failed = threshold.unknown.union([threshold.step])
            #expect(Set(states.filter { $0.value == "failed" }.keys) == failed)
            let wanted = Self.actions(failed)
            for action in Self.actions() { #expect(states[action] == (wanted.contains(action) ? "done" : "skipped"), "\(action)") }
            // The timer runs it again, and nobody is told twice.
            _ = try stage.alerts()
            let received = try stage.received()
            let pages = wanted.count(where: { $0.hasPrefix("page-") })
            #expect(received.count(where: { $0.hasPrefix("pagerduty ") }) == pages)
            #expect(received.count(where: { $0.hasPrefix("mail ") }) == wanted.count - pages)
            let incidents = try stage.incidents()
            #expect(incidents.count == wanted.count)
            #expect(incidents.allSatisfy { $0.hasPrefix(pages > 0 ? "sev1 FlakeGuard: " : "sev3 FlakeGuard: ") }, "\(incidents)")
        }
    }

    @Test("a second critical threshold rings too while the first is still open, and once")
    func second() throws {
        try ThresholdStage.open(Self.system, jobs: Self.jobs) { stage in
            for (step, count) in [("database-failures", 1), ("redis-down", 2)] {
                try stage.cross(try #require(Self.thresholds.first { $0.step == step }))
                for _ in 1...2 { _ = try stage.alerts() }
                let pages = try stage.received().filter { $0.hasPrefix("pagerduty ") }
                // PagerDuty rings nobody for a key whose alert is open.
                let keys = Set(pages.compactMap { $0.firstMatch(of: /"dedup_key": ?"([^"]+)"/)?.1 })
                #expect(pages.count == count && keys.count == count, "\(pages)")
            }
            #expect(try stage.incidents() == ["sev1 FlakeGuard: Redis unavailable", "sev1 FlakeGuard: failed database connections"])
        }
    }

    @Test("while all is well, nothing is done")
    func calm() throws {
        try ThresholdStage.open(Self.system, jobs: Self.jobs) { stage in
            let states = try stage.alerts()
            for threshold in Self.thresholds {
                #expect(states[threshold.step] == "done" && states["open-\(threshold.step)"] == "skipped", "\(threshold.step)")
            }
            for action in Self.actions() { #expect(states[action] == "skipped", "\(action)") }
            #expect(try stage.received() == [])
        }
    }
}
