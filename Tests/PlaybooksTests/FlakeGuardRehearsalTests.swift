import Files
import JSON
import Processes
import TestSupport
import Testing

/// FlakeGuard's playbooks, rehearsed: its health endpoints, a real Redis with its queue, a real PostgreSQL, a real Prometheus, and
/// docker, git and pnpm as shims. `alerts` has a suite of its own, `FlakeGuardThresholdTests`.
@Suite("Rehearsals of FlakeGuard", .databases)
struct FlakeGuardRehearsalTests {
    static let system = StandInSystem(
        name: "flakeguard",
        endpoints: [
            "api/health": #"200 {"status": "ok", "timestamp": "2026-11-21T20:00:00Z"}"#,
            "worker/health": #"200 {"status": "ok", "queues": [{"name": "analysis"}]}"#, "web/health": "200 {}",
            "grafana/api/health": #"200 {"database": "ok"}"#, "balancer": "200 {}",
            "pagerduty": #"202 {"status": "success"}"#, "mail": "200 ok",
        ],
        metrics: [
            #"flakeguard_api_http_request_duration_seconds_bucket{le="0.1"} 96/s"#,
            #"flakeguard_api_http_request_duration_seconds_bucket{le="1"} 100/s"#,
            #"flakeguard_api_http_request_duration_seconds_bucket{le="2"} 100/s"#,
            #"flakeguard_api_http_request_duration_seconds_bucket{le="+Inf"} 100/s"#,
            // No request has failed yet: prom-client shows no series for what it never counted.
            #"flakeguard_api_http_requests_total{method="GET",route="/health",status_code="200"} 100/s"#,
            #"flakeguard_api_database_connection_pool{pool_status="active"} 2"#,
            #"flakeguard_api_database_connection_pool{pool_status="idle"} 8"#,
            #"flakeguard_api_database_queries_total{operation="select",status="success"} 50/s"#,
            #"flakeguard_worker_queue_size{queue="analysis",status="waiting"} 10"#,
            #"flakeguard_worker_job_processing_duration_seconds_bucket{le="1"} 5/s"#,
            #"flakeguard_worker_job_processing_duration_seconds_bucket{le="+Inf"} 5/s"#,
            #"flakeguard_api_github_rate_limit_remaining{rate_limit_type="primary"} 4000"#,
            "redis_up 1",
            #"node_cpu_seconds_total{cpu="0",mode="idle"} 0.8/s"#, #"node_cpu_seconds_total{cpu="0",mode="user"} 0.2/s"#,
            "node_memory_MemAvailable_bytes 5e9", "node_memory_MemTotal_bytes 1e10",
            #"node_filesystem_avail_bytes{mountpoint="/",fstype="ext4"} 5e10"#,
            #"node_filesystem_size_bytes{mountpoint="/",fstype="ext4"} 1e11"#,
            // A package of snap is always full.
            #"node_filesystem_avail_bytes{mountpoint="/snap/core",fstype="squashfs"} 0"#,
            #"node_filesystem_size_bytes{mountpoint="/snap/core",fstype="squashfs"} 1e8"#,
            #"node_network_receive_bytes_total{device="eth0"} 1000/s"#, #"node_network_transmit_bytes_total{device="eth0"} 1000/s"#,
            #"container_start_time_seconds{name="flakeguard-api"} 1.79e9"#, #"container_start_time_seconds{name=""} 1.78e9"#,
            #"flakeguard_api_tests_processed_total{test_status="passed"} 3/s"#,
            #"flakeguard_api_flake_detections_total{severity="low"} 0.1/s"#,
            #"flakeguard_api_quarantine_actions_total{action="suggest"} 0.1/s"#,
            #"flakeguard_api_github_webhooks_total{status="success"} 2/s"#,
        ],
        jobs: ["flakeguard-api"],
        programs: [
            "git": "",
            // `tags` has the images that there are, `secrets.log` the secrets with their lengths.
            "docker": """
                if [ "$1" = tag ]; then
                    grep -qx "$2" tags || { echo "No such image: $2" >&2; exit 1; }
                    echo "$3" >> tags
                fi
                case "$*" in
                *"restart api") cp .env.override running.env; grep -q WEBHOOKS=true running.env || test -e ill/broken || heal api/health ;;
                *"restart worker") redis-cli -p "$REDIS_PORT" DEL bull:analysis:wait bull:analysis:failed >/dev/null; heal worker/health ;;
                *" build") for name in api worker web; do echo "flakeguard-$name:latest" >> tags; done; echo good > latest ;;
                "tag flakeguard-api:previous flakeguard-api:latest") echo good > latest ;;
                *"monitoring.yml up -d") heal grafana/api/health ;;
                *"up -d"|*"up -d api worker web") cp latest image; ! grep -q good image || { heal api/health; heal worker/health; heal web/health; } ;;
                *"--scale worker=3") heal worker/health ;;
                *"exec -T postgres pg_isready"*) exec pg_isready ;;
                *"exec -T redis redis-cli ping") exec redis-cli -p "$REDIS_PORT" ping ;;
                *"prisma db execute --stdin") exec psql -X -q -v ON_ERROR_STOP=1 ;;
                "secret ls --format {{.Name}}") cut -d' ' -f1 secrets.log ;;
                "secret create "*) test "$(cat refused 2>/dev/null)" != "$3" && ! grep -q "^$3 " secrets.log || exit 1; echo "$3 $(wc -c)" >> secrets.log ;;
                "secret rm "*) grep -q "^$3 " secrets.log || exit 1; sed -i "/^$3 /d" secrets.log ;;
                esac
                """,
            "pnpm": """
                case "$*" in
                *"migrate:deploy") exec psql -X -q -c 'ALTER TABLE "FGRepository" ADD COLUMN IF NOT EXISTS branch TEXT' ;;
                *"migrate status") psql -X -q -A -t -c "SELECT count(*) FROM information_schema.columns WHERE column_name = 'branch'" | grep -q 1 ;;
                *"resolve --rolled-back"*) exec psql -X -q -c "DELETE FROM _prisma_migrations WHERE migration_name = '${7}'" ;;
                *" seed") exec psql -X -q -c "INSERT INTO \\"User\\" VALUES (1, 'first') ON CONFLICT DO NOTHING" ;;
                *"db execute --stdin") exec psql -X -q -A -t -v ON_ERROR_STOP=1 ;;
                esac
                """,
        ],
        files: [
            ".env.override": "# kept\nENABLE_GITHUB_WEBHOOKS=true\n", "running.env": "ENABLE_GITHUB_WEBHOOKS=true\n",
            "image": "good\n", "latest": "good\n", "secrets.log": "", "tags": latest, ".env": environmentFile, ".env.example": "NODE_ENV=development\n",
            "scripts/pre-deployment-validation.sh": "#!/bin/sh\ntest -s .env",
            "scripts/post-deployment-verification.sh": "#!/bin/sh\ntest ! -e ill/api_health && psql -X -q -c 'SELECT name FROM \"FGRepository\"'",
            "scripts/restore-database.sh": "#!/bin/sh\nexec psql -X -q -v ON_ERROR_STOP=1 -f \"${1#--backup-file=}\"",
            "scripts/verify-backup.sh": "#!/bin/sh\npg_dump --clean --if-exists > last.sql && grep -q 'CREATE TABLE' last.sql",
        ],
        redis: ["HSET bull:analysis:meta version bullmq:5.0.0"],
        database: """
            CREATE TABLE "Organization" (id INT PRIMARY KEY); CREATE TABLE "User" (id INT PRIMARY KEY, name TEXT);
            CREATE TABLE "FGRepository" (id INT PRIMARY KEY, name TEXT); INSERT INTO "FGRepository" VALUES (1, 'flaky');
            CREATE TABLE _prisma_migrations (migration_name TEXT); INSERT INTO _prisma_migrations VALUES ('20261120_branch')
            """,
        configuration: """
            flags:
              override: {dotenv: {path: .env.override}}
            secrets:
              JWT_SECRET: {kind: jwt-hs256, rotateEvery: 90d, overlap: 0s, destinations: [{dotenv: {path: rotated.env, key: JWT_SECRET}}]}
              API_KEY: {kind: api-key, rotateEvery: 90d, overlap: 0s, destinations: [{dotenv: {path: rotated.env, key: API_KEY}}]}
            channels:
              page: {pagerduty: {routingKey: "0123456789abcdef0123456789abcdef", url: "URL/pagerduty"}}
              mail: {slack: {url: "URL/mail"}}
            notify: {automatic: []}
            systems:
              flakeguard:
                services:
                  api: {url: "URL/api"}
                  worker: {url: "URL/worker"}
                  web: {url: "URL/web"}
                  grafana: {url: "URL/grafana"}
                  balancer: {url: "URL/balancer"}
                  prometheus: {url: "PROMETHEUS"}
                  redis: {url: "${env:REDIS_URL}"}
                  postgres: {url: "${env:DATABASE_URL}"}
                secrets: {apiKey: API_KEY}
                channels: {critical: page, warning: mail}
                commands: {verifyBackup: [scripts/verify-backup.sh]}
                windows: {apiDown: 1s, redisDown: 1s, slow: 1s, errors: 1s, cpu: 1s, step: 200ms}

            """)

    /// Every variable of the document, with a value.
    private static let environmentFile = [
        "NODE_ENV", "PORT", "HOST", "LOG_LEVEL", "REDIS_URL", "JWT_SECRET", "API_KEY", "GITHUB_APP_ID", "GITHUB_PRIVATE_KEY_PATH",
        "GITHUB_WEBHOOK_SECRET", "ENABLE_SLACK_APP", "ENABLE_GITHUB_WEBHOOKS", "ENABLE_QUARANTINE_ACTIONS", "WORKER_CONCURRENCY",
        "RATE_LIMIT_MAX", "RATE_LIMIT_WINDOW_MS",
    ].map { "\($0)=x\n" }.joined() + "DATABASE_URL=postgresql://db/flakeguard?sslmode=require\n"

    private static let latest = ["api", "worker", "web"].map { "flakeguard-\($0):latest\n" }.joined()
    /// An earlier deployment has kept its images.
    @Sendable private static func hasPrevious(_ stage: Stage) throws {
        try AtomicFile.replace(stage.folder.path + "/tags", with: Array((latest + latest.replacing("latest", with: "previous")).utf8))
    }

    static let down = ["api/health": #"503 {"status": "ill"}"#]
    static let allDown = [
        "api/health": "503 {}", "worker/health": "503 {}", "web/health": "503 {}",
    ]
    /// Jobs that nobody takes up, one that failed, and something of somebody else's in the same database.
    static let stuck =
        ["ZADD bull:analysis:failed 1 9001", "SET session:somebody kept"]
        + stride(from: 0, to: 1200, by: 300).map { "RPUSH bull:analysis:wait " + ($0..<$0 + 300).map(String.init).joined(separator: " ") }
    private static let compose = "docker compose -f docker-compose.prod.yml"

    static let rehearsals = [
        Rehearsal(playbook: "flakeguard/pre-deployment", usesPrometheus: true, isKilled: false),
        Rehearsal(playbook: "flakeguard/infrastructure-health", calls: ["\(compose) ps", "\(compose) exec -T redis redis-cli ping"], isKilled: false),
        Rehearsal(playbook: "flakeguard/health", isKilled: false),
        Rehearsal(playbook: "flakeguard/metrics", usesPrometheus: true, isKilled: false),
        Rehearsal(
            playbook: "flakeguard/deployment", inputs: ["seed=true", "monitoring=true"], redone: ["seed"],
            ill: allDown.merging(["grafana/api/health": "503 {}"]) { $1 }, usesPrometheus: true,
            calls: [
                "git pull --ff-only", "scripts/pre-deployment-validation.sh", "\(compose) up -d postgres redis",
                "pnpm --filter=@flakeguard/api migrate:deploy", "pnpm --filter=@flakeguard/api exec prisma migrate status",
                "pnpm --filter=@flakeguard/api seed", "\(compose) build", "\(compose) up -d api worker web",
                "docker compose -f docker-compose.monitoring.yml up -d", "scripts/post-deployment-verification.sh",
            ],
            writes: ["calls.log": "docker tag flakeguard-web:latest flakeguard-web:RUN-", "tags": "flakeguard-api:previous\n"],
            databaseEnds: [#"SELECT count(*) FROM "User""#: "1"]),
        Rehearsal(
            playbook: "flakeguard/deployment", variant: "the first",
            prepare: { try AtomicFile.replace($0.folder.path + "/tags", with: []) },
            failing: ["keep-api", "keep-worker", "keep-web"],
            calls: ["docker tag flakeguard-api:latest flakeguard-api:previous", "\(compose) build", "\(compose) up -d api worker web"],
            isKilled: false),
        Rehearsal(
            playbook: "flakeguard/deployment", variant: "whose verification fails", ill: ["broken": "yes"], staysIll: ["broken"],
            prepare: { try $0.database?.ask(#"ALTER TABLE "FGRepository" RENAME COLUMN name TO title"#) },
            failing: ["verification"], end: "compensated",
            calls: [
                "\(compose) up -d api worker web", "scripts/post-deployment-verification.sh", "\(compose) stop api worker web",
                "docker tag flakeguard-api:previous flakeguard-api:latest", "\(compose) up -d api worker web",
            ], isKilled: false),
        Rehearsal(
            playbook: "flakeguard/configuration",
            secrets: ["githubKey": "canary-key-4711", "jwt": "canary-jwt-4712", "database": "canary-db-4713"],
            redone: ["github-private-key", "jwt-secret", "database-password"],
            calls: ["docker secret create github_private_key -", "docker secret create jwt_secret -", "docker secret create db_password -"],
            writes: ["secrets.log": "jwt_secret 15"]),
        Rehearsal(
            playbook: "flakeguard/configuration", variant: "with a secret that Docker has",
            secrets: ["githubKey": "canary-key-4711", "jwt": "canary-jwt-4712"],
            prepare: { try AtomicFile.replace($0.folder.path + "/secrets.log", with: Array("jwt_secret 99\n".utf8)) },
            failing: ["no-jwt-secret"], end: "failed", calls: ["docker secret ls --format {{.Name}}"], writes: ["secrets.log": "jwt_secret 99\n"],
            check: { stage in
                let calls = try stage.folder.calls()
                #expect(!calls.contains { $0.hasPrefix("docker secret create") || $0.hasPrefix("docker secret rm") }, "\(calls)")
            }, isKilled: false),
        Rehearsal(
            playbook: "flakeguard/configuration", variant: "whose last secret is refused",
            secrets: ["jwt": "canary-jwt-4712", "database": "canary-db-4713"],
            prepare: { try AtomicFile.replace($0.folder.path + "/refused", with: Array("db_password".utf8)) },
            failing: ["database-password"], end: "compensated",
            calls: ["docker secret create jwt_secret -", "docker secret create db_password -", "docker secret rm jwt_secret"],
            check: { stage in
                let left = try stage.folder.text("secrets.log")
                #expect(left.isEmpty, "\(left)")
            }, isKilled: false),
        Rehearsal(
            playbook: "flakeguard/quick-rollback", ill: allDown, prepare: { try hasPrevious($0) },
            calls: [
                "\(compose) stop api worker web", "docker tag flakeguard-api:previous flakeguard-api:latest",
                "docker tag flakeguard-worker:previous flakeguard-worker:latest", "docker tag flakeguard-web:previous flakeguard-web:latest",
                "\(compose) up -d api worker web", "scripts/post-deployment-verification.sh",
            ], writes: ["flakeguard-incident.html": "Roll back to the previous images"]),
        Rehearsal(
            playbook: "flakeguard/full-rollback", inputs: ["backup=backup.sql"], redone: ["restore"], ill: allDown, approvers: true,
            prepare: { stage in
                try hasPrevious(stage)
                let database = try #require(stage.database)
                try shell(["pg_dump", "--clean", "--if-exists", "--file=\(stage.folder.path)/backup.sql", database.url])
                // What the release's migration did.
                try database.ask(#"ALTER TABLE "FGRepository" DROP COLUMN name; TRUNCATE "FGRepository""#)
            },
            calls: [
                "\(compose) stop", "\(compose) up -d postgres", "scripts/restore-database.sh --backup-file=backup.sql",
                "docker tag flakeguard-api:previous flakeguard-api:latest", "\(compose) up -d", "scripts/post-deployment-verification.sh --full",
            ],
            writes: ["flakeguard-incident.html": "Roll back images and database"],
            databaseEnds: [#"SELECT name FROM "FGRepository""#: "flaky"]),
        Rehearsal(
            playbook: "flakeguard/circuit-breaker", variant: "off", ill: down, calls: ["\(compose) restart api"],
            writes: [".env.override": "# kept\nENABLE_GITHUB_WEBHOOKS=false\n", "flakeguard-incident.html": "Circuit breaker: ENABLE_GITHUB_WEBHOOKS"]),
        Rehearsal(
            playbook: "flakeguard/circuit-breaker", variant: "which somebody else had switched off before, and which does not help",
            ill: down.merging(["broken": "yes"]) { $1 }, staysIll: ["api/health", "broken"],
            before: [["flags", "disable", "ENABLE_GITHUB_WEBHOOKS", "--reason", "harm", "--yes"]], failing: ["api"], end: "compensated",
            writes: [".env.override": "# kept\nENABLE_GITHUB_WEBHOOKS=false\n"],
            check: { stage in
                let list = try stage.program.firebreak.run("flags", "list", "--json", environment: stage.environment)
                #expect(list.outputText.contains("harm"), "\(list.outputText)")
            }, isKilled: false),
        Rehearsal(
            playbook: "flakeguard/circuit-breaker", variant: "restored", inputs: ["action=restore"],
            before: [["flags", "disable", "ENABLE_GITHUB_WEBHOOKS", "--reason", "harm", "--yes"]], calls: ["\(compose) restart api"],
            writes: [".env.override": "# kept\nENABLE_GITHUB_WEBHOOKS=true\n"], isKilled: false),
        Rehearsal(
            playbook: "flakeguard/stuck-queues", answers: ["failed-jobs": "9001 was retried"], ill: ["worker/health": "503 {}"], redis: stuck,
            failing: ["queue"], calls: ["\(compose) restart worker"], writes: ["flakeguard-incident.html": "Worker queues are stuck"],
            redisEnds: ["LLEN bull:analysis:wait": "0", "GET session:somebody": "kept"]),
        Rehearsal(playbook: "flakeguard/traffic", answers: ["reroute": "A record to the other region"], isKilled: false),
        Rehearsal(
            playbook: "flakeguard/troubleshooting", variant: "database", inputs: ["problem=database"],
            calls: ["\(compose) exec -T postgres pg_isready", "\(compose) exec -T api pnpm exec prisma db execute --stdin"], isKilled: false),
        Rehearsal(
            playbook: "flakeguard/troubleshooting", variant: "migration", inputs: ["problem=migration", "migration=20261120_branch"],
            redone: ["resolve"], failing: ["migration-status"],
            calls: ["pnpm --filter=@flakeguard/api exec prisma migrate resolve --rolled-back 20261120_branch"],
            databaseEnds: ["SELECT count(*) FROM _prisma_migrations": "0"]),
        Rehearsal(
            playbook: "flakeguard/troubleshooting", variant: "memory", inputs: ["problem=memory"], ill: ["worker/health": "503 {}"],
            calls: ["docker stats --no-stream", "\(compose) restart worker", "\(compose) up -d --scale worker=3"]),
        Rehearsal(
            playbook: "flakeguard/maintenance", variant: "daily", inputs: ["period=daily"], usesPrometheus: true,
            calls: ["scripts/verify-backup.sh", "\(compose) logs --since=24h --tail=500 api worker web"], isKilled: false),
        Rehearsal(playbook: "flakeguard/maintenance", variant: "weekly", inputs: ["period=weekly"], usesPrometheus: true, isKilled: false),
        Rehearsal(
            playbook: "flakeguard/maintenance", variant: "monthly, with the rotation", inputs: ["period=monthly", "rotate=true"],
            writes: ["rotated.env": "API_KEY="],
            check: { try rotated($0) }),
        Rehearsal(playbook: "flakeguard/maintenance", variant: "quarterly", inputs: ["period=quarterly"], isKilled: false),
        Rehearsal(
            playbook: "flakeguard/escalation", variant: "critical", inputs: ["severity=critical", "summary=API down"], redone: ["page"],
            writes: ["received.log": "pagerduty"]),
        Rehearsal(
            playbook: "flakeguard/escalation", variant: "security", inputs: ["severity=security", "summary=A key has leaked"],
            answers: ["security": "reached"], writes: ["received.log": "pagerduty"], isKilled: false),
        Rehearsal(
            playbook: "flakeguard/escalation", variant: "other", inputs: ["severity=other", "summary=A typo"], answers: ["issue": "#12"],
            isKilled: false),
    ]

    @Sendable private static func rotated(_ stage: Stage) throws {
        let listed = try stage.program.firebreak.run("secrets", "list", "--json", environment: stage.environment)
        let states = try JSONValue(parsing: listed.standardOutput).arrayValue?.map { $0["stage"]?.stringValue ?? "" }
        #expect(states == ["current", "current"])
        let file = try stage.folder.text("rotated.env")
        #expect(file.contains("JWT_SECRET="))
    }

    @Test("what is ill is well after the playbook, also where it was killed after every step", arguments: rehearsals)
    func rehearsed(rehearsal: Rehearsal) throws { try rehearse(rehearsal, of: Self.system) }
}
