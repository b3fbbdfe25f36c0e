import TestSupport
import Testing

/// FlowRunner's playbooks, rehearsed: its health endpoints, a real Redis with its image queue, a real PostgreSQL, and node, npm,
/// npx, vercel and kubectl as shims.
@Suite("Rehearsals of FlowRunner", .databases)
struct FlowRunnerRehearsalTests {
    static let system = StandInSystem(
        name: "flowrunner",
        endpoints: [
            "app/api/health": #"200 {"status": "ok", "database": "connected"}"#,
            "app/api/health/queues": #"200 {"status": "ok", "queues": [{"name": "image-generation", "failed": 0}]}"#,
            "app/api/patterns/health": #"200 {"status": "ok"}"#,
        ],
        programs: [
            "node": "", "git": "",
            "npm": "case \"$1\" in --version) echo 10.8.2 ;; esac",
            // Migrations go into the real database; a second time there is nothing to be done.
            "npx": "case \"$*\" in *\"migrate deploy\"*) psql -X -q -c 'ALTER TABLE flows ADD COLUMN IF NOT EXISTS palette TEXT' ;; esac",
            "vercel": """
                case "$*" in
                "env pull .env.staging"*) echo DATABASE_URL=set > .env.staging ;;
                "env pull .env.production"*) echo DATABASE_URL=set > .env.production ;;
                "deploy --prod"*) heal app/api/health; heal app/api/health/queues ;;
                esac
                """,
            // The workers end what they are at, and are gone; or come back and do what waits.
            "kubectl": """
                case "$*" in
                *"--replicas=0") redis-cli -p "$REDIS_PORT" DEL bull:image-generation:active >/dev/null ;;
                *"--replicas=4") redis-cli -p "$REDIS_PORT" DEL bull:image-generation:wait bull:image-generation:failed >/dev/null
                    heal app/api/health/queues ;;
                esac
                """,
            // As BullMQ 5 pauses a queue: the field `paused` of `meta`, and the waiting jobs under another name.
            "queue": """
                q=bull:image-generation
                case "$1" in
                pause) redis-cli -p "$REDIS_PORT" HSET $q:meta paused 1 >/dev/null; redis-cli -p "$REDIS_PORT" RENAME $q:wait $q:paused >/dev/null ;;
                resume) redis-cli -p "$REDIS_PORT" HDEL $q:meta paused >/dev/null; redis-cli -p "$REDIS_PORT" RENAME $q:paused $q:wait >/dev/null ;;
                esac
                exit 0
                """,
        ],
        files: [
            ".env.staging.example": "DATABASE_URL=\n", ".env.production.example": "DATABASE_URL=\n",
            "scripts/restore.sh": "#!/bin/sh\npsql -X -q -v ON_ERROR_STOP=1 -f snapshot.sql && heal app/api/health",
            "snapshot.sql": "DROP TABLE IF EXISTS flows; CREATE TABLE flows (id INT, hero TEXT); INSERT INTO flows VALUES (1, 'kept');\n",
        ],
        redis: ["HSET bull:image-generation:meta version bullmq:5.0.0"],
        database: "CREATE TABLE flows (id INT, hero TEXT); INSERT INTO flows VALUES (1, 'kept')",
        configuration: """
            systems:
              flowrunner:
                services:
                  app: {url: "URL/app"}
                  redis: {url: "${env:REDIS_URL}"}
                  postgres: {url: "${env:DATABASE_URL}"}
                commands:
                  restore: [scripts/restore.sh]
                  pause: [queue, pause]
                  resume: [queue, resume]
                  scaleDown: [kubectl, scale, deployment/image-workers, --replicas=0]
                  scaleUp: [kubectl, scale, deployment/image-workers, --replicas=4]

            """)

    /// A queue in which jobs fail one after the other, two are at work and three wait; and something of somebody else's.
    static let runaway = [
        "RPUSH bull:image-generation:active 7 8", "RPUSH bull:image-generation:wait 9 10 11",
        "ZADD bull:image-generation:failed " + (100..<130).map { "\($0) \($0)" }.joined(separator: " "),
        "SET session:somebody kept",
    ]
    static let outage = ["app/api/health": #"503 {"status": "ill", "database": "gone"}"#]
    static let failingQueues = ["app/api/health/queues": #"503 {"status": "failing"}"#]

    static let rehearsals = [
        Rehearsal(
            playbook: "flowrunner/environment", inputs: ["environment=staging"],
            calls: ["vercel env pull .env.staging --environment=preview --yes", "npx prisma generate", "npx prisma migrate deploy"],
            writes: [".env.staging": "DATABASE_URL=set"], databaseEnds: migrated),
        Rehearsal(
            playbook: "flowrunner/deployment", variant: "to production", inputs: ["environment=production"],
            redone: ["production"], ill: outage.merging(failingQueues) { $1 },
            calls: ["npm ci", "npm run lint", "npm test", "npx prisma migrate deploy", "vercel deploy --prod"], databaseEnds: migrated),
        Rehearsal(
            playbook: "flowrunner/deployment", variant: "to staging", inputs: ["environment=staging"], redone: ["staging"],
            calls: ["npm ci", "npx prisma migrate deploy", "vercel deploy"], databaseEnds: migrated, isKilled: false),
        Rehearsal(
            playbook: "flowrunner/health", ill: ["app/api/patterns/health": "503 {}"], staysIll: ["app/api/patterns/health"],
            redis: runaway, failing: ["counts", "patterns"], isKilled: false),
        Rehearsal(playbook: "flowrunner/smoke-test", isKilled: false),
        Rehearsal(
            playbook: "flowrunner/rollback", variant: "with the database", inputs: ["database=true"], redone: ["snapshot"],
            ill: outage, database: "ALTER TABLE flows DROP COLUMN hero", calls: ["scripts/restore.sh", "vercel deploy --prod --prebuilt"],
            writes: ["flowrunner-incident.html": "Rollback of FlowRunner"],
            databaseEnds: ["SELECT hero FROM flows": "kept"]),
        Rehearsal(
            playbook: "flowrunner/image-queues", variant: "drained", inputs: ["action=drain"], ill: failingQueues,
            staysIll: ["app/api/health/queues"], redis: runaway, failing: ["queue"],
            calls: ["queue pause", "kubectl scale deployment/image-workers --replicas=0"],
            writes: ["flowrunner-incident.html": "Image queues of FlowRunner fail"],
            redisEnds: [
                "HGET bull:image-generation:meta paused": "1", "LRANGE bull:image-generation:paused 0 -1": "9\n10\n11",
                "LLEN bull:image-generation:active": "0", "GET session:somebody": "kept",
            ]),
        Rehearsal(
            playbook: "flowrunner/image-queues", variant: "brought back", inputs: ["action=restore"],
            answers: ["cause": "the model's quota"], ill: failingQueues,
            redis: runaway + ["RENAME bull:image-generation:wait bull:image-generation:paused", "HSET bull:image-generation:meta paused 1"],
            failing: ["queue"],
            calls: ["kubectl scale deployment/image-workers --replicas=4", "queue resume"],
            writes: ["flowrunner-incident.html": "Image queues of FlowRunner fail"],
            redisEnds: ["HEXISTS bull:image-generation:meta paused": "0", "LLEN bull:image-generation:wait": "3"]),
    ]

    static let migrated = ["SELECT count(*) FROM information_schema.columns WHERE column_name = 'palette'": "1"]

    @Test("what is ill is well after the playbook, also where it was killed after every step", arguments: rehearsals)
    func rehearsed(rehearsal: Rehearsal) throws { try rehearse(rehearsal, of: Self.system) }
}
