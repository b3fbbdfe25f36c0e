import Processes
import TestSupport
import Testing

/// Flowstate-AI's playbooks, rehearsed: its health endpoints, a real Redis with its sessions, a real PostgreSQL, a real Prometheus,
/// and kubectl as a shim.
@Suite("Rehearsals of Flowstate-AI", .databases)
struct FlowstateRehearsalTests {
    static let system = StandInSystem(
        name: "flowstate-ai",
        endpoints: [
            "backend/api/health": #"200 {"status": "ok"}"#, "backend/api/ready": "200 {}", "backend/api/metrics": "200 up 1",
            "worker/health": "200 {}", "worker/metrics": "200 up 1", "worker/agents/workflows/customer-insights": "200 {}",
            "collector/v1/traces": "200 {}", "hooks/ops": "200 ok",
        ],
        metrics: [
            // As the document names them: a summary of the backend, histograms of the worker.
            #"http_request_duration_seconds{quantile="0.95"} 0.4"#, "http_request_duration_seconds_count 100/s",
            #"http_requests_errors_total{route="/api/agents",status="403"} 0.1/s"#, "http_requests_active 12",
            #"worker_backend_request_duration_seconds_bucket{le="1"} 50/s"#, #"worker_backend_request_duration_seconds_bucket{le="+Inf"} 50/s"#,
            "worker_backend_requests_total 50/s", "worker_agent_workflows_total 5/s", "process_cpu_seconds_total 0.2/s",
            "redis_keyspace_hits_total 90/s", "redis_keyspace_misses_total 10/s", "redis_memory_used_bytes 1e8", "redis_memory_max_bytes 1e9", "redis_evicted_keys_total 0/s",
        ],
        jobs: ["backend", "worker"],
        programs: [
            // A restarted backend reads .env again: the leaked key signs no tokens any more. It is well once the intruder's
            // sessions have gone too.
            "kubectl": """
                case "$*" in
                "rollout restart deployment/flowstate-backend")
                    cp .env running.env
                    grep -q leaked running.env || heal backend/api/ready
                    test "$(redis-cli -p "$REDIS_PORT" EXISTS session:s1 session:s2)" = 0 && ! grep -q leaked running.env && heal backend/api/health
                    heal metrics ;;
                "rollout restart deployment/flowstate-worker") heal traces ;;
                "scale deployment/flowstate-backend --replicas=2"|"set env deployment/flowstate-backend"*) heal backend/api/ready ;;
                "scale deployment/flowstate-worker --replicas=4"|"set resources deployment/flowstate-worker"*) heal worker/agents/workflows/customer-insights ;;
                *"revision}") printf 7 ;;
                "get deployment/flowstate-backend -o jsonpath="*OTEL_ENABLED*) printf 'OTEL_ENABLED=true\nOTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318\n' ;;
                "get deployment/flowstate-backend -o jsonpath="*) printf '[{"name":"STRIPE","value":"canary-pods-4714"},{"name":"OTEL_ENABLED","value":"true"}]' ;;
                esac
                exit 0
                """
        ],
        files: [
            ".env": "JWT_SECRET=leaked-leaked-leaked-leaked-leaked\n", "running.env": "JWT_SECRET=leaked-leaked-leaked-leaked-leaked\n",
            "gateway.env": "RATE_LIMITING=false\n",
            "backend.log": """
                {"time":"2026-11-21T03:00:01Z","level":"info","msg":"listening"}
                {"time":"2026-11-21T03:00:02Z","level":"warn","msg":"Authentication failed","user":"u1","ip":"203.0.113.7","status":403}
                {"time":"2026-11-21T03:00:03Z","level":"warn","msg":"session mismatch","user":"u1","ip":"203.0.113.7","status":403}
                {"time":"2026-11-21T03:00:04Z","level":"warn","msg":"Authentication failed","user":"u2","ip":"203.0.113.8","status":403}
                {"time":"2026-11-21T03:00:05Z","level":"warn","msg":"Authentication failed","user":"u2","ip":"203.0.113.9","status":403}
                {"time":"2026-11-21T03:00:06Z","level":"warn","msg":"Authentication failed","user":"u2","ip":"203.0.113.10","status":403}

                """,
        ],
        redis: [("u1", "s1"), ("u1", "s2"), ("u2", "s3"), ("u3", "s4")].flatMap { user, id in
            [#"SET session:\#(id) '{"userId":"\#(user)","role":"analyst"}'"#, "SADD user_sessions:\(user) \(id)"]
        },
        database: "SELECT 1",
        configuration: """
            stores:
              backend:
                url: ${env:REDIS_URL}
                layout: {key: "session:{id}", encoding: json, user: userId, role: role, index: "user_sessions:{user}"}
            secrets:
              JWT_SECRET: {kind: jwt-hs256, rotateEvery: 90d, destinations: [{dotenv: {path: .env, key: JWT_SECRET}}]}
            flags:
              gateway: {dotenv: {path: gateway.env}}
            lockdowns:
              spike: {gateway: {RATE_LIMITING: true}}
            channels:
              ops: {slack: {url: "URL/hooks/ops"}}
            routes:
              - {audience: responders, channels: [ops]}
            notify: {automatic: []}
            systems:
              flowstate-ai:
                services:
                  backend: {url: "URL/backend"}
                  worker: {url: "URL/worker"}
                  prometheus: {url: "PROMETHEUS"}
                  collector: {url: "URL/collector/v1/traces"}
                  redis: {url: "${env:REDIS_URL}"}
                  postgres: {url: "${env:DATABASE_URL}"}
                logs: {backend: backend.log}
                lockdown: spike

            """)

    /// The leaked key signs tokens, and the intruder is in.
    static let breached = [
        "backend/api/health": #"503 {"status": "degraded"}"#, "backend/api/ready": "503 {}",
        "metrics": #"http_requests_errors_total{route="/api/agents",status="403"} 2000/s"#,
    ]
    /// Sessions of u1 have gone, with their index; those of others have not.
    static let revoked = ["EXISTS session:s1 session:s2 user_sessions:u1": "0", "EXISTS session:s3 session:s4": "2"]
    /// And those of u2, who stands out in the log, once somebody has confirmed it.
    static let revokedToo = ["EXISTS session:s1 session:s2 session:s3 user_sessions:u1 user_sessions:u2": "0", "EXISTS session:s4": "1"]

    static let rehearsals = [
        Rehearsal(playbook: "flowstate-ai/security-preparation", isKilled: false),
        Rehearsal(
            playbook: "flowstate-ai/security-response", inputs: ["users=u1", "watch=200ms"],
            answers: ["graphs": "attached", "follow-ups": "FLOW-1, FLOW-2"], awaited: ("suspects", revoked), redone: ["tell", "tell-suspects"], ill: breached, usesPrometheus: true,
            until: #"sum(rate(http_requests_errors_total{status="403"}[5m])) > bool 2"#, prepare: { try leaked($0) },
            failing: ["health", "ready", "role-errors"],
            calls: ["kubectl rollout restart deployment/flowstate-backend", "kubectl rollout status deployment/flowstate-backend --timeout=300s"],
            writes: [
                "flowstate-ai-incident.html": "FLOW-1, FLOW-2", "received.log": "2 sessions revoked, 0 remain",
                "gateway.env": "RATE_LIMITING=true\n", "flowstate-ai-evidence.tar.gz": "",
            ],
            redisEnds: revokedToo, check: { try rotated($0) }),
        Rehearsal(playbook: "flowstate-ai/monitoring-preparation", usesPrometheus: true, isKilled: false),
        Rehearsal(playbook: "flowstate-ai/routine-checks", usesPrometheus: true, isKilled: false),
        Rehearsal(
            playbook: "flowstate-ai/routine-checks", variant: "saturated", answers: ["saturated": "scaled"],
            ill: ["metrics": "http_request_duration_seconds{quantile=\"0.95\"} 3\nhttp_requests_active 900"], staysIll: ["metrics"],
            usesPrometheus: true, failing: ["latency", "saturation"], isKilled: false),
        Rehearsal(
            playbook: "flowstate-ai/troubleshooting", variant: "latency", inputs: ["problem=latency"],
            ill: ["metrics": "redis_keyspace_misses_total 900/s"], staysIll: ["metrics"], usesPrometheus: true, failing: ["cache-hits"],
            isKilled: false),
        Rehearsal(
            playbook: "flowstate-ai/troubleshooting", variant: "traces", inputs: ["problem=traces"],
            ill: ["traces": "lost"],
            calls: ["kubectl rollout restart deployment/flowstate-backend", "kubectl rollout restart deployment/flowstate-worker"],
            check: { try hasNoPodSecrets($0) }),
        Rehearsal(playbook: "flowstate-ai/troubleshooting", variant: "metrics", inputs: ["problem=metrics"], usesPrometheus: true, isKilled: false),
        Rehearsal(
            playbook: "flowstate-ai/escalation", variant: "KPIs", inputs: ["reason=kpis", "summary=Orders fall", "dashboards=https://g/1", "changes=77"],
            redone: ["page"], writes: ["received.log": "Orders fall"]),
        Rehearsal(
            playbook: "flowstate-ai/escalation", variant: "search", inputs: ["reason=search-quality", "summary=Odd results", "dashboards=https://g/2"],
            redone: ["data-team"], writes: ["received.log": "Odd results"], isKilled: false),
        Rehearsal(playbook: "flowstate-ai/capacity", usesPrometheus: true, isKilled: false),
        Rehearsal(
            playbook: "flowstate-ai/scaling", variant: "more backends", inputs: ["service=backend", "replicas=2", "formerReplicas=1"],
            ill: ["backend/api/ready": "503 {}"], usesPrometheus: true,
            calls: ["kubectl scale deployment/flowstate-backend --replicas=2", "kubectl rollout status deployment/flowstate-backend --timeout=300s"]),
        Rehearsal(
            playbook: "flowstate-ai/scaling", variant: "more workers", inputs: ["service=worker", "replicas=4"],
            ill: ["worker/agents/workflows/customer-insights": "503 {}"], usesPrometheus: true,
            calls: ["kubectl scale deployment/flowstate-worker --replicas=4"], isKilled: false),
        Rehearsal(
            playbook: "flowstate-ai/scaling", variant: "larger backends", inputs: ["service=backend", "direction=vertical", "memory=8Gi"],
            ill: ["backend/api/ready": "503 {}"], usesPrometheus: true,
            calls: [
                "kubectl set resources deployment/flowstate-backend --limits=cpu=2,memory=8Gi",
                "kubectl set env deployment/flowstate-backend NODE_OPTIONS=--max-old-space-size=3072",
            ], isKilled: false),
        Rehearsal(
            playbook: "flowstate-ai/scaling", variant: "larger workers", inputs: ["service=worker", "direction=vertical"],
            ill: ["worker/agents/workflows/customer-insights": "503 {}"], usesPrometheus: true,
            calls: ["kubectl set resources deployment/flowstate-worker --limits=cpu=2,memory=4Gi"], isKilled: false),
        Rehearsal(playbook: "flowstate-ai/performance-tuning", usesPrometheus: true, writes: ["gateway.env": "RATE_LIMITING=true\n"]),
    ]

    /// Of the pods' environment only what is asked for is kept.
    @Sendable private static func hasNoPodSecrets(_ stage: Stage) throws {
        let state = stage.folder.path + "/.firebreak"
        let found = try ProgramRun.run(["grep", "-rlF", "canary-pods", state])
        #expect(found.outputText.isEmpty, "\(found.outputText)")
        let kept = try ProgramRun.run(["grep", "-rlF", "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318", state + "/evidence"])
        #expect(!kept.outputText.isEmpty)
    }

    /// Before: the leaked key is the one that signs.
    @Sendable private static func leaked(_ stage: Stage) throws {
        let running = try stage.folder.text("running.env")
        #expect(running.contains("leaked"))
    }

    /// After: another key signs, and it is the one that firebreak has.
    @Sendable private static func rotated(_ stage: Stage) throws {
        let running = try stage.folder.text("running.env")
        let own = try stage.folder.text(".env")
        #expect(!running.contains("leaked") && running == own)
        #expect(try stage.folder.text("received.log").contains("Sessions of u2, who stand out in the log, were revoked too (1)"))
    }

    @Test("what is ill is well after the playbook, also where it was killed after every step", arguments: rehearsals)
    func rehearsed(rehearsal: Rehearsal) throws { try rehearse(rehearsal, of: Self.system) }
}
