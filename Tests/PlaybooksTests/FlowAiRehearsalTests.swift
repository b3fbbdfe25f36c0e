import Processes
import TestSupport
import Testing

/// FlowAi's playbooks, rehearsed: its health endpoint, a real PostgreSQL with row level security, a real Prometheus, flags, channels,
/// and git, npm and supabase as shims; psql is the real one. `alerts` has a suite of its own, `FlowAiThresholdTests`.
@Suite("Rehearsals of FlowAi", .databases)
struct FlowAiRehearsalTests {
    static let system = StandInSystem(
        name: "flowai",
        endpoints: [
            "api/health": #"200 {"status": "ok"}"#, "hooks/engineering": "200 ok", "hooks/security": "200 ok", "hooks/customers": "200 ok",
            "hooks/partners": "200 ok",
            "pagerduty": #"202 {"status": "success"}"#, "pages/kctbh9vrtdwd/incidents": #"201 {"id": "p31zjtct2jer"}"#,
        ],
        metrics: FlowAiThresholdTests.good,
        programs: [
            "git": "case \"$1\" in revert) heal api/health ;; esac",
            // Migrations go into the real database; what the functions answer depends on their version.
            "supabase": """
                case "$*" in
                "db push") psql -X -q -v ON_ERROR_STOP=1 -c 'ALTER TABLE invoices ADD COLUMN IF NOT EXISTS currency TEXT' ;;
                "functions deploy"*) heal api/health; heal metrics; heal functions ;;
                esac
                """,
            // The RLS tests: a tenant sees its own invoices and no others.
            "npm": """
                case "$*" in
                "run test:rls") test "$(psql -X -q -A -t -c "SET ROLE tenant; SET app.tenant = 'a'; SELECT count(*) FROM invoices")" = 1 ;;
                *) exit 0 ;;
                esac
                """,
            "check-integrity": "test \"$(psql -X -q -A -t -c 'SELECT count(total) FROM invoices')\" = 2",
            "try-operations": "psql -X -q -v ON_ERROR_STOP=1 -c 'BEGIN; INSERT INTO invoices VALUES (3, NULL, 1); ROLLBACK'",
        ],
        files: [
            "flags.json": flags, ".env": "ENABLE_NEW=true\n",
            "rollback_migration_20261121.sql": "ALTER TABLE invoices RENAME COLUMN total_cents TO total;\n",
        ],
        database: """
            DO $$ BEGIN CREATE ROLE tenant; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
            CREATE TABLE invoices (id INT, tenant TEXT, total INT); INSERT INTO invoices VALUES (1, 'a', 10), (2, 'b', 20);
            GRANT SELECT ON invoices TO tenant; ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
            CREATE POLICY own ON invoices USING (tenant = current_setting('app.tenant', true))
            """,
        configuration: """
            flags:
              release: {flagd: {path: flags.json}}
              app: {dotenv: {path: .env}}
            lockdowns:
              features-off: {app: {ENABLE_NEW: false}}
            gates:
              flowai: {http: {url: "URL/api/health", status: 200}, action: rollback}
            channels:
              engineering: {slack: {url: "URL/hooks/engineering"}}
              security: {slack: {url: "URL/hooks/security"}}
              customers: {slack: {url: "URL/hooks/customers"}}
              partners: {slack: {url: "URL/hooks/partners"}}
              status: {statuspage: {page: kctbh9vrtdwd, apiKey: "0123456789", url: "URL/"}}
              page: {pagerduty: {routingKey: "0123456789abcdef0123456789abcdef", url: "URL/pagerduty"}}
            notify: {automatic: []}
            systems:
              flowai:
                services:
                  api: {url: "URL/api"}
                  prometheus: {url: "PROMETHEUS"}
                  postgres: {url: "${env:DATABASE_URL}"}
                flag: {name: new-ui}
                lockdown: features-off
                rollout: {hold: 300ms, bake: 100ms}
                channels: {internal: [engineering], onCall: page, security: security, customers: customers, partners: partners, statusPage: status}
                queries:
                  errorRatio: (sum(rate(http_request_duration_seconds_count{status_code=~"5.."}[1s])) or 0 * sum(rate(http_request_duration_seconds_count[1s]))) / sum(rate(http_request_duration_seconds_count[1s]))
                windows: {errors: 1s, latency: 1s, step: 200ms}
                commands:
                  operations: [try-operations]
                  integrity: [check-integrity]

            """)

    static let flags = FlowAiThresholdTests.flags
    static let outage = ["api/health": #"503 {"status": "ill"}"#]
    private static let rollout = [
        "flags", "rollout", "new-ui", "--steps", "10,50,100", "--hold", "1h", "--yes",
    ]
    private static let incident = ["incident", "open", "--title", "Invoices stood still", "--severity", "sev2"]

    static let rehearsals = [
        Rehearsal(playbook: "flowai/pre-flight", redone: ["team"], usesPrometheus: true, writes: ["received.log": "is being prepared"]),
        Rehearsal(
            playbook: "flowai/deployment", inputs: ["version=1.8.0"], redone: ["stakeholders"], ill: ["functions": "of 1.7"], usesPrometheus: true,
            calls: ["supabase db push", "supabase functions deploy"], writes: ["received.log": "The release of 1.8.0 begins."],
            databaseEnds: ["SELECT count(*) FROM information_schema.columns WHERE column_name = 'currency'": "1"],
            check: { try isRolledOut($0) }),
        Rehearsal(playbook: "flowai/metrics", usesPrometheus: true, isKilled: false),
        Rehearsal(playbook: "flowai/thresholds", usesPrometheus: true, isKilled: false),
        Rehearsal(
            playbook: "flowai/emergency-rollback", inputs: ["commit=abc123", "functions=v41"], redone: ["frontend", "tell"],
            ill: outage.merging(["metrics": #"http_request_duration_seconds_count{status_code="500"} 50/s"#]) { $1 }, usesPrometheus: true,
            before: [rollout], calls: ["git revert --no-edit abc123", "supabase functions deploy --no-verify-jwt v41"],
            writes: ["flowai-incident.html": "Emergency rollback of FlowAi", "flags.json": flags, ".env": "ENABLE_NEW=false\n"]),
        Rehearsal(
            playbook: "flowai/database-rollback", inputs: ["script=rollback_migration_20261121.sql"], redone: ["rollback"], ill: outage,
            database: "ALTER TABLE invoices RENAME COLUMN total TO total_cents", calls: ["check-integrity", "supabase functions deploy", "npm run test:rls"],
            writes: ["flowai-incident.html": "Migration of FlowAi taken back"], databaseEnds: ["SELECT sum(total) FROM invoices": "30"]),
        Rehearsal(
            playbook: "flowai/gradual-rollback", usesPrometheus: true, before: [rollout],
            writes: ["flowai-incident.html": "Gradual rollback of FlowAi", "flags.json": flags]),
        Rehearsal(
            playbook: "flowai/review", variant: "within 24 hours", inputs: ["within=day"], answers: ["cause": "an index was missing"],
            before: [incident], writes: ["flowai-review.md": "an index was missing"]),
        Rehearsal(
            playbook: "flowai/review", variant: "within a week", inputs: ["within=week"], answers: ["fixes": "FLOW-77"], before: [incident],
            writes: ["flowai-review.md": "FLOW-77"]),
        Rehearsal(
            playbook: "flowai/communication", inputs: ["text=Invoices are late", "customers=true", "partners=true", "page=true"],
            redone: ["internal", "on-call", "status-page", "customers", "partners"], before: [incident],
            writes: ["received.log": "hooks/customers"], check: { try nothingInternal($0) }),
    ]

    /// People outside were told what was written for them, and nothing else of the incident.
    @Sendable private static func nothingInternal(_ stage: Stage) throws {
        let received = try stage.folder.text("received.log").split(separator: "\n")
        for place in ["hooks/customers ", "hooks/partners ", "pages/kctbh9vrtdwd/incidents"] {
            let told = received.filter { $0.hasPrefix(place) }
            #expect(!told.isEmpty, "nothing came to \(place): \(received)")
            for message in told {
                #expect(message.contains("Invoices are late"), "\(message)")
                for word in ["INC-", "Invoices stood still", "sev2", "SEV2", "tester"] {
                    #expect(!message.contains(word), "'\(word)' is not for outside: \(message)")
                }
            }
        }
        let inside = received.filter { $0.hasPrefix("hooks/engineering ") }
        #expect(inside.contains { $0.contains("INC-") }, "\(inside)")
    }

    /// The new version is everybody's.
    @Sendable private static func isRolledOut(_ stage: Stage) throws {
        let status = try stage.program.firebreak.run("flags", "rollout", "status", "new-ui", environment: stage.environment)
        #expect(status.outputText.contains("100"), "\(status.outputText)\(status.errorText)")
    }

    @Test("what is ill is well after the playbook, also where it was killed after every step", arguments: rehearsals)
    func rehearsed(rehearsal: Rehearsal) throws { try rehearse(rehearsal, of: Self.system) }
}
