import TestSupport
import Testing

/// ΛΞVON OS's playbooks, rehearsed: its endpoints, a real PostgreSQL, a real Prometheus, and git, docker, pnpm, kubectl and vercel
/// as shims.
@Suite("Rehearsals of ΛΞVON OS", .databases)
struct AevonRehearsalTests {
    static let system = StandInSystem(
        name: "aevon-os",
        endpoints: [
            "api/health": #"200 {"status": "ok"}"#, "api/status": "200 {}", "api/auth/login": "401 {}", "frontend": "200 {}",
        ],
        metrics: [#"http_request_duration_seconds_count{status_code="200"} 100/s"#],
        programs: [
            "git": "case \"$1\" in ls-files) printf 'src/a.ts\\n.env.example\\n' ;; esac",
            "docker": "",
            // Prisma's commands on the real database: `migrate status` ends with 1 while something is left to be migrated.
            "pnpm": """
                columns() { psql -X -q -A -t -c "SELECT count(*) FROM information_schema.columns WHERE column_name = 'agent'"; }
                case "$*" in
                "prisma migrate deploy") psql -X -q -c 'ALTER TABLE tasks ADD COLUMN IF NOT EXISTS agent TEXT' ;;
                "prisma migrate status") test "$(columns)" = 1 ;;
                "exec playwright test") test ! -e ill/api_health ;;
                esac
                """,
            "inverse-migration": "psql -X -q -c 'ALTER TABLE tasks DROP COLUMN IF EXISTS agent'",
            // A line for each revision, the newest last. What is gone back to becomes the newest, under a new number. Where there
            // is a file `deadly`, who undoes is killed once it is undone.
            "kubectl": """
                args="$*"
                newest() { tail -n 1 revisions | cut -d' ' -f"$1"; }
                become() {
                    number=$(newest 1); sed -i "/ $1\\$/d" revisions; echo "$((number + 1)) $1" >> revisions
                    test "$1" = bad || { heal api/health; heal api/status; }
                }
                case "$args" in
                *"get deployment/aevon-api -o jsonpath"*) printf %s "$(newest 1)" ;;
                *"set image"*) become "${args##*:}" ;;
                *"rollout undo"*)
                    case "$args" in
                    *--to-revision=*) former=$(sed -n "s/^${args##*=} //p" revisions) ;;
                    *) former=$(tail -n 2 revisions | head -n 1 | cut -d' ' -f2) ;;
                    esac
                    test -n "$former" || { echo "unable to find specified revision in history" >&2; exit 1; }
                    become "$former"
                    test ! -e deadly || { rm deadly; kill -9 "$PPID"; } ;;
                *"rollout status"*) test "$(newest 2)" != bad || exit 1 ;;
                *"rollout restart"*) cp secrets.env running.env ;;
                esac
                newest 2 > image
                """,
            "vercel": "", "warm-up": "heal warm",
        ],
        files: ["revisions": "6 former\n7 live\n", "secrets.env": "API_KEY=old\n", "running.env": "API_KEY=old\n"],
        database: "CREATE TABLE tasks (id INT, title TEXT); INSERT INTO tasks VALUES (1, 'kept')",
        configuration: """
            secrets:
              AEVON_API_KEY: {kind: api-key, overlap: 0s, destinations: [{dotenv: {path: secrets.env, key: API_KEY}}]}
            systems:
              aevon-os:
                services:
                  api: {url: "URL/api"}
                  frontend: {url: "URL/frontend"}
                  prometheus: {url: "PROMETHEUS"}
                  postgres: {url: "${env:DATABASE_URL}"}
                  redis: {url: "${env:REDIS_URL}"}
                secrets: {api: AEVON_API_KEY}
                commands: {inverseMigration: [inverse-migration], warmUp: [warm-up]}

            """)

    static let outage = ["api/health": "503 {}", "api/status": "503 {}"]
    private static let migrated = ["SELECT count(*) FROM information_schema.columns WHERE column_name = 'agent'": "1"]

    static let rehearsals = [
        Rehearsal(playbook: "aevon-os/pre-deployment", inputs: ["environment=staging"], calls: ["pnpm audit --audit-level=high"], isKilled: false),
        Rehearsal(
            playbook: "aevon-os/deployment", variant: "to production", inputs: ["environment=production", "tag=9f31c2"],
            ill: outage.merging(["warm": "cold"]) { $1 }, usesPrometheus: true,
            calls: [
                "pnpm prisma migrate deploy", "docker build -t gcr.io/aevon/api:9f31c2 .", "docker push gcr.io/aevon/api:9f31c2",
                "kubectl -n production set image deployment/aevon-api api=gcr.io/aevon/api:9f31c2", "pnpm exec playwright test", "warm-up",
            ], databaseEnds: migrated),
        Rehearsal(
            playbook: "aevon-os/deployment", variant: "to staging", inputs: ["environment=staging", "tag=9f31c2"], ill: ["warm": "cold"],
            usesPrometheus: true, calls: ["pnpm prisma migrate deploy", "docker push gcr.io/aevon/api:9f31c2"], databaseEnds: migrated, isKilled: false),
        Rehearsal(
            playbook: "aevon-os/deployment", variant: "that does not come up", inputs: ["environment=staging", "tag=bad"],
            failing: ["rolled-out"], end: "compensated",
            calls: [
                "kubectl -n production set image deployment/aevon-api api=gcr.io/aevon/api:bad",
                "kubectl -n production rollout undo deployment/aevon-api --to-revision=7",
            ], writes: ["image": "live\n"]),
        Rehearsal(playbook: "aevon-os/validation", usesPrometheus: true, calls: ["pnpm exec playwright test"], isKilled: false),
        Rehearsal(playbook: "aevon-os/warm-up", ill: ["warm": "cold"], calls: ["warm-up"]),
        Rehearsal(
            playbook: "aevon-os/rollback", inputs: ["database=true"], answers: ["isolate": "9f31c2", "cause": "AEV-12"],
            redone: ["frontend", "backend", "database"], ill: outage, database: "ALTER TABLE tasks ADD COLUMN agent TEXT",
            calls: [
                "kubectl -n production rollout history deployment/aevon-api", "vercel rollback",
                "kubectl -n production rollout undo deployment/aevon-api", "inverse-migration",
            ],
            writes: ["aevon-os-incident.html": "Isolated: 9f31c2. Cause: AEV-12."],
            databaseEnds: ["SELECT count(*) FROM information_schema.columns WHERE column_name = 'agent'": "0", "SELECT title FROM tasks": "kept"]),
        Rehearsal(
            playbook: "aevon-os/secrets", inputs: ["rotate=true"], calls: ["kubectl -n production rollout restart deployment/aevon-api"],
            check: { try isNew($0) }),
    ]

    /// The pods run with the new key, which is the one that firebreak wrote.
    @Sendable private static func isNew(_ stage: Stage) throws {
        let running = try stage.folder.text("running.env")
        let own = try stage.folder.text("secrets.env")
        #expect(!running.contains("old") && running == own)
    }

    @Test("a rolling update whose undoing was killed is asked about, and the failed release never comes back")
    func killedUndo() throws {
        let rehearsal = try #require(Self.rehearsals.first { $0.variant == "that does not come up" })
        try rehearseKilledUndo(rehearsal, of: Self.system, undoing: "backend~1") { stage in
            let image = try stage.folder.text("image")
            #expect(image == "live\n")
        }
    }

    @Test("what is ill is well after the playbook, also where it was killed after every step", arguments: rehearsals)
    func rehearsed(rehearsal: Rehearsal) throws { try rehearse(rehearsal, of: Self.system) }
}
